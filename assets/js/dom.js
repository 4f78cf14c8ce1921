/* The root of the site: this file is at assets/js.DIGEST/dom.js. */
export const root = new URL("../../", import.meta.url);

/* An element with these properties or attributes, and these children. */
export function make(tag, given = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(given)) {
    if (name in element) element[name] = value;
    else element.setAttribute(name, value);
  }
  element.append(...children);
  return element;
}

/* A plain button. */
export const button = (className, label, onclick) => make("button", { type: "button", className, onclick }, label);

/* Wait for the stylesheet of what scripts add, or until it is certain that it will not come. */
let styles;
export function styled() {
  styles ??= new Promise((done) => {
    const { styles: href } = document.querySelector("script[data-styles]").dataset;
    document.head.append(make("link", { rel: "stylesheet", href, onload: done, onerror: done }));
  });
  return styles;
}

/* The title of a session, from its place in a timetable. */
export function titleOf(cell) {
  const title = cell.querySelector(".session_card__title");
  return (title.querySelector("a, s") ?? title.firstChild).textContent.trim();
}
