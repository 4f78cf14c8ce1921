import * as strings from './strings/notifications.js';

const MINUTE_MS = 60000;
const AHEAD_MS = 10 * MINUTE_MS;
let timer;

/** Ask for permission, then remind of sessions while the page is open. Return what to say. */
export async function notifyBefore(savedSessions) {
  if ((await Notification.requestPermission()) !== 'granted') return strings.notAllowed;
  const reminded = new Set();
  clearInterval(timer);
  timer = setInterval(() => {
    for (const session of savedSessions()) {
      const left = session.start - Date.now();
      if (left <= 0 || left > AHEAD_MS || session.isCancelled || reminded.has(session.id)) continue;
      reminded.add(session.id);
      show(strings.startsAt(session.title, session.time, session.room?.replaceAll('\n', ', ')));
    }
  }, MINUTE_MS / 4);
  return strings.notifying;
}

/** Show a message. Phones allow it only by way of the service worker. */
async function show(message) {
  const worker = await navigator.serviceWorker?.getRegistration();
  if (worker) worker.showNotification(message);
  else new Notification(message);
}
