import { LayoutGauge, type LayoutWindow } from './layout-gauge.ts';
import { isConnected, matches, parentOf } from './dom.ts';
import type { Place } from './page-facts.ts';
import { pagePostContainer, readPost, type ReadPost } from './read-post.ts';
import { seededHash } from './seeded-hash.ts';
import type { SiteRules } from './site-rules.ts';

/** A post that changed is read again this long after it was last read; twice as long each time nothing came of it. */
const REREAD_MS = 250;
const MAX_REREAD_MS = 2_000;
/** Sites change their address a moment before or after what they show: what was read so recently is read again. */
const ADDRESS_LAG_MS = 1_000;

interface KnownPost {
  readonly window: LayoutWindow;
  readAt: number;
  rereadMs: number;
  /** Hash of what was last reported; absent while the post is not understood. */
  reported?: number;
  /** After which the badge was put, where one was. */
  badgeAnchor?: Element;
}

/** Reads posts when they come and when they change. Nothing is kept of a container that is gone. */
export class PostWatch {
  readonly rules: SiteRules;
  gauge: LayoutGauge;
  /** Posts on the page now. */
  posts = 0;
  /** Those of them that were reported. */
  understood = 0;
  readonly #known = new WeakMap<Node, KnownPost>();
  /** Containers by the siblings that continue them. */
  readonly #continued = new WeakMap<Node, Element>();
  readonly #seed: number;
  readonly #onPost: (container: Element, read: ReadPost) => void;
  readonly #onGone: (container: Element) => void;

  constructor(rules: SiteRules, seed: number, onPost: (container: Element, read: ReadPost) => void, onGone: (container: Element) => void) {
    this.rules = rules;
    this.#seed = seed;
    this.gauge = new LayoutGauge(rules.health);
    this.#onPost = onPost;
    this.#onGone = onGone;
  }

  /** The nearest known container around a node that changed. */
  around(node: Node): Element | undefined {
    for (let at: Node | null = node; at !== null; at = parentOf(at)) {
      const container = this.#known.has(at) ? (at as Element) : this.#continued.get(at);
      if (container !== undefined) return container;
    }
    return undefined;
  }

  /** Reads a container that came or changed, on the page at `place`; when it was read too recently, says until when it must wait instead. */
  read(container: Element, now: number, place: Place): number | undefined {
    const known = this.#known.get(container);
    const restsUntil = known === undefined ? now : known.readAt + known.rereadMs;
    if (restsUntil > now) return restsUntil;
    if (!isConnected(container) || !this.#isContainer(container)) this.forget(container);
    else this.#read(container, known ?? this.#meet(container, now), now, place);
    return undefined;
  }

  /** Another page of the same site: its layout is judged afresh. */
  restartGauge(): void {
    this.gauge = new LayoutGauge(this.rules.health);
  }

  /** Lets a container be read again at once that may have been read while page and address did not belong together. */
  hurryIfFresh(container: Element, now: number): boolean {
    const known = this.#known.get(container);
    if (known === undefined || now - known.readAt > ADDRESS_LAG_MS) return false;
    known.rereadMs = 0;
    return true;
  }

  /** Lets a post be reported once more when it is read next, though nothing of it changed. */
  reportAgain(container: Element): void {
    const known = this.#known.get(container);
    // Equal to no hash.
    if (known?.reported !== undefined) known.reported = NaN;
  }

  forget(container: Element): void {
    const known = this.#known.get(container);
    if (known === undefined) return;
    this.#known.delete(container);
    this.posts -= 1;
    this.#retract(container, known);
  }

  #meet(container: Element, now: number): KnownPost {
    const known: KnownPost = { window: this.gauge.countPost(now), readAt: now, rereadMs: REREAD_MS };
    this.#known.set(container, known);
    this.posts += 1;
    return known;
  }

  #read(container: Element, known: KnownPost, now: number, place: Place): void {
    const read = readPost(container, this.rules, place);
    const hash = seededHash(JSON.stringify(read.post), this.#seed);
    for (const sibling of read.continuations) this.#continued.set(sibling, container);
    // A post drawn anew in the same words lost its badge with its old inside.
    const isSame = known.reported === hash && (known.badgeAnchor === undefined || container.contains(known.badgeAnchor));
    known.rereadMs = isSame ? Math.min(MAX_REREAD_MS, Math.max(REREAD_MS, known.rereadMs * 2)) : REREAD_MS;
    known.readAt = now;
    if (isSame) return;
    if (!this.#isUnderstood(read)) {
      this.#retract(container, known);
      return;
    }
    if (known.reported === undefined) {
      this.understood += 1;
      this.gauge.countUnderstood(known.window);
    }
    known.reported = hash;
    delete known.badgeAnchor;
    this.#onPost(container, { ...read, badgeAnchor: () => (known.badgeAnchor = read.badgeAnchor()) });
  }

  #retract(container: Element, known: KnownPost): void {
    if (known.reported === undefined) return;
    delete known.reported;
    delete known.badgeAnchor;
    this.understood -= 1;
    this.#onGone(container);
  }

  #isContainer(element: Element): boolean {
    return matches(element, this.rules.containers) || element === pagePostContainer(element.ownerDocument, this.rules);
  }

  #isUnderstood({ post }: ReadPost): boolean {
    const isIdentified = post.permalink !== undefined || post.text !== '';
    return isIdentified && this.rules.health.needs.every((need) => post[need] !== undefined);
  }
}
