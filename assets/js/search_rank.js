import { fold } from './fold.js';
import { newsKind, pageKind } from './strings/search.js';

const TITLE = 10;
const ANSWERS = 8;
const HEADING = 6;
const ABOUT = 3;
const TEXT = 2;
const KIND_WEIGHTS = { [pageKind]: 1.05, [newsKind]: 0.8 };
const SAME_PAGE = 0.8;
const BLOCK = /^(?:P|[UOD]L|LI|D[DT]|BR|T[DHR]|BLOCKQUOTE)$/;
const HYPHENED = /[\p{L}\p{M}]+(?:[-‑][\p{L}\p{M}]+)+/gu;
const WORD = /[\p{L}\p{N}\p{M}]+(?:(?:['’‑-]|(?<=\p{N}),(?=\p{N}))[\p{L}\p{N}\p{M}]+)*/gu;

const remember = (compute, results = new Map()) => (word) => {
  if (!results.has(word)) results.set(word, compute(word));
  return results.get(word);
};
/** Return the folded parts of a word: two of "step-free", and "46000" of "46,000". */
const partsOf = remember((word) => fold(word).replace(/[',]/g, '').split(/[-‑]/));
const wordsOf = (text) => (text.match(WORD) ?? []).flatMap(partsOf);

/** Return a word without the endings of English. */
const stem = (word) =>
  word.length < 3 || /[^a-z]/.test(word)
    ? word
    : word
        .replace(/ies$/, 'y')
        .replace(/(?<![siu])s$/, '')
        .replace(/([aeiouy].*[^e])(?:ing|ed)$/, '$1')
        .replace(/([^aeiouy])\1$/, '$1')
        .replace(/(?<=..)e$/, '');

/** Prepare the index file for searches. Only words in English have stems. */
export function prepare(html, language) {
  const parsed = new DOMParser().parseFromString(html, 'text/html');
  const synonyms = [...parsed.querySelectorAll('#synonyms dt')].map((heading) => [
    ` ${heading.textContent}`,
    heading.nextElementSibling.textContent,
  ]);
  const index = {
    entries: [],
    words: new Map(),
    stemOf: remember(language.startsWith('en') ? stem : (word) => word),
    stopWords: new Set(wordsOf(parsed.querySelector('#stop_words')?.textContent ?? '')),
  };
  for (const [page, article] of parsed.querySelectorAll('article').entries()) {
    const { kind, about = '', answers = '' } = article.dataset;
    const link = article.querySelector('a');
    const sections = [{ text: '', heading: '', anchor: '', answers }];
    addText(article, sections);
    for (const section of sections) {
      const { heading, anchor, text } = section;
      const name = ` ${fold(heading || link.textContent)}`;
      const more = synonyms.filter(([other]) => name.includes(other)).map(([, words]) => words);
      const entry = { page, kind, title: link.textContent, heading, text, about: heading ? '' : about };
      entry.link = link.getAttribute('href') + (anchor && `#${anchor}`);
      addEntry(index, entry, [section.answers, ...more].join(' '));
    }
  }
  return index;
}

/** Add the text of an element to sections, which begin at headings and at items with bold starts. */
function addText(parent, sections) {
  for (const node of parent.childNodes) {
    const current = sections.at(-1);
    if (!node.tagName) current.text += node.data.replace(/\s+/g, ' ');
    else if (/^H[2-6]$/.test(node.tagName) || (node.matches('li > strong') && !node.previousSibling)) {
      const { answers = '' } = node.dataset;
      const anchor = node.id || (answers ? '' : current.anchor);
      sections.push({ text: '', heading: node.textContent.replace(/[.:]$/, ''), anchor, answers });
    } else if (node.tagName !== 'H1') {
      addText(node, sections);
      if (BLOCK.test(node.tagName)) sections.at(-1).text += ' ';
    }
  }
}

function addEntry({ entries, words, stemOf }, entry, answers) {
  const { title, heading, kind, about, text } = entry;
  const joined = `${title} ${heading} ${text}`.match(HYPHENED) ?? [];
  const fields = [
    [heading ? ABOUT : TITLE, wordsOf(title)],
    [HEADING, wordsOf(heading)],
    [ANSWERS, wordsOf(answers)],
    [ABOUT, wordsOf(`${heading ? '' : kind} ${about}`)],
    [TEXT, wordsOf(text)],
    [TEXT, joined.map((word) => partsOf(word).join(''))],
  ];
  for (const [weight, list] of fields) {
    for (const word of list) {
      if (!words.has(word)) words.set(word, { stem: stemOf(word), places: new Map() });
      const { places } = words.get(word);
      places.set(entries.length, Math.max(places.get(entries.length) ?? 0, weight));
    }
  }
  entry.stems = fields.map(([, list]) => ` ${list.map(stemOf).join(' ')} `).join('.');
  entries.push(entry);
}

/** Return the best results for a query, and how it was read. */
export function find(index, query, exact = false) {
  const all = wordsOf(query);
  const some = all.filter((word) => !index.stopWords.has(word));
  const typed = some.length ? some : all;
  const terms = typed.map((word, n) => expand(index, word, n === typed.length - 1, exact));
  const scores = score(index, terms);
  const needed = Math.max(0, ...[...scores.values()].map(({ found }) => found));
  const stems = ` ${terms.map((term) => term.stem).join(' ')} `;
  const results = [];
  if (needed > typed.length / 2) {
    for (const [number, { found, sum }] of scores) {
      const entry = index.entries[number];
      const together = typed.length > 1 && entry.stems.includes(stems) ? 1.5 : 1;
      if (found === needed) results.push({ ...entry, score: sum * together * (KIND_WEIGHTS[entry.kind] ?? 1) });
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
    nearest: terms.filter((term) => term.words.length).map((term) => term.word),
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
function expand({ words, stemOf, stopWords }, word, isLast, exact) {
  const root = stemOf(word);
  const found = [];
  for (const [other, entry] of words) {
    if (other === word) found.push([other, entry, 1]);
    else if (entry.stem === root) found.push([other, entry, 0.95]);
    else if (isLast && word.length > 2 && other.startsWith(word)) found.push([other, entry, 0.6]);
  }
  if (found.length || exact) return { word, stem: root, words: found };
  const similar = similarWords(words, word).filter(([other]) => !stopWords.has(other));
  const [nearest, entry] = similar[0] ?? [word, { stem: root }];
  return { word: nearest, stem: entry.stem, words: similar, corrected: similar.length > 0 };
}

function similarWords(words, word) {
  if (word.length < 4 || /\p{N}/u.test(word)) return [];
  const most = word.length > 7 ? 2 : 1;
  const near = [];
  for (const [other, entry] of words) {
    if (Math.abs(other.length - word.length) <= most && !/\p{N}/u.test(other)) {
      const errors = distance(word, other, most);
      if (errors <= most) near.push([other, entry, errors + (other[0] === word[0] ? 0 : 2)]);
    }
  }
  const least = Math.min(...near.map(([, , errors]) => errors));
  return near
    .filter(([, , errors]) => errors === least)
    .sort(([, first], [, second]) => second.places.size - first.places.size)
    .map(([other, entry]) => [other, entry, 0.5]);
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
