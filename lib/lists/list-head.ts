import { blobName } from './domain-hash.ts';
import type { FlagListFile } from './flag-list-file.ts';
import { refuse } from './list-error.ts';
import { checkIndex, decodeIndex, type ListIndex } from './list-index.ts';
import { currentRoot, decodeRoots, verifyRootLine, type Root } from './root-line.ts';
import { checkTip, checkTipSignatures, decodeTip, type BlobRef, type Tip } from './tip.ts';

/** The bytes that are signed, and the index they name: all that leads to the other blobs. */
export type HeadBytes = Pick<FlagListFile, 'roots' | 'tip' | 'index'>;

/** A head whose hashes hold and whose signatures nobody has looked at yet. */
export interface UncheckedHead {
  readonly tip: Tip;
  readonly index: ListIndex;
}

/** Reads tip and index and compares hashes, which is cheap; `checkHead` is the rest. */
export function readHead(bytes: HeadBytes): UncheckedHead {
  const tip = decodeTip(bytes.tip);
  checkBlob(bytes.roots, tip.roots, 'The roots');
  checkBlob(bytes.index, tip.index, 'The index');
  return { tip, index: decodeIndex(bytes.index) };
}

/** Checks signatures, the line of roots, times, and that the log folds to what is signed; gives the current root. */
export function checkHead({ tip, index }: UncheckedHead, roots: Uint8Array, nowMs: number, isProposal = false): Root {
  checkTipSignatures(tip);
  const line = verifyRootLine(decodeRoots(roots));
  checkTip(tip, line, nowMs, isProposal);
  checkIndex(index, tip, line);
  return currentRoot(line);
}

function checkBlob(bytes: Uint8Array, ref: BlobRef, what: string): void {
  if (bytes.length !== ref.bytes || blobName(bytes) !== ref.sha256) {
    refuse('hash-mismatch', `${what} of the list do not match what the tip names.`);
  }
}
