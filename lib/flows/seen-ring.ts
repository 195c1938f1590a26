import { dayOf, putSeen, SEEN_BYTES, sortedSeen, type SeenKey } from '../core/seen-keys.ts';
import type { Settings } from '../core/settings.ts';
import type { RingRepository } from '../store/ring-repository.ts';
import type { OnKey } from './look-up-flags.ts';

/** Takes down what pages show, by key and day, for those readers who want it. */
export interface SeenRing {
  /**
   * To be told by what something on that page is looked up: put aside in memory, and written with what else comes within
   * WRITE_AFTER_MS. Undefined where the reader does not want it, or paused the site, and of private windows.
   */
  noteFor(settings: Pick<Settings, 'ring' | 'pausedHosts'>, visit: { readonly pageUrl: string; readonly incognito: boolean }): OnKey | undefined;
  /** Writes what was put aside; rejects where the store does, and then it is lost. */
  write(): Promise<void>;
  /** Forgets what was put aside: the ring was turned off, or everything erased. */
  forget(): void;
}

export interface SeenRingPorts {
  readonly ring: Pick<RingRepository, 'add'>;
  readonly now: () => number;
  /** Runs the work once after so many milliseconds. */
  readonly later: (work: () => void, ms: number) => void;
  readonly onTrouble: (error: unknown) => void;
}

/** Rarely enough for the disk, and before a background that nothing happens in is ended, 30 s after the last event. */
export const WRITE_AFTER_MS = 15_000;

/** Most keys of one writing: 1,600 posts in that time. Nobody reads so fast, and a page that pretends so fills no memory. */
export const MAX_WAITING = 8192;

export function createSeenRing({ ring, now, later, onTrouble }: SeenRingPorts): SeenRing {
  let waiting: Uint8Array | undefined;
  let used = 0;
  let isTimed = false;

  async function write(): Promise<void> {
    if (waiting === undefined) return;
    const entries = sortedSeen(waiting.subarray(0, used));
    forget();
    await ring.add(dayOf(now()), entries);
  }

  function forget(): void {
    waiting = undefined;
    used = 0;
  }

  function writeLater(): void {
    isTimed = true;
    later(() => {
      isTimed = false;
      write().catch(onTrouble);
    }, WRITE_AFTER_MS);
  }

  function see(seen: SeenKey): void {
    waiting ??= new Uint8Array(MAX_WAITING * SEEN_BYTES);
    if (used === waiting.length) return;
    putSeen(waiting, used, seen);
    used += SEEN_BYTES;
    if (!isTimed) writeLater();
  }

  return {
    noteFor: ({ ring: isWanted, pausedHosts }, { pageUrl, incognito }) => (isWanted && !incognito && !pausedHosts.includes(new URL(pageUrl).host) ? see : undefined),
    write,
    forget,
  };
}
