import type { ShownSize } from '../../lib/sites/read-picture.ts';
import { watchPage, type FoundPicture, type FoundPost, type SeenHealth, type WatchPageOptions } from '../../lib/sites/watch-page.ts';
import { rulesOf } from './sites-rules-of.ts';

/** Replaces happy-dom's document by `html` at `url`. */
export function openPage(html: string, url: string): void {
  (window as unknown as { happyDOM: { setURL(url: string): void } }).happyDOM.setURL(url);
  document.open();
  document.write(html);
  document.close();
  for (const image of document.querySelectorAll('img')) loadImage(image);
}

/** happy-dom loads no pictures: gives `image` the natural size its `data-natural="800x600"` states. */
export function loadImage(image: HTMLImageElement): void {
  const [width = 0, height = 0] = (image.dataset['natural'] ?? '').split('x').map(Number);
  Object.defineProperty(image, 'naturalWidth', { value: width, configurable: true });
  Object.defineProperty(image, 'naturalHeight', { value: height, configurable: true });
  Object.defineProperty(image, 'currentSrc', { value: image.src, configurable: true });
}

/** Everything one `watchPage` said, with its time and its layout in the test's hands. */
export class WatchedPage {
  readonly posts: FoundPost[] = [];
  readonly pictures: FoundPicture[] = [];
  readonly gone: Element[] = [];
  health: SeenHealth | undefined;
  slices = 0;
  readonly observed = new Set<Element>();
  readonly #stopping = new AbortController();
  readonly #msPerLook: number;
  #jobs: { readonly run: () => void; readonly at: number }[] = [];
  #time = 0;
  #onSize: (element: Element, size: ShownSize) => void = () => {};

  /** `msPerLook`: how far the clock moves each time it is looked at. */
  constructor(options: Partial<WatchPageOptions> & { readonly msPerLook?: number } = {}) {
    const { msPerLook = 0, ...overrides } = options;
    this.#msPerLook = msPerLook;
    watchPage({
      root: document,
      rulesFor: rulesOf(document),
      onPosts: (found) => this.posts.push(...found),
      onPictures: (found) => this.pictures.push(...found),
      onGone: (elements) => this.gone.push(...elements),
      onHealth: (health) => (this.health = health),
      now: () => (this.#time += this.#msPerLook),
      seed: 1,
      signal: this.#stopping.signal,
      schedule: (run, delayMs) => this.#jobs.push({ run, at: this.#time + delayMs }),
      observeSizes: (onSize) => {
        this.#onSize = onSize;
        return {
          observe: (element) => {
            this.observed.add(element);
            this.#jobs.push({ run: () => this.observed.has(element) && this.resize(element), at: this.#time });
          },
          unobserve: (element) => this.observed.delete(element),
          disconnect: () => this.observed.clear(),
        };
      },
      ...overrides,
    });
  }

  get jobs(): number {
    return this.#jobs.length;
  }

  get texts(): readonly string[] {
    return this.posts.map(({ post }) => post.text);
  }

  /** States the size of an element, `data-shown="300x200"`, as a browser's layout would. */
  resize(element: Element): void {
    const [width = 0, height = 0] = ((element as HTMLElement).dataset['shown'] ?? '').split('x').map(Number);
    this.#onSize(element, { width, height });
  }

  /** Lets `ms` pass and runs all that falls due, after the page's observers were told what happened. */
  async settle(ms = 0): Promise<void> {
    await new Promise((resolve) => setImmediate(resolve));
    const until = this.#time + ms;
    for (;;) {
      const due = this.#jobs.filter(({ at }) => at <= Math.max(until, this.#time)).sort((a, b) => a.at - b.at)[0];
      if (due === undefined) break;
      this.#jobs = this.#jobs.filter((job) => job !== due);
      this.#time = Math.max(this.#time, due.at);
      this.slices += 1;
      due.run();
    }
    this.#time = Math.max(this.#time, until);
  }

  stop(): void {
    this.#stopping.abort();
  }
}
