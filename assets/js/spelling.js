import { fold } from './fold.js';
import { commonWords, prefixes } from './common_words.js';

const PREFIXES = ['', ...prefixes.split(' ')];
let commonStems;

/**
 * Return the word to search for in place of one that occurs nowhere, and whether that word may be a part
 * of others: “Lesehunde” for “Hund”. A common word of the language is not a typing error.
 */
export function correct(index, word) {
  commonStems ??= ` ${index.stem(fold(commonWords))} `;
  const isCommon = commonStems.includes(` ${index.stem(word)} `);
  const other = isCommon ? word : nearest(index, word);
  return { other, isPart: word.length > 3 && other === word && !(isCommon && index.isEnglish) };
}

/** Return the word of the index that differs least from a word; of several, the first. */
function nearest(index, word) {
  if (word.length < 4 || /\p{N}/u.test(word)) return word;
  const most = word.length > 7 ? 2 : 1;
  index.words ??= new Set(index.entries.flatMap(({ words }) => words.match(/[^\s|]+/g)));
  let best = word;
  let least = Infinity;
  for (const other of index.words) {
    if (Math.abs(other.length - word.length) > most || index.stopWords.includes(other)) continue;
    const errors = distance(word, other, most);
    const rank = errors + (other[0] === word[0] ? 0 : most);
    if (errors > most || rank >= least || haveOtherPrefixes(word, other)) continue;
    best = other;
    least = rank;
  }
  return best;
}

/** Return whether two words differ by prefixes alone: “excluded” is not “included”. */
function haveOtherPrefixes(word, other) {
  return PREFIXES.some((prefix) => {
    if (!word.startsWith(prefix)) return false;
    const root = word.slice(prefix.length);
    return other.endsWith(root) && PREFIXES.includes(other.slice(0, other.length - root.length));
  });
}

/** Return the number of letters that are wrong, missing, added or swapped; counted up to a number. */
function distance(a, b, most) {
  if (a && a[0] === b[0]) return distance(a.slice(1), b.slice(1), most);
  if (!a || !b || most === 0) return a.length + b.length;
  const last = a[0] === b[1] && a[1] === b[0] ? [2, 2] : [1, 1];
  const rest = [[1, 0], [0, 1], last];
  return 1 + Math.min(...rest.map(([n, m]) => distance(a.slice(n), b.slice(m), most - 1)));
}
