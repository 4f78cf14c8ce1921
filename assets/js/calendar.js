import { createElement } from './dom.js';

const unfold = (text) => text.replace(/\r?\n[ \t]/g, '');

const MINUTE_MS = 60000;
const FREE_HOURS_MS = 6 * 60 * MINUTE_MS;
const END = 'END:VEVENT\r\n';

/** Return the start of an entry in milliseconds. */
const startOf = (event) =>
  Date.parse(
    event.replace(/^[^]*\nDTSTART:(....)(..)(..)T(..)(..)(..)Z[^]*$/, '$1-$2-$3T$4:$5:$6Z'),
  );

/**
 * Return entries with reminders 15 minutes before those that lie ahead, and an hour before one that
 * begins a day.
 */
export function addReminders(events, now = Date.now()) {
  const starts = events.map(startOf);
  const isFirst = (start) => !starts.some((other) => other < start && start - other < FREE_HOURS_MS);
  return events.map((event, index) => {
    if (!(starts[index] > now) || /\nSTATUS:CANCELLED/.test(event)) return event;
    const title = event.match(/\nSUMMARY(:.*(?:\r\n .*)*)/)?.[1] ?? ':';
    const alarm = `BEGIN:VALARM\r\nACTION:DISPLAY\r\nDESCRIPTION${title}\r\n`;
    const trigger = `TRIGGER:-PT${isFirst(starts[index]) ? 60 : 15}M\r\nEND:VALARM\r\n`;
    return event.slice(0, -END.length) + alarm + trigger + END;
  });
}

/**
 * Return a calendar (RFC 5545) with only the entries of these sessions. Entries are copied byte for
 * byte. Properties that offer a subscription are left out.
 */
export function selectEvents(calendar, ids, change = (events) => events) {
  const events = calendar.match(/BEGIN:VEVENT\r?\n[^]*?END:VEVENT\r?\n/g) ?? [];
  const selected = events.filter((event) => ids.has(unfold(event).match(/^UID:(.*)@/m)?.[1]));
  const header = unfold(calendar.slice(0, calendar.indexOf('BEGIN:VEVENT')));
  const properties = header.match(/^(BEGIN:VCALENDAR|VERSION|PRODID|CALSCALE).*\r?\n/gm) ?? [];
  return [...properties, ...change(selected), 'END:VCALENDAR\r\n'].join('');
}

/** Fetch a calendar, and offer the entries of these sessions as a download. */
export async function downloadCalendar(url, ids, fileName, withReminders) {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url}: ${response.status}`);
  const change = withReminders ? addReminders : undefined;
  const calendar = selectEvents(await response.text(), ids, change);
  const file = new Blob([calendar], { type: 'text/calendar' });
  const link = createElement('a', { href: URL.createObjectURL(file), download: fileName });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), MINUTE_MS);
}
