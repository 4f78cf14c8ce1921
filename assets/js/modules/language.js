/** Keep the choices of a filter, and the place on the page, when the visitor changes the language. */
export function enhance(link) {
  const plain = link.href;
  link.addEventListener('click', () => (link.href = plain + location.search + location.hash));
}
