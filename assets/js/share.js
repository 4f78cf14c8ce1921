import * as strings from './strings/share.js';

/** Pass the page on to the device's own sheet, or copy its address. */
export async function use(button) {
  const { href: url } = document.querySelector('[rel=canonical]') ?? location;
  const status = button.parentNode.querySelector('[role=status]');
  try {
    if (navigator.share) return await navigator.share({ title: document.title, url });
    await navigator.clipboard.writeText(url);
    status.textContent = strings.linkCopied;
  } catch ({ name }) {
    if (name !== 'AbortError') status.textContent = strings.copyThis(url);
  }
}
