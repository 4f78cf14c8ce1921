// Strings of the filter and of "My day", loaded when they are first opened.
const sessions = (count) => `${count} session${count === 1 ? '' : 's'}`;
const quoted = (titles) => titles.map((title) => `“${title}”`).join(' and ');
const suffix = (description) => (description ? `: ${description}` : '');

export const total = sessions;
export const matches = (count, total, description) =>
  `${count} of ${sessions(total)}${suffix(description)}`;
export const noMatch = (description) =>
  `No sessions match${suffix(description)}. Choose “Everything” to see all.`;

export const myDay = 'My day';
export const seeMyDay = (count) => `See my day (${count})`;
export const otherRound = (time) => `You have also saved this session at ${time}.`;
export const free = (length) => {
  const hours = Math.trunc(length / 60);
  const minutes = length % 60;
  const parts = [hours && `${hours} hour${hours === 1 ? '' : 's'}`, minutes && `${minutes} minute${minutes === 1 ? '' : 's'}`];
  const time = parts.filter(Boolean).join(' ');
  return `${time} free`;
};
export const storedHere = 'Saved on this device only. Nobody else sees it unless you share the link.';
export const nothingSaved =
  'You have not saved any sessions. Select the star beside a session to save it on this device.';
export const sharedDay = (count) => `Shared plan: ${sessions(count)}`;
export const noLongerListed = (count) =>
  `${sessions(count)} in this plan ${count === 1 ? 'is' : 'are'} no longer in the programme.`;
export const saveShared = 'Save these sessions';
export const share = 'Share';
export const linkCopied = 'Link copied.';
export const copyLink = 'Copy link';
export const link = 'Link to this plan';
export const print = 'Print';
export const more = 'More';
export const addToCalendar = 'Add to calendar';
export const changed = (count) =>
  `${count} ${count === 1 ? 'session that you saved has' : 'sessions that you saved have'} changed since you were last here:`;
export const gone = (title) => `“${title}” is no longer in the programme.`;
export const cancelled = (title) => `“${title}” is cancelled.`;
export const backOn = (title) => `“${title}” will take place after all.`;
export const renamed = (before, now) => `“${before}” is now called “${now}”.`;
export const moved = (title, to, from) => `“${title}” is now: ${to}. It was: ${from}.`;
export const seen = 'I have seen this';
export const toPhone = 'To my phone';
export const addWithoutReminders = 'Add without reminders';
export const notify = 'Remind me on this device';
export const notifying = 'We remind you 10 minutes before each saved session, while this page is open.';
export const notAllowed = 'Your browser does not allow this site to show reminders.';
export const calendarFile = 'my-day.ics';
export const calendarFailed = 'The calendar could not be loaded. Try again when you are online.';
export const overlapsWith = (titles) => `Overlaps with ${quoted(titles)}, which you have also saved.`;
export const twoOverlap = (first, second) => `${quoted([first, second])} overlap.`;
