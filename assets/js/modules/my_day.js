import { button, stylesLoaded, titleOf } from '../dom.js';
import { onChange, saveButton, savedIds, storageAvailable } from '../saved_sessions.js';
import * as strings from '../strings/programme.js';

/**
 * Add a save button to each session, and a button that shows only the saved ones. The panel is
 * loaded when it is first needed. A link to "#keep=ID,ID" shows sessions that somebody shared.
 */
export async function enhance(mount) {
  const isShared = () => location.hash.startsWith('#keep=');
  if (!storageAvailable && !isShared()) return;
  await import('./filter.js').catch(() => {}); // its button comes first and would move this one
  await stylesLoaded();
  const cells = [...document.querySelectorAll('.slot__cell[data-kind]')];
  const openButton = button('finder__button', '', async () => (await panel()).toggle());
  let loading;
  const panel = () =>
    (loading ??= import('../my_day_panel.js').then(({ myDayPanel }) =>
      myDayPanel(mount, openButton),
    ));
  if (storageAvailable) {
    for (const cell of cells) {
      const onToggle = async (isSaved) => (await panel()).onToggle(cell.id, isSaved);
      const title = cell.querySelector('.session_card__title');
      title.after(saveButton(cell.id, titleOf(cell), onToggle));
    }
    onChange(() => {
      const ids = savedIds();
      openButton.textContent = strings.myDay(cells.filter((cell) => ids.has(cell.id)).length);
    });
    mount.append(openButton);
  }
  const openShared = async () => isShared() && (await panel()).open('shared');
  addEventListener('hashchange', openShared);
  if (isShared()) openShared();
  else if (new URLSearchParams(location.search).get('show') === 'mine') openButton.click();
}
