import { button, root } from "./dom.js";
import * as words from "./words/programme.js";

/* The sessions that somebody keeps, by id, on this device only. Every site, and every edition of it, has its own. */
const key = `kept:${root.pathname}`;
const listeners = [];

/* Their ids. */
export function kept() {
  try {
    const found = JSON.parse(localStorage.getItem(key));
    return new Set(Array.isArray(found) ? found : []);
  } catch {
    return new Set();
  }
}

/* Keep these sessions and no others. */
export function keep(ids) {
  localStorage.setItem(key, JSON.stringify([...ids]));
  tell();
}

/* Call something now, and whenever what is kept has changed, in this window or another. */
export function onChange(listener) {
  listeners.push(listener);
  listener();
}

const tell = () => listeners.forEach((listener) => listener());
addEventListener("storage", (event) => event.key === key && tell());
addEventListener("pageshow", (event) => event.persisted && tell());

/* Whether this browser remembers anything. */
export const works = (() => {
  try {
    keep(kept());
    return true;
  } catch {
    return false;
  }
})();

/* A button that keeps a session. `toggled` is told after each press whether it is kept. */
export function star(id, title, toggled, label = "") {
  const made = button("star", "", () => {
    const ids = kept();
    const isKept = !ids.delete(id);
    if (isKept) ids.add(id);
    keep(ids);
    toggled(isKept);
  });
  made.setAttribute("aria-label", words.star(title));
  made.innerHTML = `<svg viewBox="0 0 24 24" width="24" height="24" aria-hidden="true"><path d="m12 3 2.8 5.9 6.2.8-4.5 4.5 1.1 6.3-5.6-3-5.6 3 1.1-6.3L3 9.7l6.2-.8z"/></svg>${label}`;
  onChange(() => made.setAttribute("aria-pressed", String(kept().has(id))));
  return made;
}
