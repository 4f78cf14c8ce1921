import { button, root } from './dom.js';
import * as strings from './strings/programme.js';

// The ids of saved sessions are stored on this device only, separately for each site and edition.
const key = `kept:${root.pathname}`;
const listeners = [];

/** Return what this browser stores under a name, if it can be read. */
export function stored(name) {
  try {
    return JSON.parse(localStorage.getItem(name));
  } catch {
    return undefined;
  }
}

/** Return the ids of the saved sessions. */
export function savedIds() {
  const ids = stored(key);
  return new Set(Array.isArray(ids) ? ids : []);
}

/** Replace the saved sessions by these. */
export function saveIds(ids) {
  localStorage.setItem(key, JSON.stringify([...ids]));
  notifyListeners();
}

/** Call a function now, and after every change of the saved sessions in this window or another. */
export function onChange(listener) {
  listeners.push(listener);
  listener();
}

const notifyListeners = () => listeners.forEach((listener) => listener());
addEventListener('storage', (event) => event.key === key && notifyListeners());
addEventListener('pageshow', (event) => event.persisted && notifyListeners());

/** Whether this browser allows the site to store anything. */
export const storageAvailable = (() => {
  try {
    saveIds(savedIds());
    return true;
  } catch {
    return false;
  }
})();

/** Create a button that saves a session. Each press calls `onToggle(isSaved)`. */
export function saveButton(id, title, onToggle, label = '') {
  const element = button('save_button', label, () => {
    const ids = savedIds();
    const isSaved = !ids.delete(id);
    if (isSaved) ids.add(id);
    saveIds(ids);
    onToggle(isSaved);
  });
  element.setAttribute('aria-label', strings.saveSession(title));
  onChange(() => element.setAttribute('aria-pressed', String(savedIds().has(id))));
  return element;
}
