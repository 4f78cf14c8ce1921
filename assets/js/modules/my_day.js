import { stylesLoaded, titleOf } from '../dom.js';
import { onChange, saveButton, savedIds, storageAvailable } from '../saved_sessions.js';
import * as strings from '../strings/programme.js';

/**
 * Add a save button to each session, and let a choice of the filter show only the saved ones. Its
 * panel is loaded when it is first needed. A link to "#keep=ID,ID" shows sessions that somebody
 * shared. Once the event is over, nothing more can be saved.
 */
export async function enhance(chip) {
  const isShared = () => location.hash.startsWith('#keep=');
  const [radio, label] = chip.children;
  const isOver = Date.now() > Date.parse(chip.closest('.finder').dataset.ends);
  chip.hidden = !storageAvailable || (isOver && savedIds().size === 0);
  if (!storageAvailable && !isShared()) return;
  await stylesLoaded();
  const cells = [...document.querySelectorAll('.slot__cell[data-kind]')];
  let loading;
  const panel = () =>
    (loading ??= import('../my_day_panel.js').then(({ myDayPanel }) => myDayPanel(chip, radio)));
  if (storageAvailable) {
    for (const cell of isOver ? [] : cells) {
      const onToggle = async (isSaved) => (await panel()).onToggle(cell.id, isSaved);
      const title = cell.querySelector('.session_card__title');
      title.after(saveButton(cell.id, titleOf(cell), onToggle));
    }
    onChange(() => {
      const ids = savedIds();
      const count = cells.filter((cell) => ids.has(cell.id)).length;
      label.textContent = isOver ? strings.keptBefore(count) : strings.myDay(count);
    });
    if (savedIds().size && !isOver) {
      const [{ changesOf }, { readSessions }] = await Promise.all([
        import('../kept_changes.js'),
        import('../sessions.js'),
      ]);
      const { length } = changesOf(readSessions(document).filter(({ kind }) => kind));
      if (length) label.textContent += strings.changedCount(length);
    }
    radio.form.addEventListener('change', async ({ target }) => {
      if (target.name === 'show' && (radio.checked || loading)) (await panel()).toggle();
    });
  }
  const openShared = async () => isShared() && (await panel()).open('shared');
  addEventListener('hashchange', openShared);
  if (isShared()) openShared();
  else if (radio.checked) (await panel()).toggle(); // chosen before the panel was loaded
  else if (new URLSearchParams(location.search).get('show') === 'mine') radio.click();
}
