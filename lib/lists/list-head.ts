import type { Result } from '../core/result.ts';
import { blobName } from './domain-hash.ts';
import type { FlagListFile } from './flag-list-file.ts';
import { attempt, refuse, type ListError } from './list-error.ts';
import { checkIndex, decodeIndex, type ListIndex } from './list-index.ts';
import { currentRoot, decodeRoots, readRootLine, verifyRootLine, type Root } from './root-line.ts';
import { checkTip, checkTipSignatures, decodeTip, type BlobRef, type Tip } from './tip.ts';

/** The bytes that are signed, and the index they name: all that leads to the other blobs. */
export type HeadBytes = Pick<FlagListFile, 'roots' | 'tip' | 'index'>;

/** A head whose hashes hold and whose signatures nobody has looked at yet. */
export interface UncheckedHead {
  readonly tip: Tip;
  readonly index: ListIndex;
}

declare const checked: unique symbol;

/** A head whose every byte was checked: what it names may be asked for. Only `verifyHead` makes one. */
export interface CheckedHead extends UncheckedHead {
  readonly [checked]: true;
  readonly bytes: HeadBytes;
  readonly root: Root;
}

/**
 * Checks hashes, signatures, roots, times and log of a head by itself. `known` are roots that were verified before, as
 * those of the state held were: the same ones are not verified again.
 */
export function verifyHead(bytes: HeadBytes, nowMs: number, known?: Uint8Array): Result<CheckedHead, ListError> {
  return attempt(() => {
    const head = readHead(bytes);
    const isKnown = known !== undefined && blobName(known) === head.tip.roots.sha256;
    return { ...head, bytes, root: checkHead(head, bytes.roots, nowMs, { areRootsKnown: isKnown }) } as CheckedHead;
  });
}

/** Reads tip and index and compares hashes, which is cheap; `checkHead` is the rest. */
export function readHead(bytes: HeadBytes): UncheckedHead {
  const tip = decodeTip(bytes.tip);
  checkBlob(bytes.roots, tip.roots, 'The roots');
  checkBlob(bytes.index, tip.index, 'The index');
  return { tip, index: decodeIndex(bytes.index) };
}

export interface HeadCheck {
  /** For those who are to co-sign it: the writer's signature alone is enough. */
  readonly isProposal?: boolean | undefined;
  /** Whether these very roots were verified before. */
  readonly areRootsKnown?: boolean;
}

/** Checks signatures, the line of roots, times, and that the log folds to what is signed; gives the current root. */
export function checkHead({ tip, index }: UncheckedHead, roots: Uint8Array, nowMs: number, { isProposal, areRootsKnown = false }: HeadCheck = {}): Root {
  checkTipSignatures(tip);
  const line = (areRootsKnown ? readRootLine : verifyRootLine)(decodeRoots(roots));
  checkTip(tip, line, nowMs, isProposal);
  checkIndex(index, tip, line);
  return currentRoot(line);
}

function checkBlob(bytes: Uint8Array, ref: BlobRef, what: string): void {
  if (bytes.length !== ref.bytes || blobName(bytes) !== ref.sha256) {
    refuse('hash-mismatch', `${what} of the list do not match what the tip names.`);
  }
}
