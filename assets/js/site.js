/* Finds what may be more than plain HTML, [data-module="NAME ..."], and gives it to enhance(element) of modules/NAME.js.
   Opened from disk a page stays as it is: docs/decisions/0006. */
(() => {
  const { manifest, worker } = document.currentScript.dataset;
  if (location.protocol === "file:") {
    document.documentElement.classList.add("from-disk");
    return;
  }
  for (const element of document.querySelectorAll("[data-module]")) {
    for (const name of element.dataset.module.split(" ")) {
      import(`./modules/${name}.js`)
        .then((module) => module.enhance(element))
        .catch((error) => console.error(`${name}: the page goes on without it.`, error));
    }
  }
  if (!manifest || document.querySelector('script[src^="/__microsite/"]')) return;
  document.head.append(Object.assign(document.createElement("link"), { rel: "manifest", href: manifest }));
  const keep = () => navigator.serviceWorker?.register(worker).catch(() => {});
  if (document.readyState === "complete") keep();
  else addEventListener("load", keep);
})();
