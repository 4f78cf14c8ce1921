import { createElement, stylesLoaded } from './dom.js';
import { toLocalIso } from './modules/local_time.js';
import { LANGUAGE, localTime } from './strings/programme.js';

/** Show the visitor's local time beside each of these times. */
export async function showLocalTimes(mount, times) {
  await stylesLoaded();
  for (const time of times) {
    const label = localTime(localTimeOfDay(time.dateTime));
    time.parentNode.append(' ', createElement('span', { className: 'slot__local' }, label));
  }
}

/** Return the local time of day, with the weekday if the date differs from the venue's. */
export function localTimeOfDay(iso) {
  const [date, time] = toLocalIso(iso).split('T');
  if (iso.startsWith(date)) return time;
  return `${new Date(iso).toLocaleDateString(LANGUAGE, { weekday: 'short' })} ${time}`;
}
