/* Moments in the reader's own zone, beside those of the venue, where the two differ. */
export async function enhance(mount) {
  const times = [...document.querySelectorAll(mount.dataset.times)].filter((time) => time.dateTime.includes("T"));
  if (times.some(({ dateTime }) => isElsewhere(dateTime))) (await import("../local_times.js")).localTimes(mount, times);
}

/* Whether clocks here show something else than those of the venue. */
const isElsewhere = (iso) => {
  const [, sign, hours, minutes] = iso.match(/([+-])(\d\d):(\d\d)$/);
  return new Date(iso).getTimezoneOffset() !== (sign === "+" ? -1 : 1) * (hours * 60 + Number(minutes));
};
