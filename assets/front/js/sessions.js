/** Read the events of a list, for the filter, in place of the sessions of a timetable. */
export function readSessions(page) {
  return [...page.querySelectorAll('.slot__cell[id]')].map((cell) => ({
    id: cell.id,
    title: cell.querySelector('.session_card__title').firstChild.textContent,
    kind: 'event',
    ...{ cell, slot: cell.closest('.slot'), day: cell.closest('.day') },
  }));
}
