/**
 * Show and hide elements with data-since and data-before according to the current time, whenever
 * the page was built, and the choices of the filter when its button is pressed. Then load what no
 * page waits for: fonts and enhancements.
 *
 * Each element with data-module="NAME ..." is passed to enhance(element) of modules/NAME.js, not
 * before data-from and not after data-until.
 *
 * All this starts after the first paint. It starts at once where a service worker has the files, and
 * after FALLBACK_DELAY_MS where the browser reports no paint, as in background tabs
 * (docs/decisions/0035). The fonts of every page are added together, because each addition lays out
 * the page again. A page opened from disk cannot read its stylesheet or import modules
 * (docs/decisions/0021).
 */
(() => {
  const { fonts, manifest, worker } = document.currentScript.dataset;
  const FALLBACK_DELAY_MS = 3000;
  const MAX_TIMEOUT_MS = 2 ** 31 - 1;

  const timedElements = [...document.querySelectorAll('[data-since], [data-before]')].map(
    (element) => ({
      element,
      since: Date.parse(element.dataset.since) || -Infinity,
      before: Date.parse(element.dataset.before) || Infinity,
    }),
  );

  function updateTimedElements() {
    const now = Date.now();
    for (const { element, since, before } of timedElements) {
      element.hidden = now < since || now >= before;
    }
    const changes = timedElements.flatMap(({ since, before }) => [since, before]);
    const next = Math.min(...changes.filter((time) => time > now));
    if (next < Infinity) setTimeout(updateTimedElements, Math.min(next - now, MAX_TIMEOUT_MS));
  }

  /** Enhance an element. If its controls need a module that is gone, say so beside them. */
  const enhance = (element, name) =>
    import(`./modules/${name}.js`).then(
      (module) => module.enhance(element),
      (error) => {
        if (element.dataset.failed) element.lastElementChild.textContent = element.dataset.failed;
        throw error;
      },
    );

  /** If a module is gone, the site has a new version: load the page again, once for each version. */
  async function reloadIfNewer({ reason }) {
    if (!/module/.test(reason) || sessionStorage.version === fonts) return;
    await fetch(location, { cache: 'reload' });
    sessionStorage.version = fonts; // an address that contains a digest
    location.reload();
  }

  /** Leave out index.html where the canonical address does, because people copy this one. */
  function leaveOutFileName() {
    const { href } = document.querySelector('[rel="canonical"]') ?? {};
    const short = location.href.replace('index.html', '');
    if (href && short.startsWith(href)) history.replaceState(history.state, '', short);
  }

  function enhanceAll() {
    for (const element of document.querySelectorAll('[data-module]')) {
      const { module, from, until } = element.dataset;
      const delay = from ? Date.parse(from) - Date.now() : 0;
      if (delay > MAX_TIMEOUT_MS || Date.now() > Date.parse(until)) continue;
      for (const name of module.split(' ')) {
        if (delay > 0) setTimeout(enhance, delay, element, name);
        else enhance(element, name);
      }
    }
  }

  const addLink = (rel, href, properties = {}) =>
    document.head.appendChild(
      Object.assign(document.createElement('link'), { rel, href, ...properties }),
    );

  /** Add the fonts of the stylesheet. If it cannot be read, let the browser load them. */
  async function addFonts() {
    const sheet = addLink('stylesheet', fonts, { media: 'not all' });
    try {
      await new Promise((onload, onerror) => Object.assign(sheet, { onload, onerror }));
      const rules = [...sheet.sheet.cssRules];
      const faces = await Promise.allSettled(
        rules.map(({ style }) => loadFontFace(style, sheet.href)),
      );
      for (const { value } of faces) if (value) document.fonts.add(value);
    } catch {
      sheet.media = 'all';
    }
  }

  /** Load the font of a rule. One for rare letters is loaded by the browser if the page has any. */
  function loadFontFace(style, base) {
    const property = (name) => style.getPropertyValue(name) || undefined;
    const absolute = (_, path) => `url("${new URL(path, base)}`;
    const source = property('src').replace(/url\("([^"]+)/g, absolute);
    const face = new FontFace(property('font-family'), source, {
      style: property('font-style'),
      weight: property('font-weight'),
      unicodeRange: property('unicode-range'),
      display: 'swap',
    });
    return property('unicode-range') ? face : face.load();
  }

  function registerServiceWorker() {
    addLink('manifest', manifest);
    if (!worker || !navigator.serviceWorker) return;
    const register = () => navigator.serviceWorker.register(worker).catch(() => {});
    if (document.readyState === 'complete') register();
    else addEventListener('load', register);
  }

  let isStarted = false;
  function start() {
    if (isStarted) return;
    isStarted = true;
    addFonts();
    if (isFromDisk) return;
    leaveOutFileName();
    addEventListener('unhandledrejection', reloadIfNewer);
    enhanceAll();
    const isPreview = document.querySelector('script[src^="/__microsite/"]');
    if (!isPreview) registerServiceWorker();
  }

  const menu = document.getElementById('page_menu');
  menu?.addEventListener('focusout', ({ relatedTarget }) => {
    const isOpen = relatedTarget && menu.matches(':popover-open');
    if (isOpen && !menu.contains(relatedTarget)) menu.hidePopover();
  });

  const filter = document.querySelector('.finder__open');
  filter?.addEventListener('click', () => {
    const isOpen = filter.getAttribute('aria-expanded') === 'true';
    filter.setAttribute('aria-expanded', !isOpen);
  });

  const isFromDisk = location.protocol === 'file:';
  document.documentElement.classList.toggle('from-disk', isFromDisk);
  updateTimedElements();
  if (navigator.serviceWorker?.controller) return start();
  new PerformanceObserver(start).observe({ type: 'paint', buffered: true });
  setTimeout(start, FALLBACK_DELAY_MS);
})();
