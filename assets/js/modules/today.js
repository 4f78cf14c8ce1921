import { createElement } from '../dom.js';
import * as strings from '../strings/today.js';

const MINUTE_MS = 60000;
const WATCH_EARLY_MS = 10 * MINUTE_MS;
const LOOK_AHEAD_MS = 12 * 60 * MINUTE_MS;

/** Show what is on now and next in each room, from the list of the day on this page. */
export function enhance(mount) {
  const sessions = [...document.querySelectorAll('.today__rows li')].map((row) => {
    const [time, words] = row.children;
    return {
      row,
      words,
      time: time.textContent.trim(),
      until: row.dataset.ends.slice(11, 16),
      rooms: (row.dataset.room ?? '').split('\n'),
      start: Date.parse(time.dateTime),
      end: Date.parse(row.dataset.ends),
      isCancelled: row.querySelector('s') !== null,
    };
  });

  function update() {
    const now = Date.now();
    const isOn = ({ start, end, isCancelled }) => !isCancelled && start <= now && now < end;
    for (const session of sessions) {
      if (isOn(session)) session.row.setAttribute('aria-current', 'time');
      else session.row.removeAttribute('aria-current');
    }
    for (const place of mount.querySelectorAll('[data-room]')) {
      const here = sessions.filter(({ rooms }) => rooms.includes(place.dataset.room));
      const ahead = here.find(
        ({ start, isCancelled }) => !isCancelled && start > now && start < now + LOOK_AHEAD_MS,
      );
      const lines = here.filter(isOn).map((each) => line(strings.now(each.until), each));
      if (ahead) lines.push(line(strings.next(ahead.time), ahead));
      if (!lines.length) lines.push(createElement('p', {}, strings.nothing));
      place.querySelector('.today__now').replaceChildren(...lines);
      const watch = place.querySelector('.today__watch');
      const isNear = ({ start, end }) => start - WATCH_EARLY_MS <= now && now < end;
      if (watch) watch.hidden = !here.some(isNear);
    }
    setTimeout(update, MINUTE_MS - (now % MINUTE_MS));
  }

  update();
}

function line(label, { words }) {
  const title = words.querySelector('a')?.cloneNode(true) ?? words.firstChild.textContent;
  return createElement('p', {}, `${label}: `, title);
}
