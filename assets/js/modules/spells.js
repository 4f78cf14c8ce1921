const LONGEST = 2 ** 31 - 1;

/* What is true for a time: [data-since] and [data-before] are shown while they hold, whenever the page was made. */
export function enhance() {
  const told = [...document.querySelectorAll("[data-since], [data-before]")].map((element) => ({
    element,
    since: Date.parse(element.dataset.since ?? "") || -Infinity,
    before: Date.parse(element.dataset.before ?? "") || Infinity,
  }));

  function look() {
    const now = Date.now();
    for (const { element, since, before } of told) element.hidden = now < since || now >= before;
    const next = Math.min(...told.flatMap(({ since, before }) => [since, before]).filter((moment) => moment > now));
    if (next < Infinity) setTimeout(look, Math.min(next - now, LONGEST));
  }

  look();
}
