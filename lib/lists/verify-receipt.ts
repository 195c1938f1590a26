import type { ProvenFlag } from '../core/receipt.ts';
import type { Result } from '../core/result.ts';
import { subjectKeyBytes } from '../subjects/subject-key.ts';
import { blobName } from './domain-hash.ts';
import { flagOfHit } from './flag-of-hit.ts';
import { WEEK_S } from './limits.ts';
import { attempt, refuse, type ListError } from './list-error.ts';
import { leafHash, leafOf, stateHash } from './list-state.ts';
import { rootOfPath } from './merkle-path.ts';
import { decodeReceipt, type Receipt } from './receipt.ts';
import { compareRecords, KEY_BYTES, readRecord, RecordCheck, RECORD_BYTES, type RecordFields } from './record.ts';
import { currentRoot, decodeRoots, verifyRootLine, type Root } from './root-line.ts';
import { checkTip, checkTipSignatures, decodeTip, type Tip } from './tip.ts';

/**
 * Checks a receipt from its first byte to its last, with nothing but itself: the subject's record stands in the leaf,
 * the leaf in the state, the tip signs the state, the roots let its signers sign. A tip that has expired proves what
 * was said then, so it is judged as of its own time, and `hasExpired` tells. Takes what a stranger sends.
 */
export function verifyReceipt(bytes: Uint8Array, nowMs: number): Result<ProvenFlag, ListError> {
  return attempt(() => {
    const receipt = decodeReceipt(bytes);
    const tip = decodeTip(receipt.tip);
    if (receipt.roots.length !== tip.roots.bytes || blobName(receipt.roots) !== tip.roots.sha256) {
      refuse('hash-mismatch', 'The roots of the receipt are not those its tip names.');
    }
    const record = takeRecord(receipt);
    checkState(receipt, tip);
    checkTipSignatures(tip);
    const line = verifyRootLine(decodeRoots(receipt.roots));
    const signedAt = tip.by.createdAt * 1000;
    checkTip(tip, line, Math.min(nowMs, signedAt));
    const root = currentRoot(line);
    new RecordCheck(Math.floor((tip.by.createdAt - root.epoch) / WEEK_S)).push(receipt.leaf);
    const flagAsOf = (atMs: number) => flagOf(record, receipt, { tip, root }, atMs);
    const flag = flagAsOf(signedAt);
    if (flag === undefined) refuse('says-nothing', "By the list's own terms this flag said nothing when it was signed.");
    const expiresAt = tip.exp * 1000;
    return {
      flag,
      subject: receipt.subject,
      signedAt,
      expiresAt,
      hasExpired: expiresAt <= nowMs,
      hasLapsed: flagAsOf(nowMs) === undefined,
    };
  });
}

/** The record the receipt points at: of that subject, under that label. */
function takeRecord({ subject, label, at, leaf }: Receipt): RecordFields {
  const record = readRecord(leaf, at * RECORD_BYTES);
  if (compareRecords(record.key, 0, subjectKeyBytes(subject), 0, KEY_BYTES) !== 0) {
    refuse('not-listed', 'The flag in the receipt is on another subject.');
  }
  if (record.label !== label) refuse('not-listed', 'The flag in the receipt carries another label.');
  return record;
}

/** The leaf is that of the subject's key, and its path leads to the state the tip signs. */
function checkState({ at, leaf, path, pdqLeaf }: Receipt, tip: Tip): void {
  const number = leafOf(leaf, at * RECORD_BYTES);
  for (let other = 0; other < leaf.length; other += RECORD_BYTES) {
    if (leafOf(leaf, other) !== number) refuse('bad-record', 'A flag stands in the leaf of others.');
  }
  const root = rootOfPath(leafHash(number, leaf.length / RECORD_BYTES, [leaf]), number, path);
  if (stateHash(tip.list, tip.n, root, pdqLeaf) !== tip.state) {
    refuse('state-mismatch', 'The flag in the receipt does not belong to the state its tip signs.');
  }
}

function flagOf(record: RecordFields, { subject }: Receipt, { tip, root }: { readonly tip: Tip; readonly root: Root }, atMs: number) {
  return flagOfHit(record, { id: tip.list, name: root.name, epochMs: root.epoch * 1000, labels: root.labels }, subject.kind, atMs);
}
