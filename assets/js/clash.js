import * as words from "./words/finder.js";

/* Those of some sessions that are on while this one is. */
export const overlapping = (session, others) =>
  others.filter(
    (other) =>
      other.id !== session.id &&
      !(other.isCancelled || session.isCancelled) &&
      other.from < session.until &&
      session.from < other.until,
  );

/* What is to be said of a session that is on while others are that somebody keeps; or nothing. */
export function clashWords(session, keptOnes) {
  const others = overlapping(session, keptOnes);
  return others.length ? words.overlaps(others.map((other) => other.title)) : "";
}
