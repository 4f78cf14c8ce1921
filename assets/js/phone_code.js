import { createElement } from './dom.js';
import { encode, pathOf } from './qr.js';
import * as strings from './strings/phone_code.js';

/** Return a QR code of a link, with the link in words. A plan that is too long has only the link. */
export function phoneCode(link) {
  const code = encode(link);
  const words = createElement('figcaption', {}, code ? strings.scan : strings.tooLong, ' ', link);
  const figure = createElement('figure', { className: 'phone_code' });
  if (code) {
    const size = code.rows.length + 8;
    figure.innerHTML = `<svg viewBox="0 0 ${size} ${size}" role="img"><path d="${pathOf(code.rows)}"/></svg>`;
    figure.firstChild.setAttribute('aria-label', strings.codeOfMyDay);
  }
  figure.append(words);
  return figure;
}
