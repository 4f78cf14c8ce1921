/** Show times in the visitor's time zone as well, where it differs from the venue's. */
export async function enhance(mount) {
  const times = [...document.querySelectorAll(mount.dataset.times)].filter((time) =>
    time.dateTime.includes('T'),
  );
  if (times.every(({ dateTime }) => dateTime.startsWith(toLocalIso(dateTime)))) return;
  const module = mount.dataset.ends ? '../local_span.js' : '../local_times.js';
  (await import(module)).showLocalTimes(mount, times);
}

/** Return a time in the visitor's time zone, such as 2027-05-20T10:40. */
export function toLocalIso(iso) {
  const date = new Date(iso);
  return new Date(date - date.getTimezoneOffset() * 60000).toISOString().slice(0, 16);
}
