import { make } from "./dom.js";
import { fold, wordsOf } from "./fold.js";
import { cleared, limit, note, sessions, show } from "./timetable.js";
import * as words from "./words/finder.js";

const PAUSE = 250;
const valueOf = {
  day: (session) => session.day.querySelector("h2")?.textContent,
  track: (session) => session.track,
  kind: (session) => session.kind,
  room: (session) => session.room,
};

/* Controls that leave only some sessions in the timetable. What is chosen is in the address. */
export function filterPanel(mount, open, names) {
  const panel = make("form", { className: "finder__panel", id: "filter", hidden: true });
  const choices = names.map((name) => (name === "find" ? findChoice() : facetChoice(name))).filter(Boolean);
  const address = new URLSearchParams(location.search);
  for (const { name, control, choose } of choices) {
    control.id = `filter-${name}`;
    control.value = address.get(name) ?? "";
    if (control.selectedIndex === -1) control.value = "";
    choose(control.value);
    panel.append(make("div", {}, make("label", { htmlFor: control.id }, words.fields[name]), control));
    const changed = () => {
      choose(control.value.trim());
      note(name, control.value.trim());
      show();
    };
    let pause;
    control.addEventListener("input", () => {
      clearTimeout(pause);
      pause = setTimeout(changed, name === "find" ? PAUSE : 0);
    });
  }
  panel.addEventListener("submit", (event) => event.preventDefault());
  cleared.push(() => {
    for (const { name, control } of choices) {
      control.value = "";
      note(name, "");
    }
    open.focus();
  });
  open.setAttribute("aria-controls", panel.id);
  open.after(panel);
  show();
  return {
    toggle: () => {
      panel.hidden = !panel.hidden;
      open.setAttribute("aria-expanded", String(!panel.hidden));
    },
  };
}

function findChoice() {
  const texts = new Map(sessions.map((session) => [session, fold(session.cell.textContent)]));
  const choose = (text) => {
    const wanted = wordsOf(text);
    const fits = (session) => wanted.every((word) => texts.get(session).includes(word));
    limit("find", wanted.length > 0 && fits, `“${text}”`);
  };
  return { name: "find", control: make("input", { type: "search", autocomplete: "off" }), choose };
}

function facetChoice(name) {
  const values = [...new Set(sessions.map(valueOf[name]))].filter(Boolean);
  if (values.length < 2) return null;
  const control = make("select", {}, new Option(words.any, ""), ...values.map((value) => new Option(value)));
  const choose = (value) =>
    limit(name, value && ((session) => valueOf[name](session) === value), value, name === "day");
  return { name, control, choose };
}
