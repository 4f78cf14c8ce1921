/* The site keeps nothing on the device any more: this takes away what earlier versions kept, and then itself. */
const PREFIX = `pages:${new URL("./", self.location).pathname}:`;

async function remove() {
  const names = (await caches.keys()).filter((name) => name.startsWith(PREFIX));
  await Promise.all(names.map((name) => caches.delete(name)));
  await self.registration.unregister();
}

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(remove()));
