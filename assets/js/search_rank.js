import { fold } from './fold.js';
import { stopWords, synonyms } from './strings/search_words.js';

const TITLE = 10;
const ANSWERS = 8;
const HEADING = 6;
const ABOUT = 3;
const TEXT = 2;
const KIND_WEIGHTS = { Page: 1.05, News: 0.8 };
const SAME_PAGE = 0.8;
const WORD = /[\p{L}\p{N}\p{M}]+(?:(?:['’‑-]|(?<=\p{N}),(?=\p{N}))[\p{L}\p{N}\p{M}]+)*/gu;

const remember = (compute, results = new Map()) => (word) => {
  if (!results.has(word)) results.set(word, compute(word));
  return results.get(word);
};
/** Return the folded parts of a word: two of "step-free", and "46000" of "46,000". */
const partsOf = remember((word) => fold(word).replace(/[',]/g, '').split(/[-‑]/));
const wordsOf = (text) => (text.match(WORD) ?? []).flatMap(partsOf);

/** Return a word without the endings of English. */
export const stem = (word) =>
  word.length < 3 || /[^a-z]/.test(word)
    ? word
    : word
        .replace(/ies$/, 'y')
        .replace(/(?<![siu])s$/, '')
        .replace(/([aeiouy].*[^e])(?:ing|ed)$/, '$1')
        .replace(/([^aeiouy])\1$/, '$1')
        .replace(/(?<=..)e$/, '');

/** Prepare pages for searches. Only words in English have stems. */
export function prepare(pages, language) {
  const stemOf = remember(language.startsWith('en') ? stem : (word) => word);
  const index = { entries: [], words: new Map(), stemOf };
  for (const [page, { kind, title, path, about, sections }] of pages.entries()) {
    for (const { text, anchor, heading, answers } of sections) {
      const fields = [
        [heading ? ABOUT : TITLE, title],
        [HEADING, heading],
        [ANSWERS, `${answers} ${synonymsOf(heading || title)}`],
        [ABOUT, heading ? '' : `${kind} ${about}`],
        [TEXT, text],
      ].map(([weight, words]) => [weight, wordsOf(words)]);
      const link = anchor ? `${path}#${anchor}` : path;
      const stems = fields.map(([, words]) => words.map(stemOf).join(' ')).join(' . ');
      const entry = { page, kind, weight: KIND_WEIGHTS[kind] ?? 1, title, link, about, heading, text };
      index.entries.push({ ...entry, stems: ` ${stems} ` });
      addWords(index, index.entries.length - 1, fields, `${title} ${heading} ${text}`);
    }
  }
  return index;
}

const synonymsOf = (title) =>
  synonyms
    .filter(([heading]) => ` ${fold(title)}`.includes(` ${heading}`))
    .map(([, words]) => words)
    .join(' ');

function addWords({ words, stemOf }, number, fields, text) {
  const add = (word, weight) => {
    if (!words.has(word)) words.set(word, { stem: stemOf(word), places: new Map() });
    const { places } = words.get(word);
    places.set(number, Math.max(places.get(number) ?? 0, weight));
  };
  for (const [weight, list] of fields) for (const word of list) add(word, weight);
  for (const word of text.match(/[\p{L}\p{M}]+(?:[-‑][\p{L}\p{M}]+)+/gu) ?? []) {
    add(partsOf(word).join(''), TEXT);
  }
}

/** Return the best results for a query, and how it was read. */
export function find(index, query, { exact = false } = {}) {
  const all = wordsOf(query);
  const some = all.filter((word) => !stopWords.has(word));
  const typed = some.length > 0 ? some : all;
  const terms = typed.map((word, n) => expand(index, word, n === typed.length - 1, exact));
  const scores = score(index, terms);
  const needed = Math.max(0, ...[...scores.values()].map(({ found }) => found));
  const stems = ` ${terms.map((term) => term.stem).join(' ')} `;
  const results = [];
  if (needed > typed.length / 2) {
    for (const [number, { found, sum }] of scores) {
      const entry = index.entries[number];
      const together = typed.length > 1 && entry.stems.includes(stems) ? 1.5 : 1;
      if (found === needed) results.push({ ...entry, score: sum * together * entry.weight });
    }
  }
  results.sort((first, second) => second.score - first.score);
  const best = new Map();
  return {
    results: results.filter(({ page, score: own }) => {
      if (!best.has(page)) best.set(page, own);
      return own >= best.get(page) * SAME_PAGE;
    }),
    hits: new Set(terms.flatMap(({ words }) => words.map(([word]) => word))),
    corrected: terms.some((term) => term.corrected) ? terms.map((term) => term.word).join(' ') : '',
    nearest: terms.filter((term) => term.words.length > 0).map((term) => term.word),
  };
}

function score({ entries }, terms) {
  const scores = new Map();
  for (const { words } of terms) {
    const best = new Map();
    for (const [, { places }, quality] of words) {
      for (const [number, weight] of places) {
        best.set(number, Math.max(best.get(number) ?? 0, weight * quality));
      }
    }
    const rarity = Math.log(1 + entries.length / best.size);
    for (const [number, value] of best) {
      const { found, sum } = scores.get(number) ?? { found: 0, sum: 0 };
      scores.set(number, { found: found + 1, sum: sum + value * rarity });
    }
  }
  return scores;
}

/** Return the words of the site that a typed word stands for: the same, longer, or similar ones. */
function expand({ words, stemOf }, word, isLast, exact) {
  const root = stemOf(word);
  const found = [];
  for (const [other, entry] of words) {
    if (other === word) found.push([other, entry, 1]);
    else if (entry.stem === root) found.push([other, entry, 0.95]);
    else if (isLast && word.length > 2 && other.startsWith(word)) found.push([other, entry, 0.6]);
  }
  if (found.length > 0 || exact) return { word, stem: root, words: found };
  const similar = similarWords(words, word);
  if (similar.length === 0) return { word, stem: root, words: [] };
  const [nearest, entry] = similar[0];
  return { word: nearest, stem: entry.stem, words: similar, corrected: true };
}

function similarWords(words, word) {
  if (word.length < 4 || /\p{N}/u.test(word)) return [];
  const most = word.length > 7 ? 2 : 1;
  const near = [];
  for (const [other, entry] of words) {
    if (Math.abs(other.length - word.length) <= most && !/\p{N}/u.test(other)) {
      const errors = distance(word, other);
      if (errors <= most) near.push([other, entry, errors + (other[0] === word[0] ? 0 : 2)]);
    }
  }
  const least = Math.min(...near.map(([, , errors]) => errors));
  return near
    .filter(([, , errors]) => errors === least)
    .sort(([, first], [, second]) => second.places.size - first.places.size)
    .map(([other, entry]) => [other, entry, 0.5]);
}

/** Return the number of letters that are wrong, missing, added or swapped. */
function distance(first, second) {
  let [older, last] = [[], Array.from({ length: second.length + 1 }, (_, n) => n)];
  for (let row = 1; row <= first.length; row++) {
    const next = [row];
    for (let n = 1; n <= second.length; n++) {
      const cost = first[row - 1] === second[n - 1] ? 0 : 1;
      next[n] = Math.min(last[n] + 1, next[n - 1] + 1, last[n - 1] + cost);
      if (row > 1 && n > 1 && first[row - 1] === second[n - 2] && first[row - 2] === second[n - 1]) {
        next[n] = Math.min(next[n], older[n - 2] + 1);
      }
    }
    [older, last] = [last, next];
  }
  return last[second.length];
}

/** Return the part of a text around its first hit, as words: strings, and hits in arrays. */
export function contextOf(text, hits, most = 160) {
  const found = [...text.matchAll(WORD)].filter(([word]) => isHit(word, hits));
  let start = Math.max(0, (found[0]?.index ?? 0) - 60);
  if (start > 0) start = text.indexOf(' ', start) + 1;
  let end = text.length;
  if (end - start > most) end = Math.max(text.lastIndexOf(' ', start + most - 2), start + 1);
  const parts = [start > 0 ? '…' : ''];
  for (const { 0: word, index } of found) {
    if (index < start || index + word.length > end) continue;
    parts.push(text.slice(start, index), [word]);
    start = index + word.length;
  }
  return [...parts, text.slice(start, end), end < text.length ? '…' : ''];
}

const isHit = (word, hits) => {
  const parts = partsOf(word);
  return parts.some((part) => hits.has(part)) || hits.has(parts.join(''));
};
