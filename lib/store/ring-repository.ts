import { firstDay, MAX_SEEN_A_DAY, mergedSeen } from '../core/seen-keys.ts';
import type { Database, RingRow } from './database.ts';
import { readSettings } from './stored-settings.ts';

/** What was shown in the last days, where the reader wants that kept. `settingsRepository` empties it where they do not. */
export interface RingRepository {
  /**
   * Adds sorted entries to the day `today`, at most MAX_SEEN_A_DAY in all, and drops the days that are not held any more.
   * Where the reader does not want it, nothing is written. All or nothing, and the same when it is done twice.
   */
  add(today: number, entries: Uint8Array): Promise<void>;
  /** The days that are held, the oldest first; undefined where the reader does not want it. */
  days(today: number): Promise<readonly RingRow[] | undefined>;
  /** Drops the days that are not held any more. */
  prune(today: number): Promise<void>;
}

export function ringRepository({ settings, ring }: Pick<Database, 'settings' | 'ring'>): RingRepository {
  const isWanted = async () => readSettings((await settings.get('settings'))?.settings).ring;
  /** By ranges of the key: the entries of days are not read for it. */
  async function drop(today: number): Promise<void> {
    await ring.where('day').below(firstDay(today)).delete();
    await ring.where('day').above(today).delete();
  }

  return {
    add: (today, entries) =>
      ring.db.transaction('rw', settings, ring, async () => {
        if (!(await isWanted())) return;
        await drop(today);
        const before = (await ring.get(today))?.bytes ?? new Uint8Array(0);
        const bytes = mergedSeen(before, entries, MAX_SEEN_A_DAY);
        if (!isSame(bytes, before)) await ring.put({ day: today, bytes });
      }),
    days: (today) =>
      ring.db.transaction('r', settings, ring, async () => ((await isWanted()) ? ring.where('day').between(firstDay(today), today, true, true).toArray() : undefined)),
    prune: (today) => ring.db.transaction('rw', ring, () => drop(today)),
  };
}

function isSame(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, i) => byte === b[i]);
}
