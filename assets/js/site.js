/* Finds what may be more than plain HTML, [data-module="NAME ..."], and gives it to enhance(element) of modules/NAME.js;
   not before data-from, and not after data-until. Opened from disk a page stays as it is: docs/decisions/0021. */
(() => {
  const { manifest, worker } = document.currentScript.dataset;
  if (location.protocol === "file:") {
    document.documentElement.classList.add("from-disk");
    return;
  }

  const LONGEST = 2 ** 31 - 1;
  const enhance = (element, name) =>
    import(`./modules/${name}.js`)
      .then((module) => module.enhance(element))
      .catch((error) => console.error(`${name}: the page goes on without it.`, error));

  for (const element of document.querySelectorAll("[data-module]")) {
    const { module, from, until } = element.dataset;
    const wait = from ? Date.parse(from) - Date.now() : 0;
    if (wait > LONGEST || Date.now() > Date.parse(until)) continue;
    for (const name of module.split(" ")) {
      if (wait > 0) setTimeout(enhance, wait, element, name);
      else enhance(element, name);
    }
  }

  const isPreview = document.querySelector('script[src^="/__microsite/"]');
  if (isPreview) return;
  document.head.append(Object.assign(document.createElement("link"), { rel: "manifest", href: manifest }));
  if (!worker || !navigator.serviceWorker) return;
  const keep = () => navigator.serviceWorker.register(worker).catch(() => {});
  if (document.readyState === "complete") keep();
  else addEventListener("load", keep);
})();
