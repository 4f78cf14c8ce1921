import * as strings from './strings/finder.js';

/** Return the sessions that run at the same time as this one. */
export const overlapping = (session, others) =>
  others.filter(
    (other) =>
      other.id !== session.id &&
      !(other.isCancelled || session.isCancelled) &&
      other.start < session.end &&
      session.start < other.end,
  );

/** Name the saved sessions that overlap with this one, or return an empty string. */
export function overlapMessage(session, savedSessions) {
  const others = overlapping(session, savedSessions);
  return others.length ? strings.overlapsWith(others.map((other) => other.title)) : '';
}
