import { titleOf } from './dom.js';

/** Read the events of a list, for the filter, in place of the sessions of a timetable. */
export function readSessions(page) {
  return [...page.querySelectorAll('.slot__cell[id]')].map((cell) => ({
    id: cell.id,
    title: titleOf(cell),
    kind: 'event',
    ...{ cell, slot: cell.closest('.slot'), day: cell.closest('.day') },
  }));
}
