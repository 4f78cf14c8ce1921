import { createElement } from './dom.js';
import { savedIds } from './saved_sessions.js';
import { announce } from './timetable.js';
import { seeMyDay } from './strings/finder.js';
import * as strings from './strings/programme.js';

const SHOWN_MS = 6000;

/** Say beside the save button, and in the status, that a session is saved, with a link to all. */
export function announceSaved(cell, isSaved, message, openMyDay) {
  document.querySelector('.save_note')?.remove();
  if (!isSaved) return announce(strings.removed);
  const onclick = (event) => {
    event.preventDefault();
    openMyDay();
    document.querySelector('.finder__status').scrollIntoView({ block: 'center' });
  };
  const link = () => createElement('a', { href: '?show=mine', onclick }, seeMyDay(savedIds().size));
  announce(message ? `${strings.saved} ${message}` : strings.saved, ' ', link());
  const note = createElement('p', { className: 'save_note' }, `${strings.saved} `, link());
  cell.querySelector('.save_button').after(note);
  const remove = () => {
    if (note.matches(':hover, :focus-within')) setTimeout(remove, SHOWN_MS);
    else note.remove();
  };
  setTimeout(remove, SHOWN_MS);
}
