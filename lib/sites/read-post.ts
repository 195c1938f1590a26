import {
  MAX_ADDRESS, MAX_HANDLE, MAX_MARK_TEXT, MAX_PLATFORM_MARKS, MAX_POST_LINKS, MAX_POST_TEXT, type PlatformMark, type Post, type PostAuthor,
} from '../core/post.ts';
import type { FieldRule } from './adapter.ts';
import { attributeOf, childrenOf, closest, contains, isElement, isForm, matches, nextElementOf, parentOf, queryAll, queryFirst } from './dom.ts';
import { pattern } from './pattern.ts';
import { isPlainPath, isSameHost, onSameHost, parseWebAddress, readPageFacts, type PageFacts, type Place } from './page-facts.ts';
import { MIN_SHOWN_PX } from './read-picture.ts';
import { readText, type ReadText } from './read-text.ts';
import { foldWords, type SiteRules } from './site-rules.ts';

/** A post as read off the page, and the element after which its badge goes in the flow of the page. */
export interface ReadPost {
  readonly post: Omit<Post, 'ref'>;
  /** After this a badge goes, as things are when asked; never inside a link or a control. */
  badgeAnchor(): Element;
  /**
   * What a reader would call the content, as it is when asked: text, pictures, quoted posts, link cards. Outermost
   * elements, none of which holds the place after `badgeAnchor`.
   */
  content(): readonly Element[];
  /** Posts inside that are posts of their own, such as replies, and not quoted by this one, as they are when asked. */
  nested(): readonly Element[];
  /** Whether it shows a picture or a video of its own, as it is when asked. */
  hasMedia(): boolean;
  /** Siblings of the container that its post goes on in. */
  readonly continuations: readonly Element[];
}

/** Links looked at to find MAX_POST_LINKS that count. */
const MAX_LINKS_SEEN = 500;
/** Siblings looked at for what continues a post. */
const MAX_CONTINUATION_SIBLINGS = 4;
const CONTROLS = 'a, button, summary, label, [role="button"], [role="link"]';

/**
 * Reads the post that `container` holds. Reads only, and never throws, whatever the page put there.
 * Nothing is taken from a post nested or quoted inside, nor from what the adapter excludes. The permalink is on the
 * page's own host, for a page speaks for no other, and without a fragment, which subjects drop: the comments of a
 * page would all be one.
 */
export function readPost(container: Element, rules: SiteRules, location: Place): ReadPost {
  const parts = new Parts(container, rules);
  const facts = rules.pagePost === '' ? undefined : factsOfPagePost(container, rules, location);
  const author = authorOf(parts, rules, location, facts);
  const address = facts?.permalink ?? permalinkOf(parts, rules, location, author);
  // That of the page itself may be of any length.
  const permalink = address !== undefined && address.length > MAX_ADDRESS ? undefined : address;
  const textParts = textPartsOf(parts, rules);
  const { text, cut } = textOf(parts, rules, textParts);
  const speaking = closest(textParts[0] ?? container, '[lang]');
  const lang = speaking === undefined ? '' : attributeOf(speaking, 'lang');
  const marks = marksOf(parts, rules, textParts);
  // Spreading what may be absent costs as much as reading a selector.
  const post: { -readonly [Name in keyof ReadPost['post']]: ReadPost['post'][Name] } = {
    site: rules.site, text, textCut: cut, links: linksOf(parts, rules, location, permalink),
  };
  if (permalink !== undefined) post.permalink = permalink;
  if (author !== undefined) post.author = author;
  if (/^[a-z]{2,8}(-[a-z0-9]{1,8}){0,4}$/i.test(lang)) post.lang = lang;
  if (marks.length > 0) post.marks = marks;
  return {
    post,
    badgeAnchor: () => badgeAnchorOf(container, rules),
    content: () => contentOf(container, rules),
    nested: () => nestedIn(container, rules),
    hasMedia: () => new Parts(container, rules).all(rules.media === '' ? 'video' : `${rules.media}, video`).some((element) => !isSmall(element)),
    continuations: parts.roots.slice(1),
  };
}

function textOf(parts: Parts, { byline, keepsLineBreaks }: SiteRules, textParts: readonly Element[]): ReadText {
  const isWhole = textParts[0] === parts.container;
  const isOthers = (element: Element) => parts.isForeign(element) || (isWhole && byline !== undefined && matches(element, byline));
  return readText(textParts, isOthers, keepsLineBreaks, MAX_POST_TEXT);
}

/** Loaded, and too small to be more than a portrait or a sign: one that is still to come may be a picture. */
function isSmall(element: Element): boolean {
  const { complete = false, naturalWidth = 0, naturalHeight = 0 } = element as Partial<HTMLImageElement>;
  return element.localName === 'img' && complete && Math.min(naturalWidth, naturalHeight) < MIN_SHOWN_PX;
}

function contentOf(container: Element, rules: SiteRules): readonly Element[] {
  const badgeAnchor = badgeAnchorOf(container, rules);
  const parts = new Parts(container, rules);
  const nested = nestedIn(container, rules);
  const isNested = (element: Element) => nested.some((post) => contains(post, element));
  const textParts = textPartsOf(parts, rules);
  const found = textParts[0] === container ? textParts : [...textParts, ...parts.roots.flatMap((root) => queryAll(root, rules.content))];
  const own = found.filter((element) => !isNested(element));
  return own
    .filter((element) => !own.some((other) => other !== element && contains(other, element)))
    .flatMap((element) => withoutPlace(element, badgeAnchor))
    .filter((element) => !isNested(element));
}

function nestedIn(container: Element, { containers, quotes }: SiteRules): readonly Element[] {
  const quoted = queryAll(container, quotes);
  return queryAll(container, containers).filter((post) => !quoted.some((quote) => contains(quote, post)));
}

/** `element`, or what it is made of where a badge stands inside it. */
function withoutPlace(element: Element, badgeAnchor: Element): readonly Element[] {
  if (element === badgeAnchor || !contains(element, badgeAnchor)) return [element];
  return childrenOf(element).flatMap((child) => withoutPlace(child, badgeAnchor));
}

/** A container, with what continues it, without the posts nested in it and without what its adapter excludes. */
class Parts {
  readonly container: Element;
  /** The container first. */
  readonly roots: readonly Element[];
  readonly #foreign: string;

  constructor(container: Element, rules: SiteRules) {
    this.container = container;
    this.roots = rules.continuesIn === '' ? [container] : [container, ...continuationsOf(container, rules)];
    this.#foreign = rules.foreign;
  }

  /** Whether `element` begins a part that is not the post's own. */
  isForeign(element: Element): boolean {
    return matches(element, this.#foreign) && !this.roots.includes(element);
  }

  /** What `selector` finds in the post's own parts, in document order, forms aside. */
  all(selector: string): readonly Element[] {
    const found = this.everything(selector);
    return found.length === 0 ? found : found.filter((element) => this.isOwn(element));
  }

  /** The first that `selector` finds, be it the post's own or not. */
  first(selector: string): Element | undefined {
    for (const root of this.roots) {
      const found = queryFirst(root, selector);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  /** Whether `element` speaks for the post. */
  isOwn(element: Element): boolean {
    return !isForm(element) && !this.isOthers(element);
  }

  /** The same, and what it finds in parts that are not the post's own. */
  everything(selector: string): readonly Element[] {
    return this.roots.length === 1 ? queryAll(this.container, selector) : this.roots.flatMap((root) => queryAll(root, selector));
  }

  /** Whether `element` is in a part that is not the post's own: the nearest that may be one lies below a root. */
  isOthers(element: Element): boolean {
    const part = closest(element, this.#foreign);
    return part !== undefined && !this.roots.includes(part) && this.roots.some((root) => contains(root, part));
  }
}

/** Those of the next few siblings that the post goes on in; another post ends it. */
function continuationsOf(container: Element, { continuesIn, containers }: SiteRules): readonly Element[] {
  const found: Element[] = [];
  let next = nextElementOf(container);
  for (let seen = 0; next !== null && seen < MAX_CONTINUATION_SIBLINGS && !matches(next, containers); seen += 1) {
    if (matches(next, continuesIn)) found.push(next);
    next = nextElementOf(next);
  }
  return found;
}

/** The first value a rule gives that `accept` takes. */
function field<T>(parts: Parts, rules: readonly FieldRule[], accept: (value: string) => T | undefined): T | undefined {
  for (const rule of rules) {
    const first = rule.sel === undefined ? parts.container : parts.first(rule.sel);
    // Most rules find nothing, and the first element mostly gives the value: a list of all is seldom worth its making.
    if (first === undefined) continue;
    const isOwn = rule.sel === undefined || parts.isOwn(first);
    const value = (isOwn ? valueOf(first, rule, accept) : undefined) ?? valueOfAny(parts, rule, accept);
    if (value !== undefined) return value;
  }
  return undefined;
}

function valueOfAny<T>(parts: Parts, rule: FieldRule, accept: (value: string) => T | undefined): T | undefined {
  for (const element of rule.sel === undefined ? [] : parts.all(rule.sel)) {
    const value = valueOf(element, rule, accept);
    if (value !== undefined) return value;
  }
  return undefined;
}

function valueOf<T>(element: Element, { attr, regex }: FieldRule, accept: (value: string) => T | undefined): T | undefined {
  const raw = (attr === undefined ? element.textContent : attributeOf(element, attr)) ?? '';
  if (raw.length > MAX_ADDRESS) return undefined;
  const value = regex === undefined ? raw.trim() : pattern(regex).exec(raw)?.[1];
  return value === undefined || value === '' ? undefined : accept(value);
}

function authorOf(parts: Parts, rules: SiteRules, location: Place, facts: PageFacts | undefined): PostAuthor | undefined {
  const name = field(parts, rules.author, handleFrom) ?? handleFrom(facts?.author ?? '');
  const handle = name === undefined ? '' : withHost(name, rules, location);
  const stableId = field(parts, rules.stableId, (id) => (id.length > MAX_HANDLE ? undefined : id));
  return handle === '' || handle.length > MAX_HANDLE ? undefined : { handle, ...(stableId === undefined ? {} : { stableId }) };
}

function handleFrom(text: string): string | undefined {
  const handle = text.replaceAll(/\s+/g, ' ').trim().replace(/^@/, '');
  return handle === '' || handle.length > MAX_HANDLE ? undefined : handle;
}

function withHost(handle: string, { localHandles }: SiteRules, location: Place): string {
  return localHandles && !handle.includes('@') ? `${handle}@${location.host}` : handle;
}

function permalinkOf(parts: Parts, rules: SiteRules, location: Place, author: PostAuthor | undefined): string | undefined {
  const linked = field(parts, rules.permalink, (address) => (address.includes('#') ? undefined : onSameHost(address, location)));
  if (linked !== undefined) return linked;
  const who = rules.detailPath === undefined ? undefined : pattern(rules.detailPath).exec(location.pathname)?.[1];
  if (who === undefined || author === undefined) return undefined;
  return withHost(who, rules, location) === author.handle || who === author.stableId ? location.origin + location.pathname : undefined;
}

/** The platform's own marks, which are no part of the text: whoever writes “Made with AI” has marked nothing. */
function marksOf(parts: Parts, { marks }: SiteRules, textParts: readonly Element[]): readonly PlatformMark[] {
  const found: PlatformMark[] = [];
  for (const { label, sel, notIn, within, texts } of marks) {
    // Hardly any post holds such words anywhere, which is told soonest by all of its text.
    const everything = foldWords(parts.container.textContent ?? '');
    if (!texts.some((text) => everything.includes(text))) continue;
    for (const element of parts.all(sel)) {
      const words = element.textContent ?? '';
      if (words.length > MAX_MARK_TEXT || !texts.includes(foldWords(words))) continue;
      const isPlatforms = closest(element, within) !== undefined;
      if (closest(element, notIn) !== undefined || (within !== '' && !isPlatforms)) continue;
      if (textParts.some((part) => !(isPlatforms && part === parts.container) && contains(part, element))) continue;
      found.push({ label, text: words.trim() });
      break;
    }
  }
  return found.slice(0, MAX_PLATFORM_MARKS);
}

/** What the page says of itself, when `container` is the post the page is about: its first, standing alone. */
function factsOfPagePost(container: Element, rules: SiteRules, location: Place): PageFacts | undefined {
  const { ownerDocument: document } = container;
  const isPost = (sibling: Element | null) => sibling !== null && matches(sibling, rules.containers);
  // In a feed posts stand side by side; asking them first spares the search through the page.
  if (isPost(container.previousElementSibling) || isPost(container.nextElementSibling)) return undefined;
  const first = queryFirst(document, rules.containers) ?? pagePostContainer(document, rules);
  return first === container ? readPageFacts(document, location) : undefined;
}

/** What holds the post of a page that is itself one post, though nothing on it looks like a container. */
export function pagePostContainer(document: Document, { containers, pagePost }: SiteRules): Element | undefined {
  if (pagePost === '' || queryFirst(document, containers) !== undefined) return undefined;
  return queryAll(document, pagePost).find((element) => !isForm(element));
}

function textPartsOf(parts: Parts, { text, byline }: SiteRules): readonly Element[] {
  for (const selector of text) {
    const found = parts.all(selector);
    // One inside another is read with it.
    if (found.length > 0) return found.filter((element) => !found.some((other) => other !== element && contains(other, element)));
  }
  return byline === undefined ? [] : [parts.container];
}

function linksOf(parts: Parts, rules: SiteRules, location: Place, permalink: string | undefined): readonly string[] {
  const links: string[] = [];
  const put = (link: string) => links.includes(link) || links.push(link);
  const shared = field(parts, rules.shared, (address) => outwardAddress(address, rules, location));
  if (shared !== undefined && withoutFragment(shared) !== permalink) put(shared);
  for (const anchor of parts.everything(rules.links).slice(0, MAX_LINKS_SEEN)) {
    if (links.length === MAX_POST_LINKS) break;
    const link = outwardLink(anchor, rules, location, permalink);
    // Asked last: few links lead out of a post.
    if (link !== undefined && !parts.isOthers(anchor)) put(link);
  }
  return links;
}

/** Where a link leads out of the post; undefined for what only leads around the site, to the post or to where we are. */
function outwardLink(anchor: Element, rules: SiteRules, location: Place, permalink: string | undefined): string | undefined {
  const href = anchor.getAttribute('href') ?? '';
  const link = href.length > MAX_ADDRESS ? undefined : outwardAddress(href, rules, location);
  if (link === undefined || withoutFragment(link) === permalink || withoutFragment(link) === withoutFragment(location.href)) return undefined;
  // A date that links is the post's own.
  const isOwn = /(^|\s)(author|bookmark|tag)(\s|$)/i.test(anchor.getAttribute('rel') ?? '') || anchor.querySelector('time') !== null;
  return isOwn ? undefined : link;
}

function outwardAddress(address: string, { redirects, navigation }: SiteRules, location: Place): string | undefined {
  if (isPlainPath(address)) return pattern(navigation).test(address) ? undefined : location.origin + address;
  const url = parseWebAddress(address, location);
  if (url === undefined) return undefined;
  if (isSameHost(url, location)) return pattern(navigation).test(url.pathname) ? undefined : url.href;
  const redirect = redirects.find(({ host }) => host === url.hostname);
  const target = redirect === undefined ? null : url.searchParams.get(redirect.parameter);
  return target === null ? url.href : parseWebAddress(target, location)?.href;
}

function withoutFragment(address: string): string {
  const at = address.indexOf('#');
  return at < 0 ? address : address.slice(0, at);
}

/** After the element the adapter names, else after the text, else after the author's name. */
function badgeAnchorOf(container: Element, rules: SiteRules): Element {
  const parts = new Parts(container, rules);
  const textParts = textPartsOf(parts, rules);
  const named = firstOf(parts, rules.badgeAfter);
  const lastPart = textParts.at(-1);
  const text = lastPart === undefined || lastPart === container ? textOf(parts, rules, textParts).end : lastPart;
  const author = firstOf(parts, rules.author.flatMap(({ sel }) => sel ?? []));
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
