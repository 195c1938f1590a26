import type { Picture, Post } from '../core/post.ts';
import type { PageHealth } from '../core/report.ts';
import { JSON_LD_SCRIPTS } from './json-ld.ts';
import { placeOf, readPageFacts, type Place } from './page-facts.ts';
import { marksOfPicture, NO_PAGE_MARKS, readPageMarks, type PageMarks } from './page-marks.ts';
import { observeSizes, PictureWatch, type ObserveSizes } from './picture-watch.ts';
import { PostWatch } from './post-watch.ts';
import { closest, isConnected, isElement, isForm, matches, queryAll } from './dom.ts';
import { pagePostContainer, type ReadPost } from './read-post.ts';
import { pictureAddress } from './read-picture.ts';
import type { SiteRules } from './site-rules.ts';
import { WorkQueue } from './work-queue.ts';

export interface FoundPost {
  readonly element: Element;
  /** The badge goes after this, in the flow of the page. Asked when needed; when the page takes it out, the post is reported again. */
  badgeAnchor(): Element;
  /** What a reader would call the content, outermost elements only: text, pictures, quoted posts, link cards. What is blurred. Asked when needed. */
  content(): readonly Element[];
  /** Replies and other posts inside that are posts of their own: what is done to this one is not done to them. */
  nested(): readonly Element[];
  /** The element and those that go on with the post after it. What is hidden. */
  readonly whole: readonly Element[];
  /** Whether it shows a picture or a video, as it is when asked. */
  hasMedia(): boolean;
  readonly post: Post;
}

export interface FoundPicture {
  readonly element: Element;
  /** The element that shows the picture with all that belongs to it (X paints it twice); often `element` itself. What is blurred. */
  readonly frame: Element;
  readonly picture: Picture;
}

export type SeenHealth = Omit<PageHealth, 'badgesLost' | 'unreadParts'>;

export interface WatchPageOptions {
  readonly root: Document;
  /** Asked at the start and whenever the page's address changed. */
  readonly rulesFor: () => SiteRules;
  /** An element reported again, under a new `ref`, replaces what was reported of it before. */
  readonly onPosts: (found: readonly FoundPost[]) => void;
  readonly onPictures: (found: readonly FoundPicture[]) => void;
  /** Elements of posts and pictures that left the page, or hold none any more. */
  readonly onGone: (elements: readonly Element[]) => void;
  /** Told when it changed. */
  readonly onHealth: (health: SeenHealth) => void;
  /** Milliseconds on any steady clock. */
  readonly now: () => number;
  readonly signal: AbortSignal;
  /** Any number the page does not know. */
  readonly seed: number;
  /** Runs `run` when the page has a moment, `delayMs` from now at the earliest. */
  readonly schedule?: (run: () => void, delayMs: number) => void;
  readonly observeSizes?: ObserveSizes;
  /** Whether a node was put there by us, so that its coming and going is no change of the page. */
  readonly isOwn?: (node: Node) => boolean;
}

/** Longest we work before the page gets its turn. */
const SLICE_MS = 8;
/** How often a page without containers is asked, after each change of address, whether it is one article. */
const MAX_PAGE_POST_CHECKS = 20;

/**
 * Finds the posts and pictures of a page and goes on finding them as it grows, changes and navigates, until `signal`
 * aborts or a callback throws (the extension was replaced under a page that stays open).
 *
 * Only what was added is searched, so a post costs the same at any length of the feed. All work happens in slices of
 * a few milliseconds. What is known of an element hangs on it by weak maps: nothing is kept of what left the page.
 *
 * Returns what has posts reported again that did not change.
 */
export function watchPage(options: WatchPageOptions): (elements: readonly Element[]) => void {
  const watch = new PageWatch(options);
  if (!options.signal.aborted) watch.start();
  return (elements) => watch.readAgain(elements);
}

class PageWatch {
  readonly #options: WatchPageOptions;
  readonly #schedule: (run: () => void, delayMs: number) => void;
  readonly #stopping = new AbortController();
  readonly #mutations = new MutationObserver((records) => this.#take(records));
  readonly #pictures: PictureWatch;
  #posts: PostWatch;
  #place: Place;
  #pagePostChecks = 0;
  /** Absent where JSON-LD has come since it was read. */
  #marks: PageMarks | undefined;
  /** Whether something was told already that JSON-LD which came since may speak of. */
  #isLate = false;
  #lastRef = 0;
  /** Times at which a slice is due, as scheduled. */
  readonly #wakings = new Set<number>();

  /** Work to do, in this order. */
  readonly #removed = new WorkQueue<Element>();
  readonly #touched = new WorkQueue<Node>();
  readonly #added = new WorkQueue<Element>();
  readonly #loaded = new WorkQueue<Element>();
  readonly #toRead = new WorkQueue<Element>();
  /** Posts that changed again too soon. */
  readonly #resting = new Set<Element>();

  /** What the next delivery tells. */
  #foundPosts = new Map<Element, FoundPost>();
  #foundPictures = new Map<Element, FoundPicture>();
  #gone = new Set<Element>();
  #toldHealth = '';

  constructor(options: WatchPageOptions) {
    this.#options = options;
    this.#schedule = options.schedule ?? whenIdle;
    this.#place = placeOf(options.root.location);
    this.#posts = this.#watchPosts(options.rulesFor());
    this.#pictures = new PictureWatch(
      options.observeSizes ?? observeSizes,
      (element, picture) => {
        const frame = closest(element, this.#posts.rules.pictureFrame) ?? element;
        const sourceTypes = marksOfPicture(this.#pageMarks(), element, picture.url);
        this.#foundPictures.set(element, { element, frame, picture: { ref: this.#ref(), ...picture, ...(sourceTypes.length > 0 ? { sourceTypes } : {}) } });
        this.#wake();
      },
      (element) => this.#lost(element, this.#foundPictures),
    );
  }

  start(): void {
    const { root, signal } = this.#options;
    const listen = EventTarget.prototype.addEventListener;
    const listening = { signal: this.#stopping.signal, capture: true, passive: true };
    signal.addEventListener('abort', () => this.#stop(), { signal: this.#stopping.signal });
    for (const name of ['load', 'error']) listen.call(root, name, ({ target }) => this.#takeImage(target), listening);
    const view = root.defaultView as (Window & { readonly navigation?: EventTarget }) | null;
    for (const name of ['popstate', 'hashchange']) view?.addEventListener(name, () => this.#wake(), listening);
    view?.navigation?.addEventListener('navigatesuccess', () => this.#wake(), listening);
    this.#searchAll();
  }

  readAgain(elements: readonly Element[]): void {
    for (const element of elements) {
      this.#posts.reportAgain(element);
      this.#touched.put(element);
    }
    this.#wake();
  }

  #watchPosts(rules: SiteRules): PostWatch {
    const { isOwn, seed } = this.#options;
    return new PostWatch(
      rules,
      seed,
      (element, read) => {
        const sourceTypes = this.#pageMarks().get(read.post.permalink ?? '');
        const post = { ...read.post, ref: this.#ref(), ...(sourceTypes === undefined ? {} : { sourceTypes }) };
        this.#foundPosts.set(element, foundPost(element, post, read, isOwn));
      },
      (element) => this.#lost(element, this.#foundPosts),
    );
  }

  #ref(): string {
    this.#lastRef += 1;
    return String(this.#lastRef);
  }

  /** What was found but not told is not told at all. */
  #lost(element: Element, untold: Map<Element, unknown>): void {
    untold.delete(element);
    this.#gone.add(element);
  }

  #searchAll(): void {
    const { root } = this.#options;
    this.#mutations.disconnect();
    this.#mutations.observe(root, {
      childList: true,
      subtree: true,
      characterData: true,
      attributeFilter: [...this.#posts.rules.watchedAttributes],
    });
    // Absent in a document that has only begun to load; the observer sees it come.
    if (isElement(root.documentElement)) this.#added.put(root.documentElement);
    this.#wake();
  }

  #stop(): void {
    this.#stopping.abort();
    this.#mutations.disconnect();
    this.#pictures.disconnect();
    for (const work of [this.#removed, this.#touched, this.#added, this.#loaded, this.#toRead, this.#resting]) work.clear();
    for (const found of [this.#foundPosts, this.#foundPictures, this.#gone]) found.clear();
  }

  /** Only notes what happened: the page is in the middle of something. */
  #take(records: readonly MutationRecord[]): void {
    const { isOwn = () => false } = this.#options;
    // What comes into an element that is still to be searched is found with it: a tree built from its root down would
    // otherwise be searched once for each of its levels.
    const found = new Set<Node>();
    for (const { type, target, addedNodes, removedNodes } of records) {
      const isFoundAnyway = found.has(target) || this.#added.has(target as Element);
      let isOurs = type === 'childList';
      for (const [nodes, queue] of [[addedNodes, this.#added], [removedNodes, this.#removed]] as const) {
        for (const node of nodes) {
          if (isOwn(node)) continue;
          isOurs = false;
          if (isFoundAnyway && queue === this.#added) found.add(node);
          else if (isElement(node)) queue.put(node);
        }
      }
      if (type === 'attributes') this.#added.put(target as Element);
      if (!isOurs && !isFoundAnyway) this.#touched.put(target);
    }
    this.#wake();
  }

  #takeImage(target: EventTarget | null): void {
    if ((target as Partial<Element> | null)?.localName !== 'img') return;
    this.#loaded.put(target as Element);
    this.#wake();
  }

  /** Sees to it that a slice runs at `at`; an earlier one that is due anyway will ask again. */
  #wake(at = this.#options.now()): void {
    const isDue = [...this.#wakings].some((waking) => waking <= at);
    if (isDue || this.#stopping.signal.aborted) return;
    this.#wakings.add(at);
    const run = () => {
      this.#wakings.delete(at);
      this.#work();
    };
    this.#schedule(run, Math.max(0, at - this.#options.now()));
  }

  /** One slice. */
  #work(): void {
    if (this.#stopping.signal.aborted) return;
    const { now } = this.#options;
    const startedAt = now();
    this.#followAddress(startedAt);
    for (const element of this.#resting) this.#toRead.put(element);
    this.#resting.clear();
    let restsUntil = Infinity;
    let isMore = true;
    while (isMore && now() - startedAt < SLICE_MS) {
      isMore = this.#sort() || this.#readNext(startedAt, (at) => (restsUntil = Math.min(restsUntil, at)));
    }
    if (!isMore) this.#lookForPagePost();
    if (!isMore) this.#followLateMarks();
    const judgeAt = this.#posts.gauge.judge(startedAt);
    this.#deliver();
    if (isMore || this.#toRead.size > 0) this.#wake();
    else if (this.#resting.size > 0) this.#wake(restsUntil);
    if (judgeAt !== undefined) this.#wake(judgeAt);
  }

  #followAddress(now: number): void {
    const { root, rulesFor } = this.#options;
    if (root.location.href === this.#place.href) return;
    this.#place = placeOf(root.location);
    this.#pagePostChecks = 0;
    this.#marks = undefined;
    const before = this.#posts;
    const rules = rulesFor();
    if (rules === before.rules) {
      before.restartGauge();
      for (const container of queryAll(root, rules.containers)) {
        if (before.hurryIfFresh(container, now)) this.#toRead.put(container);
      }
      return;
    }
    if (isElement(root.documentElement)) this.#forgetUnder(root.documentElement);
    this.#posts = this.#watchPosts(rules);
    this.#searchAll();
  }

  /** Takes one thing that happened and finds out what of it is to be read; false when nothing is left. */
  #sort(): boolean {
    const removed = this.#removed.take();
    if (removed !== undefined) {
      if (!isConnected(removed)) this.#forgetUnder(removed);
      return true;
    }
    const touched = this.#touched.take();
    if (touched !== undefined) {
      const container = this.#posts.around(touched);
      if (container !== undefined) this.#toRead.put(container);
      return true;
    }
    const added = this.#added.take();
    if (added !== undefined) {
      if (isConnected(added)) this.#search(added);
      return true;
    }
    const loaded = this.#loaded.take();
    if (loaded !== undefined) {
      this.#look(loaded);
      return true;
    }
    return false;
  }

  #search(added: Element): void {
    const { containers, searched } = this.#posts.rules;
    for (const element of withDescendants(added, searched)) {
      if (matches(element, containers) && !isForm(element)) this.#toRead.put(element);
      if (matches(element, JSON_LD_SCRIPTS)) this.#metJsonLd();
      this.#look(element);
    }
  }

  #metJsonLd(): void {
    this.#isLate ||= this.#marks !== undefined;
    this.#marks = undefined;
  }

  #pageMarks(): PageMarks {
    return (this.#marks ??= this.#posts.rules.searched === '' ? NO_PAGE_MARKS : readPageMarks(this.#options.root, this.#place));
  }

  /** What was told before the JSON-LD that speaks of it came is told again. */
  #followLateMarks(): void {
    if (!this.#isLate) return;
    this.#isLate = false;
    const marks = this.#pageMarks();
    if (marks.size === 0) return;
    const { root } = this.#options;
    const { containers, media } = this.#posts.rules;
    for (const element of queryAll(root, media)) {
      if (marksOfPicture(marks, element, pictureAddress(element) ?? '').length === 0) continue;
      this.#pictures.forget(element);
      this.#look(element);
    }
    this.readAgain(queryAll(root, containers));
  }

  #look(element: Element): void {
    if (isConnected(element) && matches(element, this.#posts.rules.media) && !isForm(element)) this.#pictures.consider(element);
    else this.#pictures.forget(element);
  }

  #forgetUnder(removed: Element): void {
    for (const element of withDescendants(removed, this.#posts.rules.remembered)) {
      this.#posts.forget(element);
      this.#pictures.forget(element);
    }
  }

  #readNext(now: number, rest: (until: number) => void): boolean {
    const container = this.#toRead.take();
    if (container === undefined) return false;
    const restsUntil = this.#posts.read(container, now, this.#place);
    if (restsUntil !== undefined) {
      this.#resting.add(container);
      rest(restsUntil);
    }
    return true;
  }

  #lookForPagePost(): void {
    const { root } = this.#options;
    if (this.#posts.posts > 0 || this.#pagePostChecks >= MAX_PAGE_POST_CHECKS) return;
    this.#pagePostChecks += 1;
    const container = pagePostContainer(root, this.#posts.rules);
    if (container !== undefined && readPageFacts(root, root.location) !== undefined) this.#toRead.put(container);
  }

  #deliver(): void {
    const { onGone, onPosts, onPictures, onHealth } = this.#options;
    const [gone, posts, pictures] = [[...this.#gone], [...this.#foundPosts.values()], [...this.#foundPictures.values()]];
    for (const found of [this.#gone, this.#foundPosts, this.#foundPictures]) found.clear();
    const health = this.#health();
    const told = JSON.stringify(health);
    const isNews = told !== this.#toldHealth;
    this.#toldHealth = told;
    try {
      if (gone.length > 0) onGone(gone);
      if (posts.length > 0) onPosts(posts);
      if (pictures.length > 0) onPictures(pictures);
      if (isNews) onHealth(health);
    } catch (error) {
      this.#stop();
      throw error;
    }
  }

  #health(): SeenHealth {
    const { rules, gauge, posts, understood } = this.#posts;
    const pictures = this.#pictures.shown;
    const layout = gauge.changed ? 'layout-changed' : posts + pictures === 0 ? 'empty' : 'ok';
    return { site: rules.site, layout, posts, understood, pictures };
  }
}

function foundPost(element: Element, post: Post, { badgeAnchor, hasMedia, content, nested, continuations }: ReadPost, isOwn: WatchPageOptions['isOwn']): FoundPost {
  return {
    element,
    badgeAnchor,
    content: () => content().filter((each) => isOwn?.(each) !== true),
    nested,
    whole: [element, ...continuations],
    hasMedia,
    post,
  };
}

function withDescendants(element: Element, selector: string): readonly Element[] {
  const inside = element.firstElementChild === null ? [] : queryAll(element, selector);
  return matches(element, selector) ? [element, ...inside] : inside;
}

/** In the browser's idle time, but soon; browsers without idle callbacks get to draw a frame first. */
function whenIdle(run: () => void, delayMs: number): void {
  if (delayMs > 0) setTimeout(run, delayMs);
  else if (typeof requestIdleCallback === 'function') requestIdleCallback(run, { timeout: 100 });
  else setTimeout(run, 16);
}
