import type { ProvenFlag } from '../core/receipt.ts';
import type { Result } from '../core/result.ts';
import { readU32 } from './big-endian.ts';
import { blobName } from './domain-hash.ts';
import { flagOfHit, meaningOf } from './flag-of-hit.ts';
import { WEEK_S } from './limits.ts';
import { attempt, refuse, type ListError } from './list-error.ts';
import { leafHash, leafOf, stateOfRoot } from './list-state.ts';
import { rootOfPath } from './merkle-path.ts';
import { checkPictures, PICTURE_BYTES, RADIUS_AT } from './picture-record.ts';
import { decodeReceipt, keyOf, layoutOf, type Receipt } from './receipt.ts';
import { compareRecords, RecordCheck, statedIn, type Stated } from './record.ts';
import { currentRoot, decodeRoots, verifyRootLine, type Root } from './root-line.ts';
import { checkTip, checkTipSignatures, decodeTip, type Tip } from './tip.ts';

/**
 * Checks a receipt from its first byte to its last, with nothing but itself: the record of what it is about stands in
 * the leaf, the leaf in the state, the tip signs the state, the roots let its signers sign. A tip that has expired proves
 * what was said then, so it is judged as of its own time, and `hasExpired` tells. Takes what a stranger sends.
 */
export function verifyReceipt(bytes: Uint8Array, nowMs: number): Result<ProvenFlag, ListError> {
  return attempt(() => {
    const receipt = decodeReceipt(bytes);
    const { about, at, leaf } = receipt;
    const tip = decodeTip(receipt.tip);
    if (receipt.roots.length !== tip.roots.bytes || blobName(receipt.roots) !== tip.roots.sha256) {
      refuse('hash-mismatch', 'The roots of the receipt are not those its tip names.');
    }
    const stated = takeStated(receipt);
    checkState(receipt, tip);
    checkTipSignatures(tip);
    const line = verifyRootLine(decodeRoots(receipt.roots));
    const signedAt = tip.by.createdAt * 1000;
    checkTip(tip, line, Math.min(nowMs, signedAt));
    const root = currentRoot(line);
    const week = Math.floor((tip.by.createdAt - root.epoch) / WEEK_S);
    if (about.kind === 'look') checkPictures(leaf, week, root.labels);
    else new RecordCheck(week).push(leaf);
    const flagAsOf = (atMs: number) => flagOf(stated, receipt, { tip, root }, atMs);
    const flag = flagAsOf(signedAt);
    if (flag === undefined) refuse('says-nothing', "By the list's own terms this flag said nothing when it was signed.");
    const expiresAt = tip.exp * 1000;
    return {
      flag,
      about: about.kind === 'look' ? { ...about, radius: leaf[at * PICTURE_BYTES + RADIUS_AT]! } : about,
      signedAt,
      expiresAt,
      hasExpired: expiresAt <= nowMs,
      hasLapsed: flagAsOf(nowMs) === undefined,
    };
  });
}

/** What the record says that the receipt points at: on what the receipt is about, under that label. */
function takeStated({ about, label, at, leaf }: Receipt): Stated {
  const { bytes, nameBytes } = layoutOf(about);
  if (compareRecords(leaf, at * bytes, keyOf(about), 0, nameBytes - 1) !== 0) {
    refuse('not-listed', 'The flag in the receipt is on another subject.');
  }
  const stated = statedIn(readU32(leaf, at * bytes + nameBytes - 1));
  if (stated.label !== label) refuse('not-listed', 'The flag in the receipt carries another label.');
  return stated;
}

/** The leaf is that of the record, and its path leads to the state the tip signs. */
function checkState({ about, at, leaf, path }: Receipt, tip: Tip): void {
  const layout = layoutOf(about);
  const number = leafOf(leaf, at * layout.bytes);
  for (let other = 0; other < leaf.length; other += layout.bytes) {
    if (leafOf(leaf, other) !== number) refuse('bad-record', 'A flag stands in the leaf of others.');
  }
  const root = rootOfPath(leafHash(number, [leaf], layout), layout.firstLeaf + number, path);
  if (stateOfRoot(tip.list, tip.n, root) !== tip.state) {
    refuse('state-mismatch', 'The flag in the receipt does not belong to the state its tip signs.');
  }
}

function flagOf(stated: Stated, { about }: Receipt, { tip, root }: { readonly tip: Tip; readonly root: Root }, atMs: number) {
  const flag = flagOfHit(stated, meaningOf(tip.list, root), about.kind === 'look' ? 'media' : about.kind, atMs);
  return flag && about.kind === 'look' ? { ...flag, look: about } : flag;
}
