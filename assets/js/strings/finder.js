// Strings of the filter and of "My day", loaded when they are first opened.
const sessions = (count) => `${count} session${count === 1 ? '' : 's'}`;
const quoted = (titles) => titles.map((title) => `“${title}”`).join(' and ');
const suffix = (description) => (description ? `: ${description}` : '');

export const fields = {
  find: 'Find words',
  day: 'Day',
  track: 'Track',
  kind: 'Kind',
  room: 'Room',
};
export const any = 'All';
export const showAll = 'Show all';
export const total = sessions;
export const matches = (count, total, description) =>
  `${count} of ${sessions(total)}${suffix(description)}`;
export const noMatch = (description) =>
  `No session fits${suffix(description)}. Choose less, or show all.`;

export const myDay = 'My day';
export const storedHere = 'Kept on this device only. Nobody else sees it until you share the link.';
export const nothingSaved =
  'Nothing is kept yet. The star beside a session keeps it, on this device only.';
export const sharedDay = (count) => `A day that somebody shared: ${sessions(count)}`;
export const noLongerListed = (count) =>
  `${sessions(count)} of it ${count === 1 ? 'is' : 'are'} no longer in the programme.`;
export const saveShared = 'Keep these';
export const copyLink = 'Copy a link to it';
export const linkCopied = 'The link is copied.';
export const link = 'The link to it';
export const print = 'Print it';
export const addToCalendar = 'Add it to your calendar';
export const calendarFile = 'my-day.ics';
export const calendarFailed = 'The calendar could not be loaded. Try again when you are online.';
export const overlapsWith = (titles) => `Overlaps ${quoted(titles)}, which you keep too.`;
export const twoOverlap = (first, second) => `${quoted([first, second])} overlap.`;
