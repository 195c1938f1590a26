import { err, ok, type Result } from '../core/result.ts';
import type { Refusal } from '../core/refusal.ts';
import { MAX_ARCHIVE_BYTES, packArchive, type ArchiveFile } from '../export/archive.ts';
import type { Subscription } from '../export/subscription-schema.ts';
import type { CorrectionRepository } from '../store/correction-repository.ts';
import type { ListRow } from '../store/database.ts';
import type { FindingRepository } from '../store/finding-repository.ts';
import type { ListRepository } from '../store/list-repository.ts';
import type { SettingsRepository } from '../store/settings-repository.ts';
import type { TrustListRepository } from '../store/trust-list-repository.ts';
import { keptList } from './kept-list.ts';

export interface ExportPorts {
  readonly settings: SettingsRepository;
  readonly lists: ListRepository;
  readonly findings: FindingRepository;
  readonly corrections: CorrectionRepository;
  readonly trustLists: Pick<TrustListRepository, 'all'>;
  readonly nowMs: number;
}

/** Names in the archive; a list lies under its id. */
export const SETTINGS_FILE = 'settings.json';
export const CORRECTIONS_FILE = 'corrections.json';
export const TRUST_LISTS_FILE = 'trust-lists.json';
export const SUBSCRIPTIONS_FILE = 'subscriptions.json';
export const FINDINGS_FILE = 'findings.jsonl';
export const README_FILE = 'README.txt';
export const listFile = (id: string): string => `lists/${id}.flaglist`;

/** Everything the extension keeps, as one .zip that a person can read and `restoreEverything` takes back. */
export async function exportEverything(ports: ExportPorts): Promise<Result<Blob, Refusal>> {
  const blob = await packArchive(filesOf(ports), ports.nowMs);
  return blob.size > MAX_ARCHIVE_BYTES ? err('too-large') : ok(blob);
}

async function* filesOf({ settings, lists, findings, corrections, trustLists, nowMs }: ExportPorts): AsyncGenerator<ArchiveFile> {
  const rows = await lists.all();
  yield text(README_FILE, readme(rows, nowMs));
  yield text(SETTINGS_FILE, formed('settings', { settings: await settings.read() }));
  yield text(CORRECTIONS_FILE, formed('corrections', { corrections: await corrections.all() }));
  yield text(TRUST_LISTS_FILE, formed('trust-lists', { trustLists: await trustLists.all() }));
  yield text(SUBSCRIPTIONS_FILE, formed('subscriptions', { subscriptions: rows.flatMap(subscriptionOf) }));
  for (const { id } of rows) {
    const bytes = await keptList(id, lists);
    if (bytes !== undefined) yield { path: listFile(id), bytes, compress: false };
  }
  yield text(FINDINGS_FILE, (await findings.all()).map((row) => `${JSON.stringify(row)}\n`).join(''));
}

function subscriptionOf({ id, follow }: ListRow): readonly Subscription[] {
  return follow === undefined ? [] : [{ id, isOn: follow.isOn, ...(follow.own === undefined ? {} : { own: follow.own }) }];
}

function text(path: string, content: string): ArchiveFile {
  return { path, bytes: new TextEncoder().encode(content), compress: true };
}

function formed(what: string, content: object): string {
  return `${JSON.stringify({ format: `witnessmark-${what}`, version: 1, ...content }, null, 2)}\n`;
}

function readme(lists: readonly ListRow[], nowMs: number): string {
  return `Witnessmark: everything it kept, ${new Date(nowMs).toISOString()}

${SETTINGS_FILE}
  Your choices: language, pictures, paused sites, what is done about each label, how sure a detector must be,
  and the accounts you always show.

${CORRECTIONS_FILE}
  Labels you called right or wrong: "key" is a hash of what the label was on, "said" how sure each source had been.

${TRUST_LISTS_FILE}
  Who may sign Content Credentials, as you installed it: certificates, where they came from and when.

${SUBSCRIPTIONS_FILE}
  Where you follow lists from, and whether they are kept up to date.

lists/
  The lists you follow, as they were imported or last brought up to date. Each can be imported again by itself.
${lists.map(({ id, name, flags }) => `  ${id}.flaglist  ${plain(name)}, ${flags} flags`).join('\n')}

${FINDINGS_FILE}
  What was measured of pictures, a line each. "name" is a keyed hash: it tells nobody which picture it was, and
  without the key, which never leaves your browser, it is of no use elsewhere. It is not restored.

What was shown in the last seven days is left out, also where you have it kept: it stays on the device it was shown on.

To restore, choose this file on the options page. Nothing in it was sent to anyone.
`;
}

/** A stranger's name on one line, without what turns the direction of the text around it. */
function plain(name: string): string {
  return JSON.stringify(name.replace(/\p{Cf}/gu, ''));
}
