const BLOCK = /^(?:P|[UOD]L|LI|D[DT]|BR|T[DHR]|BLOCKQUOTE)$/;

/** Return the pages of the index file. Headings and list items that begin in bold begin sections. */
export function parse(html) {
  const parsed = new DOMParser().parseFromString(html, 'text/html');
  return [...parsed.querySelectorAll('article')].map((article) => {
    const { kind, about = '', answers = '' } = article.dataset;
    const link = article.querySelector('h1 a');
    const sections = [{ text: '', anchor: '', heading: '', answers }];
    addText(article, sections);
    for (const section of sections) section.text = section.text.replace(/\s+/g, ' ').trim();
    return { kind, title: link.textContent, path: link.getAttribute('href'), about, sections };
  });
}

function addText(parent, sections) {
  for (const node of parent.childNodes) {
    const current = sections.at(-1);
    if (node.nodeType === Node.TEXT_NODE) current.text += node.data;
    if (node.nodeType !== Node.ELEMENT_NODE || node.tagName === 'H1') continue;
    const isTerm = node.matches('li > strong') && !node.previousSibling;
    if (isTerm || /^H\d$/.test(node.tagName)) {
      const anchor = node.id || (node.dataset.answers ? '' : current.anchor);
      const heading = node.textContent.replace(/[.:]$/, '');
      sections.push({ text: '', anchor, heading, answers: node.dataset.answers ?? '' });
    } else {
      addText(node, sections);
      if (BLOCK.test(node.tagName)) sections.at(-1).text += ' ';
    }
  }
}
