// HTML from the clipboard, as Word, Outlook and browsers write it, to Markdown. Nothing of it is run or loaded.
const BLOCKS = "ADDRESS ARTICLE ASIDE BLOCKQUOTE DD DIV DL DT FIGURE FOOTER FORM H1 H2 H3 H4 H5 H6 HEADER HR LI MAIN OL P PRE SECTION TABLE TR UL".split(" ");
const IGNORED = "HEAD SCRIPT STYLE TEMPLATE TITLE META LINK XML OBJECT EMBED IFRAME SVG MATH NOSCRIPT IMG BUTTON INPUT SELECT TEXTAREA".split(" ");
const MAX_DEPTH = 200;
// The policy of the page forbids style attributes, so they are read under another name.
const STYLE = "data-pasted-style";

// Characters that would be taken for markup.
const escapeText = (text) => text.replaceAll(`${STYLE}=`, "style=").replace(/[\\*_`[\]]/g, "\\$&").replace(/</g, "&lt;");
const fold = (text) => text.replace(/[\s\u00a0\u200b\ufeff]+/g, " ");

const safeAddress = (link) => {
  try {
    const url = new URL(link.getAttribute("href"));
    if (!["http:", "https:", "mailto:"].includes(url.protocol)) return "";
    return url.href.replace(/[()\s]/g, encodeURIComponent);
  } catch {
    return "";
  }
};

const styleOf = (element) => element.getAttribute(STYLE) ?? "";
const isBold = (element) => !/font-weight:\s*normal/i.test(styleOf(element)) && (/^(B|STRONG)$/.test(element.tagName) || /font-weight:\s*(bold|[6-9]00)/i.test(styleOf(element)));
const isItalic = (element) => /^(I|EM|CITE)$/.test(element.tagName) || /font-style:\s*italic/i.test(styleOf(element));

// Markup goes around the words, not around the spaces beside them.
const around = (text, mark) => {
  const [, before, words, after] = text.match(/^(\s*)(.*?)(\s*)$/s);
  return words ? `${before}${mark}${words}${mark}${after}` : text;
};

const inline = (node, depth = 0) => {
  if (depth > MAX_DEPTH) return escapeText(fold(node.textContent));
  if (node.nodeType === Node.TEXT_NODE) return escapeText(fold(node.data));
  if (node.nodeType !== Node.ELEMENT_NODE || IGNORED.includes(node.tagName.toUpperCase())) return "";
  if (node.tagName === "BR") return "\n";
  if (/mso-list:\s*ignore/i.test(node.getAttribute(STYLE) ?? "")) return "";
  let text = [...node.childNodes].map((child) => inline(child, depth + 1)).join("");
  const isHeading = node.closest("h1,h2,h3,h4,h5,h6");
  if (isBold(node) && !isHeading) text = around(text, "**");
  if (isItalic(node) && !isHeading) text = around(text, "*");
  if (node.tagName === "A") {
    const address = safeAddress(node);
    if (address && text.trim()) text = `[${text.trim()}](${address})`;
  }
  return text;
};

const tidy = (text) => text.split("\n").map((line) => line.trim()).join("\n").replace(/\n{2,}/g, "\n").trim();
// A line that starts like a list or a heading stays text.
const guard = (text) => text.replace(/^(\d{1,9})([.)])(?=\s)/gm, "$1\\$2").replace(/^([#>+-])(?=\s)/gm, "\\$1");

const listItem = (element) => {
  const style = element.getAttribute(STYLE) ?? "";
  if (element.tagName !== "P" || !(/mso-list:\s*l\d/i.test(style) || /MsoListParagraph/.test(element.className))) return null;
  const level = Number(style.match(/level(\d)/i)?.[1] ?? 1);
  const marker = fold([...element.querySelectorAll("span")].find((span) => /mso-list:\s*ignore/i.test(span.getAttribute(STYLE) ?? ""))?.textContent ?? "").trim();
  const text = tidy(inline(element)).replace(/^(?:[·•o§▪–-]|\d{1,3}\\?[.)])\s+/, "");
  return `${"  ".repeat(level - 1)}${/^\d/.test(marker) ? "1." : "-"} ${text}`;
};

const table = (element) => {
  const rows = [...element.querySelectorAll("tr")].map((row) => [...row.children].map((cell) => tidy(inline(cell)).replace(/\n/g, " ").replace(/\|/g, "\\|")));
  const columns = Math.max(0, ...rows.map((row) => row.length));
  if (!columns) return "";
  const lines = rows.map((row) => `| ${[...row, ...Array(columns - row.length).fill("")].join(" | ")} |`);
  lines.splice(1, 0, `|${"---|".repeat(columns)}`);
  return lines.join("\n");
};

const list = (element, depth) => {
  let number = 0;
  const items = [];
  for (const item of element.children) {
    if (item.tagName !== "LI") continue;
    number += 1;
    const mark = element.tagName === "OL" ? `${number}. ` : "- ";
    const inner = blocks(item, depth + 1).join("\n").split("\n");
    items.push(`${mark}${inner.join(`\n${" ".repeat(element.tagName === "OL" ? 4 : 2)}`)}`);
  }
  return items.join("\n");
};

const blocks = (parent, depth = 0) => {
  const found = [];
  let line = "";
  const end = () => {
    const text = guard(tidy(line));
    if (text) found.push(text);
    line = "";
  };
  if (depth > MAX_DEPTH) return [guard(tidy(escapeText(fold(parent.textContent))))].filter(Boolean);
  for (const node of parent.childNodes) {
    const name = node.nodeType === Node.ELEMENT_NODE ? node.tagName.toUpperCase() : "";
    if (IGNORED.includes(name)) continue;
    if (!BLOCKS.includes(name) && !(name && node.querySelector?.(BLOCKS.join(",")))) {
      line += inline(node);
      continue;
    }
    end();
    const item = listItem(node);
    if (item !== null) {
      const above = found.at(-1) ?? "";
      if (/^\s*(?:-|1\.) /.test(above.split("\n").at(-1))) found[found.length - 1] = `${above}\n${item}`;
      else found.push(item);
    } else if (/^H[1-6]$/.test(name)) {
      const text = tidy(inline(node)).replace(/\n/g, " ");
      if (text) found.push(`${"#".repeat(Math.max(2, Number(name[1])))} ${text}`);
    } else if (name === "UL" || name === "OL") found.push(list(node, depth));
    else if (name === "TABLE") found.push(table(node));
    else if (name === "HR") found.push("");
    else if (name === "BLOCKQUOTE") found.push(blocks(node, depth + 1).join("\n\n").replace(/^/gm, "> "));
    else if (name === "PRE") found.push(node.textContent.replace(/^/gm, "    "));
    else found.push(...blocks(node, depth + 1));
  }
  end();
  return found.filter(Boolean);
};

// The document is never shown, so its scripts, pictures and styles do nothing.
export const toMarkdown = (html) => {
  const inert = html.replace(/<style\b[^]*?<\/style>/gi, "").replace(/\bstyle\s*=/gi, `${STYLE}=`);
  const page = new DOMParser().parseFromString(inert, "text/html");
  return blocks(page.body).join("\n\n");
};
