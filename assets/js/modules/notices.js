import { createElement } from '../dom.js';
import * as strings from '../strings/today.js';

const MINUTE_MS = 60000;
const SHOWN_MS = 120 * MINUTE_MS;
const MAX_NOTES = 20;
const MAX_LETTERS = 300;
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d)?([+-]\d\d:\d\d|Z)$/;

/** Return the notes of a file. Throw an error if any of it is not as it should be. */
export function parseNotes(text) {
  const { notes } = JSON.parse(text);
  if (notes.length > MAX_NOTES) throw new Error('too many notes');
  return notes.map(({ time, text }) => {
    if (!TIME.test(time) || typeof text !== 'string' || !text.trim()) throw new Error('no note');
    if (text.length > MAX_LETTERS || Number.isNaN(Date.parse(time))) throw new Error('no note');
    return { time, text };
  });
}

/** Show the notices of the last two hours, and look for new ones each minute. */
export function enhance(mount) {
  const list = mount.querySelector('ul');
  const age = mount.querySelector('.notices__age');
  const built = [...list.children].map(({ children: [time, words] }) => ({
    time: time.dateTime,
    text: words.textContent,
  }));
  let notes = built;
  let loadedAt = '';
  let shown = JSON.stringify(built);

  async function load() {
    if (document.hidden) return;
    const response = await fetch(mount.dataset.href, { cache: 'no-cache' }).catch(() => {});
    if (response) loadedAt = new Date().toTimeString().slice(0, 5);
    age.textContent = response ? '' : strings.age(loadedAt);
    try {
      if (response?.ok) notes = parseNotes(await response.text());
    } catch (error) {
      console.warn(`${mount.dataset.href}: the notices stay as they are.`, error);
    }
    show();
  }

  function show() {
    const now = Date.now();
    const isFresh = ({ time }) => Date.parse(time) <= now && now - Date.parse(time) < SHOWN_MS;
    const fresh = notes.filter(isFresh).sort((a, b) => Date.parse(b.time) - Date.parse(a.time));
    mount.hidden = fresh.length === 0;
    if (shown === JSON.stringify(fresh)) return;
    shown = JSON.stringify(fresh);
    const item = ({ time, text }) =>
      createElement(
        'li',
        {},
        createElement('time', { dateTime: time }, time.slice(11, 16)),
        createElement('span', {}, text),
      );
    list.replaceChildren(...fresh.map(item));
  }

  show();
  load();
  setInterval(load, MINUTE_MS);
  document.addEventListener('visibilitychange', load);
}
