import { MAX_APPEALS, type AppealAnswer, type KeptAppeal } from '../core/list-inbox.ts';
import type { Database } from './database.ts';

/** Appeals that the reader sent, with the keys by which their answers are read. */
export interface AppealRepository {
  /** The latest first. */
  all(): Promise<readonly KeptAppeal[]>;
  save(appeal: KeptAppeal): Promise<void>;
  /** Keeps an answer and forgets the key; nothing where the appeal is not there any more, or was answered. */
  answer(id: string, answer: AppealAnswer): Promise<void>;
  remove(id: string): Promise<void>;
}

export function appealRepository(database: Database): AppealRepository {
  const { appeals } = database;
  return {
    all: async () => (await appeals.orderBy('sentAt').toArray()).toReversed(),
    save: (appeal) =>
      database.transaction('rw', appeals, async () => {
        await appeals.put(appeal);
        const surplus = (await appeals.count()) - MAX_APPEALS;
        if (surplus > 0) await appeals.orderBy('sentAt').limit(surplus).delete();
      }),
    answer: (id, answer) =>
      database.transaction('rw', appeals, async () => {
        const { secret, ...appeal } = (await appeals.get(id)) ?? {};
        if (secret !== undefined) await appeals.put({ ...(appeal as KeptAppeal), answer });
      }),
    remove: (id) => appeals.delete(id),
  };
}
