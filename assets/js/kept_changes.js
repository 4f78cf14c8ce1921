import { root } from './dom.js';
import { savedIds, stored } from './saved_sessions.js';
import * as strings from './strings/changes.js';

// What saved sessions were like when the visitor last saw them, by id. It stays on this device.
const key = `kept-as:${root.pathname}`;

const stateOf = ({ title, time, room = '', dayName = '', isCancelled }) => ({
  title,
  time,
  room,
  day: dayName,
  isCancelled,
});

/**
 * Return the saved sessions that have changed since they were remembered, as [before, after]. `after`
 * is undefined for one that is gone. Sessions that are new here are remembered.
 */
export function changesOf(sessions) {
  const before = stored(key) ?? {};
  const changes = [];
  const next = {};
  for (const id of savedIds()) {
    const session = sessions.find((each) => each.id === id);
    const now = session && stateOf(session);
    next[id] = before[id] ?? now;
    if (before[id] && JSON.stringify(before[id]) !== JSON.stringify(now)) {
      changes.push([before[id], now]);
    }
  }
  localStorage.setItem(key, JSON.stringify(next));
  return changes;
}

/** Remember all saved sessions as they are now. */
export function remember(sessions) {
  localStorage.removeItem(key);
  changesOf(sessions);
}

/** Return a change in a sentence. */
export function changeText([before, now]) {
  if (!now) return strings.gone(before.title);
  if (now.isCancelled && !before.isCancelled) return strings.cancelled(now.title);
  const place = ({ day, time, room }) => [now.day !== before.day && day, time, room];
  const [to, from] = [now, before].map((state) => place(state).filter(Boolean).join(', '));
  if (to !== from) return strings.moved(now.title, to, from);
  return before.title === now.title ? strings.backOn(now.title) : strings.renamed(before.title, now.title);
}
