import { button, createElement } from './dom.js';
import { changesOf } from './kept_changes.js';
import * as strings from './strings/finder.js';

/** Return what to show of the saved sessions that have changed, with a button for "seen". */
export function changesSince(sessions, onSeen) {
  const changes = changesOf(sessions);
  if (!changes.length) return [];
  const seen = button('finder__button', strings.seen, () => {
    changesOf(sessions, {}); // remembers them as they are now
    onSeen();
  });
  return [
    createElement('p', {}, strings.changed(changes.length)),
    createElement('ul', {}, ...changes.map((it) => createElement('li', {}, changeText(it)))),
    createElement('p', { className: 'finder__actions' }, seen),
  ];
}

/** Return in a sentence how a session has changed. */
function changeText([before, now]) {
  if (!now) return strings.gone(before.title);
  if (now.isCancelled && !before.isCancelled) return strings.cancelled(now.title);
  const place = ({ dayName, time, room }) =>
    [now.dayName !== before.dayName && dayName, time, room].filter(Boolean).join(', ');
  if (place(now) !== place(before)) return strings.moved(now.title, place(now), place(before));
  if (now.title === before.title) return strings.backOn(now.title);
  return strings.renamed(before.title, now.title);
}
