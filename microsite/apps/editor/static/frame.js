// The framed site: its print preview, which only the browser can show, and its colours.
const print = document.querySelector(".print");
const frame = document.querySelector(".site-frame");
const { theme } = frame.dataset;

print.hidden = false;
print.addEventListener("click", () => frame.contentWindow.print());

// The page that is shown stays when the day, the width or the colours change.
for (const form of document.querySelectorAll(".controls form")) {
  form.addEventListener("submit", () => {
    form.elements.path.value = frame.contentWindow.location.pathname;
  });
}

// Browsers pass the colours of a frame on to its media queries only in part, so they are rewritten.
const rewritten = (media) =>
  media.replace(/\(prefers-color-scheme:\s*(\w+)\)/g, (_, name) =>
    name === theme ? "(min-width: 0)" : "(max-width: 0)",
  );

function rewriteRules(rules) {
  for (const rule of rules) {
    if (rule.media) rule.media.mediaText = rewritten(rule.media.mediaText);
    if (rule.cssRules) rewriteRules(rule.cssRules);
  }
}

function setColours() {
  const page = frame.contentDocument;
  for (const sheet of page.styleSheets) rewriteRules(sheet.cssRules);
  for (const each of page.querySelectorAll("[media]")) each.media = rewritten(each.media);
  page.documentElement.style.colorScheme = theme;
}

if (theme) {
  frame.addEventListener("load", setColours);
  if (frame.contentDocument?.readyState === "complete") setColours();
}
