import { button, stylesLoaded } from '../dom.js';
import * as strings from '../strings/programme.js';

/** The query parameters of the filter. */
export const NAMES = ['find', 'day', 'track', 'kind', 'room'];

/**
 * Add a button that opens the filter. The filter itself is loaded when the button is first pressed,
 * or when the address contains a choice.
 */
export async function enhance(mount) {
  await stylesLoaded();
  let loading;
  const panel = () =>
    (loading ??= import('../filter_panel.js').then(({ filterPanel }) =>
      filterPanel(mount, openButton, NAMES),
    ));
  const toggle = async () => (await panel()).toggle();
  const openButton = button('finder__button', strings.filter, toggle);
  openButton.setAttribute('aria-expanded', 'false');
  mount.append(openButton);
  const query = new URLSearchParams(location.search);
  if (NAMES.some((name) => query.get(name))) toggle();
}
