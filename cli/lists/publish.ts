import { mkdir, readdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { openRelay } from '../../lib/flows/open-sources.ts';
import { mayReplace, publicationOf, reachableFrom, type Publication } from '../../lib/lists/mirror-folder.ts';
import { decodeTip } from '../../lib/lists/tip.ts';
import { tipToEvent } from '../../lib/lists/tip-event.ts';
import { decodeTipPage, encodeTips } from '../../lib/lists/tip-page.ts';
import { publishToRelay } from '../../lib/peers/relay.ts';
import { CommandError, EXIT, orRefused, type Command } from '../command.ts';
import { readBytes, readOptions, reasonOf, required } from '../options.ts';
import { printable } from '../terminal.ts';
import { webSocket } from '../web-socket.ts';
import { countText, readListFile } from './read-list.ts';

/** Mirrors keep what no tip leads to any more for this long: readers may be on their way through it. */
const KEPT_MS = 30 * 86_400_000;
const BLOB = /^[0-9a-f]{64}$/;

export const publish: Command = {
  summary: 'put a list into the folders of mirrors, and tell relays',
  usage: `Usage: witnessmark lists publish LIST.flaglist --to DIR|RELAY [--to …] [--replace] [--forget]

Writes the list into folders that web servers serve as they are: one file for each of its parts,
named by its SHA-256, and "tips", by which readers learn that there is news. A folder may hold many
lists. Serve it by https, with "Access-Control-Allow-Origin: *", and give its address to readers by
"lists link".

A relay (wss://…) is told the tip alone, after the folders have the rest: readers ask it where mirrors
are silent.

Nothing is changed unless every folder and relay can take it: the state that one serves must be one
that this list continues. Readers of a folder see the state before or the new one, and nothing in between.
What no list there leads to any more is removed 30 days later, with --forget at once: readers that are
on their way begin anew. What others have copied stays with them.
--replace takes a folder's list away whatever it is, where its log does not tell.

Exit code: 0 published, 1 refused or could not write, 2 wrong usage.`,

  async run(args, terminal) {
    const { values, positionals } = readOptions(args, { to: { type: 'string', multiple: true }, replace: { type: 'boolean' }, forget: { type: 'boolean' } });
    const path = required(positionals[0], 'LIST.flaglist');
    const targets = values.to ?? [];
    required(targets[0], '--to DIR');
    const relays = targets.filter(isRelay);
    const folders = targets.filter((target) => !isRelay(target));
    const { list, bytes, file } = await readListFile(path, terminal.nowMs());
    const publication = orRefused(publicationOf(bytes), `${path} is refused`);
    const { index } = file;

    const plans = await Promise.all(folders.map((folder) => planFor(folder, publication, index, values.replace === true)));
    for (const relay of relays) await checkRelay(relay, publication, index);
    for (const { folder } of plans) await writeBlobs(folder, publication.blobs);
    // From here on readers see it, folder by folder.
    const keptMs = values.forget === true ? 0 : KEPT_MS;
    for (const plan of plans) await writeTips(plan, terminal.nowMs(), keptMs);
    for (const relay of relays) await tellRelay(relay, publication);
    for (const { folder, what } of [...plans, ...relays.map((relay) => ({ folder: relay, what: 'newer' as const }))]) {
      terminal.out(`${folder}: ${what === 'same' ? 'serves' : what === 'confirmed' ? 'confirmed' : 'published'} ${printable(list.name)}, update ${list.seq}, ${countText(list)}`);
    }
    return EXIT.ok;
  },
};

function isRelay(target: string): boolean {
  return /^wss?:\/\//.test(target);
}

/** Refuses to sign over what a relay tells already; one that does not answer could tell anything. */
async function checkRelay(relay: string, { tip, list, blobs }: Publication, index: Uint8Array): Promise<void> {
  const told = await openRelay(relay, () => decodeTip(tip).by.pubkey, { isReaders: true, WebSocket: webSocket }).tips([list], new AbortController().signal);
  if (!told.ok) throw new CommandError(EXIT.refused, `${relay} cannot be asked what it tells of the list: ${told.error.message} Nothing was changed.`);
  for (const { bytes } of told.value) {
    const may = mayReplace(tip, index, bytes, blobs);
    if (!may.ok) throw new CommandError(EXIT.refused, `${relay} cannot take it (${may.error.tag}): ${may.error.message} Nothing was changed.`);
  }
}

async function tellRelay(relay: string, { tip }: Publication): Promise<void> {
  const event = tipToEvent(tip);
  if (!event.ok) throw new CommandError(EXIT.refused, event.error.message);
  try {
    await publishToRelay(relay, event.value, { WebSocket: webSocket });
  } catch (thrown) {
    throw new CommandError(EXIT.refused, `${relay} did not take it: ${reasonOf(thrown)}. The folders serve it; run this again.`);
  }
}

interface Plan {
  readonly folder: string;
  readonly what: 'newer' | 'same' | 'confirmed' | 'first';
  /** All tips the folder serves now. */
  readonly served: readonly Uint8Array[];
  /** All it is to serve. */
  readonly tips: readonly Uint8Array[];
}

async function planFor(folder: string, { tip, list, blobs }: Publication, index: Uint8Array, isForced: boolean): Promise<Plan> {
  const served = await readTips(folder);
  const before = served.find((each) => decodeTip(each).list === list);
  const others = served.filter((each) => each !== before);
  if (before === undefined) return { folder, what: 'first', served, tips: [...others, tip] };
  const may = mayReplace(tip, index, before, blobs);
  if (may.ok) return { folder, what: may.value, served, tips: [...others, tip] };
  if (isForced && may.error.tag === 'log-gap') return { folder, what: 'newer', served, tips: [...others, tip] };
  throw new CommandError(EXIT.refused, `${folder} cannot take it (${may.error.tag}): ${may.error.message} Nothing was changed.`);
}

async function readTips(folder: string): Promise<readonly Uint8Array[]> {
  const answer = await readFile(join(folder, 'tips')).catch(() => undefined);
  if (answer === undefined) return [];
  const page = decodeTipPage(answer);
  if (!page.ok) throw new CommandError(EXIT.refused, `${join(folder, 'tips')} is not what a mirror serves: ${page.error.message} Nothing was changed.`);
  const { value } = page;
  if (value.kind === 'tips') return value.tips;
  const tips: Uint8Array[] = [];
  for (const { sha256 } of value.kind === 'pages' ? value.pages : []) {
    const digests = decodeTipPage(await readBytes(join(folder, sha256)));
    for (const { tip } of digests.ok && digests.value.kind === 'digests' ? digests.value.digests : []) tips.push(await readBytes(join(folder, tip)));
  }
  return tips;
}

async function writeBlobs(folder: string, blobs: ReadonlyMap<string, Uint8Array>): Promise<void> {
  try {
    await mkdir(folder, { recursive: true });
    for (const [name, blob] of blobs) {
      const file = join(folder, name);
      const size = await stat(file).then(({ size: bytes }) => bytes, () => -1);
      if (size !== blob.length) await writeWhole(file, blob);
    }
  } catch (thrown) {
    throw new CommandError(EXIT.refused, `cannot write to ${folder}: ${reasonOf(thrown)}. Readers see the state before.`);
  }
}

async function writeTips({ folder, served, tips }: Plan, nowMs: number, keptMs: number): Promise<void> {
  const { answer, blobs } = encodeTips(tips);
  await writeBlobs(folder, blobs);
  try {
    await writeWhole(join(folder, 'tips'), answer);
    await writeFile(join(folder, 'index.html'), LANDING, { flag: 'wx' }).catch(() => {});
    const reachedBefore = await reachedIn(folder, served);
    const reached = new Set([...blobs.keys(), ...(await reachedIn(folder, tips))]);
    await prune(folder, reached, reachedBefore, nowMs, keptMs);
  } catch (thrown) {
    throw new CommandError(EXIT.refused, `cannot write to ${folder}: ${reasonOf(thrown)}`);
  }
}

/** Who reads meanwhile has the file before or this one, never a part of it. */
async function writeWhole(file: string, bytes: Uint8Array): Promise<void> {
  await writeFile(`${file}.part`, bytes);
  await rename(`${file}.part`, file);
}

/** Names of the blobs of a folder that these tips lead to. */
async function reachedIn(folder: string, tips: readonly Uint8Array[]): Promise<ReadonlySet<string>> {
  const contents = new Map<string, Uint8Array>();
  const read = async (name: string): Promise<void> => void (await readFile(join(folder, name)).then((bytes) => contents.set(name, bytes), () => {}));
  for (const tip of tips) {
    await read(decodeTip(tip).index.sha256);
    for (const name of reachableFrom(tip, (each) => contents.get(each))) if (!contents.has(name)) await read(name);
  }
  return new Set(tips.flatMap((tip) => [...reachableFrom(tip, (name) => contents.get(name))]));
}

/** Removes what was reached until `keptMs` ago; a file's time says until when. */
async function prune(folder: string, reached: ReadonlySet<string>, reachedBefore: ReadonlySet<string>, nowMs: number, keptMs: number): Promise<void> {
  const names = (await readdir(folder)).filter((name) => BLOB.test(name) && !reached.has(name));
  for (const name of names) {
    const file = join(folder, name);
    if (reachedBefore.has(name) && keptMs > 0) await utimes(file, nowMs / 1000, nowMs / 1000);
    else if (keptMs === 0 || (await stat(file)).mtimeMs < nowMs - keptMs) await rm(file);
  }
}

/** What who opens a link in a browser sees. */
const LANDING = `<!doctype html>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Flag lists</title>
<p>This folder serves signed flag lists. To follow the one that your link names, copy the whole address of this page
and paste it into the options of Witnessmark, under Lists. What stands behind # was not sent to this server.</p>
`;
