import { root } from './dom.js';
import { onChange, savedIds, storageAvailable } from './saved_sessions.js';
import * as strings from './strings/programme.js';

// What the programme keeps on this device: the saved sessions, which a choice of the filter shows, and
// the chosen view. A link to "#keep=ID,ID" shows sessions that somebody shared. Once the event is
// over, nothing more can be saved.

const chip = document.querySelector('[data-calendar]');
const [radio, label] = chip.children;
const cells = [...document.querySelectorAll('.slot__cell[data-kind]')];
const isOver = !document.querySelector('.stars:not([hidden])');

let loading;
const panel = () =>
  (loading ??= import('./my_day_panel.js').then(({ myDayPanel }) => myDayPanel(chip, radio)));

/** Say what a star has done. */
export async function use({ name, value }) {
  if (name !== 'kept') return;
  (await panel()).onToggle(value, savedIds().has(value));
}

function showCount() {
  const ids = savedIds();
  const count = cells.filter((cell) => ids.has(cell.id)).length;
  label.textContent = isOver ? strings.keptBefore(count) : strings.myDay(count);
}

async function showChanges() {
  const [{ changesOf }, { readSessions }] = await Promise.all([
    import('./kept_changes.js'),
    import('./sessions.js'),
  ]);
  const { length } = changesOf(readSessions(document).filter(({ kind }) => kind));
  if (length) label.textContent += strings.changedCount(length);
}

const isShared = () => location.hash.startsWith('#keep=');
async function openShared() {
  if (isShared()) (await panel()).open('shared');
}

async function showMine() {
  (await panel()).toggle();
}

chip.hidden = !storageAvailable || (isOver && savedIds().size === 0);
if (storageAvailable) {
  const view = document.getElementById(localStorage.getItem(`view:${root.pathname}`));
  if (view) view.checked = true;
  onChange(showCount);
  if (savedIds().size && !isOver) showChanges();
}
addEventListener('hashchange', openShared);
radio.form.addEventListener('change', ({ target }) => {
  if (target.name === 'show' && (radio.checked || loading)) showMine();
});
const isInAddress = new URLSearchParams(location.search).get('show') === 'mine';
if (isShared()) openShared();
else if (radio.checked) showMine(); // chosen before this script was loaded
else if (storageAvailable && isInAddress) radio.click();
