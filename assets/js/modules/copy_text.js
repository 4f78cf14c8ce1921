import { button, createElement, stylesLoaded } from '../dom.js';
import * as strings from '../strings/copy.js';

/** Add buttons that copy the text of the email that a link of the page writes, and print the page. */
export async function enhance(mount) {
  await stylesLoaded();
  const { href } = document.querySelector('a[href^="mailto:?"]');
  const text = decodeURIComponent(href.slice(href.indexOf('body=') + 5));
  const status = createElement('p', { className: 'save_session__status', role: 'status' });
  const copy = async () => {
    status.textContent = await navigator.clipboard.writeText(text).then(
      () => strings.copied,
      () => strings.notCopied,
    );
  };
  const printPage = () => print();
  mount.append(
    button('finder__button', strings.copy, copy),
    button('finder__button', strings.print, printPage),
    status,
  );
}
