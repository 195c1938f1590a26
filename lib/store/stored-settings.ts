import { isRecord } from '../core/is-record.ts';
import { CORE_LABELS, isLabel, type CoreLabel } from '../core/label.ts';
import { CAUTIONS, MAX_ALWAYS_SHOWN, TREATMENTS, type Policy, type Treatment } from '../core/policy.ts';
import { isPeerServer } from '../core/peer-server.ts';
import { areRelays } from '../core/relay-address.ts';
import { DEFAULT_SETTINGS, LOCALES, OTHER_SITES, PICTURE_MODES, type Settings } from '../core/settings.ts';

type Stored = Readonly<Record<string, unknown>>;

/**
 * The settings in a stored row, whichever version wrote it: every choice this version understands counts, for the
 * rest the defaults do. Never fails: a reader whose settings cannot be read still has an extension.
 */
export function readSettings(stored: unknown): Settings {
  const row = asRecord(stored);
  const policy = asRecord(row['policy']);
  const { policy: defaults } = DEFAULT_SETTINGS;
  return {
    locale: oneOf(['auto', ...LOCALES], row['locale'], DEFAULT_SETTINGS.locale),
    pictures: oneOf(PICTURE_MODES, row['pictures'], DEFAULT_SETTINGS.pictures),
    pausedHosts: texts(row['pausedHosts']),
    otherSites: oneOf(OTHER_SITES, row['otherSites'], DEFAULT_SETTINGS.otherSites),
    peers: row['peers'] === true,
    peerServer: typeof row['peerServer'] === 'string' && isPeerServer(row['peerServer']) ? row['peerServer'] : '',
    askForForks: row['askForForks'] === true,
    ownRelays: areRelays(texts(row['ownRelays'])) ? texts(row['ownRelays']) : [],
    ring: row['ring'] === true,
    policy: {
      treatments: byLabel(TREATMENTS, policy['treatments'], defaults.treatments),
      foreign: oneOf(TREATMENTS, policy['foreign'], defaults.foreign),
      cautions: byLabel(CAUTIONS, policy['cautions'], defaults.cautions),
      alwaysShow: texts(policy['alwaysShow']).slice(-MAX_ALWAYS_SHOWN),
      ...byList(policy['lists']),
      ...(isRecord(policy['agreed']) ? { agreed: chosen(CORE_LABELS, policy['agreed']) } : {}),
    },
  };
}

/**
 * What to store after a change: what was stored, with what the change touched written over it. So a choice that only
 * a newer version understands survives this one, and a default that was never chosen is not made a choice.
 */
export function settingsToStore(stored: unknown, before: unknown, after: unknown): unknown {
  if (JSON.stringify(before) === JSON.stringify(after)) return stored;
  if (!isRecord(before) || !isRecord(after)) return after;
  const kept = asRecord(stored);
  const written = Object.keys(after).map((key) => [key, settingsToStore(kept[key], before[key], after[key])] as const);
  return { ...kept, ...Object.fromEntries(written.filter(([, value]) => value !== undefined)) };
}

function byLabel<T extends string>(
  known: readonly T[],
  stored: unknown,
  defaults: Readonly<Record<CoreLabel, T>>,
): Record<CoreLabel, T> {
  const row = asRecord(stored);
  return Object.fromEntries(
    CORE_LABELS.map((label) => [label, oneOf(known, row[label], defaults[label])]),
  ) as Record<CoreLabel, T>;
}

/** What was chosen for single lists; nothing where nothing was. */
function byList(stored: unknown): Pick<Policy, 'lists'> {
  const rows = Object.entries(asRecord(stored)).filter(([id]) => /^[0-9a-f]{64}$/.test(id));
  return rows.length === 0 ? {} : { lists: Object.fromEntries(rows.map(([id, row]) => [id, chosen(Object.keys(asRecord(row)).filter(isLabel), row)])) };
}

function chosen<L extends string>(labels: readonly L[], stored: unknown): Partial<Record<L, Treatment>> {
  const row = asRecord(stored);
  const known = labels.filter((label) => TREATMENTS.some((each) => each === row[label]));
  return Object.fromEntries(known.map((label) => [label, row[label]])) as Partial<Record<L, Treatment>>;
}

function oneOf<T extends string>(known: readonly T[], stored: unknown, otherwise: T): T {
  return known.find((each) => each === stored) ?? otherwise;
}

function texts(stored: unknown): readonly string[] {
  return Array.isArray(stored) ? stored.filter((each) => typeof each === 'string') : [];
}

function asRecord(value: unknown): Stored {
  return isRecord(value) ? value : {};
}
