import { button } from './dom.js';
import { overCount } from './strings/over.js';

/** On a day of a large programme, fold what is over into a button, unless the reader is in there. */
export function foldOver(sessions) {
  import('./days.js').then(({ followDays }) => followDays());
  const list = document.querySelector('.slots');
  const ends = new Map();
  for (const { slot, end } of sessions) ends.set(slot, Math.max(end, ends.get(slot) ?? 0));
  const isOver = (slot) => ends.get(slot) <= Date.now();
  const count = sessions.filter(({ slot, kind }) => kind && isOver(slot)).length;
  if (!count) return;
  for (const slot of ends.keys()) slot.classList.toggle('slot--over', isOver(slot));
  const toggle = button('finder__button over', overCount(count), () =>
    fold(!list.classList.contains('is-folded')),
  );
  const fold = (isFolded) => {
    list.classList.toggle('is-folded', isFolded);
    toggle.setAttribute('aria-expanded', String(!isFolded));
  };
  const target = () => document.getElementById(location.hash.slice(1));
  list.before(toggle);
  fold(scrollY === 0 && !target()?.closest('.slot--over'));
  addEventListener('hashchange', () => {
    if (!target()?.closest('.slot--over')) return;
    fold(false);
    target().scrollIntoView();
  });
}
