import { make } from "./dom.js";

const unfolded = (text) => text.replace(/\r?\n[ \t]/g, "");

/* The entries of a calendar (RFC 5545) that belong to some sessions, as a calendar of its own. Each entry is taken over
   byte for byte. Nothing is left that would make it one to subscribe to. */
export function pick(calendar, ids) {
  const entries = calendar.match(/BEGIN:VEVENT\r?\n[^]*?END:VEVENT\r?\n/g) ?? [];
  const picked = entries.filter((entry) => ids.has(unfolded(entry).match(/^UID:(.*)@/m)?.[1]));
  const head = unfolded(calendar.slice(0, calendar.indexOf("BEGIN:VEVENT")));
  const own = head.match(/^(BEGIN:VCALENDAR|VERSION|PRODID|CALSCALE).*\r?\n/gm) ?? [];
  return [...own, ...picked, "END:VCALENDAR\r\n"].join("");
}

/* Fetch a calendar, and save what belongs to some sessions. */
export async function save(address, ids, name) {
  const answer = await fetch(address);
  if (!answer.ok) throw new Error(`${address}: ${answer.status}`);
  const file = new Blob([pick(await answer.text(), ids)], { type: "text/calendar" });
  const link = make("a", { href: URL.createObjectURL(file), download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60000);
}
