import { eachMinute } from './dom.js';
import * as strings from './strings/finder.js';

const AHEAD_MS = 10 * 60000;
const reminded = new Set();

/** Ask for permission, then remind of sessions while the page is open. Return what to say. */
export async function notifyBefore(savedSessions) {
  if ((await Notification.requestPermission()) !== 'granted') return strings.notAllowed;
  const worker = await navigator.serviceWorker?.getRegistration();
  eachMinute(() => {
    for (const { id, title, time, room, start, isCancelled } of savedSessions()) {
      const left = start - Date.now();
      if (left <= 0 || left > AHEAD_MS || isCancelled || reminded.has(id)) continue;
      reminded.add(id);
      const message = `${title}: ${[time, ...(room?.split('\n') ?? [])].join(', ')}`;
      if (worker) worker.showNotification(message); // phones allow no other way
      else new Notification(message);
    }
  });
  return strings.notifying;
}
