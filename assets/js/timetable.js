import { readSessions } from './sessions.js';
import * as strings from './strings/finder.js';

/** All entries of this page's timetable, and those that are sessions (not breaks). */
export const entries = readSessions(document);
export const sessions = entries.filter((entry) => entry.kind);

const grids = [...document.querySelectorAll('.slots--grid')];
const filters = new Map();
const clearListeners = [];
const status = document.querySelector('.finder__status');

/** Remove all filters. */
export function clear() {
  filters.clear();
  for (const listener of clearListeners) listener();
  applyFilters();
}

/** Call a function when all filters are removed. */
export const onClear = (listener) => clearListeners.push(listener);

// “Everything”, which may be chosen already, and the Escape key remove them.
const form = document.querySelector('.finder__form');
form.addEventListener('click', ({ target }) => {
  if (target.value === '' && target.name === 'show') clear();
});
form.addEventListener('keydown', ({ key }) => key === 'Escape' && clear());

// A link to a session that is filtered out shows everything again.
addEventListener('hashchange', () => {
  const target = document.getElementById(location.hash.slice(1));
  if (!target?.closest('.day[hidden], .slot [hidden]')) return;
  clear();
  target.scrollIntoView();
});

/**
 * Show only sessions that pass a test; without a test, remove the filter of this name.
 * `description` names the choice in the count. A filter for whole days keeps breaks and columns;
 * one that `testsBreaks` keeps those breaks that pass its test.
 */
export function setFilter(name, test, description = '', { keepsDays, testsBreaks } = {}) {
  if (test) filters.set(name, { test, description, keepsDays, testsBreaks });
  else filters.delete(name);
}

/** Hide what the filters exclude, and announce how many sessions are left. */
export function applyFilters() {
  const active = [...filters.values()];
  const isSelection = active.some(({ keepsDays }) => !keepsDays);
  const showsBreaks = active.every(({ keepsDays, testsBreaks }) => keepsDays || testsBreaks);
  for (const entry of entries) {
    const isEligible = entry.kind || showsBreaks;
    entry.cell.hidden = !(isEligible && active.every(({ test }) => test(entry)));
  }
  hideEmpty('slot', '.slot__cell[id]');
  hideEmpty('day', '.slot');
  for (const grid of grids) grid.classList.toggle('slots--grid', !isSelection);
  document.querySelector('main').classList.toggle('is-filtered', isSelection);
  const count = sessions.filter((session) => !session.cell.hidden).length;
  const description = active
    .map((filter) => filter.description)
    .filter(Boolean)
    .join(', ');
  if (active.length === 0) announce(strings.total(count));
  else if (count) announce(strings.matches(count, sessions.length, description));
  else announce(strings.noMatch(description));
}

/** Hide slots or days without a visible part. */
function hideEmpty(property, partSelector) {
  for (const element of new Set(entries.map((entry) => entry[property]))) {
    element.hidden = !element.querySelector(`${partSelector}:not([hidden])`);
  }
}

/** Set a query parameter of the address, so that a view can be shared; without a value, remove it. */
export function setQueryParam(name, value) {
  const url = new URL(location);
  if (value) url.searchParams.set(name, value);
  else url.searchParams.delete(name);
  history.replaceState(history.state, '', url);
}

/** Show a message in place of the count; screen readers read it out. */
export function announce(...parts) {
  status.replaceChildren(...parts);
}
