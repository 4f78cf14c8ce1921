export const now = (until) => `Now, until ${until}: `;
export const next = (time) => `Next, at ${time}: `;
export const tomorrow = (time) => `Next, tomorrow at ${time}: `;
export const nothing = 'Nothing in the next hours.';
export const age = (time) =>
  time ? `You are offline. These are the notices of ${time}.` : 'You are offline. New notices are missing.';
