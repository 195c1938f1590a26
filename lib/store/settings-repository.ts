import type { Settings } from '../core/settings.ts';
import type { Database } from './database.ts';
import { readSettings, settingsToStore } from './stored-settings.ts';

export interface SettingsRepository {
  read(): Promise<Settings>;
  /** Changes what is named and leaves the rest; gives the whole. Where the ring is not wanted after that, what it held is gone with it. */
  change(patch: (settings: Settings) => Settings): Promise<Settings>;
}

export function settingsRepository(database: Database): SettingsRepository {
  const stored = async () => (await database.settings.get('settings'))?.settings;
  return {
    read: async () => readSettings(await stored()),
    change: (patch) =>
      database.transaction('rw', database.settings, database.ring, async () => {
        const kept = await stored();
        const before = readSettings(kept);
        const after = patch(before);
        await database.settings.put({ id: 'settings', settings: settingsToStore(kept, before, after) });
        if (!after.ring) await database.ring.clear();
        return after;
      }),
  };
}
