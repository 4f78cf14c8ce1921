import { button, make } from "./dom.js";
import { keep, kept, onChange, works } from "./kept.js";
import { clashWords, overlapping } from "./clash.js";
import { cleared, limit, note, say, sessions, show } from "./timetable.js";
import * as words from "./words/finder.js"
import * as told from "./words/programme.js";

/* The sessions of somebody's day alone in the timetable: "mine", or "shared" by a link. */
export function dayView(mount, toMine) {
  let view = "";
  const panel = make("section", { className: "finder__panel finder__day", "aria-label": words.myDay, hidden: true });
  const mine = () => sessions.filter((session) => kept().has(session.id));
  const press = (label, action) => button("finder__button", label, action);

  function open(next) {
    const address = new URL(location);
    if (next !== "shared" && address.hash.startsWith("#keep=")) address.hash = "";
    history.replaceState(history.state, "", address);
    view = next;
    note("show", view === "mine" && view);
    const ids = view === "mine" ? kept() : sharedIds();
    limit("mine", view && ((session) => ids.has(session.id)), words.myDay);
    draw();
    show();
  }

  function draw() {
    toMine.setAttribute("aria-pressed", String(view === "mine"));
    panel.hidden = !view;
    panel.replaceChildren(...(view === "mine" ? drawMine() : view && drawShared()));
    for (const session of sessions) {
      const card = session.cell.querySelector(".session_card");
      const clash = kept().has(session.id) && clashWords(session, mine());
      card.querySelector(".clash")?.remove();
      if (clash) card.append(make("p", { className: "clash" }, clash));
    }
  }

  function drawMine() {
    const own = mine();
    const clashes = own.flatMap((first, index) =>
      overlapping(first, own.slice(index + 1)).map((second) => make("li", {}, words.clash(first.title, second.title))),
    );
    const actions = [press(words.copy, copy), press(words.print, () => print())];
    if (mount.dataset.calendar) actions.push(press(words.calendar, toCalendar));
    return [
      make("h2", {}, words.myDay),
      make("p", {}, own.length ? words.where : words.empty),
      ...(clashes.length ? [make("ul", { className: "clash" }, ...clashes)] : []),
      ...(own.length ? [make("p", { className: "finder__actions" }, ...actions)] : []),
    ];
  }

  function drawShared() {
    const ids = sharedIds();
    const found = sessions.filter((session) => ids.has(session.id)).map((session) => session.id);
    const keepAll = press(words.keepAll, () => {
      keep(new Set([...kept(), ...found]));
      open("mine");
      toMine.focus();
    });
    return [
      make("h2", {}, words.shared(found.length)),
      ...(found.length < ids.size ? [make("p", {}, words.gone(ids.size - found.length))] : []),
      ...(works && found.length ? [make("p", { className: "finder__actions" }, keepAll)] : []),
    ];
  }

  async function copy() {
    const ids = mine().map((session) => session.id);
    const link = new URL(`${location.pathname}#keep=${ids.join(",")}`, location).href;
    try {
      await navigator.clipboard.writeText(link);
      say(words.copied);
    } catch {
      const field = make("input", { type: "text", readOnly: true, value: link, "aria-label": words.link });
      panel.append(field);
      field.focus();
      field.select();
    }
  }

  async function toCalendar() {
    try {
      const { save } = await import("./calendar.js");
      await save(mount.dataset.calendar, kept(), words.file);
    } catch {
      say(words.failed);
    }
  }

  function toggled(id, isKept) {
    draw();
    const session = sessions.find((each) => each.id === id);
    say(isKept ? `${told.kept} ${clashWords(session, mine())}` : told.dropped);
  }

  mount.append(panel);
  onChange(() => view && draw());
  cleared.push(() => open(""));
  return { open, toggled, toggle: () => open(view === "mine" ? "" : "mine") };
}

const sharedIds = () => new Set(location.hash.slice("#keep=".length).split(",").filter(Boolean));
