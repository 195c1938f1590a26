import { DEFAULT_SETTINGS, type Settings } from '../core/settings.ts';
import type { Database } from './database.ts';

export interface SettingsRepository {
  read(): Promise<Settings>;
  /** Changes what is named and leaves the rest; gives the whole. */
  change(patch: (settings: Settings) => Settings): Promise<Settings>;
}

export function settingsRepository(database: Database): SettingsRepository {
  async function read(): Promise<Settings> {
    const row = await database.settings.get('settings');
    return row === undefined ? DEFAULT_SETTINGS : complete(row.settings);
  }
  return {
    read,
    change: (patch) =>
      database.transaction('rw', database.settings, async () => {
        const settings = patch(await read());
        await database.settings.put({ id: 'settings', settings });
        return settings;
      }),
  };
}

/** Settings written by an older version lack what came later: the reader's choices stay, the rest is default. */
function complete(stored: Partial<Settings>): Settings {
  return {
    ...DEFAULT_SETTINGS,
    ...stored,
    policy: {
      ...DEFAULT_SETTINGS.policy,
      ...stored.policy,
      treatments: { ...DEFAULT_SETTINGS.policy.treatments, ...stored.policy?.treatments },
      cautions: { ...DEFAULT_SETTINGS.policy.cautions, ...stored.policy?.cautions },
    },
  };
}
