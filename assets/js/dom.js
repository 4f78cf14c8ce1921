/** The root of the site. This file is at assets/js.DIGEST/dom.js. */
export const root = new URL('../../', import.meta.url);

/** Create an element with properties or attributes, and children. */
export function createElement(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name in element) element[name] = value;
    else element.setAttribute(name, value);
  }
  element.append(...children);
  return element;
}

/** Create a button that submits no form. */
export const button = (className, label, onclick) =>
  createElement('button', { type: 'button', className, onclick }, label);

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
