import * as strings from '../strings/exit.js';

const PRESSES = 3;
const RESET_AFTER_MS = 5000;

const createElement = (tag, properties) => Object.assign(document.createElement(tag), properties);

/**
 * Exit this page: blank the screen at once, and replace this page in the history by the other site.
 * Pressing Shift three times within five seconds does the same. This module loads only its strings.
 */
export function enhance(bar) {
  const links = [...document.querySelectorAll('[data-exit]')];
  const status = createElement('span', { className: 'exit_bar__count' });
  status.setAttribute('role', 'status');
  bar.append(status);
  document.querySelector('[data-exit-hint]')?.removeAttribute('hidden');
  let presses = 0;
  let timer;

  const leave = (event) => {
    event.preventDefault();
    document.title = strings.leaving;
    const message = createElement('p', {
      className: 'visually-hidden',
      textContent: strings.leaving,
    });
    message.setAttribute('role', 'alert');
    document.body.replaceChildren(message);
    document.head.append(createElement('meta', { name: 'referrer', content: 'no-referrer' }));
    location.replace(links[0].href);
  };
  const reset = (message = '') => {
    clearTimeout(timer);
    presses = 0;
    status.textContent = message;
  };
  const timeOut = () => {
    reset(strings.timedOut);
    timer = setTimeout(reset, RESET_AFTER_MS);
  };

  for (const link of links) link.addEventListener('click', leave);
  addEventListener('keydown', (event) => {
    if (event.repeat) return;
    if (event.key !== 'Shift') {
      if (presses) reset();
    } else if (++presses === PRESSES) {
      leave(event);
    } else {
      if (presses === 1) timer = setTimeout(timeOut, RESET_AFTER_MS);
      status.textContent = strings.remaining(PRESSES - presses);
    }
  });
}
