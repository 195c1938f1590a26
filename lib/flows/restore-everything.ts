import { parseJson } from '../core/parse-json.ts';
import type { Correction } from '../core/correction.ts';
import type { Refusal } from '../core/refusal.ts';
import { err, ok, type Result } from '../core/result.ts';
import type { Restored, Settings } from '../core/settings.ts';
import type { TrustList } from '../core/trust-list.ts';
import { openArchive, type Archive, type ArchiveEntry, type ArchiveFault } from '../export/archive.ts';
import { correctionsFileSchema } from '../export/correction-schema.ts';
import { settingsFileSchema } from '../export/settings-schema.ts';
import { subscriptionsFileSchema, type Subscription } from '../export/subscription-schema.ts';
import { trustListsFileSchema } from '../export/trust-list-schema.ts';
import { MAX_FILE_BYTES } from '../lists/limits.ts';
import { readPem } from '../provenance/read-pem.ts';
import type { StoredList } from '../store/list-repository.ts';
import { CORRECTIONS_FILE, FINDINGS_FILE, listFile, README_FILE, SETTINGS_FILE, SUBSCRIPTIONS_FILE, TRUST_LISTS_FILE } from './export-everything.ts';
import { checkList, type ImportError, type ImportPorts } from './import-list.ts';

export interface RestorePorts extends ImportPorts {
  /** Puts settings, corrections and trust lists in place of those there are and saves the lists, all of it or nothing. */
  readonly replace: (found: Found) => Promise<void>;
}

/** What a file holds, checked. */
export interface Found {
  readonly settings: Settings;
  readonly corrections: readonly Correction[];
  readonly trustLists: readonly TrustList[];
  readonly lists: readonly StoredList[];
}

/** Settings of the largest honest reader are a tenth of this. */
const MAX_SETTINGS_BYTES = 16 * 1024 * 1024;

/** A list that was followed once may be out of date by now: that is no fault of the file. */
const LEFT_OUT: ReadonlySet<Refusal> = new Set(['expired', 'older', 'fork']);

/**
 * Takes back what `exportEverything` wrote. The file is a stranger's until all of it was checked: names, sizes,
 * settings by their schema, every list by its signatures. Whatever is wrong, nothing is changed.
 */
export async function restoreEverything(blob: Blob, ports: RestorePorts): Promise<Result<Restored, ImportError>> {
  const archive = await openArchive(blob);
  if (!archive.ok) return err(refusalOf(archive.error));
  const { entries } = archive.value;
  const settingsEntry = entries.find(({ path }) => path === SETTINGS_FILE);
  const areUnique = new Set(entries.map(({ path }) => path)).size === entries.length;
  if (settingsEntry === undefined || !areUnique || !entries.every(isExpected)) return err(refusalOf('not-an-archive'));
  const settings = await readSettings(archive.value, settingsEntry);
  if (!settings.ok) return settings;
  const corrections = await readCorrections(archive.value, entries);
  if (!corrections.ok) return corrections;
  const trustLists = await readTrustLists(archive.value, entries);
  if (!trustLists.ok) return trustLists;

  const subscriptions = await readSubscriptions(archive.value, entries);
  if (!subscriptions.ok) return subscriptions;

  const lists: StoredList[] = [];
  const leftOut: Restored['leftOut'][number][] = [];
  const listEntries = entries.filter(({ path }) => isListPath(path));
  for (const [i, entry] of listEntries.entries()) {
    const bytes = await archive.value.read(entry);
    if (!bytes.ok) return err(refusalOf(bytes.error));
    const list = await checkList(bytes.value, { ...ports, onProgress: (done, total) => ports.onProgress(i + done / Math.max(1, total), listEntries.length) });
    if (list.ok && listFile(list.value.row.id) !== entry.path) return err(refusalOf('not-an-archive'));
    if (list.ok) lists.push(followedAgain(list.value, subscriptions.value));
    else if (LEFT_OUT.has(list.error.why)) leftOut.push({ name: list.error.name ?? (await nameOfFollowed(entry.path, ports)) ?? entry.path, why: list.error.why });
    else return list;
  }
  await ports.replace({ settings: settings.value, corrections: corrections.value, trustLists: trustLists.value, lists });
  return ok({ lists: lists.length, leftOut });
}

async function nameOfFollowed(path: string, { lists }: RestorePorts): Promise<string | undefined> {
  return (await lists.all()).find(({ id }) => listFile(id) === path)?.name;
}

function isExpected({ path, size }: ArchiveEntry): boolean {
  if (path === SETTINGS_FILE || path === CORRECTIONS_FILE || path === TRUST_LISTS_FILE || path === SUBSCRIPTIONS_FILE) return size <= MAX_SETTINGS_BYTES;
  if (isListPath(path)) return size <= MAX_FILE_BYTES;
  // Never unpacked. A folder's own entry is what other programs add when they pack a folder again.
  return path === README_FILE || path === FINDINGS_FILE || path === 'lists/';
}

function isListPath(path: string): boolean {
  return /^lists\/[0-9a-f]{64}\.flaglist$/.test(path);
}

async function readSettings(archive: Archive, entry: ArchiveEntry): Promise<Result<Settings, ImportError>> {
  const json = await readJson(archive, entry);
  if (!json.ok) return json;
  const file = settingsFileSchema.safeParse(json.value);
  return file.success ? ok(file.data.settings) : err(formError(json.value, SETTINGS_FILE));
}

/** None where the export is of a version that kept none. */
async function readCorrections(archive: Archive, entries: readonly ArchiveEntry[]): Promise<Result<readonly Correction[], ImportError>> {
  const entry = entries.find(({ path }) => path === CORRECTIONS_FILE);
  if (entry === undefined) return ok([]);
  const json = await readJson(archive, entry);
  if (!json.ok) return json;
  const file = correctionsFileSchema.safeParse(json.value);
  return file.success ? ok(file.data.corrections) : err(formError(json.value, CORRECTIONS_FILE));
}

/** None where the export is of a version that kept none. */
async function readSubscriptions(archive: Archive, entries: readonly ArchiveEntry[]): Promise<Result<readonly Subscription[], ImportError>> {
  const entry = entries.find(({ path }) => path === SUBSCRIPTIONS_FILE);
  if (entry === undefined) return ok([]);
  const json = await readJson(archive, entry);
  if (!json.ok) return json;
  const file = subscriptionsFileSchema.safeParse(json.value);
  return file.success ? ok(file.data.subscriptions) : err(formError(json.value, SUBSCRIPTIONS_FILE));
}

/** The mirrors that its root names are the root's to say. */
function followedAgain(list: StoredList, subscriptions: readonly Subscription[]): StoredList {
  const found = subscriptions.find(({ id }) => id === list.row.id);
  if (found === undefined) return list;
  const { id: _, ...word } = found;
  return { ...list, row: { ...list.row, follow: { mirrors: [], ...list.row.follow, ...word } } };
}

/** None where the export is of a version that kept none. */
async function readTrustLists(archive: Archive, entries: readonly ArchiveEntry[]): Promise<Result<readonly TrustList[], ImportError>> {
  const entry = entries.find(({ path }) => path === TRUST_LISTS_FILE);
  if (entry === undefined) return ok([]);
  const json = await readJson(archive, entry);
  if (!json.ok) return json;
  const file = trustListsFileSchema.safeParse(json.value);
  const isWhole = file.success && file.data.trustLists.every(({ pem, certificates }) => readPem(pem)?.count === certificates);
  return file.success && isWhole ? ok(file.data.trustLists) : err(formError(json.value, TRUST_LISTS_FILE));
}

async function readJson(archive: Archive, entry: ArchiveEntry): Promise<Result<unknown, ImportError>> {
  const bytes = await archive.read(entry);
  return bytes.ok ? ok(parseJson(new TextDecoder().decode(bytes.value))) : err(refusalOf(bytes.error));
}

function formError(json: unknown, file: string): ImportError {
  return isNewer(json)
    ? { why: 'newer-format', message: `${file} was written by a newer version of Witnessmark.` }
    : { why: 'not-an-export', message: `${file} is not in the form it must have.` };
}

function isNewer(json: unknown): boolean {
  const { format, version } = (typeof json === 'object' && json !== null ? json : {}) as Record<string, unknown>;
  return typeof format === 'string' && format.startsWith('witnessmark-') && typeof version === 'number' && version > 1;
}

function refusalOf(fault: ArchiveFault): ImportError {
  switch (fault) {
    case 'not-an-archive':
      return { why: 'not-an-export', message: 'The file is not what “Export everything” writes.' };
    case 'too-large':
      return { why: 'too-large', message: 'The file, or what it unpacks to, is larger than 1 GiB.' };
    case 'altered':
      return { why: 'altered', message: 'A part of the file does not have the size or the checksum the file states.' };
  }
}
