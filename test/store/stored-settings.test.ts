import 'fake-indexeddb/auto';
import { Dexie } from 'dexie';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CORE_LABELS } from '../../lib/core/label.ts';
import { CAUTIONS, TREATMENTS } from '../../lib/core/policy.ts';
import { DEFAULT_SETTINGS, withChange, type Settings } from '../../lib/core/settings.ts';
import { openDatabase } from '../../lib/store/database.ts';
import { settingsRepository } from '../../lib/store/settings-repository.ts';
import { readSettings, settingsToStore } from '../../lib/store/stored-settings.ts';

/** The tables of release 0.1.0. */
const FIRST_RELEASE = { settings: 'id', lists: 'id', blobs: '[listId+part], listId', findings: 'name, at', secrets: 'id' };

/** What 0.1.0 wrote once a reader had chosen: whole, without what came later. */
const OF_FIRST_RELEASE = {
  locale: 'de',
  pictures: 'on-click',
  pausedHosts: ['harbour.example:8443'],
  policy: { treatments: { ...Object.fromEntries(CORE_LABELS.map((label) => [label, 'badge'])), scam: 'hide' }, foreign: 'ignore' },
};

/** What a version of next year may have written. */
const OF_A_NEWER_VERSION = {
  locale: 'pt',
  pictures: 'off',
  otherSites: 'leave',
  readingSpeed: 3,
  policy: {
    treatments: { spam: 'fold', scam: 'blur', 'rage-bait': 'hide' },
    foreign: 'fold',
    cautions: { spam: 'almost-certain', 'ai-made': 'very-sure' },
    alwaysShow: ['bsky:alice.example', { account: 'hn:pg', until: 5 }],
    perSite: { 'bsky.app': { spam: 'hide' } },
  },
};

let serial = 0;

/** Writes the row with the tables of an earlier or later release, opens it with ours. */
async function openedFrom(settings: unknown, version = 1, tables: Record<string, string> = FIRST_RELEASE) {
  const name = `stored-${serial++}`;
  const theirs = new Dexie(name);
  theirs.version(version).stores(tables);
  await theirs.table('settings').put({ id: 'settings', settings });
  theirs.close();
  const ours = openDatabase(name);
  return { repository: settingsRepository(ours), row: async () => (await ours.settings.get('settings'))?.settings, ours };
}

describe('settings that another version wrote', () => {
  it('of the last release keep every choice and gain the new defaults', async () => {
    const { repository } = await openedFrom(OF_FIRST_RELEASE);
    const settings = await repository.read();
    expect(settings).toMatchObject({ locale: 'de', pictures: 'on-click', pausedHosts: ['harbour.example:8443'] });
    expect(settings.policy.treatments).toMatchObject({ scam: 'hide', spam: 'badge' });
    expect(settings.policy.foreign).toBe('ignore');
    expect(settings.policy.cautions).toEqual(DEFAULT_SETTINGS.policy.cautions);
    expect(settings.policy.alwaysShow).toEqual([]);
  });

  it('of a newer version count as far as they are understood', async () => {
    const { repository } = await openedFrom(OF_A_NEWER_VERSION, 7, { ...FIRST_RELEASE, notes: 'id' });
    expect(await repository.read()).toEqual({
      ...DEFAULT_SETTINGS,
      pictures: 'off',
      otherSites: 'leave',
      policy: {
        ...DEFAULT_SETTINGS.policy,
        treatments: { ...DEFAULT_SETTINGS.policy.treatments, scam: 'blur' },
        cautions: { ...DEFAULT_SETTINGS.policy.cautions, 'ai-made': 'very-sure' },
        alwaysShow: ['bsky:alice.example'],
      },
    });
  });

  it('of a newer version survive a change by this one, for when that version is back', async () => {
    const { repository, row } = await openedFrom(OF_A_NEWER_VERSION);
    await repository.change((all) => withChange(all, { policy: { treatments: { flood: 'hide' } } }));
    expect(await row()).toEqual({
      ...OF_A_NEWER_VERSION,
      policy: { ...OF_A_NEWER_VERSION.policy, treatments: { ...OF_A_NEWER_VERSION.policy.treatments, flood: 'hide' } },
    });
  });

  it('give way where the reader chooses anew', async () => {
    const { repository, row } = await openedFrom(OF_A_NEWER_VERSION);
    await repository.change((all) => withChange(all, { policy: { treatments: { spam: 'hide' } } }));
    expect(await row()).toMatchObject({ policy: { treatments: { spam: 'hide', 'rage-bait': 'hide' } } });
    expect((await repository.read()).policy.treatments.spam).toBe('hide');
  });

  it('may be anything at all: reading gives settings that are whole', () => {
    fc.assert(
      fc.property(fc.anything(), (stored) => {
        const { policy, ...rest } = readSettings(stored);
        expect(Object.keys(rest).toSorted()).toEqual(['askForForks', 'locale', 'otherSites', 'ownRelays', 'pausedHosts', 'peerServer', 'peers', 'pictures', 'ring']);
        for (const label of CORE_LABELS) {
          expect(TREATMENTS).toContain(policy.treatments[label]);
          expect(CAUTIONS).toContain(policy.cautions[label]);
        }
      }),
    );
  });
});

describe('what a change stores', () => {
  const policies = fc.record({
    treatments: fc.dictionary(fc.constantFrom(...CORE_LABELS), fc.constantFrom(...TREATMENTS)),
    cautions: fc.dictionary(fc.constantFrom(...CORE_LABELS), fc.constantFrom(...CAUTIONS)),
    foreign: fc.constantFrom(...TREATMENTS),
  });
  const rows = fc.oneof(fc.anything(), fc.constantFrom<unknown>(undefined, OF_FIRST_RELEASE, OF_A_NEWER_VERSION));

  it('reads back as what was chosen, whatever was stored before', () => {
    fc.assert(
      fc.property(rows, policies, (stored, policy) => {
        const before = readSettings(stored);
        const after: Settings = withChange(before, { policy });
        expect(readSettings(settingsToStore(stored, before, after))).toEqual(after);
      }),
    );
  });

  it('is the choice alone: a default nobody chose stays a default, for a later release to better', () => {
    const after = withChange(DEFAULT_SETTINGS, { policy: { treatments: { scam: 'warn' } } });
    expect(settingsToStore(undefined, DEFAULT_SETTINGS, after)).toEqual({ policy: { treatments: { scam: 'warn' } } });
  });
});
