import { MAX_CORRECTIONS, type Correction } from '../core/correction.ts';
import type { Label } from '../core/label.ts';
import type { SubjectKey } from '../core/subject.ts';
import type { Database } from './database.ts';

export interface CorrectionRepository {
  /** The oldest first. */
  all(): Promise<readonly Correction[]>;
  /** In place of what was said of the same label of the same subject before; the oldest go where there are too many. */
  save(correction: Correction): Promise<void>;
  takeBack(key: SubjectKey, label: Label): Promise<void>;
  /** Puts these in place of all there are. */
  replace(all: readonly Correction[]): Promise<void>;
}

export function correctionRepository(database: Database): CorrectionRepository {
  const { corrections } = database;
  return {
    all: () => corrections.orderBy('at').toArray(),
    save: (correction) =>
      database.transaction('rw', corrections, async () => {
        await corrections.put(correction);
        const surplus = (await corrections.count()) - MAX_CORRECTIONS;
        if (surplus > 0) await corrections.orderBy('at').limit(surplus).delete();
      }),
    takeBack: (key, label) => corrections.delete([key, label]),
    replace: (all) =>
      database.transaction('rw', corrections, async () => {
        await corrections.clear();
        await corrections.bulkPut(all);
      }),
  };
}
