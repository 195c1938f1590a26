import type { Adapter } from './adapter.ts';

/** Posts that are judged together: those first seen within 10 s, or more until there are enough. */
export interface LayoutWindow {
  readonly startedAt: number;
  posts: number;
  understood: number;
}

/** Fewest posts a layout is judged by. */
export const MIN_JUDGED_POSTS = 5;
export const WINDOW_MS = 10_000;

/**
 * Tells whether a site still looks the way its adapter describes. It has changed when, 10 s after they came, too few
 * of at least five posts are understood; it is back when enough of five new ones are. A post whose content comes late
 * is counted as understood then.
 */
export class LayoutGauge {
  /** Posts are there, but cannot be read. */
  changed = false;
  readonly #minRate: number;
  #window: LayoutWindow | undefined;

  constructor({ minRate }: Adapter['health']) {
    this.#minRate = minRate;
  }

  /** Counts a post not seen before, in the window that is handed to `countUnderstood` if and when it is. */
  countPost(now: number): LayoutWindow {
    this.#window ??= { startedAt: now, posts: 0, understood: 0 };
    this.#window.posts += 1;
    return this.#window;
  }

  countUnderstood(window: LayoutWindow): void {
    window.understood += 1;
  }

  /** Brings `changed` up to date; returns the time at which it must be asked again, if any. */
  judge(now: number): number | undefined {
    const window = this.#window;
    if (window === undefined) return undefined;
    const isEnough = window.posts >= MIN_JUDGED_POSTS;
    const isGood = window.understood >= this.#minRate * window.posts;
    if (isEnough && isGood) this.changed = false;
    const closesAt = window.startedAt + WINDOW_MS;
    if (now < closesAt) return closesAt;
    if (isEnough && !isGood) this.changed = true;
    if (isEnough || isGood) this.#window = undefined;
    return undefined;
  }
}
