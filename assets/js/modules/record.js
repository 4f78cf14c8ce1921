import { button, createElement, root } from '../dom.js';
import { savedIds, storageAvailable, stored } from '../saved_sessions.js';
import * as strings from '../strings/record.js';

const DAY_MS = 24 * 60 * 60 * 1000;
// Notes by session, and the name. They stay on this device.
const key = `notes:${root.pathname}`;

/** Turn the form for paper into one that keeps notes on this device while they are typed. */
export async function enhance(mount, stylesLoaded) {
  await stylesLoaded();
  let notes = stored(key) ?? {};
  let showsAll = false;
  const status = createElement('p', { role: 'status' });
  const items = [...mount.querySelectorAll('.record__session')].map(readSession);
  const nameLine = mount.querySelector('.record__line');
  const name = createElement('input', { type: 'text', value: notes.name ?? '', autocomplete: 'name' });
  name.addEventListener('input', () => save({ ...notes, name: name.value }));
  nameLine.replaceChildren(createElement('label', {}, `${strings.name} `, name));
  const allButton = button('finder__button', strings.showAll, () => {
    showsAll = !showsAll;
    allButton.textContent = showsAll ? strings.showMine : strings.showAll;
    update();
  });
  const buttons = createElement('p', { className: 'actions' });
  buttons.append(
    allButton,
    button('finder__button', strings.print, () => print()),
    button('finder__button', strings.download, download),
    button('finder__button', strings.remove, removeAll),
  );
  mount.querySelector('.record__tools').append(buttons, status);
  update();

  function readSession(item) {
    const { session: id, starts, ends } = item.dataset;
    const length = (Date.parse(ends) - Date.parse(starts)) / 60000;
    const minutes = Math.round(length > 0 ? length : length + DAY_MS / 60000) || 0;
    return { item, id, minutes, title: item.querySelector('b').textContent };
  }

  /** Add the fields of a session when it is first shown, because there may be a thousand. */
  function addForm({ item, id }) {
    const attended = createElement('input', { type: 'checkbox' });
    attended.addEventListener('change', () => change(id, { attended: attended.checked }));
    item.firstElementChild.after(
      createElement('p', {}, createElement('label', {}, attended, strings.attended)),
    );
    const fields = ['learnt', 'willDo'].map((field) => {
      const control = createElement('textarea', { maxLength: 4000 });
      control.addEventListener('input', () => change(id, { [field]: control.value }));
      return [field, control];
    });
    const labels = fields.map(([field, control]) =>
      createElement('label', {}, strings[field], control),
    );
    const form = item.querySelector('.record__notes') ?? createElement('div', { className: 'record__notes' });
    form.replaceChildren(...labels);
    item.append(form);
    const fill = () => {
      attended.checked = Boolean(notes[id]?.attended);
      for (const [field, control] of fields) control.value = notes[id]?.[field] ?? '';
    };
    fill();
    return fill;
  }

  function change(id, values) {
    save({ ...notes, [id]: { ...notes[id], ...values } });
    update();
  }

  function save(values) {
    notes = values;
    try {
      localStorage.setItem(key, JSON.stringify(notes));
    } catch {
      status.textContent = strings.notStored;
    }
  }

  function update() {
    const ids = savedIds();
    const isMine = ({ id }) => ids.has(id) || notes[id]?.attended || notes[id]?.learnt || notes[id]?.willDo;
    for (const session of items) {
      session.item.hidden = !showsAll && !isMine(session);
      if (!session.item.hidden) session.fill ??= addForm(session);
    }
    for (const day of mount.querySelectorAll('.record__day'))
      day.hidden = !day.querySelector('.record__session:not([hidden])');
    const attended = items.filter(({ id }) => notes[id]?.attended);
    const minutes = attended.reduce((sum, { minutes }) => sum + minutes, 0);
    const none = items.some(({ item }) => !item.hidden) ? '' : strings.nothing;
    status.textContent = storageAvailable
      ? `${strings.total(attended.length, minutes)} ${none}`
      : strings.notStored;
  }

  function download() {
    const lines = items
      .filter(({ item }) => !item.hidden)
      .map(({ id, title, minutes }) => {
        const { learnt = '', willDo = '', attended } = notes[id] ?? {};
        const fact = attended ? strings.minutes(minutes) : strings.notAttended;
        return `${title}\n${fact}\n${strings.learnt}: ${learnt}\n${strings.willDo}: ${willDo}\n`;
      });
    const header = `${document.title}\n${strings.name} ${name.value}\n${status.textContent}\n`;
    const file = new Blob([[header, ...lines].join('\n')], { type: 'text/plain' });
    const link = createElement('a', { href: URL.createObjectURL(file), download: strings.file });
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60000);
  }

  function removeAll() {
    if (!confirm(strings.confirmRemove)) return;
    localStorage.removeItem(key);
    notes = {};
    name.value = '';
    for (const { fill } of items) fill?.();
    update();
  }
}
