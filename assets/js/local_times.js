import { make, styled } from "./dom.js";
import { local } from "./modules/local_time.js";
import { LANGUAGE, localTime } from "./words/programme.js";

/* The reader's own time beside each of these. */
export async function tell(mount, times) {
  await styled();
  for (const time of times) {
    time.parentNode.append(" ", make("span", { className: "slot__local" }, localTime(here(time.dateTime))));
  }
}

/* The time of day at a moment, where the reader is, with the weekday where that is another. */
export function here(iso) {
  const [day, time] = local(iso).split("T");
  if (iso.startsWith(day)) return time;
  return `${new Date(iso).toLocaleDateString(LANGUAGE, { weekday: "short" })} ${time}`;
}
