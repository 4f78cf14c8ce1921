/**
 * Let chips choose the floors, or the rooms, that the grid shows; without a choice it shows all.
 * The choice is in the address, and in the links to other days.
 */
export function enhance(form) {
  const rows = document.querySelectorAll('.grid [data-choice]');
  const chips = [...form.elements].filter(({ type }) => type === 'checkbox');
  const given = new URLSearchParams(location.search).getAll('rooms');
  for (const chip of chips) chip.checked ||= given.includes(chip.value);

  function show() {
    const chosen = new FormData(form).getAll('rooms');
    for (const row of rows) row.hidden = chosen.length > 0 && !chosen.includes(row.dataset.choice);
    const url = new URL(location);
    url.search = new URLSearchParams(chosen.map((name) => ['rooms', name]));
    history.replaceState(history.state, '', url);
    for (const link of document.querySelectorAll('.day_nav a')) link.search = url.search;
  }

  form.addEventListener('change', show);
  form.addEventListener('submit', (event) => event.preventDefault());
  if (new FormData(form).has('rooms')) show();
}
