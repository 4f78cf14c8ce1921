/* What is shown when sessions are filtered or kept. */
const sessions = (count) => `${count} session${count === 1 ? "" : "s"}`;
const list = (names) => names.map((name) => `“${name}”`).join(" and ");
const after = (chosen) => (chosen ? `: ${chosen}` : "");

export const fields = { find: "Find words", day: "Day", track: "Track", kind: "Kind", room: "Room" };
export const any = "All";
export const all = "Show all";
export const total = sessions;
export const some = (count, total, chosen) => `${count} of ${sessions(total)}${after(chosen)}`;
export const none = (chosen) => `No session fits${after(chosen)}. Choose less, or show all.`;

export const myDay = "My day";
export const where = "Kept on this device only. Nobody else sees it until you share the link.";
export const empty = "Nothing is kept yet. The star beside a session keeps it, on this device only.";
export const shared = (count) => `A day that somebody shared: ${sessions(count)}`;
export const gone = (count) => `${sessions(count)} of it ${count === 1 ? "is" : "are"} no longer in the programme.`;
export const keepAll = "Keep these";
export const copy = "Copy a link to it";
export const copied = "The link is copied.";
export const link = "The link to it";
export const print = "Print it";
export const calendar = "Add it to your calendar";
export const file = "my-day.ics";
export const failed = "The calendar could not be loaded. Try again when you are online.";
export const overlaps = (titles) => `Overlaps ${list(titles)}, which you keep too.`;
export const clash = (first, second) => `${list([first, second])} overlap.`;
