import { concatBytes, hexToBytes, utf8ToBytes } from '@noble/hashes/utils.js';
import type { Result } from '../core/result.ts';
import { ByteReader } from './byte-reader.ts';
import { verifyEvent, type EventSignature } from './event.ts';
import { decodeFlagListFile, encodeFlagListFile, type FlagListFile } from './flag-list-file.ts';
import { MAX_KEYS } from './limits.ts';
import { attempt, attemptAsync, refuse, type ListError } from './list-error.ts';
import { keyRing } from './list-keys.ts';
import { currentRoot, decodeRoots, readRootLine, type Root, type RootLine } from './root-line.ts';
import { decodeSignature, encodeSignature } from './signature-layout.ts';
import { signaturesBy, type Signer } from './signer.ts';
import { checkTip, decodeTip, encodeTip, signCosigned, tipCosignatureBody, type Tip } from './tip.ts';
import { verifyFile, type VerifiedList } from './verify-flag-list.ts';

export interface CosignOptions {
  readonly nowMs: number;
}

/** A state that its writer proposes, checked in all but the signatures of others. */
export interface ProposedState {
  readonly list: VerifiedList;
  /** How many co-signatures it waits for. */
  readonly missing: number;
}

/** Checks a whole `.flaglist` that its writer alone has signed; readers refuse it (`missing-signature`). */
export function readProposedState(file: Uint8Array, { nowMs }: CosignOptions): Result<ProposedState, ListError> {
  return attempt(() => {
    const { list, tip } = proposalOf(file, nowMs);
    return { list, missing: list.keys.headThreshold - 1 - tip.cosignatures.length };
  });
}

/**
 * Co-signs a proposed state with each of these keys that its root names as a head, after checking all of it. Gives
 * `FLW1`: the list's id, then a signature of 100 bytes for each, by which `finishState` makes the list.
 */
export function cosignState(file: Uint8Array, keys: readonly Signer[], { nowMs }: CosignOptions): Promise<Result<Uint8Array, ListError>> {
  return attemptAsync(async () => {
    const { tip, root } = proposalOf(file, nowMs);
    const ring = keyRing(keys);
    const mine = root.head_keys.flatMap((key) => ring.get(key) ?? []);
    if (mine.length === 0) refuse('wrong-key', 'None of these keys is one that the root names to co-sign.');
    const signatures = await signaturesBy(mine, tipCosignatureBody(tip.list, tip), Math.floor(nowMs / 1000));
    return concatBytes(utf8ToBytes('FLW1'), hexToBytes(tip.list), ...signatures.map(encodeSignature));
  });
}

/** Puts co-signatures into a proposed state; its writer signs last, since that signature is over theirs as well. */
export function finishState(file: Uint8Array, cosigned: readonly Uint8Array[], keys: readonly Signer[], { nowMs }: CosignOptions): Promise<Result<Uint8Array, ListError>> {
  return attemptAsync(async () => {
    const { parts, tip, root, line } = proposalOf(file, nowMs);
    const writer = keyRing(keys).get(root.writer);
    if (writer === undefined) refuse('wrong-key', `The writer of the list, ${root.writer}, is not among the keys at hand.`);
    const found = new Map(cosigned.flatMap((each) => decodeCosigned(each, tip)).map((signature) => [signature.pubkey, signature]));
    const foreign = [...found.keys()].find((key) => !root.head_keys.includes(key));
    if (foreign !== undefined) refuse('wrong-key', `The root does not name ${foreign} to co-sign.`);
    const needed = root.head_threshold - 1;
    if (found.size < needed) refuse('missing-signature', `The root asks for ${needed} co-signatures; there are ${found.size}.`);
    const cosignatures = [...found.values()].toSorted((a, b) => (a.pubkey < b.pubkey ? -1 : 1)).slice(0, needed);
    const finished = await signCosigned({ ...tip, cosignatures }, writer, Math.floor(nowMs / 1000));
    checkTip(finished, line, nowMs);
    return encodeFlagListFile({ ...parts, tip: encodeTip(finished) });
  });
}

/** A proposed state, taken apart and checked. */
interface Proposal {
  readonly parts: FlagListFile;
  readonly list: VerifiedList;
  readonly tip: Tip;
  readonly root: Root;
  readonly line: RootLine;
}

function proposalOf(file: Uint8Array, nowMs: number): Proposal {
  const parts = decodeFlagListFile(file);
  const list = verifyFile(parts, { nowMs, isProposal: true });
  const line = readRootLine(decodeRoots(parts.roots));
  return { parts, list, tip: decodeTip(parts.tip), root: currentRoot(line), line };
}

/** The signatures of a co-signer's file, each of which holds for this tip. */
function decodeCosigned(bytes: Uint8Array, tip: Tip): readonly EventSignature[] {
  const reader = new ByteReader(bytes, 'the co-signature');
  reader.magic('FLW1');
  if (reader.hex(32) !== tip.list) refuse('wrong-key', 'The co-signature is for another list.');
  const signatures: EventSignature[] = [];
  while (reader.left > 0 && signatures.length < MAX_KEYS) signatures.push(decodeSignature(reader));
  reader.end();
  const body = tipCosignatureBody(tip.list, tip);
  for (const each of signatures) if (!verifyEvent(body, each)) refuse('bad-signature', 'A co-signature is not of this state.');
  return signatures;
}
