import { MAX_ADDRESS, MAX_HANDLE, MAX_POST_LINKS, MAX_POST_TEXT, type Post, type PostAuthor } from '../core/post.ts';
import type { Adapter, FieldRule } from './adapter.ts';
import { anyOf, isElement, matches, parentOf, queryAll, queryFirst } from './dom.ts';
import { isSameHost, onSameHost, parseWebAddress, readPageFacts, type PageFacts } from './page-facts.ts';
import { readText } from './read-text.ts';

/** A post as read off the page, and the element after which its badge goes in the flow of the page. */
export interface ReadPost {
  readonly post: Omit<Post, 'ref'>;
  /** Never inside a link or a control. */
  readonly badgeAnchor: Element;
  /** Text and media of the post itself, outermost elements only, as they are when asked. */
  content(): readonly Element[];
  /** Posts inside that are posts of their own, such as replies, and not quoted by this one, as they are when asked. */
  nested(): readonly Element[];
}

/** Links looked at to find MAX_POST_LINKS that count. */
const MAX_LINKS_SEEN = 500;
const CONTROLS = 'a, button, summary, label, [role="button"], [role="link"]';

/**
 * Reads the post that `container` holds. Reads only, and never throws, whatever the page put there.
 * Nothing is taken from a post nested or quoted inside, nor from what the adapter excludes. The permalink is on the
 * page's own host, for a page speaks for no other, and without a fragment, which subjects drop: the comments of a
 * page would all be one.
 */
export function readPost(container: Element, adapter: Adapter, location: Location | URL): ReadPost {
  const parts = new Parts(container, adapter);
  const facts = adapter.pagePost === undefined ? undefined : factsOfPagePost(container, adapter, location);
  const author = authorOf(parts, adapter, facts);
  const permalink = facts?.permalink ?? permalinkOf(parts, adapter, location, author);
  const textParts = textPartsOf(parts, adapter);
  const byline = adapter.wholeText !== false && textParts[0] === container ? anyOf(adapter.wholeText.without) : undefined;
  const isOthers = (element: Element) => parts.isForeign(element) || (byline !== undefined && matches(element, byline));
  const { text, cut, end } = readText(textParts, isOthers, adapter.keepsLineBreaks, MAX_POST_TEXT);
  const lang = (textParts[0] ?? container).closest('[lang]')?.getAttribute('lang') ?? '';
  return {
    post: {
      site: adapter.id,
      ...(permalink === undefined ? {} : { permalink }),
      ...(author === undefined ? {} : { author }),
      text,
      textCut: cut,
      ...(/^[a-z]{2,8}(-[a-z0-9]{1,8}){0,4}$/i.test(lang) ? { lang } : {}),
      links: linksOf(parts, adapter, location, permalink),
    },
    badgeAnchor: badgeAnchorOf(parts, adapter, textParts, end),
    content: () => contentOf(container, adapter),
    nested: () => nestedIn(container, adapter),
  };
}

function contentOf(container: Element, adapter: Adapter): readonly Element[] {
  const parts = new Parts(container, adapter);
  const textParts = textPartsOf(parts, adapter);
  if (textParts[0] === container) return [...container.children].filter((child) => !parts.isForeign(child));
  const found = [...textParts, ...parts.all(anyOf(adapter.media))];
  return found.filter((element) => !found.some((other) => other !== element && other.contains(element)));
}

function nestedIn(container: Element, adapter: Adapter): readonly Element[] {
  const quotes = queryAll(container, anyOf(adapter.exclude));
  return queryAll(container, anyOf(adapter.containers)).filter((post) => !quotes.some((quote) => quote.contains(post)));
}

/** A container without the posts nested in it and without what its adapter excludes. */
class Parts {
  readonly container: Element;
  readonly #foreign: ReadonlySet<Node>;

  constructor(container: Element, adapter: Adapter) {
    this.container = container;
    this.#foreign = new Set(queryAll(container, anyOf([...adapter.exclude, ...adapter.containers])));
  }

  /** Whether `element` begins a part that is not the post's own. */
  isForeign(element: Element): boolean {
    return this.#foreign.has(element);
  }

  /** What `selector` finds in the post's own parts, in document order. */
  all(selector: string): readonly Element[] {
    const found = queryAll(this.container, selector);
    return this.#foreign.size === 0 ? found : found.filter((element) => !this.#isInside(element));
  }

  #isInside(element: Element): boolean {
    for (let at: Node | null = element; at !== null && at !== this.container; at = parentOf(at)) {
      if (this.#foreign.has(at)) return true;
    }
    return false;
  }
}

/** The first value a rule gives that `accept` takes. */
function field<T>(parts: Parts, rules: readonly FieldRule[], accept: (value: string) => T | undefined): T | undefined {
  for (const { sel, attr, regex } of rules) {
    for (const element of sel === undefined ? [parts.container] : parts.all(sel)) {
      const raw = (attr === undefined ? element.textContent : element.getAttribute(attr)) ?? '';
      if (raw.length > MAX_ADDRESS) continue;
      const value = regex === undefined ? raw.trim() : regex.exec(raw)?.[1];
      const accepted = value === undefined || value === '' ? undefined : accept(value);
      if (accepted !== undefined) return accepted;
    }
  }
  return undefined;
}

function authorOf(parts: Parts, adapter: Adapter, facts: PageFacts | undefined): PostAuthor | undefined {
  const handle = field(parts, adapter.author, handleFrom) ?? handleFrom(facts?.author ?? '');
  const stableId = field(parts, adapter.stableId, (id) => (id.length > MAX_HANDLE ? undefined : id));
  return handle === undefined ? undefined : { handle, ...(stableId === undefined ? {} : { stableId }) };
}

function handleFrom(text: string): string | undefined {
  const handle = text.replaceAll(/\s+/g, ' ').trim().replace(/^@/, '');
  return handle === '' || handle.length > MAX_HANDLE ? undefined : handle;
}

function permalinkOf(parts: Parts, adapter: Adapter, location: Location | URL, author: PostAuthor | undefined): string | undefined {
  const linked = field(parts, adapter.permalink, (address) => (address.includes('#') ? undefined : onSameHost(address, location)));
  if (linked !== undefined) return linked;
  const who = adapter.detailPath?.exec(location.pathname)?.[1];
  if (who === undefined || author === undefined) return undefined;
  return who === author.handle || who === author.stableId ? location.origin + location.pathname : undefined;
}

/** What the page says of itself, when `container` is the post the page is about: its first, standing alone. */
function factsOfPagePost(container: Element, adapter: Adapter, location: Location | URL): PageFacts | undefined {
  const { ownerDocument: document, previousElementSibling: before, nextElementSibling: after } = container;
  const selector = anyOf(adapter.containers);
  // In a feed posts stand side by side; asking them first spares the search through the page.
  if ([before, after].some((sibling) => sibling !== null && matches(sibling, selector))) return undefined;
  const first = queryFirst(document, selector) ?? pagePostContainer(document, adapter);
  return first === container ? readPageFacts(document, location) : undefined;
}

/** What holds the post of a page that is itself one post, though nothing on it looks like a container. */
export function pagePostContainer(document: Document, adapter: Adapter): Element | undefined {
  if (adapter.pagePost === undefined || queryFirst(document, anyOf(adapter.containers)) !== undefined) return undefined;
  return queryFirst(document, anyOf(adapter.pagePost.containers));
}

function textPartsOf(parts: Parts, adapter: Adapter): readonly Element[] {
  for (const selector of adapter.text) {
    const found = parts.all(selector);
    // One inside another is read with it.
    if (found.length > 0) return found.filter((element) => !found.some((other) => other !== element && other.contains(element)));
  }
  return adapter.wholeText === false ? [] : [parts.container];
}

function linksOf(parts: Parts, adapter: Adapter, location: Location | URL, permalink: string | undefined): readonly string[] {
  const here = withoutFragment(location.href);
  const links = new Set<string>();
  for (const anchor of parts.all('a[href]').slice(0, MAX_LINKS_SEEN)) {
    const link = outwardLink(anchor, adapter, location);
    if (link === undefined || [permalink, here].includes(withoutFragment(link))) continue;
    links.add(link);
    if (links.size === MAX_POST_LINKS) break;
  }
  return [...links];
}

/** Where a link leads out of the post; undefined for what only leads around the site. */
function outwardLink(anchor: Element, { redirects, navigation }: Adapter, location: Location | URL): string | undefined {
  const href = anchor.getAttribute('href') ?? '';
  const rel = anchor.getAttribute('rel') ?? '';
  // A date that links is the post's own.
  if (href.length > MAX_ADDRESS || /(^|\s)(author|bookmark|tag)(\s|$)/i.test(rel) || anchor.querySelector('time') !== null) return undefined;
  const url = parseWebAddress(href, location);
  if (url === undefined) return undefined;
  if (isSameHost(url, location)) return navigation.test(url.pathname) ? undefined : url.href;
  const redirect = redirects.find(({ host }) => host === url.hostname);
  const target = redirect === undefined ? null : url.searchParams.get(redirect.parameter);
  return target === null ? url.href : parseWebAddress(target, location)?.href;
}

function withoutFragment(address: string): string {
  return address.split('#', 1)[0] ?? address;
}

/** After the element the adapter names, else after the text, else after the author's name. */
function badgeAnchorOf(parts: Parts, adapter: Adapter, textParts: readonly Element[], end: Element | undefined): Element {
  const { container } = parts;
  const named = firstOf(parts, adapter.badgeAfter);
  const lastPart = textParts.at(-1);
  const text = lastPart === undefined || lastPart === container ? end : lastPart;
  const author = firstOf(parts, adapter.author.flatMap(({ sel }) => sel ?? []));
  const chosen = [named, text, author, container.lastElementChild].find((each) => each !== undefined && each !== null && each !== container);
  return outOfControls(chosen ?? container.lastElementChild ?? container, container);
}

function firstOf(parts: Parts, selectors: readonly string[]): Element | undefined {
  for (const selector of selectors) {
    const [found] = parts.all(selector);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** `element`, or the outermost link or control around it that is still inside the container. */
function outOfControls(element: Element, container: Element): Element {
  let outermost = element;
  for (let at: Node | null = element; at !== null && at !== container; at = parentOf(at)) {
    if (isElement(at) && matches(at, CONTROLS)) outermost = at;
  }
  return outermost;
}
