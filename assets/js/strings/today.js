export const now = (until) => `Now, until ${until}: `;
export const next = (time, isToday) =>
  isToday ? `Next, at ${time}: ` : `Next, tomorrow at ${time}: `;
export const nothing = 'Nothing in the next hours.';
export const age = (time) =>
  time ? `You are offline. These are the notices of ${time}.` : 'You are offline. New notices are missing.';
