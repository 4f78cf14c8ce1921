const LETTERS = {
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  ł: 'l',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  ı: 'i',
  ħ: 'h',
  '’': "'",
  '‑': '-',
};

/** Return a text in lower case and without accents, so that "lodz" matches "Łódź". */
export const fold = (text) =>
  text
    .toLowerCase()
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .replace(/\P{ASCII}/gu, (letter) => LETTERS[letter] ?? letter);

/** A word, such as “step-free” or “children’s”, or a number, such as “46,000”. */
export const WORD = /((?:[\p{L}\p{N}\p{M}'’‑-]|(?<=\p{N}),(?=\p{N}))+)/gu;

/** Return the folded words of a text. */
export const wordsOf = (text) => (text.match(WORD) ?? []).map(fold);
