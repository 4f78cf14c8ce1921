const LETTERS = { ß: "ss", æ: "ae", œ: "oe", ø: "o", ł: "l", đ: "d", ð: "d", þ: "th", ı: "i", ħ: "h", "’": "'" };

/* A text without capitals and marks, so that "lodz" finds "Łódź". */
export const fold = (text) =>
  text
    .toLowerCase()
    .normalize("NFD")
    .replace(/\p{M}/gu, "")
    .replace(/[ßæœøłđðþıħ’]/g, (letter) => LETTERS[letter]);

/* The words of a text, folded. */
export const wordsOf = (text) => fold(text).match(/[\p{L}\p{N}']+/gu) ?? [];
