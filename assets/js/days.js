import { createElement, fetchDocument, timeOfDay } from './dom.js';
import { readSessions } from './sessions.js';

const DAY_MS = 24 * 60 * 60 * 1000;
const MINUTE_MS = 60000;
const loading = new Map();
let timer;

/** Add the sessions of the days around now, from the pages that links of this page lead to. */
export async function withDays(listed) {
  const links = [...document.querySelectorAll('[data-day] a')];
  const noon = ({ parentNode }) => Date.parse(`${parentNode.dataset.day}T12:00Z`);
  const near = links.filter((link) => Math.abs(noon(link) - Date.now()) < DAY_MS);
  return [...listed, ...(await Promise.all(near.map(load))).flat()];
}

/** Return the page of today at the venue, or else of the first day, and its address. */
export async function today(page, base, until) {
  followDays();
  const hasBegun = ({ dataset }) => Date.parse(`${dataset.day}T00:00${until.slice(16)}`) <= Date.now();
  const days = [...page.querySelectorAll('[data-day]')];
  const link = (days.findLast(hasBegun) ?? days[0]).querySelector('a');
  const address = new URL(link.getAttribute('href'), new URL(base, location)).href;
  return [await fetchDocument(address), address];
}

/** When another day has begun at the venue and its last bar is gone, begin again, in a page left open. */
export function followDays() {
  const mount = document.querySelector('[data-module="now"]');
  const midnight = Date.parse(mount.dataset.until.replace(/T.{5}/, 'T00:00'));
  const dayAtVenue = () => Math.floor((Date.now() - midnight) / DAY_MS);
  const day = dayAtVenue();
  clearInterval(timer);
  timer = setInterval(async () => {
    if (dayAtVenue() === day || document.querySelector('.now')) return;
    clearInterval(timer);
    mount.dataset.programme ||= '../index.html'; // on the page of a day
    const { enhance } = await import('./modules/now.js');
    await enhance(mount, () => {});
  }, MINUTE_MS);
}

/** Load the sessions of a day, once; again in the next minute if it fails. */
function load({ href }) {
  if (!loading.has(href)) {
    const failed = () => loading.delete(href) && [];
    loading.set(href, fetchDocument(href).then((page) => read(page, href), failed));
  }
  return loading.get(href);
}

/** Return an end as the clocks of the venue show it. */
function endOf({ iso, start, end }) {
  return timeOfDay(new Date(Date.parse(iso.slice(0, 16)) + end - start));
}

const read = (page, address) =>
  readSessions(page)
    .filter(({ isCancelled }) => !isCancelled)
    .map((session) => {
      const { cell, title, room = '' } = session;
      const path = cell.querySelector('a')?.getAttribute('href');
      const href = path ? new URL(path, address).href : `${address}#${cell.id}`;
      const link = createElement('a', { href }, title);
      return { ...session, rooms: room.split('\n'), link, until: endOf(session) };
    });
