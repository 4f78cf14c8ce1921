import { fold, wordsOf } from './fold.js';
import { people as countOf } from './strings/people.js';

const people = [...document.querySelectorAll('.names li')].map((item) => [item, fold(item.textContent)]);

/** Show only the people whose names or sessions have the words of a field. */
export function use(field) {
  const words = wordsOf(field.value);
  let count = 0;
  for (const [item, text] of people) {
    item.hidden = !words.every((word) => text.includes(word));
    count += Number(!item.hidden);
  }
  for (const section of document.querySelectorAll('.names'))
    section.hidden = !section.querySelector('li:not([hidden])');
  document.querySelector('.finder [role=status]').textContent = countOf(count);
}
