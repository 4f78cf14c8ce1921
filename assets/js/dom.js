/** The root of the site. This file is at assets/js.DIGEST/dom.js. */
export const root = new URL('../../', import.meta.url);

/** Create an element with properties or attributes, and children. */
export function createElement(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const name in attributes) {
    if (name in element) element[name] = attributes[name];
    else element.setAttribute(name, attributes[name]);
  }
  element.append(...children);
  return element;
}

/** Create a button that submits no form. */
export const button = (className, label, onclick) =>
  createElement('button', { type: 'button', className, onclick }, label);

/** Add a button for each action, labelled by `strings`. The status says what the action returns. */
export async function addButtons(mount, strings, actions) {
  await stylesLoaded();
  const status = mount.querySelector('[role=status]');
  for (const name in actions) {
    const onClick = async () => (status.textContent = await actions[name]());
    status.before(button('finder__button', strings[name], onClick));
  }
}

/** Call a function now and at the start of each minute. */
export function eachMinute(update) {
  update();
  setTimeout(eachMinute, 60000 - (Date.now() % 60000), update);
}

/** Wait until the stylesheet of the enhancements has loaded, or has failed to load. */
let styles;
export function stylesLoaded() {
  styles ??= new Promise((resolve) => {
    const { styles: href } = document.querySelector('script[data-styles]').dataset;
    const attributes = { rel: 'stylesheet', href, onload: resolve, onerror: resolve };
    document.head.append(createElement('link', attributes));
  });
  return styles;
}

/** Return the title of a session, from its cell in the timetable. */
export function titleOf(cell) {
  const title = cell.querySelector('.session_card__title');
  return (title.querySelector('a, s') ?? title.firstChild).textContent.trim();
}

/** Fetch a page and parse it. */
export async function fetchDocument(url) {
  const response = await fetch(url);
  return new DOMParser().parseFromString(await response.text(), 'text/html');
}
