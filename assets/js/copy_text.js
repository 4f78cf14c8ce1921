import * as strings from './strings/copy.js';

/** Copy the text of the email that a link of the page writes. */
export async function use(button) {
  const { search } = document.getElementById('case_email');
  const text = new URLSearchParams(search).get('body');
  const status = button.parentNode.querySelector('[role=status]');
  status.textContent = await navigator.clipboard.writeText(text).then(
    () => strings.copied,
    () => strings.notCopied,
  );
}
