export const label = 'What are you looking for?';
export const search = 'Search';
export const failed = 'The search could not be loaded. The links below lead to everything.';
export const results = (count, max) => {
  if (count === 0) return 'Nothing was found. Try fewer words, or part of a word.';
  if (count > max) return `${count} results, the first ${max} below. Another word leaves fewer.`;
  return `${count} result${count === 1 ? '' : 's'}`;
};
