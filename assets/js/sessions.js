const MINUTE_MS = 60 * 1000;
const DAY_MS = 24 * 60 * MINUTE_MS;

/** Return a time in milliseconds. Without a date, the number of the day keeps days apart. */
const timestamp = (iso, day) =>
  iso.includes('T') ? Date.parse(iso) : Date.parse(`2000-01-01T${iso}Z`) + day * DAY_MS;

/** Read the sessions of a timetable, in its order. */
export function readSessions(page) {
  const days = [...page.querySelectorAll('.day')];
  return [...page.querySelectorAll('.slot__cell[id]')].map((cell) => {
    const slot = cell.closest('.slot');
    const day = cell.closest('.day');
    const { dateTime: iso, textContent: time } = slot.querySelector('time');
    const { minutes = slot.dataset.minutes } = cell.dataset;
    const start = timestamp(iso, days.indexOf(day));
    return {
      track: cell.querySelector('[class^=track-]')?.textContent,
      ...cell.dataset, // kind, room, repeats
      id: cell.id,
      title: cell.querySelector('.session_card__title').firstChild.textContent,
      isCancelled: cell.querySelector('.session_card__title s') !== null,
      iso,
      time,
      dayName: day.querySelector('h2:not(.slot__time)')?.textContent.replace(/\s/g, ' '),
      start,
      end: start + minutes * MINUTE_MS,
      cell,
      slot,
      day,
    };
  });
}
