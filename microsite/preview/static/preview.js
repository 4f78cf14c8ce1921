// Connects to the preview and does what it says: reload the page where it stands, or take in the new stylesheet.
const build = Number(document.currentScript.dataset.build);
const PLACE = "microsite-place";

// The browser forgets the reader's place when a second reload begins before it has gone back after the first.
let [reloading, settled] = [false, false];
const reload = () => {
  reloading = true;
  history.scrollRestoration = "manual";
  location.reload();
};

addEventListener("pagehide", () => {
  if (reloading && settled) sessionStorage.setItem(PLACE, JSON.stringify([location.pathname, scrollY]));
});
addEventListener("DOMContentLoaded", () => {
  const [path, top] = JSON.parse(sessionStorage.getItem(PLACE)) ?? [];
  sessionStorage.removeItem(PLACE);
  if (path === location.pathname) scrollTo({ top, behavior: "instant" });
  history.scrollRestoration = "auto";
  settled = true;
});

const connect = () => {
  const socket = new WebSocket(`ws://${location.host}/livereload`);
  socket.onopen = () => {
    socket.send(JSON.stringify({ command: "hello", protocols: ["http://livereload.com/protocols/official-7"] }));
    socket.send(JSON.stringify({ command: "info", url: location.href, build }));
  };
  socket.onmessage = (event) => {
    const message = JSON.parse(event.data);
    if (message.command !== "reload") return;
    if (message.liveCSS) swapStyles(); else reload();
  };
  socket.onclose = () => setTimeout(connect, 500);
};

const swapStyles = () => {
  for (const old of document.querySelectorAll('link[rel="stylesheet"]')) {
    const fresh = old.cloneNode();
    fresh.href = `${old.href.split("?")[0]}?${Date.now()}`;
    fresh.onload = () => old.remove();
    fresh.onerror = reload;
    old.after(fresh);
  }
};

connect();
