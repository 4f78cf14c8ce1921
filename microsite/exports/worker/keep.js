/* Keeps the pages of the site on the device for when there is no network. With one, every page comes from it. In front
   of this text the build writes what to keep: VERSION, and FIRST and THEN, which give a digest for each file. */
const root = new URL("./", self.location);
const PREFIX = `pages:${root.pathname}:`;
const NAME = PREFIX + VERSION;
const DIGESTS = { ...FIRST, ...THEN };
const LIST = new URL("?digests", root).href; /* where a cache says what it holds */
const ASSETS = new URL("assets/", root).href;
const PATIENCE = 3000; /* milliseconds to wait for the network where a page is kept */
const MOST = 5_000_000; /* bytes that are kept unasked */

const kept = (address) => caches.match(address, { cacheName: NAME });
const isListed = (address) => Object.hasOwn(DIGESTS, address.slice(root.href.length));

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

/* Takes over from older caches what has not changed, and fetches the rest past every other cache on the way. */
async function install() {
  const cache = await caches.open(NAME);
  const older = await olderFiles();
  const add = async (path) => {
    const address = new URL(path, root).href;
    const known = older.get(`${path} ${DIGESTS[path]}`);
    const response = (known && (await known.match(address))) || (await fetch(address, { cache: "reload" }));
    if (!response.ok) throw new Error(`${path}: ${response.status}`);
    const copy = plain(response);
    await cache.put(address, copy.clone());
    return (await copy.blob()).size;
  };
  const sizes = await Promise.all(Object.keys(FIRST).map(add));
  let total = sizes.reduce((sum, size) => sum + size, 0);
  if (!navigator.connection?.saveData) {
    for (const path of Object.keys(THEN)) {
      if (total > MOST) break;
      total += await add(path).catch(() => 0);
    }
  }
  await cache.put(LIST, new Response(JSON.stringify(DIGESTS)));
  await self.skipWaiting();
}

/* By "path digest": the older cache that holds it. */
async function olderFiles() {
  const found = new Map();
  for (const name of await olderCaches()) {
    const cache = await caches.open(name);
    const list = await cache.match(LIST);
    const digests = list ? await list.json() : {};
    for (const [path, digest] of Object.entries(digests)) found.set(`${path} ${digest}`, cache);
  }
  return found;
}

const olderCaches = async () => (await caches.keys()).filter((name) => name.startsWith(PREFIX) && name !== NAME);

async function activate() {
  await Promise.all((await olderCaches()).map((name) => caches.delete(name)));
  await self.clients.claim();
}

/* Adds an answer, unless the cache has been taken away meanwhile. */
async function put(address, response) {
  if (await caches.has(NAME)) await (await caches.open(NAME)).put(address, response);
}

/* A file whose name carries a digest never changes. */
async function fromCache(request) {
  const found = await kept(request.url);
  if (found) return found;
  const response = await fetch(request);
  if (response.status === 200) await put(request.url, response.clone());
  return response;
}

async function fromNetwork(event) {
  const { request } = event;
  const file = fileOf(request.url);
  const known = await kept(file);
  const fetched = fetch(request).then((response) => {
    if (response.ok && !known && isListed(file)) event.waitUntil(put(file, plain(response.clone())));
    return response;
  });
  const late = new Promise((done) => setTimeout(done, PATIENCE));
  const answer = await Promise.race([fetched, late]).catch(() => undefined);
  if (answer && answer.status < 500) return answer;
  if (known) return known;
  try {
    return await fetched;
  } catch (failure) {
    if (request.mode !== "navigate") throw failure;
    return offline();
  }
}

/* The page that says so. It is shown at any address, so its links start from the root. */
async function offline() {
  const page = await kept(new URL("offline/index.html", root).href);
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
  else if (request.mode === "navigate" || isListed(fileOf(request.url))) event.respondWith(fromNetwork(event));
});
