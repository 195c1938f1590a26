/**
 * Updates of a signed list: what a reader loads and how long it takes who is 1 to 1,000 updates of 100 changes behind,
 * beside the whole list; and what a publication writes besides its delta.
 * Run: `npm run bench:updates`; `-- --flags 1000000` takes another size.
 */
import { randomFillSync } from 'node:crypto';
import { parseArgs } from 'node:util';
import { applyDelta } from '../../lib/lists/apply-delta.ts';
import { buildFlagList } from '../../lib/lists/build-flag-list.ts';
import { encodeDelta, NAME_BYTES, type Delta } from '../../lib/lists/delta.ts';
import { extendLog, type Log } from '../../lib/lists/extend-log.ts';
import { decodeFlagListFile } from '../../lib/lists/flag-list-file.ts';
import { followLog } from '../../lib/lists/follow-log.ts';
import type { HeldRun } from '../../lib/lists/held-list.ts';
import { keyRing, keysOf, newListKeys } from '../../lib/lists/list-keys.ts';
import { verifyHead, type CheckedHead } from '../../lib/lists/list-head.ts';
import { planUpdate } from '../../lib/lists/plan-update.ts';
import { findRecord, RECORD_BYTES } from '../../lib/lists/record.ts';
import { encodeSegment } from '../../lib/lists/segment.ts';
import { publishedState, signState, type StateBefore } from '../../lib/lists/sign-state.ts';
import { NO_PICTURES } from '../../lib/lists/picture-record.ts';
import { StateTree } from '../../lib/lists/state-tree.ts';
import { verifyFlagList } from '../../lib/lists/verify-flag-list.ts';
import { median, say, timed, valueOf } from './rows.ts';
import { signersOf } from '../support/lists-draft.ts';

const BEHIND = [1, 10, 16, 40, 256, 1000];
const CHANGES = 100;
/** The newest update lies in the midst of the sixteen after which ours merge. */
const UPDATES = 1048;
const HOUR_S = 3600;

const { values } = parseArgs({ options: { flags: { type: 'string' } } });
const random = (length: number) => randomFillSync(new Uint8Array(length));
const keys = newListKeys(random);

for (const n of values.flags === undefined ? [100_000, 1_000_000] : [Number(values.flags)]) {
  // Every flag is as likely to change as any other; or half of the changes fall on a thousand of them.
  await measure(n, 'anywhere', 0);
  if (n <= 100_000) await measure(n, 'half of them on 1,000 flags', 1000);
}

async function measure(n: number, where: string, busy: number): Promise<void> {
  const flags = Array.from({ length: n }, (_, i) => ({ key: random(12), label: 'Scam', confidence: (i % 8) / 7, week: 250 + (i % 100) }));
  const draft = { name: `Bench ${n}`, charter: 'Made to measure with.', appealContact: 'nobody', labels: [{ name: 'Scam', core: 'scam' }] as const, flags };
  const startMs = Date.now() - UPDATES * HOUR_S * 1000;
  const first = valueOf(await buildFlagList(draft, signersOf(keys, random), { nowMs: startMs }));
  const { roots, tip, records, log: start } = publishedState(first);
  const worth = snapshotBytes(first) / 2;

  let [log, run, state] = [start, records, tip.state];
  const tree = StateTree.of([run]);
  const past = new Map<number, HeldRun>();
  const written: number[] = [];
  const writeMs: number[] = [];
  let before: StateBefore = { log, records: run, pictures: NO_PICTURES };
  const id = roots.line[0].id;
  for (let seq = 2; seq <= UPDATES; seq++) {
    if (BEHIND.includes(UPDATES - seq + 1)) past.set(UPDATES - seq + 1, { id, version: 1, seq: seq - 1, chain: log.chain, state, runs: [run], pictures: NO_PICTURES });
    before = { log, records: run, pictures: NO_PICTURES };
    const delta = someChanges(run, busy);
    run = applyDelta([run], delta)[0]!;
    tree.update([run], delta);
    state = tree.state(id);
    const bytes = encodeDelta(delta);
    const extended = timed(() => extendLog(log, state, bytes, worth));
    writeMs.push(extended.ms);
    log = extended.value;
    written.push(olderBytes(log, before.log));
  }
  const createdAt = tip.by.createdAt + UPDATES * HOUR_S;
  const nowMs = createdAt * 1000;
  const file = await signState(roots, before, { records: run, pictures: NO_PICTURES, details: [] }, keyRing(keysOf(signersOf(keys, random))), { createdAt });
  const { blobs, ...bytes } = decodeFlagListFile(file);
  const head = valueOf(verifyHead(bytes, nowMs));
  const whole = snapshotBytes(file) + bytes.tip.length + bytes.index.length;
  const wholeMs = timed(() => valueOf(verifyFlagList(file, { nowMs }))).ms;

  const title = `${n} flags, changes ${where}`;
  for (const behind of BEHIND) {
    const { held, names, way } = loadedBy(past.get(behind)!, head, blobs);
    const loaded = bytes.tip.length + bytes.index.length + names.reduce((sum, name) => sum + blobs.get(name)!.length, 0);
    const ms = way === 'snapshot' ? wholeMs : timed(() => valueOf(followLog(held, { ...bytes, blobs: new Map(names.map((name) => [name, blobs.get(name)!])) }, { nowMs }))).ms;
    const size = way === 'snapshot' ? whole : loaded;
    say({ name: `${behind} behind: ${title}`, value: size, unit: 'bytes', beside: { 'the whole list': whole }, note: way });
    say({ name: '  to follow it', value: ms, unit: 'ms', beside: { 'verify the whole list': wholeMs } });
  }
  say({ name: `segments and merged updates written a publication: ${title}`, value: written.reduce((sum, each) => sum + each, 0) / written.length, unit: 'bytes', note: `in ${median(writeMs).toFixed(2)} ms, at most ${Math.max(...writeMs).toFixed(0)}` });
  const older = head.index.merged.reduce((sum, { blob }) => sum + blob.bytes, 0);
  say({ name: `merged updates in the file: ${title}`, value: older, unit: 'bytes', note: head.index.merged.map(({ from, to }) => to - from + 1).join(' + ') || 'none' });
}

interface Loaded {
  readonly held: HeldRun;
  /** Blobs beside the index. */
  readonly names: readonly string[];
  readonly way: string;
}

function loadedBy(held: HeldRun, head: CheckedHead, blobs: ReadonlyMap<string, Uint8Array>): Loaded {
  const plan = valueOf(planUpdate(held, head));
  const segments = plan.kind === 'segments' ? plan.blobs : [];
  const again = plan.kind === 'segments' ? valueOf(planUpdate(held, head, blobs)) : plan;
  if (again.kind !== 'deltas') return { held, names: [], way: 'snapshot' };
  const merged = new Set(head.index.merged.map(({ blob }) => blob.sha256));
  const count = again.blobs.filter(({ sha256 }) => merged.has(sha256)).length;
  const way = `${segments.length} segments, ${count} merged, ${again.blobs.length - count} single beside the index`;
  return { held, names: [...segments, ...again.blobs].map(({ sha256 }) => sha256), way };
}

/** Of the flags that change half are new, three tenths gone, the others said otherwise; `busy` of them take turns in half of the changes. */
function someChanges(run: Uint8Array, busy: number): Delta {
  const puts: Uint8Array[] = [];
  const deletes: Uint8Array[] = [];
  const seen = new Set<string>();
  while (puts.length + deletes.length < CHANGES) {
    const count = puts.length + deletes.length;
    const isBusy = busy > 0 && count < CHANGES / 2;
    const record = new Uint8Array(RECORD_BYTES);
    if (isBusy) record.set(busyKey(Math.floor(Math.random() * busy)));
    else if (count % 2 === 0) record.set(random(12));
    else record.set(run.subarray(Math.floor((Math.random() * run.length) / RECORD_BYTES) * RECORD_BYTES).subarray(0, RECORD_BYTES));
    record[12] = 1;
    const name = record.subarray(0, NAME_BYTES);
    if (seen.has(String(name))) continue;
    seen.add(String(name));
    const at = findRecord(run, record, 0);
    const old = run.subarray(at, at + RECORD_BYTES);
    const isHeld = old.length > 0 && Buffer.compare(old.subarray(0, NAME_BYTES), name) === 0;
    if (isHeld && Math.random() < 0.6) deletes.push(name);
    else puts.push(Uint8Array.of(...name, isHeld ? (old[13]! & 0xc0) | ((old[13]! + 1) & 63) : 0x7f, 1, 0));
  }
  const sorted = (all: readonly Uint8Array[]) => new Uint8Array(Buffer.concat(all.toSorted(Buffer.compare)));
  return { puts: sorted(puts), deletes: sorted(deletes) };
}

function busyKey(i: number): Uint8Array {
  const key = new Uint8Array(12);
  new DataView(key.buffer).setUint32(0, Math.imul(i, 0x9e37_79b1));
  return key;
}

/** Manifest and shards of a file. */
function snapshotBytes(file: Uint8Array): number {
  const isOf = (blob: Uint8Array, magic: string) => Buffer.from(blob.subarray(0, 4)).toString() === magic;
  return [...decodeFlagListFile(file).blobs.values()].filter((blob) => isOf(blob, 'FLS1') || isOf(blob, 'FLM1')).reduce((sum, { length }) => sum + length, 0);
}

/** Segments and merged updates that the publication before did not have. */
function olderBytes({ segments, merged }: Log, before: Log): number {
  const [oldSegments, oldMerged] = [new Set(before.segments), new Set(before.merged)];
  const fresh = [...segments.filter((each) => !oldSegments.has(each)).map((each) => encodeSegment(each).length), ...merged.filter((each) => !oldMerged.has(each)).map(({ bytes }) => bytes)];
  return fresh.reduce((sum, each) => sum + each, 0);
}
