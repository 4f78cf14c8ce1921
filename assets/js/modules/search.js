import { make, root, styled } from "../dom.js";
import { wordsOf } from "../fold.js";
import * as words from "../words/search.js";

const PAUSE = 200;
const MOST = 40;

/* A search over everything on the site, in an index that is loaded when it is first needed. */
export async function enhance(mount) {
  await styled();
  const field = make("input", { type: "search", id: "search", name: "q", autocomplete: "off", spellcheck: false });
  const form = make(
    "form",
    { className: "search__form", role: "search" },
    make("label", { htmlFor: "search" }, words.label),
    field,
    make("button", { type: "submit", className: "button" }, words.find),
  );
  const status = make("p", { className: "search__told", role: "status" });
  const results = make("ol", { className: "list" });
  let index;

  async function find() {
    const asked = field.value.trim();
    const address = new URL(location);
    if (asked) address.searchParams.set("q", asked);
    else address.searchParams.delete("q");
    history.replaceState(history.state, "", address);
    const wanted = wordsOf(asked);
    if (wanted.length === 0) return tell([], "");
    try {
      index ??= load(new URL(mount.dataset.index, location));
      const found = rank(await index, wanted);
      if (field.value.trim() === asked) tell(found, words.results(found.length, MOST));
    } catch {
      index = undefined;
      tell([], words.failed);
    }
  }

  function tell(found, message) {
    status.textContent = message;
    results.replaceChildren(...found.slice(0, MOST).map(item));
  }

  let pause;
  field.addEventListener("input", () => {
    clearTimeout(pause);
    pause = setTimeout(find, PAUSE);
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    clearTimeout(pause);
    find();
  });
  mount.append(form, status, results);
  field.value = new URLSearchParams(location.search).get("q") ?? "";
  if (field.value) find();
}

async function load(address) {
  const answer = await fetch(address);
  if (!answer.ok) throw new Error(`${address}: ${answer.status}`);
  const { kinds, entries } = await answer.json();
  return entries.map(([kind, title, page, about, rest]) => ({
    title,
    page,
    about: [kinds[kind], about].filter(Boolean).join(". "),
    parts: [wordsOf(title), wordsOf(`${kinds[kind]} ${about}`), wordsOf(rest)],
  }));
}

/* The entries in which every wanted word is found: those found in titles first, whole words before beginnings. */
function rank(entries, wanted) {
  const scored = entries.map((entry) => [entry, wanted.map((word) => score(entry.parts, word))]);
  return scored
    .filter(([, scores]) => scores.every(Boolean))
    .map(([entry, scores]) => [entry, scores.reduce((sum, one) => sum + one)])
    .sort(([, first], [, second]) => second - first)
    .map(([entry]) => entry);
}

function score([title, about, rest], word) {
  const begins = (other) => other.startsWith(word);
  if (title.includes(word)) return 500;
  if (title.some(begins)) return 400;
  if (title.some((other) => other.includes(word))) return 300;
  if (about.some(begins)) return 20;
  return rest.some(begins) ? 10 : 0;
}

const item = ({ title, page, about }) =>
  make("li", {}, make("a", { href: new URL(page, root).href }, title), make("p", { className: "small" }, about));
