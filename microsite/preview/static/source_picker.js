// Opens the line of a file in which words of a page are written: with Alt and a click, or with the button in the
// corner, then Tab and Enter. Only in the preview, and only on the machine on which it runs.
(() => {
  const { token } = document.currentScript.dataset;
  const PIECES = "h1,h2,h3,h4,h5,h6,p,li,dt,dd,th,td,caption,figcaption,blockquote,pre,summary,label,img[alt]";
  const OWN_ELEMENTS = "microsite-picker,microsite-panel";
  const [MAX_LEVELS, MAX_TEXT] = [12, 4000];
  const NO_SOURCE = "This text cannot be edited directly. It comes from the design or from several fields.";
  const ACTIVE_CLASS = "microsite-picker";
  let [isActive, current] = [false, null];

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

  // The selected element and the elements around it, innermost first.
  const elementChain = (element) => {
    const found = [];
    for (let at = element; at && !at.matches("main,body,html") && found.length < MAX_LEVELS; at = at.parentElement) {
      const text = at.matches("img") ? at.alt : textOf(at);
      const times = at.matches("time") ? [at] : [...at.querySelectorAll("time[datetime]")];
      found.push({
        text: text.length > MAX_TEXT ? "" : text,
        own: ownTextOf(at),
        about: aboutOf(at),
        moments: times.slice(0, 4).map((time) => time.dateTime),
      });
    }
    return found;
  };

  // Words of neighbouring elements are kept apart: <h3>The tide</h3><p>Every ... is "The tide Every ...".
  const textOf = (element) => {
    const texts = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
    let text = "";
    while (texts.nextNode()) text += ` ${texts.currentNode.data}`;
    return collapseSpaces(text);
  };
  const ownTextOf = (element) =>
    collapseSpaces([...element.childNodes].map((node) => (node.nodeType === Node.TEXT_NODE ? node.data : " ")).join(""));
  const collapseSpaces = (text) => text.replace(/\s+/g, " ").trim().slice(0, MAX_TEXT);

  // A card is about the target of its id or of its only heading link; a line is about the target of its only link.
  const aboutOf = (element) => {
    const links = element.querySelectorAll(element.matches(PIECES) ? "a[href]" : ":is(h1,h2,h3,h4,h5,h6) a[href]");
    return idOf(element) || linkOf(element) || (links.length === 1 ? linkOf(links[0]) : "");
  };
  const idOf = (element) => (element.id ? `#${element.id}` : "");
  const linkOf = (link) => (link.matches("a[href]") && link.origin === location.origin ? link.pathname + link.hash : "");

  const depth = (element) => {
    let count = 0;
    const block = element.closest(PIECES);
    for (let at = element; block && at !== block; at = at.parentElement) count++;
    return count;
  };

  const selection = (element) => ({
    page: location.pathname.replace(/index\.html$/, ""),
    kind: document.body.className.match(/\bpage-([\w-]+)/)?.[1] ?? "",
    in_main: Boolean(element.closest("main")),
    levels: elementChain(element),
    block: depth(element),
  });

  const show = async (element) => {
    current?.removeAttribute("data-microsite-current");
    current = element;
    element.setAttribute("data-microsite-current", "");
    const place = await post("where", selection(element)).catch(() => null);
    if (element !== current) return;
    if (!place?.path) {
      showCard(NO_SOURCE);
      return;
    }
    showCard(place.can_open ? "Opening …" : "", place);
    if (place.can_open) setStatus((await open(place)) ?? "Your editor could not be opened. Open the file yourself.");
  };

  const host = document.createElement("microsite-picker");
  const root = host.attachShadow({ mode: "open" });
  root.innerHTML = `<link rel="stylesheet" href="/__microsite/panel.css">
<section class="card" aria-label="Source of this text" hidden><p class="where"></p><pre tabindex="0"></pre><p class="said" role="status"></p>
<p class="do"><button type="button" class="open">Open in editor</button><button type="button" class="copy">Copy file and line</button><button type="button" class="close">Close</button></p></section>
<button type="button" class="switch" aria-pressed="false">Edit this text</button>`;
  const part = (name) => root.querySelector(name);
  let shown = null;

  const showCard = (words, place = null) => {
    shown = place;
    part(".where").replaceChildren();
    if (place) part(".where").append(Object.assign(document.createElement("b"), { textContent: place.path }), `, line ${place.line}`);
    part("pre").hidden = !place?.excerpt;
    part("pre").textContent = place?.excerpt.trim() ?? "";
    part(".open").hidden = !place?.can_open;
    part(".copy").hidden = !place || !navigator.clipboard;
    part(".card").hidden = false;
    setStatus(words);
  };
  const setStatus = (words) => { part(".said").textContent = words; };

  const close = () => {
    part(".card").hidden = true;
    current?.removeAttribute("data-microsite-current");
    if (current && root.activeElement) current.focus();
    current = null;
  };

  // A piece is the smallest element with its own words.
  const hasOwnWords = (element) =>
    element.matches("img") ? element.alt !== "" : [...element.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.data.trim());
  const pieces = () =>
    [...document.body.querySelectorAll(PIECES)].filter(
      (element) =>
        !element.closest(OWN_ELEMENTS) && element.checkVisibility() && element.textContent.trim() + (element.alt ?? "") &&
        (hasOwnWords(element) || !element.querySelector(PIECES)),
    );

  const toggle = (on) => {
    isActive = on;
    part(".switch").setAttribute("aria-pressed", String(on));
    part(".switch").textContent = on ? "Select any text. Press Esc to stop." : "Edit this text";
    document.documentElement.classList.toggle(ACTIVE_CLASS, on);
    if (on) {
      for (const piece of pieces()) {
        piece.setAttribute("data-microsite-piece", piece.getAttribute("tabindex") ?? "");
        piece.tabIndex = 0;
      }
      return;
    }
    close();
    for (const piece of document.querySelectorAll("[data-microsite-piece]")) {
      const before = piece.dataset.micrositePiece;
      if (before) piece.setAttribute("tabindex", before);
      else piece.removeAttribute("tabindex");
      piece.removeAttribute("data-microsite-piece");
    }
  };

  part(".switch").addEventListener("click", () => toggle(!isActive));
  part(".close").addEventListener("click", close);
  part(".open").addEventListener("click", async () => setStatus((await open(shown)) ?? "Your editor could not be opened. Open the file yourself."));
  part(".copy").addEventListener("click", () =>
    navigator.clipboard.writeText(`${shown.path}:${shown.line}`).then(() => setStatus("Copied."), () => setStatus(`${shown.path}:${shown.line}`)));

  const isPageElement = (target) => target instanceof Element && !target.closest(OWN_ELEMENTS) && target.closest("body");

  addEventListener("click", (event) => {
    if (!(isActive || event.altKey) || event.button !== 0 || !isPageElement(event.target)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    show(event.target);
  }, true);

  addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !part(".card").hidden) close();
    else if (event.key === "Escape" && isActive) {
      toggle(false);
      part(".switch").focus();
    } else if (isActive && (event.key === "Enter" || event.key === " ") && isPageElement(event.target) && event.target !== document.body) {
      event.preventDefault();
      event.stopImmediatePropagation();
      show(event.target);
    }
  }, true);

  window.micrositePicker = { open, pieces, post, where: (element) => post("where", selection(element)) };
  document.body.append(host);
})();
