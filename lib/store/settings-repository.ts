import type { Settings } from '../core/settings.ts';
import type { Database } from './database.ts';
import { readSettings, settingsToStore } from './stored-settings.ts';

export interface SettingsRepository {
  read(): Promise<Settings>;
  /** Changes what is named and leaves the rest; gives the whole. */
  change(patch: (settings: Settings) => Settings): Promise<Settings>;
}

export function settingsRepository(database: Database): SettingsRepository {
  const stored = async () => (await database.settings.get('settings'))?.settings;
  return {
    read: async () => readSettings(await stored()),
    change: (patch) =>
      database.transaction('rw', database.settings, async () => {
        const kept = await stored();
        const before = readSettings(kept);
        const after = patch(before);
        await database.settings.put({ id: 'settings', settings: settingsToStore(kept, before, after) });
        return after;
      }),
  };
}
