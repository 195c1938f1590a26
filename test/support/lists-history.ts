import { encodeDelta } from '../../lib/lists/delta.ts';
import { diffRecords } from '../../lib/lists/diff-records.ts';
import { blobName } from '../../lib/lists/domain-hash.ts';
import { extendLog, type Log } from '../../lib/lists/extend-log.ts';
import { decodeFlagListFile, encodeFlagListFile, type FlagListFile } from '../../lib/lists/flag-list-file.ts';
import type { HeldRun } from '../../lib/lists/held-list.ts';
import { detailNames, detailsIn } from '../../lib/lists/list-details.ts';
import { decodeIndex, encodeIndex, type ListIndex } from '../../lib/lists/list-index.ts';
import { keyRing, keysOf } from '../../lib/lists/list-keys.ts';
import { blobsBeside } from '../../lib/lists/log-deltas.ts';
import { NO_PICTURES } from '../../lib/lists/picture-record.ts';
import { RECORD_BYTES } from '../../lib/lists/record.ts';
import { publishedState, signState } from '../../lib/lists/sign-state.ts';
import { StateTree } from '../../lib/lists/state-tree.ts';
import { decodeTip, encodeTip } from '../../lib/lists/tip.ts';
import { seededRandom, signersOf, TEST_KEYS } from './lists-draft.ts';
import { signedTip } from './lists-forge.ts';

/** A state of a history, as a reader holds it who came so far. */
export interface PastState {
  readonly held: HeldRun;
  readonly log: Log;
}

/**
 * A list and its updates, of which none is signed before it is asked for: a few milliseconds each, where building them
 * one after another as `lists build --after` does takes a hundred.
 */
export interface History {
  /** From the first state on; `states[i]` is update i + 1. */
  readonly states: readonly PastState[];
  /** The `.flaglist` of update `seq`, from 2 on, signed a minute after the one before. */
  fileOf(seq: number): Promise<Uint8Array>;
}

/** The list of a built file, continued by these runs of records, each a state. */
export function aHistory(first: Uint8Array, runs: Iterable<Uint8Array>): History {
  const { roots, tip, ...start } = publishedState(first);
  const [root] = roots.line;
  const tree = StateTree.of([start.records]);
  const at = (log: Log, records: Uint8Array, state: string): PastState => ({
    log,
    held: { id: root.id, version: roots.line.length, seq: log.entries.at(-1)!.seq, chain: log.chain, state, runs: [records], pictures: NO_PICTURES },
  });
  const states = [at(start.log, start.records, tip.state)];
  for (const records of runs) {
    const { log, held } = states.at(-1)!;
    const delta = diffRecords(held.runs[0], records)!;
    tree.update([records], delta);
    const state = tree.state(root.id);
    states.push(at(extendLog(log, state, encodeDelta(delta), PACKED_BYTES_A_FLAG * records.length / RECORD_BYTES / 2), records, state));
  }
  const fileOf = (seq: number): Promise<Uint8Array> => {
    const [before, here] = [states[seq - 1 - tip.seq]!, states[seq - tip.seq]!];
    const createdAt = tip.by.createdAt + 60 * (seq - tip.seq);
    const ring = keyRing(keysOf(signersOf(TEST_KEYS, seededRandom(`update ${seq}`))));
    return signState(roots, { log: before.log, records: before.held.runs[0], pictures: NO_PICTURES }, { records: here.held.runs[0], pictures: NO_PICTURES, details: [] }, ring, { createdAt });
  };
  return { states, fileOf };
}

/** A file with another index, which the writer signs; it carries what that names, of these blobs as well. */
export function withIndex(file: Uint8Array, change: (index: ListIndex) => Partial<ListIndex>, ...more: readonly Uint8Array[]): Uint8Array {
  const parts = decodeFlagListFile(file);
  const old = decodeIndex(parts.index);
  const changed = { ...old, ...change(old) };
  const index = encodeIndex(changed);
  const tip = decodeTip(parts.tip);
  const signed = signedTip(tip.list, { ...tip, index: { sha256: blobName(index), bytes: index.length } }, TEST_KEYS.writer, [], tip.by.createdAt, seededRandom('with index'));
  const all = new Map([...parts.blobs, ...more.map((blob) => [blobName(blob), blob] as const)]);
  const besideOf = (of: ListIndex) => new Set([...blobsBeside(of), ...detailNames(of, detailsIn({ blobs: all }, of))]);
  const [named, before] = [besideOf(changed), besideOf(old)];
  const blobs = [...all].filter(([name]) => named.has(name) || (parts.blobs.has(name) && !before.has(name)));
  return encodeFlagListFile({ ...parts, index, tip: encodeTip(signed), blobs: new Map(blobs) });
}

/** About what a flag takes in a snapshot, on which hangs how much is merged. */
const PACKED_BYTES_A_FLAG = 12;

/** When a file was signed. */
export function signedAtMs(file: Uint8Array): number {
  return decodeTip(decodeFlagListFile(file).tip).by.createdAt * 1000;
}

/** What a mirror would hand out to somebody who holds an earlier state: no manifest, no shards. */
export function updateOf(file: Uint8Array): FlagListFile {
  const parts = decodeFlagListFile(file);
  const beside = new Set(blobsBeside(decodeIndex(parts.index)));
  return { ...parts, blobs: new Map([...parts.blobs].filter(([name]) => beside.has(name))) };
}

/** Records of flags with these numbers, all of one label; `week` tells two statements on one flag apart. */
export function numberedRun(flags: ReadonlyMap<number, number>): Uint8Array {
  const numbers = [...flags.keys()].toSorted((a, b) => keyHead(a) - keyHead(b));
  const run = new Uint8Array(numbers.length * RECORD_BYTES);
  const view = new DataView(run.buffer);
  for (const [i, number] of numbers.entries()) {
    view.setUint32(i * RECORD_BYTES, keyHead(number));
    run.set([1, 0x7f], i * RECORD_BYTES + 12);
    view.setUint16(i * RECORD_BYTES + 14, flags.get(number)!);
  }
  return run;
}

/** The first 32 bits of a flag's key: numbers that follow one another lie far apart. */
function keyHead(number: number): number {
  return Math.imul(number, 0x9e37_79b1) >>> 0;
}
