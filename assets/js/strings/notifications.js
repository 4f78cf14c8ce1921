export const notifying = 'We remind you 10 minutes before each saved session, while this page is open.';
export const notAllowed = 'Your browser does not allow this site to show reminders.';
export const startsAt = (title, time, room) => `${title}: ${time}${room ? `, ${room}` : ''}`;
