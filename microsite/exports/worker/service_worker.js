// Keeps pages of the site on the device for times without a network. With a network, every page comes
// from it. The build writes four constants in front of this script: VERSION, ASSETS, the folder of files
// whose names contain a digest, and PRECACHE and RUNTIME, which give a digest for each file.
const root = new URL('./', self.location);
const CACHE_PREFIX = `pages:${root.pathname}:`;
const CACHE_NAME = CACHE_PREFIX + VERSION;
const DIGESTS = { ...PRECACHE, ...RUNTIME };
const DIGESTS_URL = new URL('?digests', root).href; // the entry in which a cache lists its files
const ASSETS_URL = new URL(ASSETS, root).href;
const NETWORK_TIMEOUT_MS = 3000; // if the page is in the cache
const MAX_CACHE_BYTES = 5_000_000; // of files that nobody has asked for

const cached = (url) => caches.match(url, { cacheName: CACHE_NAME });
const isListed = (url) => Object.hasOwn(DIGESTS, url.slice(root.href.length));

/** Return the URL of the file behind an address, without query and fragment. */
function fileUrl(address) {
  const { origin, pathname } = new URL(address);
  return origin + pathname + (pathname.endsWith('/') ? 'index.html' : '');
}

/** Return a copy of a redirected response: browsers refuse the original for a page. */
function withoutRedirect(response) {
  if (!response.redirected) return response;
  const { body, status, statusText, headers } = response;
  return new Response(body, { status, statusText, headers });
}

/** Copy unchanged files from older caches, and fetch the rest past the browser's HTTP cache. */
async function install() {
  const cache = await caches.open(CACHE_NAME);
  const oldFiles = await filesInOldCaches();
  const add = async (path) => {
    const url = new URL(path, root).href;
    const oldCache = oldFiles.get(`${path} ${DIGESTS[path]}`);
    const response =
      (oldCache && (await oldCache.match(url))) || (await fetch(url, { cache: 'reload' }));
    if (!response.ok) throw new Error(`${path}: ${response.status}`);
    const copy = withoutRedirect(response);
    await cache.put(url, copy.clone());
    return (await copy.blob()).size;
  };
  const sizes = await Promise.all(Object.keys(PRECACHE).map(add));
  let total = sizes.reduce((sum, size) => sum + size, 0);
  if (!navigator.connection?.saveData) {
    for (const path of Object.keys(RUNTIME)) {
      if (total > MAX_CACHE_BYTES) break;
      total += await add(path).catch(() => 0);
    }
  }
  await cache.put(DIGESTS_URL, new Response(JSON.stringify(DIGESTS)));
  await self.skipWaiting();
}

/** Return the older cache that has a file, by "path digest". */
async function filesInOldCaches() {
  const files = new Map();
  for (const name of await oldCacheNames()) {
    const cache = await caches.open(name);
    const list = await cache.match(DIGESTS_URL);
    const digests = list ? await list.json() : {};
    for (const [path, digest] of Object.entries(digests)) files.set(`${path} ${digest}`, cache);
  }
  return files;
}

const oldCacheNames = async () =>
  (await caches.keys()).filter((name) => name.startsWith(CACHE_PREFIX) && name !== CACHE_NAME);

async function activate() {
  await Promise.all((await oldCacheNames()).map((name) => caches.delete(name)));
}

/** Add a response, unless the cache has been deleted meanwhile. */
async function put(url, response) {
  if (await caches.has(CACHE_NAME)) await (await caches.open(CACHE_NAME)).put(url, response);
}

/** Answer from the cache first: a file with a digest in its name never changes. */
async function fromCache(request) {
  const match = await cached(request.url);
  if (match) return match;
  const response = await fetch(request);
  if (response.status === 200) await put(request.url, response.clone());
  return response;
}

/**
 * Answer from the network first, and from the cache if it is slow or fails. The copy in the cache is
 * renewed, as it may be of an earlier build: during a deploy, this script can arrive before the pages.
 */
async function fromNetwork(event) {
  const { request } = event;
  const url = fileUrl(request.url);
  const match = await cached(url);
  const fetched = fetch(request).then((response) => {
    if (response.ok && isListed(url)) {
      event.waitUntil(put(url, withoutRedirect(response.clone())));
    }
    return response;
  });
  const timeout = new Promise((resolve) => setTimeout(resolve, NETWORK_TIMEOUT_MS));
  const response = await Promise.race([fetched, timeout]).catch(() => undefined);
  if (response && response.status < 500) return response;
  if (match) return match;
  try {
    return await fetched;
  } catch (error) {
    if (request.mode !== 'navigate') throw error;
    return offlinePage();
  }
}

/** Return the offline page. It can appear at any address, so its links start from the root. */
async function offlinePage() {
  const page = await cached(new URL('offline/index.html', root).href);
  if (!page) return Response.error();
  const text = (await page.text()).replaceAll('"../', `"${root.pathname}`);
  const headers = { 'Content-Type': 'text/html; charset=utf-8' };
  return new Response(text, { status: 503, headers });
}

self.addEventListener('install', (event) => event.waitUntil(install()));
self.addEventListener('activate', (event) => event.waitUntil(activate()));
self.addEventListener('fetch', (event) => {
  const { request } = event;
  const isOurs = request.url.startsWith(root.href) || request.url.startsWith(ASSETS_URL);
  if (request.method !== 'GET' || !isOurs || request.headers.has('range')) return;
  if (request.url.startsWith(ASSETS_URL)) {
    event.respondWith(fromCache(request));
  } else if (request.mode === 'navigate' || isListed(fileUrl(request.url))) {
    event.respondWith(fromNetwork(event));
  }
});
