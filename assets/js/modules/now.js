import { button, createElement, eachMinute, fetchDocument, timeOfDay } from '../dom.js';
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
  const bar = createElement(
    'aside',
    { className: 'now', ariaLabel: strings.nowAndNext },
    createElement('div'),
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
    const lines = createElement('div', { className: 'now__lines' });
    if (current.length) lines.append(line(strings.onNow, current));
    if (next.length) lines.append(line(nextAt(next[0]), next));
    // Lines that stay the same stay in the page, because the focus may be in one.
    if (!lines.isEqualNode(bar.firstChild)) bar.firstChild.replaceWith(lines);
    if (!lines.firstChild) bar.remove();
    else if (!bar.isConnected) document.body.append(bar);
  });
}

/** Say when a session starts, as the clocks of the venue show it, or the visitor's if they differ. */
function nextAt({ start, time, iso }) {
  const local = new Date(start);
  const isSame = Date.parse(iso.slice(0, 16)) === start;
  const isToday = local.getDate() === new Date().getDate();
  return strings.nextAt(isSame ? time : strings.localTime(timeOfDay(local)), isToday);
}

/** Return the page with the sessions, and its address. If each day has a page, it is today's. */
async function timetable({ programme, until }) {
  if (!programme) return [document, ''];
  const page = await fetchDocument(programme);
  if (!page.querySelector('[data-day]')) return [page, programme];
  return (await import('../days.js')).today(page, programme, until);
}

/** Mark the current sessions in the timetable. */
function markCurrent(sessions, current) {
  for (const label of document.querySelectorAll('.slot__now')) label.remove();
  for (const it of sessions) it.cell.ariaCurrent = current.includes(it) ? 'time' : null;
  for (const slot of new Set(current.map((it) => it.slot))) {
    const label = createElement('span', { className: 'slot__now' }, strings.now);
    slot.querySelector('.slot__time').append(' ', label);
  }
}
