import type { Result } from '../core/result.ts';
import { applyDelta, applyToPictures } from './apply-delta.ts';
import { decodeDelta } from './delta.ts';
import { decodeFlagListFile, type FlagListFile } from './flag-list-file.ts';
import type { HeldList } from './held-list.ts';
import { checkHead, readHead } from './list-head.ts';
import { attempt, refuse, type ListError, type ListErrorTag } from './list-error.ts';
import { lineOf, type ListIndex } from './list-index.ts';
import { deltaAt, stepsOf } from './log-deltas.ts';
import { NO_PICTURES } from './picture-record.ts';
import { RECORD_BYTES } from './record.ts';
import type { Root } from './root-line.ts';
import { StateTree } from './state-tree.ts';
import type { Tip } from './tip.ts';
import { listOf, readRuns, type VerifiedList, type VerifyOptions } from './verify-flag-list.ts';

/** A signed head, its index, and those deltas, by name, that are not in the index; other blobs are not looked at. */
export type ListUpdate = FlagListFile;

/**
 * Brings a held state to that of a newer tip by the deltas of its log, without the snapshot. Head and index are checked
 * as `verifyFlagList` checks them, and the records against the state that the log names after every step.
 * A refusal leaves what is held as it was; `needsSnapshot` tells whether the snapshot is the way on.
 */
export function followLog(held: HeldList, update: ListUpdate, { nowMs }: Pick<VerifyOptions, 'nowMs'>): Result<VerifiedList, ListError> {
  return attempt(() => {
    const head = readHead(update);
    const { tip, index } = head;
    if (tip.list !== held.id) refuse('wrong-key', 'The update is of another list than the one held.');
    const root = checkHead(head, update.roots, nowMs);
    checkStart(held, tip, index, root);

    const tree = new StateTree(held.runs, held.leaves, held.pictures);
    if (tree.state(held.id) !== held.state) refuse('held-damaged', 'The flags held are not those that were verified.');
    let { runs, pictures = NO_PICTURES } = held;
    for (const [position, { seq, state, delta: named }] of stepsOf(index).entries()) {
      if (seq <= held.seq) continue;
      if (named === undefined) refuse('log-reset', `Update ${seq} of the list is told by its snapshot only.`);
      const delta = decodeDelta(deltaAt(index, position, update.blobs));
      runs = applyDelta(runs, delta);
      pictures = applyToPictures(pictures, delta);
      tree.update(runs, delta, pictures);
      if (tree.state(held.id) !== state) refuse('bad-delta', `Update ${seq} does not lead to the state its log names.`);
    }
    const n = runs.reduce((sum, run) => sum + run.length / RECORD_BYTES, 0);
    if (n !== tip.n) refuse('state-mismatch', 'The list announces another number of flags than it has.');
    return listOf(head, root, { ...readRuns(runs, tip, root, pictures), leaves: tree.leaves() });
  });
}

/** As `followLog`, from a file that holds the newer state as well; its snapshot is not looked at. */
export function followFile(held: HeldList, file: Uint8Array, options: Pick<VerifyOptions, 'nowMs'>): Result<VerifiedList, ListError> {
  const update = attempt(() => decodeFlagListFile(file));
  return update.ok ? followLog(held, update.value, options) : update;
}

/** Whether the deltas cannot lead on from what is held, and the snapshot can, here or from another source. */
export function needsSnapshot({ tag }: ListError): boolean {
  return SNAPSHOT_HELPS.has(tag);
}

const SNAPSHOT_HELPS: ReadonlySet<ListErrorTag> = new Set<ListErrorTag>([
  'log-gap',
  'log-reset',
  'other-line',
  'bad-delta',
  'held-damaged',
  'missing-blob',
]);

/** Numbers are compared within one version of the root only: a new root may continue the list from further back. */
export function checkStart(held: Omit<HeldList, 'runs'>, tip: Tip, index: ListIndex, root: Root): void {
  const isSameRoot = held.version === root.ver;
  if (held.version > root.ver || (isSameRoot && held.seq > tip.seq)) {
    refuse('rollback', 'The update is older than the state held.');
  }
  if (held.seq > tip.seq) refuse('other-line', 'The current root continues the list from before the state held.');
  if (held.seq < index.base.seq) refuse('log-gap', 'The log of the list begins after the state held.');
  const here = lineOf(index).find(({ seq }) => seq === held.seq)!;
  if (here.chain === held.chain) return;
  if (isSameRoot) refuse('fork', `Two different states were signed as update ${held.seq} of the list.`);
  refuse('other-line', 'The current root continues the list on another line than the state held.');
}
