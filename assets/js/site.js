/* Tells at once what is true now, [data-since] and [data-before], whenever the page was made. Then brings what nobody
   waits for: the faces, and what scripts add. Each [data-module="NAME ..."] is given to enhance(element) of
   modules/NAME.js, not before data-from and not after data-until. The text comes first, unless the site is kept on the
   device, or for so many milliseconds where no browser tells that it is seen, as in the background:
   docs/decisions/0035. The faces of every page are set together, once they have come: one after the other, each would
   lay the whole page out anew. Opened from disk, a page may not read its stylesheet, and has no modules: 0021. */
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

  const link = (rel, href, given = {}) =>
    document.head.appendChild(Object.assign(document.createElement("link"), { rel, href, ...given }));

  async function setFaces() {
    const sheet = link("stylesheet", fonts, { media: "not all" });
    try {
      await new Promise((onload, onerror) => Object.assign(sheet, { onload, onerror }));
      const faces = await Promise.allSettled([...sheet.sheet.cssRules].map(({ style }) => brought(style, sheet.href)));
      for (const { value } of faces) if (value) document.fonts.add(value);
    } catch {
      sheet.media = "all";
    }
  }

  function brought(style, base) {
    const said = (name, usual) => style.getPropertyValue(name) || usual;
    const src = said("src").replace(/url\("([^"]+)/g, (_, path) => `url("${new URL(path, base)}`);
    const face = new FontFace(said("font-family"), src, {
      style: said("font-style", "normal"),
      weight: said("font-weight", "normal"),
      unicodeRange: said("unicode-range", "U+0-10FFFF"),
      display: "swap",
    });
    return said("unicode-range") ? face : face.load();
  }

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
    setFaces();
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
