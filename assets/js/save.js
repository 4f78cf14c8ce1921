import { createElement, fetchDocument } from './dom.js';
import { savedIds } from './saved_sessions.js';
import * as strings from './strings/programme.js';

/**
 * Say what a star has done, on the page of a session or in the row of another one. The programme is
 * fetched to find saved sessions that overlap.
 */
export async function use(star) {
  const id = star.value;
  const place = star.closest('[data-programme]');
  const programme = new URL(place.dataset.programme, location);
  programme.hash = '';
  const status = place.querySelector('[role=status]');
  const announce = (message) => {
    const label = strings.myDay(savedIds().size);
    const link = createElement('a', { href: `${programme}?show=mine` }, label);
    status.replaceChildren(message, ' ', link);
  };
  const isSaved = savedIds().has(id);
  announce(isSaved ? strings.saved : strings.removed);
  if (!isSaved) return;
  const [{ overlapMessage }, { readSessions }] = await Promise.all([
    import('./overlaps.js'),
    import('./sessions.js'),
  ]);
  const sessions = readSessions(await fetchDocument(programme));
  const session = sessions.find((candidate) => candidate.id === id);
  const saved = sessions.filter((candidate) => savedIds().has(candidate.id));
  if (savedIds().has(id)) announce(`${strings.saved} ${overlapMessage(session, saved)}`);
}
