/* Keeps the pages of the site on the device for when there is no network. With one, every page comes from it. In front
   of this text stands what to keep: VERSION, FIRST, THEN. Written by the build: a new version for every change. */
const root = new URL("./", self.location);
const PREFIX = `pages:${root.pathname}:`;
const NAME = PREFIX + VERSION;
const KEPT = new Set([...FIRST, ...THEN].map((path) => new URL(path, root).href));
const ASSETS = new URL("assets/", root).href;
const PATIENCE = 3000; /* milliseconds to wait for the network where a page is kept */
const MOST = 5_000_000; /* bytes that are kept unasked */

/* The file behind an address, without what is after "?" and "#". */
function fileOf(address) {
  const { origin, pathname } = new URL(address);
  return origin + pathname + (pathname.endsWith("/") ? "index.html" : "");
}

/* A browser refuses an answer that was redirected where it asked for a page; a copy of it is taken as it is. */
function plain(response) {
  if (!response.redirected) return response;
  const { body, status, statusText, headers } = response;
  return new Response(body, { status, statusText, headers });
}

/* Fetch a file into the new cache; what has a digest in its name is taken over from an older one. Gives its size. */
async function add(cache, path) {
  const address = new URL(path, root).href;
  const known = address.startsWith(ASSETS) && (await caches.match(address));
  const response = known || (await fetch(address, { cache: "no-cache" }));
  if (!response.ok) throw new Error(`${path}: ${response.status}`);
  const copy = plain(response);
  await cache.put(address, copy.clone());
  return (await copy.blob()).size;
}

async function install() {
  const cache = await caches.open(NAME);
  const sizes = await Promise.all(FIRST.map((path) => add(cache, path)));
  let total = sizes.reduce((sum, size) => sum + size, 0);
  if (!navigator.connection?.saveData) {
    for (const path of THEN) {
      if (total > MOST) break;
      total += await add(cache, path).catch(() => 0);
    }
  }
  await self.skipWaiting();
}

async function activate() {
  const old = (await caches.keys()).filter((name) => name.startsWith(PREFIX) && name !== NAME);
  await Promise.all(old.map((name) => caches.delete(name)));
  await self.clients.claim();
}

/* A file whose name carries a digest never changes. */
async function fromCache(request) {
  const cache = await caches.open(NAME);
  const found = await cache.match(request.url);
  if (found) return found;
  const response = await fetch(request);
  if (response.ok && response.status === 200) await cache.put(request.url, response.clone());
  return response;
}

async function fromNetwork(event) {
  const { request } = event;
  const file = fileOf(request.url);
  const cache = await caches.open(NAME);
  const fetched = fetch(request).then((response) => {
    if (response.ok && KEPT.has(file)) event.waitUntil(cache.put(file, plain(response.clone())));
    return response;
  });
  const late = new Promise((done) => setTimeout(done, PATIENCE));
  const answer = await Promise.race([fetched, late]).catch(() => undefined);
  if (answer && answer.status < 500) return answer;
  const found = await cache.match(file);
  if (found) return found;
  try {
    return await fetched;
  } catch (failure) {
    if (request.mode !== "navigate") throw failure;
    return offline(cache);
  }
}

/* The page that says so. It is shown at any address, so its links start from the root. */
async function offline(cache) {
  const page = await cache.match(new URL("offline/index.html", root).href);
  if (!page) return Response.error();
  const text = (await page.text()).replaceAll('"../', `"${root.pathname}`);
  return new Response(text, { status: 503, headers: { "Content-Type": "text/html; charset=utf-8" } });
}

self.addEventListener("install", (event) => event.waitUntil(install()));
self.addEventListener("activate", (event) => event.waitUntil(activate()));
self.addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method !== "GET" || !request.url.startsWith(root.href) || request.headers.has("range")) return;
  if (request.url.startsWith(ASSETS)) event.respondWith(fromCache(request));
  else if (request.mode === "navigate" || KEPT.has(fileOf(request.url))) event.respondWith(fromNetwork(event));
});
