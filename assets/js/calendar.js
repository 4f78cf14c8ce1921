import { createElement } from './dom.js';

const unfold = (text) => text.replace(/\r?\n[ \t]/g, '');

/**
 * Return a calendar (RFC 5545) with only the entries of these sessions. Entries are copied byte for
 * byte. Properties that offer a subscription are left out.
 */
export function selectEvents(calendar, ids) {
  const events = calendar.match(/BEGIN:VEVENT\r?\n[^]*?END:VEVENT\r?\n/g) ?? [];
  const selected = events.filter((event) => ids.has(unfold(event).match(/^UID:(.*)@/m)?.[1]));
  const header = unfold(calendar.slice(0, calendar.indexOf('BEGIN:VEVENT')));
  const properties = header.match(/^(BEGIN:VCALENDAR|VERSION|PRODID|CALSCALE).*\r?\n/gm) ?? [];
  return [...properties, ...selected, 'END:VCALENDAR\r\n'].join('');
}

/** Fetch a calendar, and offer the entries of these sessions as a download. */
export async function downloadCalendar(url, ids, fileName) {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url}: ${response.status}`);
  const file = new Blob([selectEvents(await response.text(), ids)], { type: 'text/calendar' });
  const link = createElement('a', { href: URL.createObjectURL(file), download: fileName });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60000);
}
