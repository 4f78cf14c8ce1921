import { button, createElement, eachMinute, fetchDocument } from '../dom.js';
import { readSessions } from '../sessions.js';
import * as strings from '../strings/programme.js';

const LOOK_AHEAD_MS = 12 * 60 * 60000;

/**
 * On the day, show current and next sessions in a bar at the foot of the window, and mark current
 * ones in the timetable. Times are local to the venue, or to a visitor whose clock differs.
 */
export async function enhance(mount, stylesLoaded) {
  const [page, programme] = await timetable(mount.dataset);
  const sessions = readSessions(page);
  await stylesLoaded();
  if (document.querySelector('.hours')) (await import('../fold_over.js')).foldOver(sessions);
  const active = sessions.filter(({ isCancelled }) => !isCancelled);
  const list = createElement('div', { className: 'now__lines' });
  const bar = createElement(
    'aside',
    { className: 'now', 'aria-label': strings.nowAndNext },
    list,
    button('now__hide', strings.hide, () => (bar.hidden = true)),
  );

  function line(label, found) {
    const text =
      found.length > 2
        ? strings.sessionCount(found.length)
        : found.map(({ title, room }) => [title, ...(room?.split('\n') ?? [])].join(', ')).join('; ');
    const link = createElement('a', { href: `${programme}#${found[0].id}` }, text);
    return createElement('p', {}, createElement('b', {}, label), ' ', link);
  }

  eachMinute(() => {
    const now = Date.now();
    const current = active.filter(({ start, end }) => start <= now && now < end);
    const ahead = active.filter(({ start }) => start > now && start < now + LOOK_AHEAD_MS);
    const next = ahead.filter(({ start }) => start === ahead[0].start);
    if (!programme) markCurrent(sessions, current);
    list.replaceChildren();
    if (current.length) list.append(line(strings.onNow, current));
    if (next.length) list.append(line(strings.nextAt(timeOf(next[0])), next));
    if (!list.firstChild) bar.remove();
    else if (!bar.isConnected) document.body.append(bar);
  });
}

/** Return a start as the clocks of the venue show it, or the visitor's if it differs. */
function timeOf({ start, time, slot }) {
  const local = new Date(start).toTimeString().slice(0, 5);
  const { dateTime } = slot.querySelector('time');
  return dateTime.includes('T' + local) ? time : strings.localTime(local);
}

/** Return the page with the sessions, and its address. If each day has a page, it is today's. */
async function timetable({ programme, until }) {
  if (!programme) return [document, ''];
  const page = await fetchDocument(programme);
  const venueNow = Date.now() + Date.parse(`${until.slice(0, 16)}Z`) - Date.parse(until);
  const today = new Date(venueNow).toJSON().slice(0, 10);
  const link = page.querySelector(`[data-day="${today}"] a`);
  if (!link) return [page, programme];
  const address = new URL(link.getAttribute('href'), new URL(programme, location)).href;
  return [await fetchDocument(address), address];
}

/** Mark the current sessions in the timetable. */
function markCurrent(sessions, current) {
  for (const label of document.querySelectorAll('.slot__now')) label.remove();
  for (const { cell } of sessions) cell.ariaCurrent = null;
  for (const { cell } of current) cell.ariaCurrent = 'time';
  for (const slot of new Set(current.map((session) => session.slot))) {
    const label = createElement('span', { className: 'slot__now' }, strings.now);
    slot.querySelector('.slot__time').append(' ', label);
  }
}
