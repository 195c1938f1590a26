import { RESET } from './chain.ts';
import { blobName } from './domain-hash.ts';
import { refuse } from './list-error.ts';
import { lineOf, type Anchor, type ListIndex } from './list-index.ts';
import type { BlobRef } from './tip.ts';

/** An update in the log of a verified list. */
export interface LogStep extends Anchor {
  /** Absent where the step is a reset: who is on the other side of it takes the snapshot. */
  readonly delta?: BlobRef & { readonly inline: boolean };
}

/** The steps of a log, oldest first. */
export function stepsOf(index: ListIndex): readonly LogStep[] {
  const inline = new Set(index.inline.map(({ position }) => position));
  const [, ...line] = lineOf(index);
  return line.map((here, position) => {
    const { delta } = index.log[position]!;
    return delta.sha256 === RESET ? here : { ...here, delta: { ...delta, inline: inline.has(position) } };
  });
}

/** Names of the deltas that travel beside the index, not in it. */
export function outerDeltas({ log, inline }: ListIndex): readonly string[] {
  const inside = new Set(inline.map(({ position }) => position));
  return log.flatMap(({ delta }, position) => (delta.sha256 === RESET || inside.has(position) ? [] : [delta.sha256]));
}

/** The bytes of the delta at this position of the log, which is no reset: from the index, or else from `blobs`. */
export function deltaAt({ log, inline }: ListIndex, position: number, blobs: ReadonlyMap<string, Uint8Array>): Uint8Array {
  const { seq, delta } = log[position]!;
  // `checkIndex` has compared the inline ones with their names.
  const inside = inline.find((each) => each.position === position);
  if (inside !== undefined) return inside.delta;
  const blob = blobs.get(delta.sha256);
  if (blob === undefined) refuse('missing-blob', `Update ${seq} of the list is missing.`);
  if (blob.length !== delta.bytes || blobName(blob) !== delta.sha256) {
    refuse('hash-mismatch', `Update ${seq} of the list is not the one its log names.`);
  }
  return blob;
}
