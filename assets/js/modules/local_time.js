/* Moments in the reader's own zone, beside those of the venue, where clocks there show something else. */
export async function enhance(mount) {
  const times = [...document.querySelectorAll(mount.dataset.times)].filter((time) => time.dateTime.includes("T"));
  if (times.every(({ dateTime }) => dateTime.startsWith(local(dateTime)))) return;
  (await import(mount.dataset.ends ? "../local_span.js" : "../local_times.js")).tell(mount, times);
}

/* 2027-05-20T10:40: a moment as clocks here show it. */
export function local(iso) {
  const moment = new Date(iso);
  return new Date(moment - moment.getTimezoneOffset() * 60000).toISOString().slice(0, 16);
}
