export const failed = 'Search is not available. Use the links below.';
export const tooShort = 'Type another letter.';
export const none = 'No results. Try other words, or the pages below.';
export const nearestPage = (title) => `No results. The nearest page is ${title}.`;
export const nearest = 'Search for:';
export const results = (count, words) =>
  words ? `${count} result${count === 1 ? '' : 's'} for ${words}.` : `${count} result${count === 1 ? '' : 's'}.`;
export const more = (max) => `The first ${max} are shown. Add a word to narrow your search.`;
export const typed = (words) => `You typed ${words}.`;
export const searchForTyped = (words) => `Search for ${words} only`;
// Words after digits, for thousands, millions and billions.
export const thousands = 'k, thousand';
export const millions = 'm, million';
export const billions = 'bn, billion';
