import { RESET } from './chain.ts';
import { blobName } from './domain-hash.ts';
import { refuse } from './list-error.ts';
import { lineOf, type Anchor, type ListIndex, type Segment } from './list-index.ts';
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
function outerDeltas({ log, inline }: ListIndex): readonly string[] {
  const inside = new Set(inline.map(({ position }) => position));
  return log.flatMap(({ delta }, position) => (delta.sha256 === RESET || inside.has(position) ? [] : [delta.sha256]));
}

/** Names of all blobs that an index leads to besides its snapshot and details. */
export function blobsBeside(index: ListIndex): readonly string[] {
  return [...outerDeltas(index), ...[...index.segments, ...index.merged].map(({ blob }) => blob.sha256)];
}

/** The bytes of the delta at this position of the log, which is no reset: from the index, or else from `blobs`. */
export function deltaAt({ log, inline }: ListIndex, position: number, blobs: ReadonlyMap<string, Uint8Array>): Uint8Array {
  const { seq, delta } = log[position]!;
  // `checkIndex` has compared the inline ones with their names.
  const inside = inline.find((each) => each.position === position);
  if (inside !== undefined) return inside.delta;
  return takeDelta(delta, blobs, `Update ${seq} of the list`);
}

/** The bytes of a merged update. */
export function mergedDelta({ from, to, blob }: Segment, blobs: ReadonlyMap<string, Uint8Array>): Uint8Array {
  return takeDelta(blob, blobs, `The merged update ${from} to ${to} of the list`);
}

function takeDelta({ sha256, bytes }: BlobRef, blobs: ReadonlyMap<string, Uint8Array>, what: string): Uint8Array {
  const blob = blobs.get(sha256);
  if (blob === undefined) refuse('missing-blob', `${what} is missing.`);
  if (blob.length !== bytes || blobName(blob) !== sha256) refuse('hash-mismatch', `${what} is not the one its log names.`);
  return blob;
}
