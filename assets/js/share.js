import * as strings from './strings/programme.js';

/** Return the address of this page that others should use. */
export const pageAddress = () =>
  document.querySelector('link[rel=canonical]')?.href ??
  location.href.replace(/(index\.html)?([?#].*)?$/, '');

/** Pass an address to the device's own sheet, or copy it. Return the message that says so. */
export async function share(url) {
  try {
    if (navigator.share) await navigator.share({ title: document.title, url });
    else await navigator.clipboard.writeText(url);
    return navigator.share ? '' : strings.linkCopied;
  } catch (error) {
    return error.name === 'AbortError' ? '' : strings.copyThis(url);
  }
}
