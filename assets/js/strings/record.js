export const name = 'Name:';
export const attended = 'I attended this session';
export const learnt = 'What I learnt';
export const willDo = 'What I will do';
export const showAll = 'Show all sessions';
export const showMine = 'Show only mine';
export const print = 'Print';
export const download = 'Download as text';
export const remove = 'Delete all notes';
export const confirmRemove = 'Delete all notes from this device? You cannot undo this.';
export const file = 'my-record.txt';
export const minutes = (count) => `${count} minute${count === 1 ? '' : 's'}`;
export const notAttended = 'Not marked as attended';
export const total = (sessions, minutes) =>
  `Attended: ${sessions} session${sessions === 1 ? '' : 's'}, ${minutes} minutes in all.`;
export const nothing = 'Save sessions in the programme, or show all sessions here.';
export const notStored =
  'Your browser stores nothing for this site. Print or download your notes before you leave.';
