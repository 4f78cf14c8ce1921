// Strings of a day of a large programme, on this day.
export const overCount = (count) => `${count} session${count === 1 ? ' is' : 's are'} over`;
