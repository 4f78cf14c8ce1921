import { createElement, timeOfDay } from '../dom.js';
import { localSpan, localTime } from '../strings/programme.js';

/** Show times in the visitor's time zone as well; on the page of a session, its start and end. */
export async function enhance(mount, stylesLoaded) {
  const { ends } = mount.dataset;
  const times = document.querySelectorAll(ends ? '.facts time' : '.slot__time time');
  const starts = [...times].filter(({ dateTime }) => dateTime.includes('T'));
  await stylesLoaded();
  if (ends) {
    const [{ dateTime: start }] = starts;
    mount.textContent = localSpan(timeHere(start), timeHere(ends), utcOffset(start));
  } else {
    for (const time of starts) {
      const label = localTime(timeHere(time.dateTime));
      time.parentNode.append(' ', createElement('span', { className: 'slot__local' }, label));
    }
  }
}

/** Return the local time of day, with the weekday if the date differs from the venue's. */
function timeHere(iso) {
  const local = new Date(iso);
  const time = timeOfDay(local);
  if (local.getDate() === Number(iso.slice(8, 10))) return time;
  const { lang } = document.documentElement;
  return `${local.toLocaleDateString(lang, { weekday: 'short' })} ${time}`;
}

/**
 * Return the visitor's offset at that time, such as UTC+9:30. Finding the name of the time zone
 * would take a phone 0.1 s.
 */
function utcOffset(iso) {
  const minutes = -new Date(iso).getTimezoneOffset();
  const sign = minutes < 0 ? '' : '+';
  const rest = minutes % 60 ? ':' + Math.abs(minutes % 60) : '';
  return `UTC${sign}${Math.trunc(minutes / 60)}${rest}`;
}
