import { fold, wordsOf } from './fold.js';
import { applyFilters, onClear, sessions, setFilter, setQueryParam } from './timetable.js';

// The filter above the timetable. Its choices are also in the address. Those made before this script
// was loaded apply at once. site.js shows and hides them on phones.

const TYPING_DELAY_MS = 250;
const form = document.querySelector('.finder__form');
const query = new URLSearchParams(location.search);
/** The query parameters of the filter. Those of custom fields are in the form. */
const names = ['find', 'day', 'track', 'kind', 'room', 'aids'].concat(form.dataset.fields?.split(' ') ?? []);
const radios = [...form.querySelectorAll('[name="show"]')];
const fields = [...form.elements].filter(({ name }) => names.includes(name));
const texts = new Map(sessions.map((session) => [session, fold(session.cell.textContent)]));

/** Return the values of a session; those of an aid or a custom field are in an attribute. */
function valuesOf(session, name) {
  const values =
    name === 'day' ? session.dayName : (session[name] ?? session.cell.getAttribute(`data-${name}`));
  return (values ?? '').split('\n');
}

/** Return the choices by name; those of several checkboxes with commas. */
function choices() {
  const data = new FormData(form);
  const [name, ...value] = data.get('show')?.split('=') ?? [];
  if (names.includes(name)) data.set(name, value.join('='));
  return Object.fromEntries(names.map((name) => [name, data.getAll(name).join(', ').trim()]));
}

function apply(setsAddress = true) {
  const chosen = choices();
  for (const name of names) {
    const value = chosen[name];
    const test = name === 'find' ? contains(value) : value && equals(name, value);
    setFilter(name, test, name === 'find' ? `“${value}”` : value, { keepsDays: name === 'day' });
    if (setsAddress) setQueryParam(name, value);
  }
  const isChosen = radios.some(({ checked, value }) => checked && value);
  radios[0].checked = !isChosen && !Object.values(chosen).some(Boolean);
  applyFilters();
}

const equals = (name, value) => (session) =>
  (name === 'aids' ? value.split(', ') : [value]).every((choice) =>
    valuesOf(session, name).some((word) => fold(word) === fold(choice)),
  );

function contains(text) {
  const words = wordsOf(text);
  return words.length > 0 && ((session) => words.every((word) => texts.get(session).includes(word)));
}

function put(field, value) {
  if (field.name === 'aids') field.checked = value.split(', ').includes(field.value);
  else field.value = value;
  if (field.selectedIndex === -1) field.value = '';
}

for (const field of fields) if (query.has(field.name)) put(field, query.get(field.name));
for (const name of names) {
  const radio = radios.find(({ value }) => value === `${name}=${query.get(name)}`);
  if (radio) radio.checked = true;
}
if (names.some((name) => query.get(name))) form.firstElementChild.setAttribute('aria-expanded', true);
onClear(() => {
  for (const field of fields) put(field, '');
  radios[0].checked = true;
  for (const name of names) setQueryParam(name, '');
});
let timer;
form.addEventListener('input', ({ target: { type, list } }) => {
  clearTimeout(timer);
  timer = setTimeout(apply, type === 'search' || list ? TYPING_DELAY_MS : 0);
});
form.addEventListener('submit', (event) => event.preventDefault());
apply(!location.search);
if (form.querySelector('[value="show=mine"]:checked') || query.get('show') === 'mine') import('./my_day.js');
