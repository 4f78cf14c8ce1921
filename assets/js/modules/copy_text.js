import { addButtons } from '../dom.js';
import * as strings from '../strings/copy.js';

/** Add buttons that copy the text of the email that a link of the page writes, and print the page. */
export const enhance = (mount) =>
  addButtons(mount, strings, { copy, print: () => print() });

function copy() {
  const { search } = document.getElementById('case_email');
  const text = new URLSearchParams(search).get('body');
  return navigator.clipboard.writeText(text).then(
    () => strings.copied,
    () => strings.notCopied,
  );
}
