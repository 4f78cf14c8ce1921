import { createElement, fetchDocument, stylesLoaded } from '../dom.js';
import { saveButton, savedIds, storageAvailable } from '../saved_sessions.js';
import * as strings from '../strings/programme.js';

/**
 * Add a save button to the page of a session, or a star to the row of another one, until the event
 * is over. When it is pressed, the programme is fetched to find saved sessions that overlap.
 */
export async function enhance(mount) {
  const { session: id, title, over } = mount.dataset;
  if (!storageAvailable || Date.now() >= Date.parse(over)) return;
  await stylesLoaded();
  const programme = new URL(mount.dataset.programme, location);
  programme.hash = '';
  const status =
    mount.querySelector('[role=status]') ??
    mount.appendChild(createElement('p', { className: 'save_session__status', role: 'status' }));
  const announce = (message) => {
    const label = strings.myDay(savedIds().size);
    const link = createElement('a', { href: `${programme}?show=mine` }, label);
    status.replaceChildren(message, ' ', link);
  };
  const onToggle = async (isSaved) => {
    announce(isSaved ? strings.saved : strings.removed);
    if (!isSaved) return;
    const [{ overlapMessage }, { readSessions }] = await Promise.all([
      import('../overlaps.js'),
      import('../sessions.js'),
    ]);
    const sessions = readSessions(await fetchDocument(programme));
    const session = sessions.find((candidate) => candidate.id === id);
    const saved = sessions.filter((candidate) => savedIds().has(candidate.id));
    if (savedIds().has(id)) announce(`${strings.saved} ${overlapMessage(session, saved)}`);
  };
  if (mount.matches('li')) status.before(saveButton(id, title, onToggle));
  else mount.prepend(saveButton(id, title, onToggle, strings.save));
}
