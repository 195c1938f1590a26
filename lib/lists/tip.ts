import { concatBytes, hexToBytes, utf8ToBytes } from '@noble/hashes/utils.js';
import { u32 } from './big-endian.ts';
import { ByteReader } from './byte-reader.ts';
import { canonicalJson } from './canonical-json.ts';
import { EVENT_KINDS, verifyEvent, type EventBody, type EventSignature } from './event.ts';
import { CLOCK_SKEW_S, MAX_BLOB_BYTES, MAX_FLAGS, MAX_INDEX_BYTES } from './limits.ts';
import { refuse } from './list-error.ts';
import { currentRoot, type RootLine } from './root-line.ts';
import { decodeCosignatures, decodeSignature, encodeCosignatures, encodeSignature } from './signature-layout.ts';
import { signaturesBy, type Signer } from './signer.ts';

/** Name and size of a blob. */
export interface BlobRef {
  readonly sha256: string;
  readonly bytes: number;
}

/** What a tip says: which state the list is in, and where the pieces are. Hashes are 64 hex digits. */
export interface TipContent {
  /** Sequence number of this state, from 1. */
  readonly seq: number;
  readonly chain: string;
  readonly state: string;
  /** Flags in this state. */
  readonly n: number;
  /** Until when the statement is fresh, seconds since the epoch. */
  readonly exp: number;
  readonly index: BlobRef;
  readonly roots: BlobRef & { readonly ver: number };
}

/** The signed head of a list. */
export interface Tip extends TipContent {
  readonly list: string;
  readonly by: EventSignature;
  /** By head keys, ascending; one fewer than the threshold, since the writer counts. */
  readonly cosignatures: readonly EventSignature[];
}

/** The event the writer signs (kind 37430, addressable by the list id). */
export function tipBody(tip: Omit<Tip, 'by'>): EventBody {
  return {
    kind: EVENT_KINDS.tip,
    tags: [
      ['d', tip.list],
      ['expiration', String(tip.exp)],
      ...tip.cosignatures.map(({ pubkey, createdAt, sig }) => ['sig', pubkey, String(createdAt), sig]),
    ],
    content: tipText(tip),
  };
}

/** The event each co-signer signs: the same text, bound to the list by its tag. */
export function tipCosignatureBody(list: string, content: TipContent): EventBody {
  return { kind: EVENT_KINDS.tipCosignature, tags: [['d', list]], content: tipText(content) };
}

/** Has a tip signed, by its writer last. */
export async function signTip(list: string, content: TipContent, writer: Signer, cosigners: readonly Signer[], createdAt: number): Promise<Tip> {
  const cosignatures = await signaturesBy(cosigners, tipCosignatureBody(list, content), createdAt);
  return signCosigned({ ...content, list, cosignatures }, writer, createdAt);
}

/** The writer's signature over what co-signers have signed, and over their signatures. */
export async function signCosigned(tip: Omit<Tip, 'by'>, writer: Signer, createdAt: number): Promise<Tip> {
  return { ...tip, by: await writer.sign(tipBody(tip), createdAt) };
}

/** `FLT1`: the parts of a tip from which its event is rebuilt; 289 bytes and 100 for each co-signature. */
export function encodeTip(tip: Tip): Uint8Array {
  return concatBytes(
    utf8ToBytes('FLT1'),
    hexToBytes(tip.list),
    encodeSignature(tip.by),
    u32(tip.seq),
    hexToBytes(tip.chain),
    hexToBytes(tip.state),
    u32(tip.n),
    u32(tip.exp),
    hexToBytes(tip.index.sha256),
    u32(tip.index.bytes),
    u32(tip.roots.ver),
    hexToBytes(tip.roots.sha256),
    u32(tip.roots.bytes),
    encodeCosignatures(tip.cosignatures),
  );
}

export function decodeTip(bytes: Uint8Array): Tip {
  const reader = new ByteReader(bytes, 'the tip');
  reader.magic('FLT1');
  const list = reader.hex(32);
  const by = decodeSignature(reader);
  const tip: Tip = {
    list,
    by,
    seq: reader.u32(),
    chain: reader.hex(32),
    state: reader.hex(32),
    n: reader.u32(),
    exp: reader.u32(),
    index: { sha256: reader.hex(32), bytes: reader.u32() },
    roots: { ver: reader.u32(), sha256: reader.hex(32), bytes: reader.u32() },
    cosignatures: decodeCosignatures(reader, by.pubkey),
  };
  reader.end();
  if (tip.n > MAX_FLAGS) refuse('too-large', `The list announces ${tip.n} flags; at most ${MAX_FLAGS} are read.`);
  if (tip.index.bytes > MAX_INDEX_BYTES || tip.roots.bytes > MAX_BLOB_BYTES) {
    refuse('too-large', 'The tip announces an index or roots larger than is read.');
  }
  return tip;
}

/** Checks that the keys a tip carries signed it; whether they may is for `checkTip`. */
export function checkTipSignatures(tip: Tip): void {
  if (!verifyEvent(tipBody(tip), tip.by)) refuse('bad-signature', "The signature of the list's tip does not hold.");
  const cosigned = tipCosignatureBody(tip.list, tip);
  for (const cosignature of tip.cosignatures) {
    if (!verifyEvent(cosigned, cosignature)) refuse('bad-signature', "A co-signature of the list's tip does not hold.");
  }
}

/**
 * Checks that a tip's keys are those the current root asks for, and that the tip holds at this moment. Of a proposal
 * the writer's signature is enough.
 */
export function checkTip(tip: Tip, line: RootLine, nowMs: number, isProposal = false): void {
  checkSigners(tip, line, isProposal);
  checkTimes(tip, line, nowMs);
}

function checkSigners(tip: Tip, line: RootLine, isProposal: boolean): void {
  const root = currentRoot(line);
  if (tip.list !== line[0].id) refuse('wrong-key', 'The tip belongs to another list than the roots.');
  if (tip.roots.ver !== root.ver) refuse('wrong-key', 'The tip was not made under the current root.');
  if (tip.by.pubkey !== root.writer) refuse('wrong-key', 'The tip is not signed by the writer the root names.');
  for (const { pubkey, createdAt } of tip.cosignatures) {
    if (!root.head_keys.includes(pubkey)) refuse('wrong-key', 'The tip is co-signed by a key the root does not name.');
    if (createdAt > tip.by.createdAt) refuse('not-canonical', 'A co-signature is younger than the tip that carries it.');
  }
  const signatures = 1 + tip.cosignatures.length;
  if (signatures < root.head_threshold && !isProposal) {
    refuse('missing-signature', `The tip carries ${signatures} of the ${root.head_threshold} signatures the root asks for.`);
  }
  if (signatures > root.head_threshold) refuse('not-canonical', 'The tip carries more signatures than the root asks for.');
}

function checkTimes(tip: Tip, line: RootLine, nowMs: number): void {
  const root = currentRoot(line);
  const { createdAt } = tip.by;
  const nowS = nowMs / 1000;
  const baseSeq = root.base?.seq ?? 0;
  if (createdAt < root.createdAt) refuse('broken-chain', 'The tip is older than the root it was made under.');
  if (tip.exp <= createdAt || tip.exp > Math.min(createdAt + root.maxAge, root.expires)) {
    refuse('bad-tip', 'The tip claims to be fresh for longer than its root allows.');
  }
  if (tip.seq <= baseSeq) refuse('broken-chain', 'The tip lies behind the point where its root continues the list.');
  if (tip.seq > baseSeq + Math.floor((createdAt - root.createdAt) / 60) + 256) {
    refuse('runs-ahead', 'The list counts more updates than the time since its root allows.');
  }
  if (createdAt > nowS + CLOCK_SKEW_S) {
    refuse('not-yet-valid', `The list is dated ${isoDay(createdAt)}, in the future; the clock here or there is wrong.`);
  }
  if (tip.exp <= nowS) refuse('expired', `The list was last confirmed on ${isoDay(createdAt)} and expired on ${isoDay(tip.exp)}.`);
}

function tipText({ chain, exp, index, n, roots, seq, state }: TipContent): string {
  return canonicalJson({
    chain,
    exp,
    idx: [index.sha256, index.bytes],
    n,
    root: [roots.ver, roots.sha256, roots.bytes],
    seq,
    state,
    v: 1,
  })!;
}

function isoDay(seconds: number): string {
  return new Date(seconds * 1000).toISOString().slice(0, 10);
}
