import { createElement } from './dom.js';
import { encode, pathOf } from './qr.js';
import * as strings from './strings/phone_code.js';

const SVG = 'http://www.w3.org/2000/svg';

/** Return a QR code of a link, with the link in words. A plan that is too long has only the link. */
export function phoneCode(link) {
  const code = encode(link);
  const words = createElement('figcaption', {}, code ? strings.scan : strings.tooLong, ' ', link);
  const figure = createElement('figure', { className: 'phone_code' }, words);
  if (code) {
    const size = code.rows.length + 8;
    const picture = document.createElementNS(SVG, 'svg');
    picture.setAttribute('viewBox', `0 0 ${size} ${size}`);
    picture.setAttribute('role', 'img');
    picture.setAttribute('aria-label', strings.codeOfMyDay);
    const path = document.createElementNS(SVG, 'path');
    path.setAttribute('d', pathOf(code.rows));
    picture.append(path);
    figure.prepend(picture);
  }
  return figure;
}
