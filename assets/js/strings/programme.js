// Strings that pages of the programme show at once, and those of the bar of current sessions.
export const saved = 'Saved.';
export const removed = 'Removed.';
export const myDay = (count) => `My day (${count})`;
export const changedCount = (count) => `: ${count} changed`;
export const keptBefore = (count) => `What I saved (${count})`;
export const localTime = (time) => `${time} your time`;
export const localSpan = (start, end, zone) => `${start} to ${end} your time (${zone})`;
export const nowAndNext = 'On now and next';
export const now = 'Now';
export const onNow = 'On now';
export const nextAt = (time, isToday) => (isToday ? `Next, at ${time}` : `Next, tomorrow at ${time}`);
export const sessionCount = (count) => `${count} session${count === 1 ? '' : 's'}`;
export const hide = 'Hide';
