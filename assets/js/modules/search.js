import { createElement, stylesLoaded } from '../dom.js';
import * as strings from '../strings/search.js';

const TYPING_DELAY_MS = 150;
const STATUS_DELAY_MS = 500;
const MAX_RESULTS = 40;

/** Add a search of the whole site. Its index is loaded when the field is first used. */
export async function enhance(mount) {
  await stylesLoaded();
  const place = document.querySelector('.search__field');
  place.append(place.firstElementChild.content);
  const form = place.lastElementChild;
  const field = form.q;
  const status = createElement('p', { className: 'search__status', role: 'status' });
  const help = createElement('p', { className: 'search__help' });
  const list = createElement('ol', { className: 'list search__results' });
  let loaded;
  let announcement;
  const load = () => (loaded ??= loadIndex(indexUrl()).catch(() => (loaded = undefined)));

  async function search(exact = false) {
    const query = field.value.trim();
    const address = query ? `?q=${encodeURIComponent(query)}` : location.pathname;
    history.replaceState(history.state, '', address);
    if (/^\p{Script=Latin}?$/u.test(query)) return show([], query && strings.tooShort);
    try {
      const { index, find, contextOf } = await load();
      if (field.value.trim() === query) showFound(find(index, query, exact), query, contextOf);
    } catch {
      show([], strings.failed);
    }
  }

  function showFound({ results, hits, corrected, nearest }, query, contextOf) {
    const shown = results.slice(0, MAX_RESULTS);
    const items = shown.map((result) => resultItem(result, contextOf(result.text, hits)));
    const words = corrected && strings.typed(query);
    const more = results.length > MAX_RESULTS && strings.more(MAX_RESULTS);
    const count = strings.results(results.length, corrected);
    if (!items.length) {
      const links = nearest.map((word) => searchLink(word));
      show([], strings.none, links.length ? [`${strings.nearest} `, ...links] : []);
    } else {
      const exactly = corrected ? [searchLink(query, strings.searchForTyped(query), true)] : [];
      show(items, [count, words, more].filter(Boolean).join(' '), exactly);
    }
  }

  function show(items, message, suggestions = []) {
    clearTimeout(announcement);
    announcement = setTimeout(() => (status.textContent = message), STATUS_DELAY_MS);
    help.replaceChildren(...suggestions);
    list.replaceChildren(...items);
  }

  const searchLink = (query, label = query, exact = false) => {
    const onclick = (event) => {
      event.preventDefault();
      field.value = query;
      field.focus();
      search(exact);
    };
    return createElement('a', { href: `?q=${encodeURIComponent(query)}`, onclick }, label);
  };

  let timer;
  field.addEventListener('focus', load);
  field.addEventListener('input', () => {
    clearTimeout(timer);
    timer = setTimeout(() => search(), TYPING_DELAY_MS);
  });
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    clearTimeout(timer);
    search();
  });
  mount.append(status, help, list);
  field.value = new URLSearchParams(location.search).get('q') ?? wordsOfAddress(mount);
  if (field.value) search();
}

/** Return the words of an address that does not exist, where the page stands for one. */
const wordsOfAddress = ({ dataset }) =>
  'fromAddress' in dataset
    ? decodeURIComponent(location.pathname.replace(/\/(index\.\w+)?$/, '').split('/').at(-1))
        .replace(/\.\w+$|[-_+]/g, ' ')
        .trim()
    : '';

async function loadIndex(url) {
  const [response, rank] = await Promise.all([fetch(url), import('../search_rank.js')]);
  if (!response.ok) throw new Error(`${url}: ${response.status}`);
  return { ...rank, index: rank.prepare(await response.text(), document.documentElement.lang) };
}

const indexUrl = () => new URL(document.querySelector('[data-index]').dataset.index, location);

function resultItem({ title, heading, link, kind, about, text }, context) {
  const name = heading ? `${title} › ${heading}` : title;
  const more = [kind, !heading && about].filter(Boolean).join('. ');
  const item = createElement(
    'li',
    {},
    createElement('a', { href: new URL(`../${link}`, indexUrl()).href }, name),
    createElement('p', { className: 'search__about' }, more),
  );
  const marked = context.map((part) => (typeof part === 'string' ? part : createElement('mark', {}, ...part)));
  if (text) item.append(createElement('p', { className: 'small' }, ...marked));
  return item;
}
