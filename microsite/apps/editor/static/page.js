// Makes the texts of a page lead to their forms. Beside a form, this is on. Otherwise a button, or Alt and a click, does it.
(() => {
  const { record, day } = document.currentScript.dataset;
  const KEY = "microsite-editing";
  const OWN = "microsite-editor,microsite-panel";
  const KINDS = { tier: "package", news: "news post", resources: "resource settings", sponsors: "sponsorship settings", rates: "price settings" };
  const MAIN_KINDS = ["session", "page", "news", "event"];
  const isBeside = window.top !== window && window.name !== "preview";
  let isOn = isBeside || sessionStorage.getItem(KEY) === "on";

  const parts = (origin) => {
    const [kind, id, path = ""] = origin.split("/");
    return { kind, id, path, record: `${kind}/${id}` };
  };
  const address = ({ kind, id, path }) =>
    path ? `/_edit/origin/${kind}/${encodeURIComponent(id)}/${path}` : `/_edit/record/${kind}/${id}`;
  const open = (origin) => { window.top.location.href = address(parts(origin)); };

  const label = (origin) => {
    const { kind, id, record: own } = parts(origin);
    const title = document.querySelector(`main [data-edit="${own}/title"], main [data-edit="${own}/name"]`);
    const name = title?.textContent.trim() || id;
    const words = KINDS[kind] ?? kind;
    return `${words[0].toUpperCase()}${words.slice(1)}${name ? `: ${name}` : ""}`;
  };

  // A time has no mark, as it is put together from fields.
  const TIMES = { session: "start", event: "starts", news: "date" };
  const withTime = (origin, element) => {
    const field = TIMES[parts(origin).kind];
    return field && element.closest("time") ? `${parts(origin).record}/${field}` : origin;
  };

  // The records that an element can be about: its own, that of the item around it, and that of the page.
  const candidates = (element) => {
    const own = element.closest("[data-edit]");
    const found = own ? [own.dataset.edit] : [];
    if (own && MAIN_KINDS.includes(parts(own.dataset.edit).kind)) return found;
    for (let at = element.parentElement; at && !at.matches("main,body,header,footer"); at = at.parentElement) {
      const mark = [...at.querySelectorAll("[data-edit]")].find(({ dataset }) => MAIN_KINDS.includes(parts(dataset.edit).kind)) ?? at.querySelector("[data-edit]");
      if (!mark || found.some((other) => parts(other).record === parts(mark.dataset.edit).record)) continue;
      found.push(withTime(parts(mark.dataset.edit).record, element));
      break;
    }
    if (!found.some((other) => parts(other).record === parts(record).record)) found.push(withTime(record, element));
    return found;
  };

  const host = document.createElement("microsite-editor");
  const root = host.attachShadow({ mode: "open" });
  root.innerHTML = `<link rel="stylesheet" href="/__microsite/panel.css">
<section class="card" aria-label="Edit" hidden><p class="where">Edit</p><p class="do links"></p><p class="do"><button type="button" class="close">Close</button></p></section>
<p class="day" hidden><span></span> <a href="/_edit/preview" target="_top">Choose another day</a></p>
<div class="switches"><button type="button" class="switch" aria-pressed="false">Edit this page</button></div>`;
  const part = (name) => root.querySelector(name);
  const card = part(".card");

  const choose = (element) => {
    const found = candidates(element);
    if (found.length === 1) {
      open(found[0]);
      return;
    }
    part(".links").replaceChildren(...found.map((origin) => {
      const button = Object.assign(document.createElement("button"), { type: "button", textContent: label(origin) });
      button.addEventListener("click", () => open(origin));
      return button;
    }));
    card.hidden = false;
    part(".links button").focus();
  };

  const close = () => { card.hidden = true; };

  const toggle = (on) => {
    isOn = on;
    if (!isBeside) sessionStorage.setItem(KEY, on ? "on" : "off");
    document.documentElement.classList.toggle(KEY, on);
    part(".switch").setAttribute("aria-pressed", String(on));
    part(".switch").textContent = on ? "Select any text to edit it. Press Esc to stop." : "Edit this page";
    for (const element of document.querySelectorAll("[data-edit]")) {
      if (on && !element.matches("a,button,[tabindex]")) {
        element.tabIndex = 0;
        element.setAttribute("data-edit-tab", "");
      } else if (!on && element.matches("[data-edit-tab]")) element.removeAttribute("tabindex");
    }
    if (!on) close();
  };

  const isPart = (target) => target instanceof Element && !target.closest(OWN) && Boolean(target.closest("body"));
  addEventListener("click", (event) => {
    if (!(isOn || event.altKey) || event.button !== 0 || !isPart(event.target)) return;
    // Links and controls work as they are, unless they are a text with an origin.
    if (!event.altKey && !event.target.closest("[data-edit]") && event.target.closest("a,button,input,select,textarea,summary,label")) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    choose(event.target);
  }, true);
  addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !card.hidden) close();
    else if (event.key === "Escape" && isOn && !isBeside) {
      toggle(false);
      part(".switch").focus();
    } else if (isOn && event.key === "Enter" && isPart(event.target) && event.target.closest("[data-edit]")) {
      event.preventDefault();
      event.stopImmediatePropagation();
      choose(event.target);
    }
  }, true);

  part(".switch").addEventListener("click", () => toggle(!isOn));
  part(".close").addEventListener("click", close);
  if (isBeside) part(".switches").hidden = true;
  if (day && window.top === window) {
    part(".day").hidden = false;
    part(".day span").textContent = `This is the site on ${day}.`;
  }
  document.body.append(host);
  toggle(isOn);

  const shown = new URLSearchParams(location.search).get("show");
  if (shown) {
    const start = shown.replace(/\/$/, "");
    const element = document.querySelector(`main [data-edit="${CSS.escape(shown)}"]`) ?? document.querySelector(`main [data-edit^="${CSS.escape(start)}"]`);
    element?.classList.add("microsite-shown");
    element?.scrollIntoView({ block: "center" });
  }
})();
