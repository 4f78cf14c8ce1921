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

/** Call a function now and at the start of each minute. */
export function eachMinute(update) {
  update();
  setTimeout(eachMinute, 60000 - (Date.now() % 60000), update);
}

/** Return a time of day as the language of the page writes it. */
export const timeOfDay = (time) =>
  time.toLocaleTimeString([document.documentElement.lang, 'en-GB'], { timeStyle: 'short' });

/** Fetch a page and parse it. */
export async function fetchDocument(url) {
  const response = await fetch(url);
  return new DOMParser().parseFromString(await response.text(), 'text/html');
}
