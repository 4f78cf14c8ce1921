import { addButtons } from '../dom.js';
import * as strings from '../strings/programme.js';

/** Add a button that passes the page on to the device's own sheet, or copies its address. */
export function enhance(mount) {
  addButtons(mount, strings, { share });
}

async function share() {
  const { href: url } = document.querySelector('[rel=canonical]') ?? location;
  try {
    if (navigator.share) return await navigator.share({ title: document.title, url });
    await navigator.clipboard.writeText(url);
    return strings.linkCopied;
  } catch ({ name }) {
    if (name !== 'AbortError') return strings.copyThis(url);
  }
}
