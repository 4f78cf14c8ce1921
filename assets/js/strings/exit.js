export const remaining = (times) => `Shift, press ${times} more ${times === 1 ? 'time' : 'times'} to exit.`;
export const timedOut = 'Exit this page expired.';
export const leaving = 'Exiting page.';
