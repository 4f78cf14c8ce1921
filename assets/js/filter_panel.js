import { fold, wordsOf } from './fold.js';
import { applyFilters, clear, onClear, sessions, setFilter, setQueryParam } from './timetable.js';

const TYPING_DELAY_MS = 250;
const valueOf = {
  day: (session) => session.day.querySelector('.day__head h2')?.textContent,
  track: (session) => session.track,
  kind: (session) => session.kind,
  room: (session) => session.room,
};

/** Return the values of a session; those of a custom field are in an attribute. */
const valuesOf = (session, name) => {
  const values = valueOf[name] ? valueOf[name](session) : session.cell.getAttribute(`data-${name}`);
  return (values ?? '').split('\n');
};

/** Connect the controls of the filter with the timetable. The choices are also in the address. */
export function filterPanel(form, names) {
  const radios = [...form.querySelectorAll('[name="show"]')];
  const fields = [...form.elements].filter(({ name }) => names.includes(name));
  const texts = new Map(sessions.map((session) => [session, fold(session.cell.textContent)]));
  const isTyped = (control) => control.type === 'search' || control.list;

  function choices() {
    const chosen = Object.fromEntries(fields.map(({ name, value }) => [name, value.trim()]));
    const [name, ...value] = radios.find(({ checked }) => checked)?.value.split('=') ?? [];
    if (names.includes(name)) chosen[name] = value.join('=');
    return chosen;
  }

  function apply(setsAddress = true) {
    const chosen = choices();
    for (const name of names) {
      const value = chosen[name] ?? '';
      const test = name === 'find' ? contains(value) : value && equals(name, value);
      setFilter(name, test, name === 'find' ? `“${value}”` : value, { keepsDays: name === 'day' });
      if (setsAddress) setQueryParam(name, value);
    }
    const isChosen = radios.some(({ checked, value }) => checked && value);
    radios[0].checked = !isChosen && names.every((name) => !chosen[name]);
    applyFilters();
  }

  const equals = (name, value) => (session) =>
    valuesOf(session, name).some((word) => fold(word) === fold(value));
  const contains = (text) => {
    const words = wordsOf(text);
    return words.length > 0 && ((session) => words.every((word) => texts.get(session).includes(word)));
  };

  const query = new URLSearchParams(location.search);
  for (const field of fields) {
    field.value = query.get(field.name) ?? field.value;
    if (field.selectedIndex === -1) field.value = '';
  }
  for (const name of names) {
    const radio = radios.find(({ value }) => value === `${name}=${query.get(name)}`);
    if (radio) radio.checked = true;
  }
  onClear(() => {
    for (const field of fields) field.value = '';
    radios[0].checked = true;
    for (const name of names) setQueryParam(name, '');
  });
  apply(!location.search); // the first choice loads this module
  let timer;
  return {
    clear,
    update: (control) => {
      clearTimeout(timer);
      timer = setTimeout(apply, isTyped(control) ? TYPING_DELAY_MS : 0);
    },
  };
}
