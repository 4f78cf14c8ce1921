export const gone = (title) => `“${title}” is no longer in the programme.`;
export const cancelled = (title) => `“${title}” is cancelled.`;
export const backOn = (title) => `“${title}” will take place after all.`;
export const renamed = (before, now) => `“${before}” is now called “${now}”.`;
export const moved = (title, to, from) => `“${title}” is now: ${to}. It was: ${from}.`;
