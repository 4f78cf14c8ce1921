import { createElement, eachMinute } from '../dom.js';
import * as strings from '../strings/today.js';

const SHOWN_MS = 120 * 60000;
const EARLY_MS = 10 * 60000;
const LOOK_AHEAD_MS = 18 * 60 * 60000; // from an evening to the next morning
const TIME = /^[-\d]{10}T[:\d]{5,8}([+-][:\d]{5}|Z)$/;

/** Follow the day: its notices, and what is on now and next in each room. */
export function enhance(mount) {
  showNotices(mount);
  showRooms();
}

const isNotice = ({ time, text }) =>
  TIME.test(time) && Date.parse(time) && text.trim() && text.length <= 300;

/** Return the notices of a file as items of a list, if all of it is as it should be. */
function parse(file) {
  const { notes } = JSON.parse(file);
  if (notes.length > 20 || !notes.every(isNotice)) return;
  return notes.map(({ time, text }) =>
    createElement(
      'li',
      {},
      createElement('time', { dateTime: time }, time.slice(11, 16)),
      createElement('span', {}, text),
    ),
  );
}

/** Show the notices of the last two hours, newest first, and look for new ones each minute. */
function showNotices(mount) {
  const list = mount.querySelector('ul');
  let items = [...list.children];
  let loadedAt = '';

  function show() {
    const ageOf = ({ firstChild }) => Date.now() - Date.parse(firstChild.dateTime);
    const fresh = items
      .filter((item) => ageOf(item) >= 0 && ageOf(item) < SHOWN_MS)
      .sort((a, b) => ageOf(a) - ageOf(b));
    mount.hidden = !fresh.length;
    // A list that stays the same is not read out again.
    const html = fresh.map(({ outerHTML }) => outerHTML).join('');
    if (html !== list.innerHTML) list.replaceChildren(...fresh);
  }

  async function load() {
    if (document.hidden) return;
    const response = await fetch(mount.dataset.href, { cache: 'no-cache' }).catch(() => {});
    if (response) loadedAt = new Date().toTimeString().slice(0, 5);
    list.nextElementSibling.textContent = response ? '' : strings.age(loadedAt);
    try {
      if (response?.ok) items = parse(await response.text()) ?? items;
    } catch {} // the notices stay as they are
    show();
  }

  show();
  eachMinute(load);
  document.addEventListener('visibilitychange', load);
}

/** Show what is on now and next in each room, from the list on this page and the pages of days. */
async function showRooms() {
  const rows = [...document.querySelectorAll('.today__rows [data-ends]:not(:has(s))')];
  const listed = rows.map((row) => {
    const [{ dateTime, textContent: time }, { firstChild: link }] = row.children;
    const { ends, until, room = '' } = row.dataset;
    const [start, end] = [dateTime, ends].map(Date.parse);
    return { row, rooms: room.split('\n'), link, time, start, end, until };
  });
  const line = (label, { link }) => createElement('p', {}, label, link.cloneNode(true));
  const withDays = document.querySelector('[data-day]') && (await import('../days.js')).withDays;

  eachMinute(async () => {
    const sessions = withDays ? await withDays(listed) : listed;
    const now = Date.now();
    const isOn = ({ start, end }) => start <= now && now < end;
    for (const each of listed) each.row.ariaCurrent = isOn(each) ? 'time' : null;
    for (const place of document.querySelectorAll('dl [data-room]')) {
      const here = sessions.filter(({ rooms }) => rooms.includes(place.dataset.room));
      const lines = here.filter(isOn).map((each) => line(strings.now(each.until), each));
      const next = here.find(({ start }) => start > now && start < now + LOOK_AHEAD_MS);
      if (next) {
        const isToday = new Date(next.start).getDate() === new Date().getDate();
        lines.push(line(strings[isToday ? 'next' : 'tomorrow'](next.time), next));
      }
      if (!lines.length && place.dataset.room) lines.push(createElement('p', {}, strings.nothing));
      place.querySelector('.today__now').replaceChildren(...lines);
      const watch = place.querySelector('.today__watch');
      if (watch) watch.hidden = !here.some(({ start, end }) => isOn({ start: start - EARLY_MS, end }));
    }
  });
}
