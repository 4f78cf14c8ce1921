// Strings of the filter of events.
const events = (count) => `${count} event${count === 1 ? '' : 's'}`;
const suffix = (description) => (description ? `: ${description}` : '');

export const total = events;
export const matches = (count, total, description) =>
  `${count} of ${events(total)}${suffix(description)}`;
export const noMatch = (description) =>
  `No events match${suffix(description)}. Choose “Everything” to see all.`;
