import { make, styled } from "./dom.js";
import { here } from "./local_times.js";
import { localSpan } from "./words/programme.js";

/* The reader's own time of a session, from its start to its end. */
export async function tell(mount, [{ dateTime: starts }]) {
  await styled();
  const span = localSpan(here(starts), here(mount.dataset.ends), zone(starts));
  mount.append(make("p", { className: "keep__local" }, span));
}

/* UTC+9:30: how far the reader's clocks are from UTC then. To find the name of the zone takes a phone 0.1 s. */
function zone(iso) {
  const minutes = -new Date(iso).getTimezoneOffset();
  const [hours, rest] = [Math.trunc(minutes / 60), Math.abs(minutes % 60)];
  return `UTC${minutes < 0 ? "" : "+"}${hours}${rest ? `:${rest}` : ""}`;
}
