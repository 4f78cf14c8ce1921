// Helps with forms: keeps unsaved text, confirms dates, shows Markdown, cleans what is pasted. Forms work without it.
import { toMarkdown } from "./paste.js";
import { equipPicture } from "./text_picture.js";

const form = document.querySelector("form.record");
const token = form?.elements._token.value;

const post = async (address, fields) => {
  const body = new URLSearchParams(fields);
  const answer = await fetch(address, { method: "POST", body, headers: { "X-Microsite-Token": token } });
  return answer.ok ? answer.json() : null;
};
const later = (action, milliseconds) => {
  let timer;
  return (...values) => {
    clearTimeout(timer);
    timer = setTimeout(() => action(...values), milliseconds);
  };
};
const create = (tag, properties = {}, ...children) => {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...children);
  return element;
};

// Unsaved text survives a reload or a crash. It is offered, not filled in. The server fills it in, because the form may
// need more groups and lines than it has now; with the values that the form had before, which others may have changed.
const DRAFT = `microsite-draft:${location.pathname}`;
const entered = () => [...new FormData(form)].filter(([name, value]) => typeof value === "string" && !/^_/.test(name));
const SENT = "microsite-sent";
const store = (text, name = DRAFT) => {
  try {
    if (text === null) localStorage.removeItem(name);
    else localStorage.setItem(name, text);
  } catch { /* the browser allows no storage */ }
};
const stored = () => {
  try { return JSON.parse(localStorage.getItem(DRAFT)); } catch { return null; }
};

const restore = ({ values, base }) => {
  const filled = create("form", { method: "post", action: form.action, enctype: form.enctype, hidden: true });
  const controls = [["_token", token], ["_base", base ?? form.elements._base.value], ["_add", "_draft"], ...values];
  for (const [name, value] of controls) filled.append(create("input", { type: "hidden", name, value }));
  document.body.append(filled);
  filled.submit();
};

const keepDraft = () => {
  const initial = JSON.stringify(entered());
  const hasErrors = Boolean(document.querySelector(".summary"));
  const draft = stored();
  if (document.querySelector(".message[role=status]")) {
    store(null);
    store(null, sessionStorage.getItem(SENT) ?? DRAFT); // that of the form for a new record
  } else if (draft && JSON.stringify(draft.values) !== initial && !hasErrors) {
    const when = new Date(draft.at).toLocaleString("en-GB", { dateStyle: "medium", timeStyle: "short" });
    const yes = create("button", { type: "button", className: "secondary", textContent: "Use the unsaved text" });
    const no = create("button", { type: "button", className: "secondary", textContent: "Discard it" });
    const notice = create("div", { className: "message draft" }, create("p", { textContent: `There is unsaved text from ${when}.` }), create("p", { className: "actions" }, yes, no));
    yes.addEventListener("click", () => restore(draft));
    no.addEventListener("click", () => { store(null); notice.remove(); });
    form.before(notice);
  }
  const keep = () => {
    const values = entered();
    const isChanged = JSON.stringify(values) !== initial || hasErrors;
    store(isChanged ? JSON.stringify({ at: Date.now(), base: form.elements._base.value, values }) : null);
  };
  form.addEventListener("input", later(keep, 300));
  form.addEventListener("submit", () => {
    keep();
    sessionStorage.setItem(SENT, DRAFT);
  });
};

// A date or time is confirmed in words, and an error is shown where it is, in the words of the check.
const confirmValue = async (control) => {
  const field = control.closest(".field");
  if (!field?.matches(".text,.long") || control.closest(".names")) return;
  const kind = form.dataset.record.split("/")[0];
  const query = new URLSearchParams({ name: control.name, text: control.value });
  const answer = control.value.trim() ? await fetch(`/_edit/understand/${kind}?${query}`).then((response) => response.json(), () => null) : { note: "", error: "" };
  if (!answer) return;
  show(field, control, "note", answer.note, "status");
  show(field, control, "error", answer.error, "alert");
  field.classList.toggle("has-error", Boolean(answer.error));
  if (answer.error) control.setAttribute("aria-invalid", "true");
  else control.removeAttribute("aria-invalid");
};
const show = (field, control, name, text, role) => {
  const id = `${control.id}-${name}`;
  let element = document.getElementById(id);
  const ids = new Set((control.getAttribute("aria-describedby") ?? "").split(" ").filter(Boolean));
  if (!text) {
    element?.remove();
    ids.delete(id);
  } else {
    if (!element) {
      element = create("p", { id, className: name });
      element.setAttribute("role", role);
      if (name === "error") (control.closest(".with-prefix") ?? control).before(element);
      else field.append(element);
    }
    element.textContent = text;
    ids.add(id);
  }
  if (ids.size) control.setAttribute("aria-describedby", [...ids].join(" "));
  else control.removeAttribute("aria-describedby");
};

// Markdown: a toolbar, a preview and clean pasting.
const surround = (area, before, after, sample) => {
  const { selectionStart: start, selectionEnd: end, value } = area;
  const text = value.slice(start, end) || sample;
  area.setRangeText(`${before}${text}${after}`, start, end);
  area.setSelectionRange(start + before.length, start + before.length + text.length);
};
const prefix = (area, mark) => {
  const { selectionStart, selectionEnd, value } = area;
  const start = value.lastIndexOf("\n", selectionStart - 1) + 1;
  const lines = value.slice(start, selectionEnd).split("\n").map((line, index) => `${mark.replace("1", index + 1)}${line}`);
  area.setRangeText(lines.join("\n"), start, selectionEnd, "end");
};
const TOOLS = [
  ["Bold", (area) => surround(area, "**", "**", "bold text")],
  ["Italic", (area) => surround(area, "*", "*", "text")],
  ["Heading", (area) => prefix(area, "## ")],
  ["List", (area) => prefix(area, "- ")],
  ["Numbered list", (area) => prefix(area, "1. ")],
  ["Quotation", (area) => prefix(area, "> ")],
  ["Link", (area) => surround(area, "[", "](https://)", "words of the link")],
];

const equipMarkdown = (area) => {
  const tools = create("div", { className: "tools" });
  tools.setAttribute("role", "group");
  tools.setAttribute("aria-label", `Formatting of ${area.labels[0]?.firstChild.textContent.trim() ?? "the text"}`);
  for (const [name, action] of TOOLS) {
    const button = create("button", { type: "button", className: "secondary", textContent: name });
    button.addEventListener("click", () => {
      area.focus();
      action(area);
      area.dispatchEvent(new Event("input", { bubbles: true }));
    });
    tools.append(button);
  }
  const preview = create("div", { className: "markdown-preview" });
  const details = create("details", { open: true }, create("summary", { textContent: "Preview" }), preview);
  area.before(tools);
  area.after(details);
  equipPicture(area, tools, token);
  const update = async () => {
    const answer = await post("/_edit/markdown", { text: area.value });
    if (answer) preview.innerHTML = answer.html || answer.error; // cleaned by the server
    for (const link of preview.querySelectorAll("a")) link.removeAttribute("href");
    for (const image of preview.querySelectorAll("img")) image.replaceWith(`[${image.alt || "picture"}]`);
    updatePage(area, answer?.html);
  };
  area.addEventListener("input", later(update, 250));
  if (area.value.trim()) update();
  area.addEventListener("paste", (event) => {
    const html = event.clipboardData?.getData("text/html");
    if (!html) return;
    const text = toMarkdown(html);
    if (!text) return;
    event.preventDefault();
    area.setRangeText(text, area.selectionStart, area.selectionEnd, "end");
    area.dispatchEvent(new Event("input", { bubbles: true }));
  });
  area.addEventListener("keydown", (event) => {
    const tool = event.ctrlKey || event.metaKey ? { b: TOOLS[0], i: TOOLS[1] }[event.key] : null;
    if (!tool) return;
    event.preventDefault();
    tool[1](area);
    area.dispatchEvent(new Event("input", { bubbles: true }));
  });
};

// Another line for a name, without a reload.
const addName = (button) => {
  const last = [...button.closest("fieldset").querySelectorAll(".name")].at(-1);
  const next = last.cloneNode(true);
  const [label, input] = [next.querySelector("label"), next.querySelector("input")];
  const number = Number(input.id.match(/\d+$/)[0]) + 1;
  input.id = label.htmlFor = input.id.replace(/\d+$/, number);
  label.textContent = label.textContent.replace(/\d+$/, number);
  input.value = "";
  last.after(next);
  input.focus();
};

// The page beside the form follows the words as they are entered. It is shown while the window has room for both.
const wide = matchMedia("(min-width: 70rem)");
let frame = null;
const openPage = () => {
  const address = form.dataset.page;
  if (frame || !address || !wide.matches) return;
  frame = create("iframe", { src: address, title: "Page with this content" });
  document.body.classList.add("beside");
  document.querySelector("main").after(create("aside", { className: "page" }, frame));
};
const updatePage = (control, html = null) => {
  const page = frame?.contentDocument;
  if (!page) return;
  const [kind, id] = form.dataset.record.split(/\/(.*)/s);
  const origin = `${kind}/${id.replaceAll("/", "%2F")}/${control.name}`;
  const elements = [...page.querySelectorAll(`[data-edit="${CSS.escape(origin)}"]`)];
  if (html === null) {
    // Other elements have the text in an attribute.
    const shown = (control.dataset.shown ?? control.defaultValue).trim();
    for (const element of elements) if (element.textContent.trim() === shown) element.textContent = control.value;
    control.dataset.shown = control.value;
  } else if (elements.length) {
    const first = elements.find((element) => element.closest(".text")) ?? elements[0];
    const section = page.createElement("div");
    section.dataset.edit = origin;
    section.innerHTML = html;
    for (const element of elements) if (element !== first && element.closest(".text")) element.remove();
    first.replaceWith(section);
  }
};

// A record that is added in another tab can be chosen on return.
const refreshChoices = async () => {
  const html = await fetch(location.pathname).then((answer) => (answer.ok ? answer.text() : ""), () => "");
  for (const fresh of new DOMParser().parseFromString(html, "text/html").querySelectorAll("form.record :is(select,datalist)")) {
    const own = document.getElementById(fresh.id);
    const known = new Set([...(own?.options ?? [])].map((option) => option.value));
    for (const option of fresh.options) if (own && !known.has(option.value)) own.append(new Option(option.text, option.value));
  }
};

// Focus goes to the field that an address or a link names. In a list it goes to the entry that was added.
const CONTROLS = "input:not([type=hidden]),textarea,select";
const controlOf = (field) => {
  if (field.matches(CONTROLS)) return field;
  const invalid = field.querySelector("[aria-invalid]");
  const names = [...field.querySelectorAll(":scope > .name input")];
  const group = [...field.querySelectorAll(":scope > details.item")].at(-1) ?? field;
  const checked = field.querySelector("input:checked");
  return invalid ?? names.find((input) => !input.value) ?? checked ?? group.querySelector(CONTROLS) ?? field;
};
const focusOn = (field) => {
  const control = controlOf(field);
  for (let at = control.closest("details"); at; at = at.parentElement.closest("details")) at.open = true;
  control.focus();
  control.scrollIntoView({ block: "center" });
};
const focusField = () => {
  if (document.querySelector("[autofocus]")) return; // what is wrong comes first
  const name = new URLSearchParams(location.search).get("field") ?? form.dataset.focus;
  const id = location.hash ? decodeURIComponent(location.hash.slice(1)) : `f-${name.replaceAll(".", "-")}`;
  const field = document.getElementById(id);
  if (field && form.contains(field)) focusOn(field);
};

if (form) {
  openPage();
  wide.addEventListener("change", openPage);
  for (const area of form.querySelectorAll("textarea.markdown")) equipMarkdown(area);
  keepDraft();
  focusField();
  setInterval(() => post("/_edit/stay", { record: form.dataset.record }).catch(() => {}), 60_000); // others see who is here
  form.addEventListener("change", (event) => confirmValue(event.target));
  form.addEventListener("input", (event) => {
    if (event.target.matches?.("input[type=text],textarea:not(.markdown)") && event.target.closest(".text,.long")) updatePage(event.target);
  });
  form.addEventListener("click", (event) => {
    const button = event.target.closest("fieldset.names > .actions > .add");
    if (!button) return;
    event.preventDefault();
    addName(button);
  });
  for (const link of form.querySelectorAll("a[target=_blank]")) {
    link.addEventListener("click", () => addEventListener("focus", refreshChoices));
  }
  for (const link of document.querySelectorAll(".summary a[href^='#']")) {
    link.addEventListener("click", (event) => {
      const target = document.getElementById(link.hash.slice(1));
      if (!target) return;
      event.preventDefault();
      focusOn(target);
    });
  }
}
