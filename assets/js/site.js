/**
 * Show and hide elements with data-since and data-before according to the current time, whenever
 * the page was built, the link to the saved sessions, and the choices of the filter when its button
 * is pressed. Then load what no page waits for: fonts and enhancements.
 *
 * Each element with data-module="NAME" is passed to enhance(element, stylesLoaded, load) of
 * modules/NAME.js, not before data-from, not after data-until, and not where clocks show the time of
 * data-begins.
 *
 * All this starts after the first paint. It starts at once where a service worker has the files, and
 * after MAX_WAIT_MS where the browser reports no paint, as in background tabs
 * (docs/decisions/0035). The fonts of every page are added together, because each addition lays out
 * the page again. A page opened from disk cannot read its stylesheet or import modules
 * (docs/decisions/0021).
 */
(() => {
  const { fonts, styles, manifest, worker } = document.currentScript.dataset;
  const { pathname } = new URL('../../', document.currentScript.src); // the root of the site
  const MAX_WAIT_MS = 3000;
  const MAX_TIMER_MS = 2 ** 31 - 1;

  /** Show what the time allows, now and at each change. A time that is missing is no limit. */
  function update() {
    const now = Date.now();
    let next = Infinity;
    for (const element of document.querySelectorAll('[data-since], [data-before]')) {
      const [since, before] = [element.dataset.since, element.dataset.before].map(Date.parse);
      element.hidden = now < since || now >= before;
      next = Math.min(next, ...[since, before].filter((time) => time > now));
    }
    if (next < Infinity) setTimeout(update, Math.min(next - now, MAX_TIMER_MS));
  }

  /** Import a script. If it is gone, say so beside the controls of the page. */
  const load = (name) =>
    import(`./${name}.js`).catch((error) => {
      const status = document.querySelector('[data-failed]');
      if (status) status.textContent = status.dataset.failed;
      throw error;
    });

  const enhance = async (element, module) =>
    (await load(`modules/${module}`)).enhance(element, stylesLoaded, load);

  /** If a module is gone, the site has a new version: load the page again, once for each version. */
  async function reload({ reason }) {
    if (!/module/.test(reason) || sessionStorage.version === fonts) return;
    await fetch(location, { cache: 'reload' });
    sessionStorage.version = fonts; // an address that contains a digest
    location.reload();
  }

  /** Leave out index.html where the canonical address does, because people copy this one. */
  function leaveOutName() {
    const { href } = document.querySelector('[rel="canonical"]') ?? {};
    const short = location.href.replace('index.html', '');
    if (short.startsWith(href)) history.replaceState(history.state, '', short);
  }

  function enhanceAll() {
    for (const element of document.querySelectorAll('[data-module]')) {
      const { module, from, until, begins } = element.dataset;
      const delay = Date.parse(from) - Date.now();
      if (delay > MAX_TIMER_MS || Date.now() > Date.parse(until)) continue;
      if (Date.parse(begins) === Date.parse(begins?.slice(0, 16))) continue;
      if (delay > 0) setTimeout(enhance, delay, element, module);
      else enhance(element, module);
    }
  }

  const addLink = (rel, href, media = '') =>
    document.head.appendChild(Object.assign(document.createElement('link'), { rel, href, media }));

  /** Wait until a stylesheet has loaded, or has failed to load. */
  const loaded = (sheet) => new Promise((done) => (sheet.onload = sheet.onerror = done));

  /** Wait until the stylesheet of the enhancements has loaded. */
  let enhanced;
  const stylesLoaded = () => (enhanced ??= loaded(addLink('stylesheet', styles)));

  /** Show the way to the saved sessions, with their number, once there are any. */
  async function showMyDay() {
    const link = document.querySelector('.header__my_day');
    let ids;
    try {
      ids = JSON.parse(localStorage.getItem(`kept:${pathname}`));
    } catch {}
    const count = Array.isArray(ids) && ids.length;
    if (count && link) await stylesLoaded();
    link?.toggleAttribute('hidden', !count);
    link?.lastElementChild.replaceChildren(count);
  }

  /** Add the fonts of the stylesheet. If it cannot be read, let the browser load them. */
  async function addFonts() {
    const sheet = addLink('stylesheet', fonts, 'not all');
    try {
      await loaded(sheet);
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

  function addWorker() {
    addLink('manifest', manifest);
    if (!worker) return;
    const register = () => navigator.serviceWorker?.register(worker).catch(() => {});
    if (document.readyState === 'complete') register();
    else addEventListener('load', register);
  }

  function start() {
    addFonts();
    if (isFromDisk) return;
    leaveOutName();
    showMyDay();
    for (const type of ['pageshow', 'storage']) addEventListener(type, showMyDay);
    addEventListener('unhandledrejection', reload);
    enhanceAll();
    if (!document.querySelector('script[src^="/__microsite/"]')) addWorker(); // not in a preview
  }

  const menu = document.getElementById('page_menu');
  menu?.addEventListener('focusout', ({ relatedTarget }) => {
    if (!relatedTarget || menu.contains(relatedTarget)) return;
    if (menu.matches(':popover-open')) menu.hidePopover();
  });

  const filter = document.querySelector('.finder__open');
  filter?.addEventListener('click', () => {
    filter.setAttribute('aria-expanded', filter.getAttribute('aria-expanded') !== 'true');
  });

  const isFromDisk = location.protocol === 'file:';
  document.documentElement.classList.toggle('from-disk', isFromDisk);
  update();
  if (!fonts) return; // a page in a frame of another site
  new Promise((go) => {
    if (navigator.serviceWorker?.controller) return go();
    new PerformanceObserver(go).observe({ type: 'paint', buffered: true });
    setTimeout(go, MAX_WAIT_MS);
  }).then(start);
})();
