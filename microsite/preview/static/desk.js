// From the words on a page to the line of the file that holds them: Alt and a click, or the button in the corner and
// then Tab and Enter. Only in the preview, and only on the machine it runs on.
(() => {
  const { token } = document.currentScript.dataset;
  const PIECES = "h1,h2,h3,h4,h5,h6,p,li,dt,dd,th,td,caption,figcaption,blockquote,pre,summary,label,img[alt]";
  const OURS = "microsite-desk,microsite-note";
  const [MOST_LEVELS, MOST_TEXT, MOST_LINKS] = [12, 4000, 80];
  const NOWHERE = "No single line holds these words: they are made by the design, or from several fields.";
  const ON = "microsite-desk";
  let [isOn, current] = [false, null];

  const ask = async (what, body) => {
    const headers = { "Content-Type": "application/json", "X-Microsite-Token": token };
    const answer = await fetch(`/__microsite/${what}`, { method: "POST", headers, body: JSON.stringify(body) });
    return answer.ok ? answer.json() : null;
  };

  const open = async (place) => {
    const opened = await ask("open", place).catch(() => null);
    if (!opened) return null;
    return `Opened in ${opened.editor}${opened.knows_lines ? "" : `: go to line ${place.line}`}`;
  };

  // What is pointed at, and what it stands in, from the inside out.
  const levels = (element) => {
    const found = [];
    for (let at = element; at && !at.matches("main,body,html") && found.length < MOST_LEVELS; at = at.parentElement) {
      const text = at.matches("img") ? at.alt : textOf(at);
      const links = [at, ...at.querySelectorAll("[id],a[href]")].flatMap((each) => [idOf(each), linkOf(each)]);
      const named = [...new Set(links.filter(Boolean))];
      const times = at.matches("time") ? [at] : [...at.querySelectorAll("time[datetime]")];
      found.push({
        text: text.length > MOST_TEXT ? "" : text,
        own: ownTextOf(at),
        about: aboutOf(at),
        moments: times.slice(0, 4).map((time) => time.dateTime),
        links: named.length > MOST_LINKS ? [] : named,
      });
    }
    return found;
  };

  // The words of neighbours do not run together: <h3>The tide</h3><p>Every ... is "The tide Every ...".
  const textOf = (element) => {
    const texts = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
    let text = "";
    while (texts.nextNode()) text += ` ${texts.currentNode.data}`;
    return squeezed(text);
  };
  const ownTextOf = (element) =>
    squeezed([...element.childNodes].map((node) => (node.nodeType === Node.TEXT_NODE ? node.data : " ")).join(""));
  const squeezed = (text) => text.replace(/\s+/g, " ").trim().slice(0, MOST_TEXT);

  // A card is about what its id names, or where its one heading leads; a line, where its one link leads.
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

  const question = (element) => ({
    page: location.pathname.replace(/index\.html$/, ""),
    kind: document.body.className.match(/\bpage-([\w-]+)/)?.[1] ?? "",
    in_main: Boolean(element.closest("main")),
    levels: levels(element),
    block: depth(element),
  });

  const show = async (element) => {
    current?.removeAttribute("data-microsite-current");
    current = element;
    element.setAttribute("data-microsite-current", "");
    const place = await ask("where", question(element)).catch(() => null);
    if (element !== current) return;
    if (!place?.path) {
      tell(NOWHERE);
      return;
    }
    tell(place.can_open ? "Opening …" : "", place);
    if (place.can_open) say((await open(place)) ?? "No editor could be started.");
  };

  const host = document.createElement("microsite-desk");
  const root = host.attachShadow({ mode: "open" });
  root.innerHTML = `<link rel="stylesheet" href="/__microsite/note.css">
<section class="card" aria-label="Where it is written" hidden><p class="where"></p><pre tabindex="0"></pre><p class="said" role="status"></p>
<p class="do"><button type="button" class="open">Open in editor</button><button type="button" class="copy">Copy place</button><button type="button" class="close">Close</button></p></section>
<button type="button" class="switch" aria-pressed="false">Where is this written?</button>`;
  const part = (name) => root.querySelector(name);
  let shown = null;

  const tell = (words, place = null) => {
    shown = place;
    part(".where").replaceChildren();
    if (place) part(".where").append(Object.assign(document.createElement("b"), { textContent: place.path }), `, line ${place.line}`);
    part("pre").hidden = !place?.excerpt;
    part("pre").textContent = place?.excerpt.trim() ?? "";
    part(".open").hidden = !place?.can_open;
    part(".copy").hidden = !place || !navigator.clipboard;
    part(".card").hidden = false;
    say(words);
  };
  const say = (words) => { part(".said").textContent = words; };

  const close = () => {
    part(".card").hidden = true;
    current?.removeAttribute("data-microsite-current");
    if (current && root.activeElement) current.focus();
    current = null;
  };

  // A piece is the smallest element that has words of its own.
  const hasOwnWords = (element) =>
    element.matches("img") ? element.alt !== "" : [...element.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.data.trim());
  const pieces = () =>
    [...document.body.querySelectorAll(PIECES)].filter(
      (element) =>
        !element.closest(OURS) && element.checkVisibility() && element.textContent.trim() + (element.alt ?? "") &&
        (hasOwnWords(element) || !element.querySelector(PIECES)),
    );

  const turn = (on) => {
    isOn = on;
    part(".switch").setAttribute("aria-pressed", String(on));
    part(".switch").textContent = on ? "Press any words; Esc ends" : "Where is this written?";
    document.documentElement.classList.toggle(ON, on);
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

  part(".switch").addEventListener("click", () => turn(!isOn));
  part(".close").addEventListener("click", close);
  part(".open").addEventListener("click", async () => say((await open(shown)) ?? "No editor could be started."));
  part(".copy").addEventListener("click", () =>
    navigator.clipboard.writeText(`${shown.path}:${shown.line}`).then(() => say("Copied."), () => say(`${shown.path}:${shown.line}`)));

  const isPageElement = (target) => target instanceof Element && !target.closest(OURS) && target.closest("body");

  addEventListener("click", (event) => {
    if (!(isOn || event.altKey) || event.button !== 0 || !isPageElement(event.target)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    show(event.target);
  }, true);

  addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !part(".card").hidden) close();
    else if (event.key === "Escape" && isOn) {
      turn(false);
      part(".switch").focus();
    } else if (isOn && (event.key === "Enter" || event.key === " ") && isPageElement(event.target) && event.target !== document.body) {
      event.preventDefault();
      event.stopImmediatePropagation();
      show(event.target);
    }
  }, true);

  window.micrositeDesk = { open, pieces, where: (element) => ask("where", question(element)) };
  document.body.append(host);
})();
