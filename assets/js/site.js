/* Tells at once what is true now, [data-since] and [data-before], whenever the page was made. Then brings what nobody
   waits for: the faces, and what scripts add. Each [data-module="NAME ..."] is given to enhance(element) of
   modules/NAME.js, not before data-from and not after data-until. The text comes first, unless the site is kept on the
   device, or for so many milliseconds where no browser tells that it is seen, as in the background:
   docs/decisions/0035. Opened from disk, a page has no modules: 0021. */
(() => {
  const { fonts, manifest, worker } = document.currentScript.dataset;
  const PATIENCE = 3000;
  const LONGEST = 2 ** 31 - 1;

  const told = [...document.querySelectorAll("[data-since], [data-before]")].map((element) => ({
    element,
    since: Date.parse(element.dataset.since ?? "") || -Infinity,
    before: Date.parse(element.dataset.before ?? "") || Infinity,
  }));

  function tell() {
    const now = Date.now();
    for (const { element, since, before } of told) element.hidden = now < since || now >= before;
    const next = Math.min(...told.flatMap(({ since, before }) => [since, before]).filter((moment) => moment > now));
    if (next < Infinity) setTimeout(tell, Math.min(next - now, LONGEST));
  }

  const enhance = (element, name) =>
    import(`./modules/${name}.js`)
      .then((module) => module.enhance(element))
      .catch((error) => console.error(`${name}: the page goes on without it.`, error));

  function enhanceAll() {
    for (const element of document.querySelectorAll("[data-module]")) {
      const { module, from, until } = element.dataset;
      const wait = from ? Date.parse(from) - Date.now() : 0;
      if (wait > LONGEST || Date.now() > Date.parse(until)) continue;
      for (const name of module.split(" ")) {
        if (wait > 0) setTimeout(enhance, wait, element, name);
        else enhance(element, name);
      }
    }
  }

  const link = (rel, href) => document.head.append(Object.assign(document.createElement("link"), { rel, href }));

  function keep() {
    link("manifest", manifest);
    if (!worker || !navigator.serviceWorker) return;
    const register = () => navigator.serviceWorker.register(worker).catch(() => {});
    if (document.readyState === "complete") register();
    else addEventListener("load", register);
  }

  let isBegun = false;
  function begin() {
    if (isBegun) return;
    isBegun = true;
    link("stylesheet", fonts);
    if (isFromDisk) return;
    enhanceAll();
    if (!document.querySelector('script[src^="/__microsite/"]')) keep();
  }

  const isFromDisk = location.protocol === "file:";
  document.documentElement.classList.toggle("from-disk", isFromDisk);
  tell();
  if (navigator.serviceWorker?.controller) return begin();
  new PerformanceObserver(begin).observe({ type: "paint", buffered: true });
  setTimeout(begin, PATIENCE);
})();
