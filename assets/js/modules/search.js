import { createElement, fetchDocument } from '../dom.js';
import { WORD, fold, wordsOf } from '../fold.js';
import * as strings from '../strings/search.js';

const TYPING_DELAY_MS = 150;
const STATUS_DELAY_MS = 350; // after the results, so half a second after the last letter
const MAX_RESULTS = 40;
const WEIGHTS = [10, 9, 8, 3, 2]; // title, answers, heading, subject, text
const GUESS = 0.5; // entries of less weight are guesses: the index gives no answer
const SAME_STEM = 0.95;
const BEGINNING = 0.6;
const TOGETHER = 1.5;
const SAME_PAGE = 0.8;
const CONTEXT_LENGTH = 160;
const PARTS_BEFORE_HIT = 20; // words, and what is between them
const MARK = '\u0001'; // before and after the title of an entry

/** Add a search of the whole site. Its index is loaded when the field is first used. */
export async function enhance(mount, stylesLoaded) {
  await stylesLoaded();
  const place = document.querySelector('.search__field');
  place.append(place.firstElementChild.content);
  const field = place.querySelector('input');
  const [status, help, list] = mount.children;
  let loaded;
  let typing;
  let announcement;
  const load = () => (loaded ??= loadIndex().catch(() => (loaded = undefined)));

  async function search(isExact) {
    const query = field.value.trim();
    history.replaceState(null, '', query ? linkTo(query).href : location.pathname);
    if (/^\p{Script=Latin}?$/u.test(query)) return show([], query && strings.tooShort);
    const index = await load();
    if (!index) return show([], strings.failed);
    let found = find(index, query);
    if (found.isUnknown && !isExact && !index.rest) {
      const { correct } = await import('../spelling.js');
      if (query !== field.value.trim()) return;
      found = find(index, query, correct);
    }
    const { results, corrected, nearest, isHit } = found;
    const items = results.slice(0, MAX_RESULTS).map(({ entry }) => resultItem(entry, isHit));
    if (index.rest) {
      show(items);
      await index.rest;
      return search(isExact);
    }
    if (!results.some(({ entry }) => entry.weight > GUESS)) {
      const label = nearest[0] ? `${strings.nearest} ` : '';
      const message = results[0] ? strings.nearestPage(results[0].entry.page.title) : strings.none;
      return show(items, message, label, ...nearest.map((word) => linkTo(word)));
    }
    let message = strings.results(results.length, corrected);
    if (corrected) message += ` ${strings.typed(query)}`;
    if (results.length > MAX_RESULTS) message += ` ${strings.more(MAX_RESULTS)}`;
    show(items, message, corrected && linkTo(query, strings.searchForTyped(query), '&exact'));
  }

  /** Show results, and say so if nothing follows. A result that had the focus keeps it. */
  function show(items, message, ...others) {
    const { href } = document.activeElement;
    clearTimeout(announcement);
    announcement = setTimeout(() => (status.textContent = message), STATUS_DELAY_MS);
    help.replaceChildren(...others);
    list.replaceChildren(...items);
    list.querySelector(`[href="${href}"]`)?.focus();
  }

  /** Move between the field and the results with the arrow keys. */
  function move(event) {
    const stops = [field, ...list.querySelectorAll('a')];
    const stop = stops.indexOf(document.activeElement);
    const next = stops[stop + { ArrowDown: 1, ArrowUp: -1 }[event.key]];
    if (stop < 0 || !next) return;
    event.preventDefault();
    next.focus();
  }

  document.onkeydown = move;
  field.onfocus = load;
  field.oninput = () => {
    clearTimeout(typing);
    typing = setTimeout(search, TYPING_DELAY_MS);
  };
  place.onsubmit = (event) => {
    event.preventDefault();
    search();
  };
  const params = new URLSearchParams(location.search);
  field.value = params.get('q') ?? ('fromAddress' in mount.dataset ? wordsOfAddress() : '');
  if (field.value) search(params.has('exact'));
}

const linkTo = (query, words = query, more = '') =>
  createElement('a', { href: `?q=${encodeURIComponent(query)}${more}` }, words);

/** Return the words of the last part of an address, for a page that does not exist. */
const wordsOfAddress = () =>
  decodeURIComponent(location.pathname)
    .replace(/\/?(index)?(\.\w+)?$/, '')
    .replace(/.*\/|[-_+]/g, ' ')
    .trim();

/** Return an address relative to the page of the search, whose language has its own index. */
const url = (link) => new URL(link, document.querySelector('.header__search'));

/** Load the index. That of a large site lacks the ends of long texts, which follow. */
async function loadIndex() {
  const file = await fetchDocument(url('index.txt'));
  const index = prepare(file, document.documentElement.lang);
  if (file.querySelector('link')) index.rest = addRest(index);
  return index;
}

/** Add the ends of long texts, by the addresses of their pages. */
async function addRest(index) {
  try {
    const response = await fetch(url('rest.json'));
    const rest = await response.json();
    for (const entry of index.entries) {
      const text = rest[entry.link] ?? '';
      entry.text += text;
      entry.words += index.spellOut(searchable(text));
      entry.stems = index.stem(entry.words);
    }
  } catch {} // without a network, their beginnings are searched
  delete index.rest;
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

/** Words for large numbers, after digits, and the zeros that they stand for. */
const LARGE_NUMBERS = [strings.thousands, strings.millions, strings.billions].map((words, n) => [
  new RegExp(`(\\d) ?(?:${wordsOf(words).join('|')})(?![^ ])`, 'g'),
  `$1${'000'.repeat(n + 1)}`,
]);

/** Return the words of a text, such as "step-free", "childrens" for "children's", and "46000". */
function plain(text) {
  const words = wordsOf(text).join(' ').replace(/\b([cdjlmnst]|qu)'/g, '$1-').replace(/[',]/g, '');
  return LARGE_NUMBERS.reduce((text, [words, digits]) => text.replace(words, digits), words);
}

/** Return the words to search in: both "step free" and "stepfree" for "step-free". */
function searchable(text) {
  const words = plain(text);
  const joined = (words.match(/\S+-\S+/g) ?? []).join(' ').replaceAll('-', '');
  return ` ${words.replaceAll('-', ' ')} | ${joined} `;
}

const withoutEnglishEndings = (words) =>
  words
    .replace(/(?<=[aeiou]n?)sions?\b/g, 'd')
    .replace(/(?<=[aeiou]\w*(?:[^\Waeou]t|rm|ll|i[sz]))ations?\b/g, '')
    .replace(/(?<=[aeiou]\w+)tions?\b/g, 't')
    .replace(/(?<=\w)ies\b/g, 'y')
    .replace(/(?<=\w[^\Wsiu])s\b/g, '')
    .replace(/\b(\w*[aeiouy]\w*[^\We])(?:ing|ed)\b/g, '$1')
    .replace(/([^\Waeiouy])\1\b/g, '$1')
    .replace(/(?<=\w\w)(?<!\bcar)e\b/g, ''); // “care” is not “car”

/** Endings that are the same in many languages: "tarif" is also "tarifs", "taller" "talleres". */
const withoutEndings = (words) => words.replace(/(?<=\w{3})[aeo]?s?\b/g, '');

/** Prepare the file of the index for searches. */
export function prepare(file, language) {
  const isEnglish = language.startsWith('en');
  const stem = isEnglish ? withoutEnglishEndings : withoutEndings;
  const synonyms = [...file.querySelectorAll('#synonyms dt')].map((start) => [
    ` ${fold(start.textContent)}`,
    start.nextElementSibling.textContent,
  ]);
  const stopWords = plain(file.querySelector('#stop_words').textContent).split(/[\s-]+/);
  const starts = [...file.querySelectorAll('h1,h2,h3,h4,h5,h6,[data-start]')];
  for (const start of starts) {
    start.before(MARK);
    start.after(MARK);
  }
  const { textContent } = file.body;
  const parts = textContent.split(MARK);
  const spellOut = spellerOf(textContent);
  let page;
  let link;
  const entries = starts.map((start, n) => {
    const { about, answers = '', weight = about ? 1 : page.weight } = start.dataset;
    const title = parts[2 * n + 1].replace(/[.:]$/, '');
    const text = parts[2 * n + 2];
    if (about) {
      page = { title, about, weight };
      link = start.firstElementChild.getAttribute('href');
    } else if (start.id) {
      link = link.replace(/(#.*)?$/, `#${start.id}`);
    }
    const name = ` ${fold(title)}`;
    const more = synonyms.filter(([start]) => name.includes(start)).flat();
    const all = [answers, ...more].join(' ');
    const heading = about ? '' : title;
    const fields = [heading ? '' : title, all, heading, about ?? page.title, text];
    const words = spellOut(fields.map(searchable).join('\n'));
    return { page, weight, heading, text, link, words, stems: stem(words) };
  });
  return { entries, isEnglish, stem, stopWords, spellOut };
}

/**
 * Return a function that adds to each abbreviation in words the words that it stands for, and the
 * other way round. A text explains one by words with its initials in front of it or after it.
 */
function spellerOf(text) {
  const words = (text.match(WORD) ?? []).flatMap((word) => word.split('-'));
  const patterns = new Map();
  for (const [n, word] of words.entries()) {
    const [, capitals] = word.match(/^(\p{Lu}{3,6})s?$/u) ?? [];
    if (!capitals) continue;
    const { length } = capitals;
    const short = fold(capitals);
    for (const start of [n - length, n + 1]) {
      const long = words.slice(Math.max(0, start), start + length).map(plain);
      if (long.map(([initial]) => initial).join('') !== short) continue;
      const all = long.join(' ').replace(/s$/, '');
      patterns.set(new RegExp(` (?:${short}|${all})s?(?= )`, 'g'), `$& ${short} ${short}s ${all}`);
    }
  }
  return (words) => [...patterns].reduce((all, [pattern, more]) => all.replace(pattern, more), words);
}

/**
 * Return the best results for a query, and how it was read. `correct` returns the word to search for in
 * place of one that is not found, and whether it may be a part of other words.
 */
export function find(index, query, correct) {
  const { entries, stem, stopWords } = index;
  const all = plain(query).split(/[\s-]+/).filter(Boolean);
  const rare = all.filter((word) => !stopWords.includes(word));
  const typed = rare[0] ? rare : all;
  const terms = typed.map((word, n) => {
    const term = lookUp(index, word, !typed[n + 1] && word.length > 2 && ` ${word}`);
    if (term.count || !correct) return term;
    const { other, isPart } = correct(index, word);
    return lookUp(index, other, isPart && other);
  });
  const read = terms.map(({ word }) => word).join(' ');
  const phrase = ` ${stem(all.join(' '))} `;
  const scored = entries.map((entry, n) => {
    let score = 0;
    let count = 0;
    for (const { weights } of terms) {
      score += weights[n] * entry.weight;
      count += weights[n] > 0;
    }
    if (entry.stems.includes(phrase)) score *= TOGETHER;
    return { entry, count, score };
  });
  const most = Math.max(...scored.map(({ count }) => count));
  const hits = scored
    .filter(({ count }) => count === most && count >= terms.length / 2)
    .sort((first, second) => second.score - first.score);
  const best = new Map(hits.map(({ entry, score }) => [entry.page, score]).reverse());
  return {
    results: hits.filter(({ entry, score }) => score >= best.get(entry.page) * SAME_PAGE),
    corrected: read === typed.join(' ') ? '' : read,
    isUnknown: terms.some(({ count }) => !count),
    nearest: hits[0] ? [] : terms.filter(({ count }) => count).map(({ word }) => word),
    isHit: (text) => terms.some(({ isIn }) => isIn(searchable(text))),
  };
}

/** Return the weight of a word, or of words with this start, in each entry: that of the best field,
    and more if it is rare. */
function lookUp({ entries, stem }, word, start) {
  const whole = ` ${stem(word)} `;
  start ||= whole;
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
    weights: weights.map((weight) => weight && weight * rarity),
    isIn: (words) => stem(words).includes(whole) || words.includes(start),
  };
}

function weigh(fields, word) {
  const place = fields.indexOf(word);
  return place < 0 ? 0 : WEIGHTS[fields.slice(0, place).split('\n').length - 1];
}

/** Return a part of a text, with its first hit, as words and what is between them. */
function contextOf(text, isHit) {
  const parts = text.split(WORD);
  const start = Math.max(0, parts.findIndex(isHit) - PARTS_BEFORE_HIT);
  const context = parts.slice(start, start + CONTEXT_LENGTH);
  while (context.join('').length > CONTEXT_LENGTH) context.pop();
  return [start ? '…' : '', ...context, start + context.length < parts.length ? '…' : ''];
}
