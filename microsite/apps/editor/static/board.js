// Programme board: lays sessions out by time, and moves them by pointer or keyboard. The server
// checks each position and saves it. Everything is also possible in the list, without this script.

const STEP = 5; // minutes
const HOUR = 60;
const EDGE = 8; // pixels at the lower edge that change the length
const CHECK_DELAY = 150; // milliseconds without a change before a position is checked
const MIN_HEIGHT = 24; // pixels of the shortest session

let board, columns, scale, first;
let moving = null; // the session that is being moved, with its new place
let checking = null; // the running check

function start() {
  board = document.querySelector(".board");
  if (!board) return;
  columns = [...board.querySelectorAll(".board-column")];
  layOut();
  const selected = document.querySelector(".board-panel").dataset.selected;
  const session = sessionWith(selected) ?? sessions()[0];
  for (const each of sessions()) each.tabIndex = each === session ? 0 : -1;
  if (selected && session) select(session);
}

const sessions = () => [...board.querySelectorAll(".board-session")];
const sessionWith = (id) => (id ? document.getElementById(`s-${id}`) : null);
const columnOf = (session) => session.closest(".board-column");
const minutes = (session) => ({ start: Number(session.dataset.start), end: Number(session.dataset.end) });
const clock = (minute) =>
  `${String(Math.floor(minute / 60) % 24).padStart(2, "0")}:${String(minute % 60).padStart(2, "0")}`;

// Announces a text to screen readers. The region outlives the board, because a new one may be silent.
const announcer = document.createElement("div");
announcer.setAttribute("role", "status");
announcer.className = "unseen";
document.body.append(announcer);

function say(text, hasClash = false) {
  announcer.textContent = text;
  const line = document.createElement("p");
  line.textContent = text;
  line.className = hasClash ? "has-clash" : "";
  document.querySelector(".board-status").replaceChildren(line);
}

function layOut() {
  const all = sessions().map(minutes);
  const newDay = Number(board.dataset.newDay);
  const shortest = Math.min(HOUR, ...all.map(({ start, end }) => end - start));
  scale = Math.min(4, Math.max(1.6, MIN_HEIGHT / shortest));
  first = Math.floor(Math.min(9 * HOUR, ...all.map(({ start }) => start)) / HOUR - 1) * HOUR;
  first = Math.max(first, newDay);
  const ends = Math.max(17 * HOUR, ...all.map(({ end }) => end));
  const last = Math.ceil(ends / HOUR + 1) * HOUR;
  board.classList.add("is-laid-out");
  for (const column of columns) {
    const slots = column.querySelector(".board-slots");
    slots.style.height = `${(last - first) * scale}px`;
    for (let hour = Math.ceil(first / HOUR) * HOUR; hour <= last; hour += HOUR) {
      const line = document.createElement("div");
      line.className = "board-line";
      line.style.top = `${(hour - first) * scale}px`;
      slots.prepend(line);
    }
    for (const [session, lane, lanes] of inLanes([...slots.querySelectorAll(".board-session")])) {
      place(session, minutes(session));
      session.style.left = `${(100 * lane) / lanes}%`;
      session.style.width = `${100 / lanes}%`;
    }
  }
  for (const session of columns[0].querySelectorAll(".board-session")) addBand(session);
  addHours(last);
  resizes.disconnect();
  resizes.observe(board);
}

// Gives the names of all rooms the height of the longest, so that times are level.
const resizes = new ResizeObserver(() => board?.isConnected && alignHeads());
function alignHeads() {
  board.style.removeProperty("--head");
  const heights = columns.map((column) => column.querySelector("h2").offsetHeight);
  board.style.setProperty("--head", `${Math.max(...heights)}px`);
}

// A session without a room, such as lunch, is for all rooms.
function addBand(session) {
  const band = document.createElement("div");
  band.className = "board-band";
  place(band, minutes(session));
  for (const column of columns.slice(1)) {
    column.querySelector(".board-slots").prepend(band.cloneNode());
  }
}

function addHours(last) {
  const hours = document.createElement("div");
  hours.className = "board-hours";
  hours.setAttribute("aria-hidden", "true");
  for (let hour = Math.ceil(first / HOUR) * HOUR; hour <= last; hour += HOUR) {
    const label = document.createElement("span");
    label.textContent = clock(hour);
    label.style.setProperty("--at", `${(hour - first) * scale - 5}px`);
    hours.append(label);
  }
  board.prepend(hours);
}

// Sessions of a room that overlap are beside each other. Yields each with its lane and their number.
function* inLanes(ordered) {
  let group = [];
  let ends = [];
  for (const session of [...ordered, null]) {
    const { start, end } = session ? minutes(session) : {};
    if (!session || start >= Math.max(...ends)) {
      for (const [each, lane] of group) yield [each, lane, ends.length];
      [group, ends] = [[], []];
    }
    if (session) {
      const free = ends.findIndex((each) => each <= start);
      const lane = free < 0 ? ends.length : free;
      ends[lane] = end;
      group.push([session, lane]);
    }
  }
}

function place(session, { start, end }) {
  session.style.top = `${(start - first) * scale}px`;
  session.style.height = `${(end - start) * scale}px`;
}

function select(session) {
  for (const each of sessions()) {
    each.classList.toggle("is-selected", each === session);
    each.tabIndex = each === session ? 0 : -1;
  }
  const panel = document.querySelector(".board-panel");
  const { id, title } = session.dataset;
  panel.hidden = false;
  panel.elements.id.value = id;
  const { start, end } = minutes(session);
  panel.querySelector(".board-panel-title").textContent = `${title}, ${clock(start)} to ${clock(end)}`;
  panel.querySelector(".board-scope").hidden = !columnOf(session).dataset.room;
  panel.elements.scope.checked &&= Boolean(columnOf(session).dataset.room);
  for (const link of panel.querySelectorAll(".board-more, .board-edit")) {
    link.dataset.base ??= link.getAttribute("href");
    link.setAttribute("href", link.dataset.base + encodeURIComponent(id));
  }
}

// A move: it begins with a session, changes its place, and is dropped or cancelled.

function pickUp(session) {
  const column = columns.indexOf(columnOf(session));
  moving = { session, column, from: { column, ...minutes(session) }, ...minutes(session) };
  select(session);
  session.classList.add("is-moving");
  session.setAttribute("aria-pressed", "true");
}

function moveTo({ start = moving.start, end = moving.end, column = moving.column }) {
  const newDay = Number(board.dataset.newDay);
  if (start < newDay || start >= newDay + 24 * HOUR || end - start < STEP) return;
  if (start === moving.start && end === moving.end && column === moving.column) return;
  Object.assign(moving, { start, end, column });
  const { session, from } = moving;
  place(session, moving);
  const shift = columns[column].offsetLeft - columns[from.column].offsetLeft;
  session.style.transform = shift ? `translateX(${shift}px)` : "";
  session.classList.remove("has-clash");
  say(`${placeInWords()}.`);
  checkSoon();
}

const placeInWords = () =>
  `${moving.session.dataset.title}: ${clock(moving.start)} to ${clock(moving.end)}, ${columns[moving.column].dataset.name}`;

function checkSoon() {
  stopChecking();
  const controller = new AbortController();
  const timer = setTimeout(async () => {
    const current = moving;
    try {
      const response = await send({ ...changes(), check: "yes" }, controller.signal);
      const { error, clashes } = await response.json();
      if (controller.signal.aborted || moving !== current) return;
      const found = error ? [error] : clashes;
      current.session.classList.toggle("has-clash", found.length > 0);
      const words = found.length ? found.join(" ") : "No clashes.";
      say(`${placeInWords()}. ${words}`, found.length > 0);
    } catch (problem) {
      if (problem.name !== "AbortError") say(noAnswer);
    }
  }, CHECK_DELAY);
  checking = { stop: () => (clearTimeout(timer), controller.abort()) };
}

const noAnswer = "Not saved. Microsite does not answer. Start it again, and reload this page.";

function stopChecking() {
  checking?.stop();
  checking = null;
}

function isMoved() {
  const { from, start, end, column } = moving;
  return start !== from.start || end !== from.end || column !== from.column;
}

function changes() {
  const { from, start, end, column, session } = moving;
  const found = { operation: "move", id: session.dataset.id, confirmed: "yes" };
  if (start !== from.start) found.start = clock(start);
  if (end - start !== from.end - from.start) found.length = `${end - start} minutes`;
  if (column !== from.column) found.room = columns[column].dataset.room;
  return found;
}

function send(values, signal) {
  const { action, elements } = document.querySelector(".board-panel");
  const body = new URLSearchParams({ ...values, _token: elements._token.value, version: elements.version.value });
  return fetch(action, { method: "POST", body, signal });
}

function cancel(words = "Cancelled.") {
  const { session, from } = moving;
  stopChecking();
  moving = null;
  place(session, from);
  session.style.transform = "";
  session.classList.remove("is-moving", "has-clash");
  session.setAttribute("aria-pressed", "false");
  say(words);
}

async function drop(values = changes()) {
  const { session } = moving;
  if (!isMoved() && !values.day) return cancel("Not moved.");
  stopChecking();
  try {
    const response = await send(values);
    show(await response.text(), session.dataset.id);
  } catch {
    cancel(noAnswer);
  }
}

// Shows the answer of the server in place of the board, where it was scrolled to.
function show(html, id) {
  const page = new DOMParser().parseFromString(html, "text/html");
  const scroll = document.querySelector(".board-scroll");
  const [left, top] = [scroll.scrollLeft, scroll.scrollTop];
  moving = null;
  document.querySelector("main").replaceWith(page.querySelector("main"));
  document.title = page.title;
  start();
  document.querySelector(".board-scroll")?.scrollTo(left, top);
  const result = document.querySelector("#summary, #result");
  const target = sessionWith(id) ?? result ?? document.querySelector("main");
  if (target.matches("main")) target.tabIndex = -1; // the question whether to save with clashes
  target.focus();
  announcer.textContent = result?.innerText.replace(/\s*Undo\s*$/, "").replace(/\s+/g, " ") ?? "";
}

// “Undo” and “Move this and everything after it” keep the place, too.
document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (!form.closest(".board-status, .board-panel")) return;
  event.preventDefault();
  const body = new URLSearchParams(new FormData(form, event.submitter));
  try {
    const response = await fetch(form.action, { method: "POST", body });
    show(await response.text(), body.get("id"));
  } catch {
    say(noAnswer);
  }
});

// Keyboard

const MOVES = {
  ArrowUp: () => moveBy(-STEP),
  ArrowDown: () => moveBy(STEP),
  PageUp: () => moveBy(-HOUR),
  PageDown: () => moveBy(HOUR),
  ArrowLeft: () => moveTo({ column: Math.max(0, moving.column - 1) }),
  ArrowRight: () => moveTo({ column: Math.min(columns.length - 1, moving.column + 1) }),
  Enter: () => drop(),
  " ": () => drop(),
  Escape: () => cancel(),
  Tab: () => cancel(),
};
const moveBy = (step) => moveTo({ start: moving.start + step, end: moving.end + step });

document.addEventListener("keydown", (event) => {
  const session = event.target.closest?.(".board-session");
  if (!session || event.ctrlKey || event.altKey || event.metaKey) return;
  const { key } = event;
  if (moving) {
    const isResize = event.shiftKey && (key === "ArrowUp" || key === "ArrowDown");
    if (isResize) moveTo({ end: moving.end + (key === "ArrowUp" ? -STEP : STEP) });
    else if (MOVES[key]) MOVES[key]();
    else return;
    if (key !== "Tab") event.preventDefault();
    if (moving) session.scrollIntoView({ block: "nearest", inline: "nearest" });
  } else if (key === "Enter" || key === " ") {
    event.preventDefault();
    pickUp(session);
    say(`${placeInWords()}. Picked up. Arrow keys move it, Enter drops it, Escape cancels.`);
  } else if (key.startsWith("Arrow")) {
    event.preventDefault();
    neighbour(session, key)?.focus();
  }
});

// The next session of the room, or the one in the next room that starts at about the same time.
function neighbour(session, key) {
  const inColumn = (column) => [...(column?.querySelectorAll(".board-session") ?? [])];
  if (key === "ArrowUp" || key === "ArrowDown") {
    const own = inColumn(columnOf(session));
    return own[own.indexOf(session) + (key === "ArrowDown" ? 1 : -1)];
  }
  const step = key === "ArrowRight" ? 1 : -1;
  let index = columns.indexOf(columnOf(session)) + step;
  while (columns[index] && !inColumn(columns[index]).length) index += step;
  const distance = (each) => Math.abs(minutes(each).start - minutes(session).start);
  return inColumn(columns[index]).sort((one, other) => distance(one) - distance(other))[0];
}

// Safari does not focus a button that is clicked.
for (const type of ["focusin", "click"]) {
  document.addEventListener(type, (event) => {
    const session = event.target.closest?.(".board-session");
    if (session && !moving) select(session);
  });
}

// Pointer

let pressed = null; // where the pointer went down

document.addEventListener("pointerdown", (event) => {
  const session = event.target.closest?.(".board-session");
  if (!session || event.button !== 0 || moving) return;
  if (event.pointerType === "touch" && !session.classList.contains("is-selected")) return;
  const box = session.getBoundingClientRect();
  const { clientX: x, clientY: y, pointerId } = event;
  pressed = { session, x, y, pointerId, isResize: y > box.bottom - EDGE, scroll: scrolled() };
});

const scrolled = () => document.querySelector(".board-scroll").scrollTop;

document.addEventListener("pointermove", (event) => {
  if (!pressed || event.pointerId !== pressed.pointerId) return;
  const { session, x, y, isResize, scroll } = pressed;
  if (!moving) {
    if (Math.hypot(event.clientX - x, event.clientY - y) < 4) return;
    session.setPointerCapture(event.pointerId);
    pickUp(session);
  }
  const area = document.querySelector(".board-scroll");
  const view = area.getBoundingClientRect();
  const beyond = (low, high, at) => (at < low + 30 ? -15 : at > high - 30 ? 15 : 0);
  area.scrollBy(beyond(view.left + 40, view.right, event.clientX), beyond(view.top + 40, view.bottom, event.clientY));
  const step = Math.round((event.clientY - y + scrolled() - scroll) / scale / STEP) * STEP;
  const { from } = moving;
  const day = dayUnder(event);
  for (const tab of document.querySelectorAll(".tabs a")) tab.classList.toggle("is-target", tab.dataset.day === day);
  if (day) return moveTo(from);
  if (isResize) return moveTo({ end: from.end + step });
  const under = columns.findIndex((each) => event.clientX < each.getBoundingClientRect().right);
  moveTo({ start: from.start + step, end: from.end + step, column: under < 0 ? columns.length - 1 : under });
});

// The day whose tab is below the pointer. A session that is dropped there keeps its time and room.
function dayUnder({ clientX, clientY }) {
  const tab = document.elementsFromPoint(clientX, clientY).find((each) => each.matches(".tabs a"));
  return tab && !tab.hasAttribute("aria-current") ? tab.dataset.day : undefined;
}

document.addEventListener("pointerup", (event) => {
  if (pressed && moving?.session === pressed.session) {
    const day = dayUnder(event);
    if (day) drop({ operation: "move", id: moving.session.dataset.id, day });
    else drop();
  }
  pressed = null;
});

document.addEventListener("pointercancel", () => {
  if (pressed && moving) cancel();
  pressed = null;
});

start();
