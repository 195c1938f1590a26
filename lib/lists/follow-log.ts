import type { Result } from '../core/result.ts';
import { applyDelta, applyToPictures } from './apply-delta.ts';
import { decodeDelta, type Delta } from './delta.ts';
import { decodeFlagListFile, type FlagListFile } from './flag-list-file.ts';
import type { HeldList } from './held-list.ts';
import { attempt, refuse, type ListError, type ListErrorTag } from './list-error.ts';
import { verifyHead, type CheckedHead } from './list-head.ts';
import { lineOf, type Anchor, type ListIndex } from './list-index.ts';
import { deltaAt, mergedDelta } from './log-deltas.ts';
import { mergeDeltas, neededOf } from './merge-deltas.ts';
import { readSegments, segmentsSince, type OlderLine } from './older-line.ts';
import { NO_PICTURES } from './picture-record.ts';
import { countOf, StateTree } from './state-tree.ts';
import { cheapestPath, type PathStep } from './update-path.ts';
import { listOf, readRuns, type VerifiedList, type VerifyOptions } from './verify-flag-list.ts';

/** A signed head, its index, and by name what leads on from there: deltas and segments; other blobs are not looked at. */
export type ListUpdate = FlagListFile;

/**
 * Brings a held state to that of a newer tip by deltas, without the snapshot: the way of fewest bytes that the blobs at
 * hand allow. Head and index are checked as `verifyFlagList` checks them, and the records at every state that is reached
 * against the one that log or segments name there. Who stands before the log needs the segments from there on.
 * A refusal leaves what is held as it was; `needsSnapshot` tells whether the snapshot is the way on.
 */
export function followLog(held: HeldList, update: ListUpdate, { nowMs }: Pick<VerifyOptions, 'nowMs'>): Result<VerifiedList, ListError> {
  const head = verifyHead(update, nowMs);
  return head.ok ? followHead(held, head.value, update.blobs) : head;
}

/** The same where the head was checked before; `blobs` is what leads on, by name. */
export function followHead(held: HeldList, head: CheckedHead, blobs: ReadonlyMap<string, Uint8Array>): Result<VerifiedList, ListError> {
  return attempt(() => {
    const { tip, index, root } = head;
    if (tip.list !== held.id) refuse('wrong-key', 'The update is of another list than the one held.');
    const line = lineSince(held, head, blobs);

    const tree = treeOf(held);
    let { runs, pictures = NO_PICTURES } = held;
    if (tree.state(held.id) !== held.state || !tree.mayHold(pictures)) refuse('held-damaged', 'The flags held are not those that were verified.');
    for (const { step, told } of deltasOn(pathFrom(held.seq, index, blobs), index, blobs)) {
      const delta = step.kind === 'merged' ? neededOf(runs, told, pictures) : told;
      runs = applyDelta(runs, delta);
      pictures = applyToPictures(pictures, delta);
      tree.update(runs, delta, pictures);
      checkReached(tree.state(held.id), step, line);
    }
    if (countOf(runs) !== tip.n) refuse('state-mismatch', 'The list announces another number of flags than it has.');
    return listOf(head, root, { ...readRuns(runs, tip, root, pictures), tree: tree.toBytes() });
  });
}

function treeOf({ runs, tree, pictures }: HeldList): StateTree {
  const kept = tree === undefined ? undefined : StateTree.read(tree, countOf(runs));
  return kept ?? StateTree.of(runs, pictures);
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
  'bad-segment',
  'held-damaged',
  'missing-blob',
]);

/**
 * The points of the line after what is held, once it is certain that what is held lies on it. Numbers are compared
 * within one version of the root only: a new root may continue the list from further back.
 */
export function lineSince(held: Omit<HeldList, 'runs'>, { tip, index, root }: CheckedHead, blobs: ReadonlyMap<string, Uint8Array>): readonly Anchor[] {
  const isSameRoot = held.version === root.ver;
  if (held.version > root.ver || (isSameRoot && held.seq > tip.seq)) {
    refuse('rollback', 'The update is older than the state held.');
  }
  if (held.seq > tip.seq) refuse('other-line', 'The current root continues the list from before the state held.');
  const { start, steps } = held.seq < index.base.seq ? olderSince(held, index, blobs) : { start: index.base, steps: [] };
  const line = [...steps, ...lineOf(index)];
  const here = [start, ...line].find(({ seq }) => seq === held.seq)!;
  if (here.chain === held.chain) return line;
  if (isSameRoot) refuse('fork', `Two different states were signed as update ${held.seq} of the list.`);
  refuse('other-line', 'The current root continues the list on another line than the state held.');
}

function olderSince({ id, seq }: Omit<HeldList, 'runs'>, index: ListIndex, blobs: ReadonlyMap<string, Uint8Array>): OlderLine {
  const segments = segmentsSince(index, seq);
  if (segments === undefined) refuse('log-gap', 'The log of the list begins after the state held.');
  if (segments.some(({ blob }) => !blobs.has(blob.sha256))) refuse('log-gap', 'The log of the list begins after the state held, and what tells of older updates is not at hand.');
  return readSegments(id, index, segments, blobs);
}

export function pathFrom(seq: number, index: ListIndex, blobs: ReadonlyMap<string, Uint8Array>): readonly PathStep[] {
  const path = cheapestPath(seq, index, (name) => blobs.has(name));
  if (path !== undefined) return path;
  if (cheapestPath(seq, index) !== undefined) refuse('missing-blob', 'An update of the list is missing.');
  if (seq < index.base.seq && !index.merged.some(({ from, to }) => from - 1 <= seq && seq < to)) refuse('log-gap', 'No update of the list leads on from the state held.');
  refuse('log-reset', 'An update of the list after the state held is told by its snapshot only.');
}

export interface ToldStep {
  readonly step: PathStep;
  readonly told: Delta;
}

/**
 * The deltas of a way. Merged ones that follow one another become one where that fits: each that is applied by itself
 * takes a pass over nearly all records, and the states between need not be reached.
 */
export function deltasOn(path: readonly PathStep[], index: ListIndex, blobs: ReadonlyMap<string, Uint8Array>): readonly ToldStep[] {
  return path.reduce<readonly ToldStep[]>((before, step) => {
    const told = deltaOf(step, index, blobs);
    const last = before.at(-1);
    const both = step.kind === 'merged' && last?.step.kind === 'merged' ? mergeDeltas(last.told, told) : undefined;
    return both === undefined ? [...before, { step, told }] : [...before.slice(0, -1), { step, told: both }];
  }, []);
}

function deltaOf({ kind, to }: PathStep, index: ListIndex, blobs: ReadonlyMap<string, Uint8Array>): Delta {
  if (kind === 'single') return decodeDelta(deltaAt(index, index.log.findIndex(({ seq }) => seq === to), blobs));
  const bytes = mergedDelta(index.merged.find((each) => each.to === to)!, blobs);
  const merged = attempt(() => decodeDelta(bytes));
  return merged.ok ? merged.value : refuse('bad-delta', `The merged update to ${to} is none: ${merged.error.message}`);
}

/** That a step has led to the state which the line names there. */
export function checkReached(state: string, { kind, to }: PathStep, line: readonly Anchor[]): void {
  // `readSegments` and `checkIndex` leave no merged update that ends where the line is not told.
  if (line.find(({ seq }) => seq === to)!.state === state) return;
  refuse('bad-delta', `${kind === 'single' ? `Update ${to}` : `The merged update to ${to}`} does not lead to the state that the log names.`);
}
