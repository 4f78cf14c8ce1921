import { createElement, stylesLoaded } from '../dom.js';
import { WORD, fold, wordsOf } from '../fold.js';
import * as strings from '../strings/search.js';

const TYPING_DELAY_MS = 150;
const STATUS_DELAY_MS = 350; // after the results, so half a second after the last letter
const MAX_RESULTS = 40;
const STEPS = { ArrowDown: 1, ArrowUp: -1 };
const FIELD_WEIGHTS = [10, 8, 6, 3, 2]; // title, answers, heading, subject, text
const SAME_STEM = 0.95;
const BEGINNING = 0.6;
const TOGETHER = 1.5;
const SAME_PAGE = 0.8;
const CONTEXT_LENGTH = 160;
const PARTS_BEFORE_HIT = 20; // words, and what is between them
const MARK = '\u0001'; // before and after the title of an entry
const STARTS = '[data-about], h2, h3, h4, h5, h6, [data-start]';

/** Add a search of the whole site. Its index is loaded when the field is first used. */
export async function enhance(mount) {
  await stylesLoaded();
  const place = document.querySelector('.search__field');
  place.append(place.firstElementChild.content);
  const field = place.querySelector('input');
  const [status, help, list] = mount.children;
  let loaded;
  let typing;
  let announcement;
  const load = () => (loaded ??= loadIndex().catch(() => (loaded = undefined)));

  async function search(isExact = false) {
    const query = field.value.trim();
    history.replaceState(null, '', query ? linkTo(query) : location.pathname);
    if (/^\p{Script=Latin}?$/u.test(query)) return show([], query && strings.tooShort);
    const index = await load();
    if (!index) return show([], strings.failed);
    const { results, corrected, nearest, isHit } = find(index, query, isExact);
    if (!results.length) {
      const links = nearest.map((word) => createElement('a', { href: linkTo(word) }, word));
      return show([], strings.none, links.length ? [`${strings.nearest} `, ...links] : []);
    }
    const shown = results.slice(0, MAX_RESULTS);
    const items = shown.map(({ entry }) => resultItem(entry, isHit));
    const messages = [strings.results(results.length, corrected)];
    const others = [];
    if (corrected) {
      messages.push(strings.typed(query));
      others.push(createElement('a', { href: `${linkTo(query)}&exact` }, strings.searchForTyped(query)));
    }
    if (results.length > MAX_RESULTS) messages.push(strings.more(MAX_RESULTS));
    show(items, messages.join(' '), others);
  }

  function show(items, message, others = []) {
    clearTimeout(announcement);
    announcement = setTimeout(() => (status.textContent = message), STATUS_DELAY_MS);
    help.replaceChildren(...others);
    list.replaceChildren(...items);
  }

  /** Move between the field and the results with the arrow keys. */
  function move(event) {
    const stops = [field, ...list.querySelectorAll('a')];
    const stop = stops.indexOf(document.activeElement);
    const next = stop < 0 ? undefined : stops[stop + STEPS[event.key]];
    if (!next) return;
    event.preventDefault();
    next.focus();
  }

  addEventListener('keydown', move);
  field.addEventListener('focus', load);
  field.addEventListener('input', () => {
    clearTimeout(typing);
    typing = setTimeout(search, TYPING_DELAY_MS);
  });
  place.addEventListener('submit', (event) => {
    event.preventDefault();
    search();
  });
  const asked = new URLSearchParams(location.search);
  field.value = asked.get('q') ?? ('fromAddress' in mount.dataset ? wordsOfAddress() : '');
  if (field.value) search(asked.has('exact'));
}

const linkTo = (query) => `?q=${encodeURIComponent(query)}`;

/** Return the words of the last part of an address, for a page that does not exist. */
const wordsOfAddress = () =>
  decodeURIComponent(location.pathname)
    .replace(/\/?(index)?(\.\w+)?$/, '')
    .replace(/.*\/|[-_+]/g, ' ')
    .trim();

/** Return an address relative to the page of the search, whose language has its own index. */
const url = (link) => new URL(link, document.querySelector('.header__search'));

async function loadIndex() {
  const response = await fetch(url('index.txt'));
  if (!response.ok) throw Error();
  return prepare(await response.text(), document.documentElement.lang);
}

function resultItem({ page, heading, link, text }, isHit) {
  const name = heading ? `${page.title} › ${heading}` : page.title;
  const context = contextOf(text, isHit).map((word) =>
    isHit(word) ? createElement('mark', {}, word) : word,
  );
  return createElement(
    'li',
    {},
    createElement('a', { href: url(`../${link}`) }, name),
    createElement('p', { className: 'search__about' }, page.about),
    createElement('p', { className: 'small' }, ...context),
  );
}

/** Return the words of a text, such as "step-free", "childrens" for "children's", and "46000". */
const plain = (text) => wordsOf(text).join(' ').replace(/[',]/g, '');
/** Return the words to search in: both "step free" and "stepfree" for "step-free". */
function searchable(words) {
  const joined = (words.match(/\S+-\S+/g) ?? []).join(' ').replaceAll('-', '');
  return ` ${words.replaceAll('-', ' ')} | ${joined} `;
}

const withoutEnglishEndings = (words) =>
  words
    .replace(/(?<=\w)ies\b/g, 'y')
    .replace(/(?<=\w[^\Wsiu])s\b/g, '')
    .replace(/\b(\w*[aeiouy]\w*[^\We])(?:ing|ed)\b/g, '$1')
    .replace(/([^\Waeiouy])\1\b/g, '$1')
    .replace(/(?<=\w\w)e\b/g, '');

/** Prepare the index file for searches. Only words in English have stems. */
export function prepare(html, language) {
  const parsed = new DOMParser().parseFromString(html, 'text/html');
  const stem = language.startsWith('en') ? withoutEnglishEndings : (words) => words;
  const synonyms = [...parsed.querySelectorAll('#synonyms dt')].map((start) => [
    ` ${fold(start.textContent)}`,
    start.nextElementSibling.textContent,
  ]);
  const stopWords = wordsOf(parsed.getElementById('stop_words').textContent);
  const starts = [...parsed.querySelectorAll(STARTS)];
  for (const start of starts) {
    start.before(MARK);
    start.after(MARK);
  }
  const parts = parsed.body.textContent.split(MARK);
  let page;
  let link;
  const entries = starts.map((start, n) => {
    const { about, answers = '', weight = 1 } = start.dataset;
    const title = parts[2 * n + 1].replace(/[.:]$/, '');
    const text = parts[2 * n + 2];
    if (about) {
      page = { title, about, weight };
      link = start.firstElementChild.getAttribute('href');
    } else if (start.id) {
      link = link.replace(/(#.*)?$/, `#${start.id}`);
    }
    const name = ` ${fold(title)}`;
    const more = synonyms.filter(([other]) => name.includes(other)).map(([, words]) => words);
    const all = `${answers} ${more.join(' ')}`;
    const fields = about ? [title, all, '', about, text] : ['', all, title, page.title, text];
    const words = fields.map((field) => searchable(plain(field))).join('\n');
    return { page, heading: about ? '' : title, text, link, words, stems: stem(words) };
  });
  return { entries, stem, stopWords };
}

/** Return the best results for a query, and how it was read. */
export function find(index, query, isExact = false) {
  const { entries, stem, stopWords } = index;
  const all = plain(query).split(/[\s-]+/).filter(Boolean);
  const some = all.filter((word) => !stopWords.includes(word));
  const typed = some.length ? some : all;
  const terms = typed.map((word, n) => {
    const term = lookUp(index, word, n === typed.length - 1 && word.length > 2);
    return term.count || isExact ? term : lookUp(index, nearest(index, word));
  });
  const phrase = ` ${terms.map(({ word }) => stem(word)).join(' ')} `;
  const scored = entries.map((entry, n) => {
    const weights = terms.map((term) => term.weights[n]).filter(Boolean);
    const sum = weights.reduce((first, second) => first + second, 0) * entry.page.weight;
    const isTogether = terms.length > 1 && entry.stems.includes(phrase);
    return { entry, count: weights.length, score: isTogether ? sum * TOGETHER : sum };
  });
  const most = Math.max(...scored.map(({ count }) => count));
  const found = scored.filter(({ count }) => count === most && count > terms.length / 2);
  found.sort((first, second) => second.score - first.score);
  const best = new Map();
  for (const { entry, score } of found) if (!best.has(entry.page)) best.set(entry.page, score);
  const read = terms.map(({ word }) => word).join(' ');
  return {
    results: found.filter(({ entry, score }) => score >= best.get(entry.page) * SAME_PAGE),
    corrected: read === typed.join(' ') ? '' : read,
    nearest: terms.filter(({ count }) => count).map(({ word }) => word),
    isHit: (text) => terms.some(({ isIn }) => isIn(searchable(plain(text)))),
  };
}

/** Return the weight of a word in each entry: that of the best field, and more if it is rare. */
function lookUp({ entries, stem }, word, isBeginning) {
  const whole = ` ${stem(word)} `;
  const start = isBeginning ? ` ${word}` : whole;
  const weights = entries.map(({ words, stems }) =>
    Math.max(
      weigh(words, ` ${word} `),
      weigh(stems, whole) * SAME_STEM,
      weigh(words, start) * BEGINNING,
    ),
  );
  const count = weights.filter(Boolean).length;
  const rarity = Math.log(1 + entries.length / count);
  return {
    word,
    count,
    weights: weights.map((weight) => weight * rarity),
    isIn: (words) => stem(words).includes(whole) || words.includes(start),
  };
}

function weigh(fields, word) {
  const place = fields.indexOf(word);
  return place < 0 ? 0 : FIELD_WEIGHTS[fields.slice(0, place).split('\n').length - 1];
}

/** Return the word that differs least from one that occurs nowhere; of several, the most frequent. */
function nearest(index, word) {
  if (word.length < 4 || /\p{N}/u.test(word)) return word;
  const most = word.length > 7 ? 2 : 1;
  index.counts ??= countOf(index.entries.flatMap(({ words }) => words.match(/[^\s|]+/g)));
  let best = word;
  let least = Infinity;
  for (const [other, count] of index.counts) {
    if (Math.abs(other.length - word.length) > most || index.stopWords.includes(other)) continue;
    const errors = distance(word, other, most);
    const rank = errors + (other[0] === word[0] ? 0 : most) + 1 / (1 + count);
    if (errors > most || rank > least) continue;
    best = other;
    least = rank;
  }
  return best;
}

function countOf(words) {
  const counts = new Map();
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  return counts;
}

/** Return the number of letters that are wrong, missing, added or swapped; counted up to a number. */
function distance(first, second, most) {
  let same = 0;
  while (same < first.length && first[same] === second[same]) same++;
  const [a, b] = [first.slice(same), second.slice(same)];
  if (!a || !b || most === 0) return a.length + b.length;
  const rest = [[1, 1], [1, 0], [0, 1]];
  if (a[0] === b[1] && a[1] === b[0]) rest.push([2, 2]);
  return 1 + Math.min(...rest.map(([n, m]) => distance(a.slice(n), b.slice(m), most - 1)));
}

/** Return a part of a text, with its first hit, as words and what is between them. */
function contextOf(text, isHit) {
  const parts = text.split(WORD);
  const start = Math.max(0, parts.findIndex(isHit) - PARTS_BEFORE_HIT);
  const shown = parts.slice(start, start + CONTEXT_LENGTH);
  while (shown.join('').length > CONTEXT_LENGTH) shown.pop();
  const isCut = start + shown.length < parts.length;
  return [start > 0 ? '…' : '', ...shown, isCut ? '…' : ''];
}
