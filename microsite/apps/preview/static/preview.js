// Connects to the preview and follows its messages: reload the page, replace stylesheets, or show the error panel.
(() => {
  const build = Number(document.currentScript.dataset.build);
  const { command, token } = document.currentScript.dataset;
  const SCROLL_KEY = "microsite-scroll";

  // Browsers lose the scroll position if a second reload begins before the first has ended, and move it when styles or
  // fonts load late. So it is kept from the start of a reload until the page is loaded, unless the reader scrolls.
  let [isReloading, isSettled, place] = [false, false, null];
  // A reload would cancel a navigation that the reader has just started.
  let leftAt = -Infinity;
  const NAVIGATION_MS = 1000;
  addEventListener("beforeunload", () => { leftAt = performance.now(); });
  const reload = () => {
    if (!isReloading && performance.now() - leftAt < NAVIGATION_MS) {
      setTimeout(reload, NAVIGATION_MS);
      return;
    }
    isReloading = true;
    history.scrollRestoration = "manual";
    location.reload();
  };
  const restoreScroll = () => place !== null && scrollTo({ top: place, behavior: "instant" });

  addEventListener("pagehide", () => {
    if (isReloading && isSettled) sessionStorage.setItem(SCROLL_KEY, JSON.stringify([location.pathname, place ?? scrollY]));
  });
  addEventListener("DOMContentLoaded", () => {
    const [path, top] = JSON.parse(sessionStorage.getItem(SCROLL_KEY)) ?? [];
    sessionStorage.removeItem(SCROLL_KEY);
    place = path === location.pathname ? top : null;
    isSettled = true;
    restoreScroll();
  });
  addEventListener("load", () => {
    restoreScroll();
    place = null;
    setTimeout(() => { history.scrollRestoration = "auto"; });
  });
  for (const input of ["wheel", "touchstart", "pointerdown", "keydown"]) {
    addEventListener(input, () => { place = null; }, { passive: true });
  }

// Without this message, editors would not notice that saved changes no longer appear.
  const stopped = document.createElement("microsite-stopped");
  stopped.setAttribute("role", "alert");
  stopped.textContent = `The preview has stopped. To see your changes, start it again: ${command}`;
  stopped.style.cssText = "position:fixed;inset:auto 0 0;z-index:2147483647;padding:1rem;background:#7a0d1e;color:#fff";
  let failures = 0;

  const connect = () => {
    const socket = new WebSocket(`ws://${location.host}/livereload`);
    socket.onopen = () => {
      failures = 0;
      stopped.remove();
      socket.send(JSON.stringify({ command: "hello", protocols: ["http://livereload.com/protocols/official-7"] }));
      socket.send(JSON.stringify({ command: "info", url: location.href, build }));
    };
    socket.onmessage = (event) => {
      const message = JSON.parse(event.data);
      if (message.command === "panel") updatePanel();
      else if (message.command === "reload" && message.liveCSS) swapStyles();
      else if (message.command === "reload") reload();
    };
    socket.onclose = () => {
      failures += 1;
      if (failures === 4) document.body.append(stopped);
      setTimeout(connect, 500);
    };
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

  // The panel is first in the page, so that Tab reaches it first.
  const panelElement = () => document.querySelector("microsite-panel");
  let currentHtml = panelElement()?.shadowRoot.innerHTML ?? "";

  const updatePanel = async () => {
    const answer = await fetch("/__microsite/panel").catch(() => null);
    if (!answer?.ok) return;
    const html = await answer.text();
    if (html === currentHtml) return;
    currentHtml = html;
    panelElement()?.remove();
    if (!html) return;
    const panel = document.createElement("microsite-panel");
    panel.attachShadow({ mode: "open" }).innerHTML = html;
    document.body.prepend(panel);
    wirePanel(panel);
  };

  // Focus moves to the panel only if it is nowhere else in the page.
  const wirePanel = (panel) => {
    const root = panel.shadowRoot;
    const details = root.querySelector("details");
    const summary = root.querySelector("summary");
    if (!token) root.querySelector(".drafts")?.remove(); // another machine
    if (!navigator.clipboard) for (const button of root.querySelectorAll(".copy")) button.remove();
    root.addEventListener("click", (event) => {
      const button = event.target.closest("button");
      if (button) runAction(button);
    });
    if (!details.open) return;
    const focusSummary = () => document.activeElement === document.body && summary.focus({ preventScroll: true });
    const styles = root.querySelector("link");
    if (styles.sheet) focusSummary();
    else styles.addEventListener("load", focusSummary); // an element without styles yet cannot be focused
    addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || !details.open || !panel.isConnected) return;
      details.open = false;
      summary.focus({ preventScroll: true });
    });
  };

  const runAction = async (button) => {
    if (button.matches(".drafts")) {
      button.disabled = true;
      await post("drafts", {});
      return;
    }
    const { path, line, column } = button.dataset;
    const place = { path, line: Number(line), column: Number(column) };
    const done = button.matches(".copy") ? await copy(place) : await open(place);
    const label = button.firstChild;
    label.data = done ?? "Open the file yourself";
    setTimeout(() => { label.data = button.matches(".copy") ? "Copy file and line" : "Open in editor"; }, 4000);
  };

  // Only pages on this machine have the token.
  const post = async (what, body) => {
    const headers = { "Content-Type": "application/json", "X-Microsite-Token": token };
    const answer = await fetch(`/__microsite/${what}`, { method: "POST", headers, body: JSON.stringify(body) });
    return answer.ok ? answer.json() : null;
  };
  const open = async (place) => {
    const opened = await post("open", place).catch(() => null);
    if (!opened) return null;
    return `Opened in ${opened.editor}${opened.knows_lines ? "" : `: go to line ${place.line}`}`;
  };

  const copy = ({ path, line }) => navigator.clipboard.writeText(`${path}:${line}`).then(() => "Copied", () => null);

  addEventListener("DOMContentLoaded", () => panelElement() && wirePanel(panelElement()));
  connect();
})();
