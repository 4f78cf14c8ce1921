import { button, make, styled } from "../dom.js";
import { readSessions } from "../sessions.js";
import * as words from "../words/programme.js";

const MINUTE = 60000;
const AHEAD = 12 * 60 * MINUTE;

/* On the day, what is on now and what is next: in a bar at the foot of the window, and in the timetable. Times are
   shown as the venue's clocks show them. */
export async function enhance(mount) {
  const { programme } = mount.dataset;
  const until = Date.parse(mount.dataset.until);
  const sessions = await load(programme);
  await styled();
  let isHidden = false;
  const bar = make("aside", { className: "now", "aria-label": words.bar });
  const hide = button("now__hide", words.hide, () => {
    isHidden = true;
    bar.remove();
  });

  function look() {
    const at = Date.now();
    const going = sessions.filter((session) => !session.isCancelled);
    const current = going.filter((session) => session.from <= at && at < session.until);
    const soonest = Math.min(...going.map((session) => session.from).filter((start) => start > at && start < at + AHEAD));
    const next = going.filter((session) => session.from === soonest);
    if (!programme) mark(sessions, current);
    const told = [
      ...(current.length ? [line(words.on, current, programme)] : []),
      ...(next.length ? [line(words.next(next[0].time), next, programme)] : []),
    ];
    bar.replaceChildren(make("div", { className: "now__lines" }, ...told), hide);
    if (told.length === 0 || isHidden) bar.remove();
    else if (!bar.isConnected) document.body.append(bar);
    if (at < until) setTimeout(look, MINUTE - (Date.now() % MINUTE));
  }

  look();
}

/* The sessions of this page's own timetable, or of the programme. */
async function load(programme) {
  if (!programme) return readSessions(document);
  const answer = await fetch(programme);
  return readSessions(new DOMParser().parseFromString(await answer.text(), "text/html"));
}

/* Say in the timetable what is on. */
function mark(sessions, current) {
  for (const label of document.querySelectorAll(".slot__now")) label.remove();
  for (const { cell } of sessions) cell.removeAttribute("aria-current");
  for (const { cell } of current) cell.setAttribute("aria-current", "time");
  for (const slot of new Set(current.map((session) => session.slot))) {
    slot.querySelector(".slot__time").append(" ", make("span", { className: "slot__now" }, words.now));
  }
}

function line(label, sessions, programme) {
  const said = sessions.length > 2 ? words.several(sessions.length) : sessions.map((session) => session.title).join("; ");
  const link = make("a", { href: `${programme}#${sessions[0].id}` }, said);
  return make("p", {}, make("b", {}, label), " ", link);
}
