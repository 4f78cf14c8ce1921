import { button, createElement, fetchDocument } from './dom.js';
import { onChange, savedIds, saveIds, storageAvailable } from './saved_sessions.js';
import { overlapMessage, overlapping } from './overlaps.js';
import { announce, applyFilters, entries, onClear, sessions } from './timetable.js';
import { setFilter, setQueryParam } from './timetable.js';
import * as strings from './strings/finder.js';
import * as programmeStrings from './strings/programme.js';

/** Create the panel of saved sessions. Its view is 'mine', 'shared' (by a link) or none. */
export function myDayPanel(mount, radio) {
  let view = '';
  const panel = createElement('section', {
    className: 'finder__panel finder__day',
    'aria-label': strings.myDay,
    hidden: true,
  });
  const shownIds = () => (view === 'mine' ? savedIds() : sharedIds());
  const savedSessions = () => sessions.filter((session) => savedIds().has(session.id));
  const actionButton = (label, action) => button('finder__button', label, action);
  const actionList = (...buttons) =>
    createElement('p', { className: 'finder__actions' }, ...buttons);

  function open(newView) {
    const url = new URL(location);
    if (newView !== 'shared' && url.hash.startsWith('#keep=')) url.hash = '';
    history.replaceState(history.state, '', url);
    view = newView;
    if (view === 'mine') document.querySelector('.save_note')?.remove();
    setQueryParam('show', view === 'mine' && view);
    const ids = shownIds();
    const days = new Set(sessions.filter(({ id }) => ids.has(id)).map(({ day }) => day));
    const isShown = ({ id, kind, day }) => ids.has(id) || (!kind && days.has(day));
    setFilter('mine', view && isShown, strings.myDay, { testsBreaks: true });
    render();
    applyFilters();
    showFreeTime();
  }

  /** Between what is shown of a day, say how long nothing is. */
  function showFreeTime() {
    for (const item of document.querySelectorAll('.slot--free')) item.remove();
    let last = {};
    for (const entry of view ? entries.filter(({ cell }) => !cell.hidden) : []) {
      const minutes = entry.day === last.day ? (entry.start - last.end) / 60000 : 0;
      const item = createElement('li', { className: 'slot slot--free' }, strings.free(minutes));
      if (minutes > 0) entry.slot.before(item);
      if (minutes >= 0 || entry.day !== last.day || entry.end > last.end) last = entry;
    }
  }

  function render() {
    panel.hidden = !view;
    panel.replaceChildren(...(view === 'mine' ? renderMine() : view && renderShared()));
    for (const session of sessions) {
      const card = session.cell.querySelector('.session_card') ?? session.cell;
      const overlap = savedIds().has(session.id) && overlapMessage(session, savedSessions());
      card.querySelector('.overlap')?.remove();
      if (overlap) card.append(createElement('p', { className: 'overlap' }, overlap));
    }
    showAccess();
  }

  /** Say what access there is to the sessions shown, from their own pages. */
  async function showAccess() {
    for (const note of document.querySelectorAll('.access_note')) note.hidden = !view;
    for (const { id, cell } of view ? sessions : []) {
      const link = cell.querySelector('.session_card__title a, a.session_card__title');
      if (!shownIds().has(id) || !link || cell.querySelector('.access_note')) continue;
      const note = createElement('p', { className: 'session_card__note access_note' });
      (cell.querySelector('.session_card') ?? cell).append(note);
      const page = await fetchDocument(link.href).catch(() => document);
      note.textContent = page.querySelector('[data-access]')?.dataset.access ?? '';
      note.hidden = !view;
    }
  }

  function renderMine() {
    const saved = savedSessions();
    const overlaps = saved.flatMap((first, index) =>
      overlapping(first, saved.slice(index + 1)).map((second) =>
        createElement('li', {}, strings.twoOverlap(first.title, second.title)),
      ),
    );
    const actions = [
      actionButton(strings.toPhone, showCode),
      actionButton(navigator.share ? strings.share : strings.copyLink, copyLink),
      actionButton(strings.print, () => print()),
    ];
    const isOver = !document.querySelector('.stars:not([hidden])');
    if (mount.dataset.calendar && !isOver) {
      actions.unshift(actionButton(strings.addToCalendar, () => addToCalendar(true)));
      actions.push(actionButton(strings.addWithoutReminders, () => addToCalendar(false)));
    }
    if (canNotify && soonest(saved)) actions.push(actionButton(strings.notify, notify));
    const title = createElement('h2', {}, strings.myDay);
    showChanges(title);
    if (!saved.length) return [title, createElement('p', {}, strings.nothingSaved)];
    return [
      title,
      ...(overlaps.length ? [createElement('ul', { className: 'overlap' }, ...overlaps)] : []),
      ...(isNarrow() ? foldedActions(actions) : [about(), actionList(...actions)]),
    ];
  }

  const about = () => createElement('p', {}, strings.storedHere);

  /** Return the main action, and the others behind “More”, so that the sessions are in view. */
  const foldedActions = ([main, ...others]) => [
    actionList(main),
    createElement(
      'details',
      { className: 'finder__more', open: isMoreOpen, ontoggle: rememberMore },
      createElement('summary', {}, strings.more),
      about(),
      actionList(...others),
    ),
  ];

  let isMoreOpen = false;
  function rememberMore({ target }) {
    isMoreOpen = target.open;
  }

  /** Say below the title what has changed since the visitor was last here. */
  async function showChanges(title) {
    const { changesSince } = await import('./changes_since.js');
    const onSeen = () => {
      render();
      radio.focus();
    };
    title.after(...changesSince(sessions, onSeen));
  }

  function renderShared() {
    const ids = sharedIds();
    const listed = sessions.map(({ id }) => id).filter((id) => ids.has(id));
    const missing = ids.size - listed.length;
    const saveAll = actionButton(strings.saveShared, () => {
      saveIds(new Set([...savedIds(), ...listed]));
      radio.checked = true;
      open('mine');
      radio.focus();
    });
    return [
      createElement('h2', {}, strings.sharedDay(listed.length)),
      ...(missing ? [createElement('p', {}, strings.noLongerListed(missing))] : []),
      ...(storageAvailable && listed.length ? [actionList(saveAll)] : []),
    ];
  }

  /** Copy a link to the saved sessions, or show it where the clipboard cannot be used. */
  async function copyLink() {
    const ids = savedSessions().map(({ id }) => id);
    const link = new URL(`${location.pathname}#keep=${ids.join(',')}`, location).href;
    try {
      if (navigator.share) return await navigator.share({ title: document.title, url: link });
      await navigator.clipboard.writeText(link);
      announce(strings.linkCopied);
    } catch (error) {
      if (error.name === 'AbortError') return;
      const attributes = { type: 'text', readOnly: true, value: link, 'aria-label': strings.link };
      const field = createElement('input', attributes);
      panel.append(field);
      field.focus();
      field.select();
    }
  }

  /** Show a code that opens the saved sessions on another device. */
  async function showCode() {
    const { phoneCode } = await import('./phone_code.js');
    const codes = savedSessions().map(({ id }) => codeOf(id));
    const link = new URL(`${location.pathname}#keep=~${codes.join('')}`, location).href;
    panel.querySelector('.phone_code')?.remove();
    panel.append(phoneCode(link));
  }

  async function notify() {
    const { notifyBefore } = await import('./notifications.js');
    announce(await notifyBefore(savedSessions));
  }

  async function addToCalendar(withReminders) {
    try {
      const { downloadCalendar } = await import('./calendar.js');
      const { calendar } = mount.dataset;
      await downloadCalendar(calendar, savedIds(), strings.calendarFile, withReminders);
    } catch {
      announce(strings.calendarFailed);
    }
  }

  function onToggle(id, isSaved) {
    render();
    const session = sessions.find((candidate) => candidate.id === id);
    const root = ({ id: own, repeats = own }) => repeats;
    const isRound = (other) => other.id !== id && root(other) === root(session);
    const rounds = savedSessions().filter(isRound).map(({ time }) => strings.otherRound(time));
    const overlap = overlapMessage(session, savedSessions());
    announceSaved(session.cell, isSaved, { rounds, overlap }, () => radio.click());
  }

  radio.form.append(panel);
  narrow.addEventListener('change', () => view && render());
  onChange(() => view && render());
  onClear(() => open(''));
  return { open, onToggle, toggle: () => open(radio.checked ? 'mine' : '') };
}

const narrow = matchMedia('(max-width: 59.99em)');
const isNarrow = () => narrow.matches;
const DAY_MS = 24 * 60 * 60 * 1000;
const canNotify = 'Notification' in window && Notification.permission !== 'denied';
const soonest = (sessions) =>
  sessions.some(({ start }) => start > Date.now() && start < Date.now() + DAY_MS);

/** Return the ids of a shared plan. A link from a code has four letters for each. */
function sharedIds() {
  const text = location.hash.slice('#keep='.length);
  if (!text.startsWith('~')) return new Set(text.split(',').filter(Boolean));
  const ids = new Map(sessions.map(({ id }) => [codeOf(id), id]));
  return new Set((text.match(/\w{4}/g) ?? []).map((code) => ids.get(code) ?? code));
}

/** Return four letters for an id (from FNV-1a), which are the same after each build. */
function codeOf(id) {
  let hash = 0x811c9dc5;
  for (const letter of id) hash = Math.imul(hash ^ letter.codePointAt(0), 0x01000193);
  return (hash >>> 0).toString(36).padStart(4, '0').slice(-4);
}

/**
 * Say at the end of a session, and in the status, that it is saved, with a link to all. The session
 * says with which others it overlaps, so only the status repeats it.
 */
function announceSaved(cell, isSaved, { rounds, overlap }, openMyDay) {
  document.querySelector('.save_note')?.remove();
  if (!isSaved) return announce(programmeStrings.removed);
  const onclick = (event) => {
    event.preventDefault();
    openMyDay();
    document.querySelector('.finder__status').scrollIntoView({ block: 'center' });
  };
  const link = () => createElement('a', { href: '?show=mine', onclick }, strings.seeMyDay(savedIds().size));
  const words = [programmeStrings.saved, ...rounds].join(' ');
  announce([words, overlap].filter(Boolean).join(' '), ' ', link());
  const card = cell.querySelector('.session_card') ?? cell;
  card.append(createElement('p', { className: 'save_note' }, words, ' ', link()));
}
