import { createElement, stylesLoaded } from './dom.js';
import { localTimeOfDay } from './local_times.js';
import { localSpan } from './strings/programme.js';

/** Show when a session starts and ends in the visitor's time zone. */
export async function showLocalTimes(mount, [{ dateTime: start }]) {
  await stylesLoaded();
  const end = mount.dataset.ends;
  const text = localSpan(localTimeOfDay(start), localTimeOfDay(end), utcOffset(start));
  mount.append(createElement('p', { className: 'save_session__local' }, text));
}

/**
 * Return the visitor's offset at that time, such as UTC+9:30. Finding the name of the time zone
 * would take a phone 0.1 s.
 */
function utcOffset(iso) {
  const minutes = -new Date(iso).getTimezoneOffset();
  const [hours, rest] = [Math.trunc(minutes / 60), Math.abs(minutes % 60)];
  return `UTC${minutes < 0 ? '' : '+'}${hours}${rest ? `:${rest}` : ''}`;
}
