import { button, make } from "./dom.js";
import { readSessions } from "./sessions.js";
import * as words from "./words/finder.js";

/* The timetable of this page, of which more than one module may leave things out. */
export const all = readSessions(document);
export const sessions = all.filter((session) => session.kind);

const grids = [...document.querySelectorAll(".slots--grid")];
const limits = new Map();
const status = make("p", { className: "finder__status", role: "status" }, words.total(sessions.length));
const everything = button("finder__button", words.all, () => {
  limits.clear();
  for (const clear of cleared) clear();
  show();
});
document.querySelector(".finder").append(make("div", { className: "finder__told" }, status, everything));

/* What else is to be done when everything is shown again. */
export const cleared = [];

addEventListener("hashchange", () => {
  const target = document.getElementById(location.hash.slice(1));
  if (!target?.closest(".day[hidden], .slot [hidden]")) return;
  everything.click();
  target.scrollIntoView();
});

/* Leave only sessions that pass a test; without a test, the limit of this name is lifted. `chosen` says in words what
   they are. A limit to `whole` days leaves breaks and columns as they are. */
export function limit(name, test, chosen = "", whole = false) {
  if (test) limits.set(name, { test, chosen, whole });
  else limits.delete(name);
}

/* Do what the limits say, and tell how many sessions are left. */
export function show() {
  const tests = [...limits.values()];
  const isPicked = tests.some(({ whole }) => !whole);
  for (const session of all) {
    session.cell.hidden = !((session.kind || !isPicked) && tests.every(({ test }) => test(session)));
  }
  hideWithout("slot", ".slot__cell[id]");
  hideWithout("day", ".slot");
  for (const grid of grids) grid.classList.toggle("slots--grid", !isPicked);
  document.querySelector("main").classList.toggle("is-picked", isPicked);
  const left = sessions.filter((session) => !session.cell.hidden).length;
  const chosen = tests.map((each) => each.chosen).filter(Boolean).join(", ");
  everything.hidden = tests.length === 0;
  if (tests.length === 0) status.textContent = words.total(left);
  else status.textContent = left ? words.some(left, sessions.length, chosen) : words.none(chosen);
}

/* Hide slots, or days, in which nothing is shown. */
function hideWithout(part, inner) {
  for (const element of new Set(all.map((session) => session[part]))) {
    element.hidden = !element.querySelector(`${inner}:not([hidden])`);
  }
}

/* Put a choice into the address, so that it can be shared and found again; without a value, take it out. */
export function note(name, value) {
  const address = new URL(location);
  if (value) address.searchParams.set(name, value);
  else address.searchParams.delete(name);
  history.replaceState(history.state, "", address);
}

/* Say something to everybody, in place of the count. */
export const say = (message) => {
  status.textContent = message;
};
