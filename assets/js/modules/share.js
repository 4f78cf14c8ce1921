import { button, createElement, stylesLoaded } from '../dom.js';
import { pageAddress, share } from '../share.js';
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
