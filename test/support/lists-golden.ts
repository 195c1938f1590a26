import type { ProvenFlag } from '../../lib/core/receipt.ts';
import { readU32 } from '../../lib/lists/big-endian.ts';
import { decodeDelta, NAME_BYTES } from '../../lib/lists/delta.ts';
import { decodeFlagListFile } from '../../lib/lists/flag-list-file.ts';
import { tailShardOf, TAIL_SHARD_FLAGS } from '../../lib/lists/key-tails.ts';
import { decodeIndex } from '../../lib/lists/list-index.ts';
import { deltaAt, mergedDelta, stepsOf } from '../../lib/lists/log-deltas.ts';
import { PICTURE_BYTES, PICTURE_LAYOUT, readPictureRecord } from '../../lib/lists/picture-record.ts';
import { RECORD_BYTES } from '../../lib/lists/record.ts';
import type { ProvenFork } from '../../lib/lists/verify-fork-proof.ts';
import { writePdq } from '../../lib/subjects/pdq.ts';
import { toldBy } from './lists-details.ts';
import { verifiedList } from './lists-draft.ts';

/** What a decoder must find in a list; the second decoder (decode.py) prints the same. */
export interface ListDescription {
  readonly id: string;
  readonly name: string;
  /** Of the current root. */
  readonly version: number;
  readonly seq: number;
  readonly chain: string;
  readonly state: string;
  readonly n: number;
  /** `key label polarity confidence-in-63rds week`, in order. */
  readonly records: readonly string[];
  /** `hash label polarity confidence-in-63rds week radius`, in order; absent where there are none. */
  readonly pictures?: readonly string[];
  /**
   * What is told of single flags, in order: `key label`, band, dispute, language, reason, evidence…; or of a retraction
   * `key label`, `week N`, language, reason. Absent where there is nothing.
   */
  readonly details?: readonly (readonly string[])[];
  /** `seq reset`, or `seq puts N deletes N bytes N` (`… pictures puts N deletes N …` where there are), oldest first. */
  readonly log: readonly string[];
  /** `from-to bytes N`, oldest first; absent where there are none. */
  readonly segments?: readonly string[];
  /** `from-to puts N deletes N bytes N`, oldest first; absent where there are none. */
  readonly merged?: readonly string[];
}

export function describeList(file: Uint8Array): ListDescription {
  const { id, name, version, seq, chain, state, n, index, shards, pictures } = verifiedList(file);
  const records = Array.from({ length: n }, (_, position) => {
    const { label, polarity, confidence, week } = index.flagAt(position);
    const tail = readU32(shards[tailShardOf(position)]!, (position % TAIL_SHARD_FLAGS) * 4);
    const key = `${index.headAt(position)}${tail.toString(16).padStart(8, '0')}`;
    return `${key} ${label} ${polarity} ${Math.round(confidence * 63)} ${week}`;
  });
  const looks = pictures.n === 0 ? {} : { pictures: describePictures(pictures.run()) };
  return { id, name, version, seq, chain, state, n, records, log: describeLog(file), ...describeOlder(file), ...looks, ...describeDetails(file) };
}

function describeDetails(file: Uint8Array): Pick<ListDescription, 'details'> {
  const details = toldBy(file).map((detail) => {
    const name = `${Buffer.from(detail.key).toString('hex')} ${detail.label}`;
    const said = 'flag' in detail ? detail.flag : detail.retraction;
    const words = [said.reason?.lang ?? '', said.reason?.text ?? ''];
    if ('week' in said) return [name, `week ${said.week}`, ...words];
    return [name, said.reporters ?? '', said.dispute ?? '', ...words, ...said.evidence.map((piece) => ('link' in piece ? piece.link : `sha256:${piece.sha256}`))];
  });
  return details.length === 0 ? {} : { details };
}

function describePictures(run: Uint8Array): readonly string[] {
  return Array.from({ length: run.length / PICTURE_BYTES }, (_, i) => {
    const { hash, label, polarity, confidence, week, radius } = readPictureRecord(run, i * PICTURE_BYTES);
    return `${writePdq(hash)} ${label} ${polarity} ${Math.round(confidence * 63)} ${week} ${radius}`;
  });
}

function describeLog(file: Uint8Array): readonly string[] {
  const { index, blobs } = decodeFlagListFile(file);
  const read = decodeIndex(index);
  return stepsOf(read).map(({ seq, delta }, position) => {
    if (delta === undefined) return `${seq} reset`;
    const { puts, deletes, pictures } = decodeDelta(deltaAt(read, position, blobs));
    const { bytes, nameBytes } = PICTURE_LAYOUT;
    const looks = pictures === undefined ? '' : ` pictures puts ${pictures.puts.length / bytes} deletes ${pictures.deletes.length / nameBytes}`;
    return `${seq} puts ${puts.length / RECORD_BYTES} deletes ${deletes.length / NAME_BYTES}${looks} bytes ${delta.bytes}`;
  });
}

function describeOlder(file: Uint8Array): Pick<ListDescription, 'segments' | 'merged'> {
  const { index, blobs } = decodeFlagListFile(file);
  const read = decodeIndex(index);
  const segments = read.segments.map(({ from, to, blob }) => `${from}-${to} bytes ${blob.bytes}`);
  const merged = read.merged.map((each) => {
    const { puts, deletes } = decodeDelta(mergedDelta(each, blobs));
    return `${each.from}-${each.to} puts ${puts.length / RECORD_BYTES} deletes ${deletes.length / NAME_BYTES} bytes ${each.blob.bytes}`;
  });
  return { ...(segments.length > 0 && { segments }), ...(merged.length > 0 && { merged }) };
}

/** What a reader of receipts must find in one; the second reader (receipt.py) prints the same. Times in seconds. */
export function describeReceipt({ flag, about, signedAt, expiresAt }: ProvenFlag) {
  return {
    list: flag.list.id,
    name: flag.list.name,
    ...about,
    label: flag.labelName,
    polarity: flag.polarity,
    confidence: Math.round(flag.confidence * 63),
    week: flag.at / 1000,
    signedAt: signedAt / 1000,
    expiresAt: expiresAt / 1000,
  };
}

/** What a reader of forks must find in a proof; the second reader (fork.py) prints the same. Times in seconds. */
export function describeFork(fork: ProvenFork) {
  const { kind, list, version } = fork;
  const inSeconds = <T extends { readonly signedAtMs: number }>({ signedAtMs, ...rest }: T) => ({ ...rest, signedAt: signedAtMs / 1000 });
  const signed = fork.kind === 'updates' ? { seq: fork.seq, chains: fork.chains, tips: fork.tips.map(inSeconds) } : { roots: fork.roots.map(inSeconds) };
  return { kind, list: list.id, name: list.name, version, ...signed };
}
