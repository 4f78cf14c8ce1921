import { createElement } from './dom.js';
import { fold, wordsOf } from './fold.js';
import { applyFilters, onClear, sessions, setFilter, setQueryParam } from './timetable.js';
import * as strings from './strings/finder.js';

const TYPING_DELAY_MS = 250;
const valueOf = {
  day: (session) => session.day.querySelector('h2')?.textContent,
  track: (session) => session.track,
  kind: (session) => session.kind,
  room: (session) => session.room,
};

/** Create the controls of the filter. The choices are also in the query of the address. */
export function filterPanel(mount, openButton, names) {
  const panel = createElement('form', { className: 'finder__panel', id: 'filter', hidden: true });
  const fields = names
    .map((name) => (name === 'find' ? textField() : selectField(name)))
    .filter(Boolean);
  const query = new URLSearchParams(location.search);
  for (const { name, control, setValue } of fields) {
    control.id = `filter-${name}`;
    control.value = query.get(name) ?? '';
    if (control.selectedIndex === -1) control.value = '';
    setValue(control.value);
    const label = createElement('label', { htmlFor: control.id }, strings.fields[name]);
    panel.append(createElement('div', {}, label, control));
    const update = () => {
      setValue(control.value.trim());
      setQueryParam(name, control.value.trim());
      applyFilters();
    };
    let timer;
    control.addEventListener('input', () => {
      clearTimeout(timer);
      timer = setTimeout(update, name === 'find' ? TYPING_DELAY_MS : 0);
    });
  }
  panel.addEventListener('submit', (event) => event.preventDefault());
  onClear(() => {
    for (const { name, control } of fields) {
      control.value = '';
      setQueryParam(name, '');
    }
    openButton.focus();
  });
  openButton.setAttribute('aria-controls', panel.id);
  openButton.after(panel);
  applyFilters();
  return {
    toggle: () => {
      panel.hidden = !panel.hidden;
      openButton.setAttribute('aria-expanded', String(!panel.hidden));
    },
  };
}

function textField() {
  const texts = new Map(sessions.map((session) => [session, fold(session.cell.textContent)]));
  const setValue = (text) => {
    const words = wordsOf(text);
    const matches = (session) => words.every((word) => texts.get(session).includes(word));
    setFilter('find', words.length > 0 && matches, `“${text}”`);
  };
  const control = createElement('input', { type: 'search', autocomplete: 'off' });
  return { name: 'find', control, setValue };
}

/** Create a list of the values that sessions have, unless all have the same. */
function selectField(name) {
  const values = [...new Set(sessions.map(valueOf[name]))].filter(Boolean);
  if (values.length < 2) return null;
  const options = values.map((value) => new Option(value));
  const control = createElement('select', {}, new Option(strings.any, ''), ...options);
  const setValue = (value) => {
    const matches = value && ((session) => valueOf[name](session) === value);
    setFilter(name, matches, value, name === 'day');
  };
  return { name, control, setValue };
}
