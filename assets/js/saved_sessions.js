import { root } from './dom.js';

// The ids of saved sessions are stored on this device only, separately for each site and edition. Stars
// change them (modules/controls.js).
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
  if (!ids.size) localStorage.removeItem(key);
  dispatchEvent(new StorageEvent('storage', { key })); // browsers tell only other windows
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

onChange(() => {
  const ids = savedIds();
  for (const star of document.querySelectorAll('.save_button'))
    star.setAttribute('aria-pressed', ids.has(star.value));
});
