export const label = "What are you looking for?";
export const find = "Search";
export const failed = "The search could not be loaded. The links below lead to everything.";
export const results = (count, most) => {
  if (count === 0) return "Nothing was found. Try fewer words, or part of a word.";
  if (count > most) return `${count} results, the first ${most} below. Another word leaves fewer.`;
  return `${count} result${count === 1 ? "" : "s"}`;
};
