import { button, createElement, fetchDocument, stylesLoaded } from '../dom.js';
import { readSessions } from '../sessions.js';
import * as strings from '../strings/programme.js';

const MINUTE_MS = 60000;
const LOOK_AHEAD_MS = 12 * 60 * MINUTE_MS;

/**
 * On the day, show current and next sessions in a bar at the foot of the window, and mark current
 * ones in the timetable. Times are local to the venue.
 */
export async function enhance(mount) {
  const [page, programme] = await timetable(mount.dataset.programme);
  const eventEnd = Date.parse(mount.dataset.until);
  const sessions = readSessions(page);
  await stylesLoaded();
  if (document.querySelector('.hours')) (await import('../fold_over.js')).foldOver(sessions);
  let isDismissed = false;
  const bar = createElement('aside', { className: 'now', 'aria-label': strings.nowAndNext });
  const hideButton = button('now__hide', strings.hide, () => {
    isDismissed = true;
    bar.remove();
  });

  function update() {
    const now = Date.now();
    const active = sessions.filter((session) => !session.isCancelled);
    const current = active.filter((session) => session.start <= now && now < session.end);
    const isUpcoming = ({ start }) => start > now && start < now + LOOK_AHEAD_MS;
    const nextStart = Math.min(...active.filter(isUpcoming).map((session) => session.start));
    const next = active.filter((session) => session.start === nextStart);
    if (!programme) markCurrent(sessions, current);
    const lines = [];
    if (current.length) lines.push(line(strings.onNow, current, programme));
    if (next.length) lines.push(line(strings.nextAt(next[0].time), next, programme));
    bar.replaceChildren(createElement('div', { className: 'now__lines' }, ...lines), hideButton);
    if (lines.length === 0 || isDismissed) bar.remove();
    else if (!bar.isConnected) document.body.append(bar);
    if (now < eventEnd) setTimeout(update, MINUTE_MS - (Date.now() % MINUTE_MS));
  }

  update();
}

/** Return the page with the sessions, and its address. If each day has a page, it is today's. */
async function timetable(programme) {
  if (!programme) return [document, ''];
  const page = await fetchDocument(programme);
  const today = new Date().toLocaleDateString('sv'); // as 2027-05-20
  const link = page.querySelector(`[data-day="${today}"] a`)?.getAttribute('href');
  if (!link) return [page, programme];
  const address = new URL(link, new URL(programme, location)).href;
  return [await fetchDocument(address), address];
}

/** Mark the current sessions in the timetable. */
function markCurrent(sessions, current) {
  for (const label of document.querySelectorAll('.slot__now')) label.remove();
  for (const { cell } of sessions) cell.removeAttribute('aria-current');
  for (const { cell } of current) cell.setAttribute('aria-current', 'time');
  for (const slot of new Set(current.map((session) => session.slot))) {
    const label = createElement('span', { className: 'slot__now' }, strings.now);
    slot.querySelector('.slot__time').append(' ', label);
  }
}

function line(label, sessions, programme) {
  const text =
    sessions.length > 2
      ? strings.sessionCount(sessions.length)
      : sessions.map(({ title, room }) => [title, ...(room?.split('\n') ?? [])].join(', ')).join('; ');
  const link = createElement('a', { href: `${programme}#${sessions[0].id}` }, text);
  return createElement('p', {}, createElement('b', {}, label), ' ', link);
}
