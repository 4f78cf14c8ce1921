export const people = (count) => `${count} ${count === 1 ? 'person' : 'people'}`;
