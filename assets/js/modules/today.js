import { createElement, eachMinute, timeOfDay } from '../dom.js';
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

const toItem = ({ time, text }) =>
  createElement(
    'li',
    {},
    createElement('time', { dateTime: time }, timeOfDay(new Date(time.slice(0, 16)))),
    createElement('span', {}, text),
  );

/**
 * Replace the children of an element. Those that stay the same are not read out again, and keep the
 * focus.
 */
function setChildren(element, children) {
  const html = children.map(({ outerHTML }) => outerHTML).join('');
  if (html !== element.innerHTML) element.replaceChildren(...children);
}

/** Show the notices of the last two hours, newest first, and look for new ones each minute. */
function showNotices(mount) {
  const list = mount.querySelector('ul');
  let items = [...list.children];
  let loadedAt;

  function show() {
    const ageOf = ({ firstChild }) => Date.now() - Date.parse(firstChild.dateTime);
    const fresh = items
      .filter((item) => ageOf(item) >= 0 && ageOf(item) < SHOWN_MS)
      .sort((a, b) => ageOf(a) - ageOf(b));
    mount.hidden = !fresh.length;
    setChildren(list, fresh);
  }

  async function load() {
    if (document.hidden) return;
    const response = await fetch(mount.dataset.href, { cache: 'no-cache' }).catch(() => {});
    if (response) loadedAt = timeOfDay(new Date());
    list.nextElementSibling.textContent = response ? '' : strings.age(loadedAt);
    try {
      const { notes } = await response.json();
      if (response.ok && notes.length <= 20 && notes.every(isNotice)) items = notes.map(toItem);
    } catch {} // without a file, or with a wrong one, the notices stay as they are
    show();
  }

  show();
  eachMinute(load);
  addEventListener('visibilitychange', load);
}

/** Show what is on now and next in each room, from the list on this page and the pages of days. */
async function showRooms() {
  const listed = [...document.querySelectorAll('.today__rows [data-ends]:not(:has(s))')].map((row) => {
    const [{ dateTime: iso, textContent: time }, { firstChild: link }] = row.children;
    const { ends, room = '' } = row.dataset;
    const [start, end] = [iso, ends].map(Date.parse);
    const until = timeOfDay(new Date(ends.slice(0, 16)));
    return { row, rooms: room.split('\n'), link, time, start, end, iso, until };
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
        const isToday = Date.parse(next.iso.replace(/T.{5}/, 'T00:00')) <= now; // at the venue
        lines.push(line(strings.next(next.time, isToday), next));
      }
      if (!lines.length && place.dataset.room) lines.push(createElement('p', {}, strings.nothing));
      setChildren(place.querySelector('.today__now'), lines);
      const watch = place.querySelector('.today__watch');
      if (watch) watch.hidden = !here.some(({ start, end }) => start - EARLY_MS <= now && now < end);
    }
  });
}
