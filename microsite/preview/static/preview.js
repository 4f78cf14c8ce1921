// Connects to the preview and does what it says: load the page anew where it stands, take in the new stylesheet, or
// tell of mistakes over the page.
(() => {
  const build = Number(document.currentScript.dataset.build);
  const PLACE = "microsite-place";

  // The browser forgets the reader's place when a second reload begins before it has gone back after the first, and
  // moves it when styles or fonts come late. So we keep it from the start of a reload until the page is loaded, unless
  // the reader goes elsewhere meanwhile.
  let [reloading, settled, place] = [false, false, null];
  // A reload would call off the way to another page that the reader has just set out on.
  let left = -Infinity;
  const PATIENCE = 1000;
  addEventListener("beforeunload", () => { left = performance.now(); });
  const reload = () => {
    if (!reloading && performance.now() - left < PATIENCE) {
      setTimeout(reload, PATIENCE);
      return;
    }
    reloading = true;
    history.scrollRestoration = "manual";
    location.reload();
  };
  const goBack = () => place !== null && scrollTo({ top: place, behavior: "instant" });

  addEventListener("pagehide", () => {
    if (reloading && settled) sessionStorage.setItem(PLACE, JSON.stringify([location.pathname, place ?? scrollY]));
  });
  addEventListener("DOMContentLoaded", () => {
    const [path, top] = JSON.parse(sessionStorage.getItem(PLACE)) ?? [];
    sessionStorage.removeItem(PLACE);
    place = path === location.pathname ? top : null;
    settled = true;
    goBack();
  });
  addEventListener("load", () => {
    goBack();
    place = null;
    setTimeout(() => { history.scrollRestoration = "auto"; });
  });
  for (const moved of ["wheel", "touchstart", "pointerdown", "keydown"]) {
    addEventListener(moved, () => { place = null; }, { passive: true });
  }

  const connect = () => {
    const socket = new WebSocket(`ws://${location.host}/livereload`);
    socket.onopen = () => {
      socket.send(JSON.stringify({ command: "hello", protocols: ["http://livereload.com/protocols/official-7"] }));
      socket.send(JSON.stringify({ command: "info", url: location.href, build }));
    };
    socket.onmessage = (event) => {
      const message = JSON.parse(event.data);
      if (message.command === "note") showNote();
      else if (message.command === "reload" && message.liveCSS) swapStyles();
      else if (message.command === "reload") reload();
    };
    socket.onclose = () => setTimeout(connect, 500);
  };

  const swapStyles = () => {
    for (const old of document.querySelectorAll('link[rel="stylesheet"]:not([href^="/__microsite/"])')) {
      const fresh = old.cloneNode();
      fresh.href = `${old.href.split("?")[0]}?${Date.now()}`;
      fresh.onload = () => old.remove();
      fresh.onerror = reload;
      old.after(fresh);
    }
  };

  // The note stands first in the page, so that Tab comes to it first.
  const noteOf = () => document.querySelector("microsite-note");
  let told = noteOf()?.shadowRoot.innerHTML ?? "";

  const showNote = async () => {
    const answer = await fetch("/__microsite/note").catch(() => null);
    if (!answer?.ok) return;
    const html = await answer.text();
    if (html === told) return;
    told = html;
    noteOf()?.remove();
    if (!html) return;
    const note = document.createElement("microsite-note");
    note.attachShadow({ mode: "open" }).innerHTML = html;
    document.body.prepend(note);
    prepare(note);
  };

  // Whoever reads a page with the keyboard and stands nowhere in it is led to the note; nobody is taken from a field.
  const prepare = (note) => {
    const root = note.shadowRoot;
    const details = root.querySelector("details");
    const summary = root.querySelector("summary");
    if (!navigator.clipboard) for (const button of root.querySelectorAll(".copy")) button.remove();
    root.addEventListener("click", (event) => {
      const button = event.target.closest("button");
      if (button) act(button);
    });
    if (!details.open) return;
    const lead = () => document.activeElement === document.body && summary.focus({ preventScroll: true });
    const looks = root.querySelector("link");
    if (looks.sheet) lead();
    else looks.addEventListener("load", lead); // what cannot be seen yet cannot be focused
    addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || !details.open || !note.isConnected) return;
      details.open = false;
      summary.focus({ preventScroll: true });
    });
  };

  const act = async (button) => {
    const { path, line, column } = button.dataset;
    const place = { path, line: Number(line), column: Number(column) };
    const done = button.matches(".copy") ? await copy(place) : await window.micrositeDesk?.open(place);
    const words = button.firstChild;
    words.data = done ?? "Please open it yourself";
    setTimeout(() => { words.data = button.matches(".copy") ? "Copy place" : "Open in editor"; }, 4000);
  };

  const copy = ({ path, line }) => navigator.clipboard.writeText(`${path}:${line}`).then(() => "Copied", () => null);

  addEventListener("DOMContentLoaded", () => noteOf() && prepare(noteOf()));
  connect();
})();
