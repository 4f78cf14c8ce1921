import { make, styled } from "./dom.js";
import { LANGUAGE, localSpan, localTime } from "./words/programme.js";

/* The reader's own time beside each of these times, or, where it is a session's, from its start to its end. */
export async function localTimes(mount, times) {
  await styled();
  if (mount.dataset.ends) {
    const place = Intl.DateTimeFormat().resolvedOptions().timeZone.split("/").pop().replaceAll("_", " ");
    const span = localSpan(here(times[0].dateTime), here(mount.dataset.ends), place);
    mount.append(make("p", { className: "keep__local" }, span));
    return;
  }
  for (const time of times) {
    time.parentNode.append(" ", make("span", { className: "slot__local" }, localTime(here(time.dateTime))));
  }
}

/* The time of day at a moment, where the reader is, with the weekday where that is another. */
function here(iso) {
  const moment = new Date(iso);
  const time = moment.toLocaleTimeString(LANGUAGE, { hour: "2-digit", minute: "2-digit" });
  const isSameDay = moment.getDate() === Number(iso.slice(8, 10));
  return isSameDay ? time : `${moment.toLocaleDateString(LANGUAGE, { weekday: "short" })} ${time}`;
}
