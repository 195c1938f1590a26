import type { Way } from './cover-ways.ts';
import { MAX_RETURNS } from './return-when-taken.ts';

/** How many elements that the page swaps in later are covered too before the page is let be. */
const MAX_SWAPPED_IN = 100;

/**
 * Inline and important: nothing in the page's style sheets and animations outranks that, no class or attribute of
 * ours tells what it is about, and a strict content security policy allows it. Longhands only, so that each can be
 * given back alone. Without `transition-property` a page could have them take effect by tomorrow.
 */
const DECLARATIONS: Readonly<Record<Way, Readonly<Record<string, string>>>> = {
  blur: { filter: 'blur(24px)', 'clip-path': 'inset(0px)', 'transition-property': 'none' },
  veil: { opacity: '0', 'transition-property': 'none' },
  lock: {},
  fold: { display: 'none' },
  mute: { visibility: 'hidden', 'font-size': '0px', 'line-height': '0', 'transition-property': 'none' },
};
const PROPERTIES = [...new Set(Object.values(DECLARATIONS).flatMap((each) => Object.keys(each)))];

/** A form answers to the names of its controls before its own properties; the prototypes do not lie. */
const { hasAttribute, getAttribute, removeAttribute, toggleAttribute, querySelectorAll } = Element.prototype;

export interface CoverOptions {
  /** What is to be covered now, and in which way. */
  readonly find: () => ReadonlyMap<Element, Way>;
  /** What the page swaps in there is covered too. */
  readonly within?: Element;
  /** The page took covers off more often than they were put back; everything is uncovered. */
  readonly onLost: () => void;
}

export interface Cover {
  /** Covers what there is now; covered already, finds again what to cover. */
  on(): void;
  /** Gives everything back as the page wants it. */
  off(): void;
}

/**
 * Keeps something covered on a page that changes – a bounded number of times on one that will not have it. Sound and
 * film are stopped as they are covered.
 */
export function createCover({ find, within, onLost }: CoverOptions): Cover {
  let mine: ReadonlyMap<Element, Way> = new Map();
  let returns = 0;
  let swappedIn = 0;

  const observer = new MutationObserver((records) => {
    const touched = new Set(records.map(({ target }) => target as Element));
    if ([...touched].filter((element) => mine.has(element) && settle(element)).length > 0) returns += 1;
    if (records.some(({ type }) => type === 'childList')) swappedIn += cover();
    // Our own changes are no news.
    observer.takeRecords();
    if (returns <= MAX_RETURNS && swappedIn <= MAX_SWAPPED_IN) return;
    off();
    onLost();
  });

  /** How many elements were covered newly. */
  function cover(): number {
    const [before, now] = [mine, find()];
    mine = now;
    for (const [element, way] of before) if (now.get(element) !== way) uncover(element, way);
    const added = [...now].filter(([element, way]) => before.get(element) !== way);
    for (const [element, way] of added) lay(element, way);
    observer.disconnect();
    for (const element of now.keys()) observer.observe(element, { attributeFilter: ['style', 'inert'] });
    // Whole where only a part of it is: then its own style is watched with that of everything inside.
    if (within !== undefined) observer.observe(within, { childList: true, subtree: true, ...(now.has(within) ? { attributeFilter: ['style', 'inert'] } : {}) });
    return added.length;
  }

  function off(): void {
    observer.disconnect();
    for (const [element, way] of mine) uncover(element, way);
    mine = new Map();
  }

  return { on: () => void cover(), off };
}

/** What lies on one element, and what the page has there. */
interface Covered {
  /** One for each cover: a post and a picture in it are covered independently. */
  readonly ways: Way[];
  /** Declarations of the page beneath ours, with their priority. */
  readonly beneath: Map<string, readonly [value: string, priority: string]>;
  /** Declarations of ours, as the browser writes them. */
  readonly ours: Map<string, string>;
  readonly hadStyle: boolean;
  isInertByUs: boolean;
}

const covered = new WeakMap<Element, Covered>();

function lay(element: Element, way: Way): void {
  const hadStyle = hasAttribute.call(element, 'style');
  const known: Covered = covered.get(element) ?? { ways: [], beneath: new Map(), ours: new Map(), hadStyle, isInertByUs: false };
  covered.set(element, known);
  known.ways.push(way);
  settle(element);
  for (const media of [element, ...querySelectorAll.call(element, 'video, audio')]) {
    if (media instanceof HTMLMediaElement) media.pause();
  }
}

function uncover(element: Element, way: Way): void {
  const known = covered.get(element);
  if (known === undefined) return;
  known.ways.splice(known.ways.indexOf(way), 1);
  settle(element);
  if (known.ways.length > 0) return;
  covered.delete(element);
  if (!known.hadStyle && getAttribute.call(element, 'style') === '') removeAttribute.call(element, 'style');
}

/**
 * Brings an element to what its ways ask for; true where something of ours was gone. What the page declared
 * meanwhile is what it gets back.
 */
function settle(element: Element): boolean {
  const known = covered.get(element);
  const style = styleOf(element);
  if (known === undefined || style === undefined) return false;
  const { ways, beneath, ours } = known;
  const wanted = Object.assign({}, ...ways.map((way) => DECLARATIONS[way])) as Readonly<Record<string, string>>;
  let wasGone = false;
  for (const name of PROPERTIES) {
    const [value, priority] = [style.getPropertyValue(name), style.getPropertyPriority(name)];
    const [want, was] = [wanted[name], ours.get(name)];
    const isOurs = was === value && priority === 'important';
    if (!isOurs) beneath.set(name, [value, priority]);
    if (want === undefined) {
      if (isOurs) style.setProperty(name, ...beneath.get(name)!);
      ours.delete(name);
    } else if (!isOurs) {
      wasGone ||= was !== undefined;
      style.setProperty(name, want, 'important');
      ours.set(name, style.getPropertyValue(name));
    }
  }
  // What is blurred or veiled is drawn all the same: `inert` keeps hands, keys, searches and screen readers out.
  const isInert = hasAttribute.call(element, 'inert');
  const wantsInert = ways.some((way) => way === 'blur' || way === 'veil' || way === 'lock');
  if (wantsInert ? !isInert : known.isInertByUs) {
    wasGone ||= wantsInert && known.isInertByUs;
    toggleAttribute.call(element, 'inert', wantsInert);
    known.isInertByUs = wantsInert;
  }
  return wasGone;
}

function styleOf(element: Element): CSSStyleDeclaration | undefined {
  const home = [HTMLElement, SVGElement].find((each) => element instanceof each);
  return home && (Reflect.get(home.prototype, 'style', element) as CSSStyleDeclaration);
}
