import { root } from './dom.js';
import { savedIds, stored } from './saved_sessions.js';

// What saved sessions were like when the visitor last saw them, by id. It stays on this device.
const key = `saved-as:${root.pathname}`;
const STATE = ['title', 'time', 'room', 'dayName', 'isCancelled'];

/**
 * Return the saved sessions that have changed since they were remembered, as [before, now]. `now` is
 * missing for one that is gone. Sessions of which nothing is remembered are remembered as they are.
 */
export function changesOf(sessions, remembered = stored(key) ?? {}) {
  const now = Object.fromEntries(sessions.map((session) => [session.id, JSON.stringify(session, STATE)]));
  const before = Object.fromEntries([...savedIds()].map((id) => [id, remembered[id] ?? now[id]]));
  localStorage.setItem(key, JSON.stringify(before));
  return Object.keys(before)
    .filter((id) => before[id] !== now[id])
    .map((id) => [before[id], now[id]].filter(Boolean).map((state) => JSON.parse(state)));
}
