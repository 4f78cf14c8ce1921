export const label = 'What are you looking for?';
export const search = 'Search';
export const failed = 'Search is not available. Use the links below.';
export const results = (count, max) => {
  if (count === 0) return 'No results. Try fewer or shorter words.';
  if (count > max) return `${count} results; the first ${max} are shown. Add a word to narrow your search.`;
  return `${count} result${count === 1 ? '' : 's'}`;
};
