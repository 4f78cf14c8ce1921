// The site no longer offers offline copies: delete those of earlier versions, then this worker.
const CACHE_PREFIX = `pages:${new URL('./', self.location).pathname}:`;

async function remove() {
  const names = (await caches.keys()).filter((name) => name.startsWith(CACHE_PREFIX));
  await Promise.all(names.map((name) => caches.delete(name)));
  await self.registration.unregister();
}

self.addEventListener('install', () => self.skipWaiting());
self.addEventListener('activate', (event) => event.waitUntil(remove()));
