import type { Result } from '../core/result.ts';
import { applyDelta, applyToPictures } from './apply-delta.ts';
import { fitsInDelta, NAME_BYTES, NO_CHANGES, type Changes } from './delta.ts';
import { diffRecords } from './diff-records.ts';
import { checkReached, deltasOn, lineSince, pathFrom } from './follow-log.ts';
import type { HeldList } from './held-list.ts';
import { packedLeaf, type Layers } from './layers.ts';
import { leavesNamed, shareOf, withShares } from './leaf-records.ts';
import { WEEK_S } from './limits.ts';
import type { CheckedHead } from './list-head.ts';
import { attempt, refuse, type ListError } from './list-error.ts';
import { neededOf, neededPictures } from './merge-deltas.ts';
import { PictureIndexBlock } from './picture-index-block.ts';
import { checkPictures } from './picture-record.ts';
import { FLAG_LAYOUT, RecordCheck, RECORD_BYTES } from './record.ts';
import { StateTree } from './state-tree.ts';
import { factsAt, type ListFacts } from './verify-flag-list.ts';

/** A state that a reader verified once, as it is stored. */
export interface StoredState extends Omit<HeldList, 'runs' | 'pictures'> {
  readonly n: number;
  /** When it was signed, seconds. */
  readonly createdAt: number;
  readonly layers: Layers;
}

/** The state after an update, as what changed since the list was packed. */
export interface FollowedInPlace {
  readonly list: ListFacts;
  readonly overlay: Changes;
  readonly tree: Uint8Array<ArrayBuffer>;
  /** All picture records, where some of them changed. */
  readonly pictures?: PictureIndexBlock;
}

/** Which lists are followed in place. */
export interface InPlaceLimits {
  /** Smaller lists are packed anew at every update: that takes no longer than the rest of it. */
  readonly flags: number;
  /** Beyond this share of what is packed the list is packed anew: comparing lists goes by what is packed. */
  readonly share: number;
}

const LIMITS: InPlaceLimits = { flags: 65_536, share: 1 / 64 };

/**
 * As `followHead`, touching only the leaves that the updates name: what else is stored stays where it is, unread. The same
 * is refused. `pictures` are all picture records of the list; needed where an update changes some (`changesPictures`).
 * Undefined where this is not the way: a small list, a new root, or too many changes by now.
 */
export function followInPlace(
  held: StoredState,
  head: CheckedHead,
  blobs: ReadonlyMap<string, Uint8Array>,
  pictures?: Uint8Array,
  limits = LIMITS,
): Result<FollowedInPlace | undefined, ListError> {
  return attempt(() => {
    const { tip, index, root } = head;
    if (tip.list !== held.id) refuse('wrong-key', 'The update is of another list than the one held.');
    const line = lineSince(held, head, blobs);
    // Under another root, or signed before what is held, other records may be refused than those that change.
    if (held.tree === undefined || held.layers.index.n < limits.flags || root.ver !== held.version || tip.by.createdAt < held.createdAt) return undefined;
    const steps = deltasOn(pathFrom(held.seq, index, blobs), index, blobs);

    const tree = StateTree.read(held.tree, held.n);
    if (tree?.state(held.id) !== held.state) refuse('held-damaged', 'The flags held are not those that were verified.');
    const leaves = new ChangedLeaves(held);
    let looks: Uint8Array | undefined;
    for (const { step, told } of steps) {
      for (const leaf of leavesNamed(told, FLAG_LAYOUT)) leaves.change(leaf, shareOf(told, leaf, FLAG_LAYOUT), step.kind === 'merged');
      tree.updateFlags(told, leaves.records, (leaf) => [leaves.of(leaf)]);
      if (told.pictures !== undefined) {
        const before = looks ?? pictures;
        if (before === undefined) return undefined;
        if (!tree.mayHold(before)) refuse('held-damaged', 'The pictures held are not those that were verified.');
        const needed = step.kind === 'merged' ? neededPictures(told, before) : told;
        if (needed.pictures !== undefined) looks = applyToPictures(before, needed);
        tree.updatePictures(needed, looks ?? before);
      }
      checkReached(tree.state(held.id), step, line);
    }
    if (leaves.records !== tip.n) refuse('state-mismatch', 'The list announces another number of flags than it has.');
    const week = Math.floor((tip.by.createdAt - root.epoch) / WEEK_S);
    leaves.check(week);
    if (looks !== undefined) checkPictures(looks, week, root.labels);
    const overlay = leaves.overlay(limits.share * held.layers.index.n);
    if (overlay === undefined) return undefined;
    return { list: factsAt(head, root), overlay, tree: tree.toBytes(), ...(looks === undefined ? {} : { pictures: PictureIndexBlock.fromRun(looks) }) };
  });
}

/** Those leaves of a stored list that changed, and how many records all have. */
class ChangedLeaves {
  records: number;
  readonly #layers: Layers;
  readonly #changed = new Map<number, ChangedLeaf>();

  constructor({ layers, n }: StoredState) {
    this.#layers = layers;
    this.records = n;
  }

  of(leaf: number): Uint8Array {
    return this.#open(leaf).now;
  }

  /** A merged update may put what is there and delete what is not. */
  change(leaf: number, share: Changes, isMerged: boolean): void {
    const open = this.#open(leaf);
    const before = open.now;
    const [after = NOTHING] = applyDelta([before], isMerged ? neededOf([before], share) : share);
    this.records += (after.length - before.length) / RECORD_BYTES;
    open.now = after;
  }

  /** All else was checked when it came. */
  check(maxWeek: number): void {
    for (const { now } of this.#changed.values()) new RecordCheck(maxWeek).push(now);
  }

  /** What changed since the list was packed; undefined where it is more than so many changes, or than one delta holds. */
  overlay(most: number): Changes | undefined {
    const shares = new Map<number, Changes>();
    for (const [leaf, { packed, now }] of this.#changed) {
      const share = diffRecords(packed, now);
      if (share === undefined) return undefined;
      shares.set(leaf, share);
    }
    const overlay = withShares(this.#layers.overlay ?? NO_CHANGES, shares, FLAG_LAYOUT);
    const [puts, deletes] = [overlay.puts.length / RECORD_BYTES, overlay.deletes.length / NAME_BYTES];
    return fitsInDelta(puts, deletes) && puts + deletes <= most ? overlay : undefined;
  }

  #open(leaf: number): ChangedLeaf {
    const known = this.#changed.get(leaf);
    if (known !== undefined) return known;
    const packed = packedLeaf(this.#layers, leaf);
    const [now = NOTHING] = applyDelta([packed], shareOf(this.#layers.overlay ?? NO_CHANGES, leaf, FLAG_LAYOUT));
    const opened = { packed, now };
    this.#changed.set(leaf, opened);
    return opened;
  }
}

interface ChangedLeaf {
  /** Its records as they were packed. */
  readonly packed: Uint8Array;
  now: Uint8Array;
}

const NOTHING = new Uint8Array(0);
