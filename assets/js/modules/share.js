import { button, createElement, stylesLoaded } from '../dom.js';
import * as strings from '../strings/programme.js';

/** Add a button that passes on the address of the page. A session has one status for all buttons. */
export async function enhance(mount) {
  await stylesLoaded();
  const status = () =>
    mount.querySelector('[role=status]') ??
    mount.appendChild(createElement('p', { className: 'save_session__status', role: 'status' }));
  const onClick = async () => {
    status().textContent = await share(pageAddress());
  };
  mount.append(button('finder__button', strings.share, onClick));
  if (!mount.dataset.session) status();
}

/** Return the address of this page that others should use. */
const pageAddress = () =>
  document.querySelector('link[rel=canonical]')?.href ??
  location.href.replace(/(index\.html)?([?#].*)?$/, '');

/** Pass an address to the device's own sheet, or copy it. Return the message that says so. */
async function share(url) {
  try {
    if (navigator.share) await navigator.share({ title: document.title, url });
    else await navigator.clipboard.writeText(url);
    return navigator.share ? '' : strings.linkCopied;
  } catch (error) {
    return error.name === 'AbortError' ? '' : strings.copyThis(url);
  }
}
