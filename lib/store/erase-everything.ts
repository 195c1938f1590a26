import type { Erased } from '../core/settings.ts';
import { allOrNothing, type Database } from './database.ts';

/** Empties every table, all of them or none, and says what went. */
export function eraseEverything(database: Database): Promise<Erased> {
  return allOrNothing(database, async () => {
    const [lists, findings] = await Promise.all([database.lists.count(), database.findings.count()]);
    await Promise.all(database.tables.map((table) => table.clear()));
    return { lists, findings };
  });
}
