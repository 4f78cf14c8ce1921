import { createElement, root, stylesLoaded } from '../dom.js';
import { wordsOf } from '../fold.js';
import * as strings from '../strings/search.js';

const TYPING_DELAY_MS = 200;
const MAX_RESULTS = 40;

/** Add a search of the whole site. Its index is loaded when it is first needed. */
export async function enhance(mount) {
  await stylesLoaded();
  const field = createElement('input', {
    type: 'search',
    id: 'search',
    name: 'q',
    autocomplete: 'off',
    spellcheck: false,
  });
  const form = createElement(
    'form',
    { className: 'search__form', role: 'search' },
    createElement('label', { htmlFor: 'search' }, strings.label),
    field,
    createElement('button', { type: 'submit', className: 'button' }, strings.search),
  );
  const status = createElement('p', { className: 'search__status', role: 'status' });
  const list = createElement('ol', { className: 'list' });
  let index;

  async function search() {
    const query = field.value.trim();
    const url = new URL(location);
    if (query) url.searchParams.set('q', query);
    else url.searchParams.delete('q');
    history.replaceState(history.state, '', url);
    const queryWords = wordsOf(query);
    if (queryWords.length === 0) return showResults([], '');
    try {
      index ??= loadIndex(new URL(mount.dataset.index, location));
      const results = rank(await index, queryWords);
      const isCurrent = field.value.trim() === query;
      if (isCurrent) showResults(results, strings.results(results.length, MAX_RESULTS));
    } catch {
      index = undefined;
      showResults([], strings.failed);
    }
  }

  function showResults(results, message) {
    status.textContent = message;
    list.replaceChildren(...results.slice(0, MAX_RESULTS).map(resultItem));
  }

  let timer;
  field.addEventListener('input', () => {
    clearTimeout(timer);
    timer = setTimeout(search, TYPING_DELAY_MS);
  });
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    clearTimeout(timer);
    search();
  });
  mount.append(form, status, list);
  field.value = new URLSearchParams(location.search).get('q') ?? '';
  if (field.value) search();
}

async function loadIndex(url) {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url}: ${response.status}`);
  const { kinds, entries } = await response.json();
  return entries.map(([kind, title, page, about, text]) => ({
    title,
    page,
    about: [kinds[kind], about].filter(Boolean).join('. '),
    parts: [wordsOf(title), wordsOf(`${kinds[kind]} ${about}`), wordsOf(text)],
  }));
}

/** Return the entries that contain all words: matches in titles and of whole words come first. */
function rank(entries, queryWords) {
  return entries
    .map((entry) => [entry, queryWords.map((word) => score(entry.parts, word))])
    .filter(([, scores]) => scores.every(Boolean))
    .map(([entry, scores]) => [entry, scores.reduce((sum, value) => sum + value)])
    .sort(([, first], [, second]) => second - first)
    .map(([entry]) => entry);
}

function score([title, about, text], word) {
  const begins = (other) => other.startsWith(word);
  if (title.includes(word)) return 500;
  if (title.some(begins)) return 400;
  if (title.some((other) => other.includes(word))) return 300;
  if (about.some(begins)) return 20;
  return text.some(begins) ? 10 : 0;
}

const resultItem = ({ title, page, about }) =>
  createElement(
    'li',
    {},
    createElement('a', { href: new URL(page, root).href }, title),
    createElement('p', { className: 'small' }, about),
  );
