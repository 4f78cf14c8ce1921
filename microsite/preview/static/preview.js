// Connects to the preview and does what it says: reload the page where it stands, or take in the new stylesheet.
const build = Number(document.currentScript.dataset.build);

const connect = () => {
  const socket = new WebSocket(`ws://${location.host}/livereload`);
  socket.onopen = () => {
    socket.send(JSON.stringify({ command: "hello", protocols: ["http://livereload.com/protocols/official-7"] }));
    socket.send(JSON.stringify({ command: "info", url: location.href, build }));
  };
  socket.onmessage = (event) => {
    const message = JSON.parse(event.data);
    if (message.command !== "reload") return;
    if (message.liveCSS) swapStyles(); else location.reload();
  };
  socket.onclose = () => setTimeout(connect, 500);
};

const swapStyles = () => {
  for (const old of document.querySelectorAll('link[rel="stylesheet"]')) {
    const fresh = old.cloneNode();
    fresh.href = `${old.href.split("?")[0]}?${Date.now()}`;
    fresh.onload = () => old.remove();
    fresh.onerror = () => location.reload();
    old.after(fresh);
  }
};

connect();
