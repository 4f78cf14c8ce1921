import { createElement, stylesLoaded } from '../dom.js';
import { fold, wordsOf } from '../fold.js';
import * as strings from '../strings/people.js';

/** Add a field that shows only the people whose names or sessions have these words. */
export async function enhance(mount) {
  await stylesLoaded();
  const people = [...document.querySelectorAll('.names li')].map((item) => [item, fold(item.textContent)]);
  const field = createElement('input', { type: 'search', autocomplete: 'off' });
  const status = createElement('p', { role: 'status' }, strings.people(people.length));
  const label = createElement('label', { className: 'find_person' }, `${strings.find} `, field);
  mount.append(label, status);
  field.addEventListener('input', () => {
    const words = wordsOf(field.value);
    let count = 0;
    for (const [item, text] of people) {
      item.hidden = !words.every((word) => text.includes(word));
      count += Number(!item.hidden);
    }
    for (const section of document.querySelectorAll('.names'))
      section.hidden = !section.querySelector('li:not([hidden])');
    status.textContent = strings.people(count);
  });
}
