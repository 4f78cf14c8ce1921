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
};

/** Return a text in lower case and without accents, so that "lodz" matches "Łódź". */
export const fold = (text) =>
  text
    .toLowerCase()
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .replace(/[ßæœøłđðþıħ’]/g, (letter) => LETTERS[letter]);

/** Return the folded words of a text. */
export const wordsOf = (text) => fold(text).match(/[\p{L}\p{N}']+/gu) ?? [];
