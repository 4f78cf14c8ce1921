import { root } from '../dom.js';

/** The query parameters of the filter. Those of custom fields are in the form. */
const NAMES = ['find', 'day', 'track', 'kind', 'room', 'aids'];

/**
 * Let the choices above the timetable filter it; site.js shows them. The filter itself is loaded
 * when something is first chosen, or when the address or a control contains a choice. Remember the
 * chosen view.
 */
export async function enhance(form) {
  const names = [...NAMES, ...(form.dataset.fields?.split(' ') ?? [])];
  let loading;
  const panel = () =>
    (loading ??= import('../filter_panel.js').then(
      ({ filterPanel }) => filterPanel(form, names),
      (error) => {
        form.lastElementChild.textContent = form.dataset.failed;
        throw error; // the page is loaded again, once
      },
    ));
  form.addEventListener('submit', (event) => event.preventDefault());
  form.addEventListener('input', async ({ target }) => (await panel()).update(target));
  form.addEventListener('click', async ({ target }) => {
    if (target.value === '' && target.name === 'show') (await panel()).clear();
  });
  form.addEventListener('keydown', async ({ key }) => key === 'Escape' && (await panel()).clear());
  rememberView();
  const query = new URLSearchParams(location.search);
  const isInAddress = names.some((name) => query.get(name));
  if (isInAddress) form.firstElementChild.setAttribute('aria-expanded', true);
  // A choice may be older than this module: made while it loaded, or restored by the browser.
  if (isInAddress || [...new FormData(form).values()].some(Boolean)) panel();
}

function rememberView() {
  const key = `view:${root.pathname}`;
  for (const control of document.querySelectorAll('[name="view"]')) {
    control.addEventListener('change', () => {
      try {
        localStorage.setItem(key, control.id);
      } catch {} // the choice then lasts as long as the page
    });
  }
  try {
    const control = document.getElementById(localStorage.getItem(key));
    if (control) control.checked = true;
  } catch {}
}
