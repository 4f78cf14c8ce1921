const { pathname } = new URL('../../../', import.meta.url); // the root of the site
let canStore = false;
try {
  localStorage.setItem('', '');
  localStorage.removeItem('');
  canStore = true;
} catch {}
let ready;
let load;

/**
 * Show the controls of an element, which are in templates, unless their time is over (site.js). A star
 * is added to each session. What has a time limit saves, and needs a browser that stores something.
 *
 * The script that data-use names is loaded when a control is first pressed or typed in. It reads what
 * controls say, and use(control) gets each press, also those that waited for it. It is loaded at once
 * if the address or a control has a choice, which may have been made before this module was loaded. One
 * that saves is loaded as soon as something is stored on this device, or a link shares a plan.
 */
export async function enhance(mount, stylesLoaded, loadScript) {
  const form = mount.querySelector('form');
  load = loadScript;
  ready = stylesLoaded();
  await ready;
  if (!canStore) for (const control of mount.querySelectorAll('[data-before]')) control.hidden = true;
  for (const template of mount.querySelectorAll('template:not([hidden])')) {
    if (template.className) addStars(template.content.firstChild);
    else template.replaceWith(template.content);
  }
  if (form && location.search + [...new FormData(form).values()].join('')) load('filter');
  const saving = mount.querySelector('.save_button, [data-before]')?.dataset.use;
  const check = () => {
    if ((canStore && localStorage.length) || location.hash.startsWith('#keep=')) load(saving);
  };
  if (!saving) return;
  check();
  for (const type of ['hashchange', 'pageshow', 'storage']) addEventListener(type, check);
}

function addStars(button) {
  for (const title of document.querySelectorAll('.slot__cell[data-kind] .session_card__title')) {
    const star = button.cloneNode();
    const label = star.getAttributeNode('aria-label');
    label.value = label.value.replace('{}', () => title.firstChild.textContent);
    star.value = title.closest('.slot__cell').id;
    title.after(star);
  }
}

/** Store the view, or save the session of a star: at once, because the visitor may leave. */
function store({ name, value, id }) {
  const key = `${name}:${pathname}`;
  if (name === 'view') localStorage.setItem(key, id);
  if (name === 'kept') {
    let ids = new Set();
    try {
      ids = new Set(JSON.parse(localStorage.getItem(key)));
    } catch {}
    if (!ids.delete(value)) ids.add(value);
    localStorage.setItem(key, JSON.stringify([...ids]));
    dispatchEvent(new StorageEvent('storage', { key })); // browsers tell only other windows
  }
}

for (const type of ['click', 'input']) {
  addEventListener(type, async ({ target }) => {
    store(target);
    const control = target.closest('[data-use]');
    if (!control) return;
    await ready;
    (await load(control.dataset.use)).use?.(target);
  });
}
