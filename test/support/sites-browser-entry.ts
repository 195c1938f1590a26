/** Runs inside the browser of watch-page.browser.test.ts: watches the page and keeps what it was told. */
import { watchPage, type FoundPicture, type FoundPost, type SeenHealth, type WatchPageOptions } from '../../lib/sites/watch-page.ts';
import { asPageCase } from './sites-as-page-case.ts';
import { rulesOf } from './sites-rules-of.ts';

class Watching {
  posts: FoundPost[] = [];
  pictures: FoundPicture[] = [];
  gone: Element[] = [];
  health: SeenHealth | undefined;
  /** How long each of our slices took, milliseconds. */
  sliceMs: number[] = [];
  readonly stopping = new AbortController();
  /** Collectable only when no observer, listener or timer holds it any more. */
  readonly held: WeakRef<WatchPageOptions>;

  /** `speed`: how many times faster than the page's its clock runs. */
  constructor({ speed = 1 } = {}) {
    const options: WatchPageOptions = {
      root: document,
      rulesFor: rulesOf(document),
      onPosts: (found) => this.posts.push(...found),
      onPictures: (found) => this.pictures.push(...found),
      onGone: (elements) => this.gone.push(...elements),
      onHealth: (health) => (this.health = health),
      now: () => performance.now() * speed,
      seed: 1,
      signal: this.stopping.signal,
      schedule: (run, delayMs) => setTimeout(() => this.#timed(run), delayMs / speed),
    };
    this.held = new WeakRef(options);
    watchPage(options);
  }

  asCase(url: string): unknown {
    return asPageCase(url, this);
  }

  forget(): void {
    [this.posts, this.pictures, this.gone] = [[], [], []];
  }

  #timed(run: () => void): void {
    const start = performance.now();
    run();
    this.sliceMs.push(performance.now() - start);
  }
}

Object.assign(globalThis, { Watching });

export type { Watching };
