import { domainHash } from './domain-hash.ts';

/** Levels between 4 096 leaves and the root of the tree: hashes in a path. */
export const PATH_LENGTH = 12;

/** The root of the tree over leaves, a power of two of them. */
export function merkleRoot(leaves: readonly Uint8Array[]): Uint8Array {
  let level = leaves;
  while (level.length > 1) level = levelAbove(level);
  return level[0]!;
}

/** What leads from a leaf to the root: at each level the other half, from the bottom up. */
export function merklePath(leaves: readonly Uint8Array[], leaf: number): readonly Uint8Array[] {
  const path: Uint8Array[] = [];
  for (let level = leaves, at = leaf; level.length > 1; level = levelAbove(level), at >>>= 1) path.push(level[at ^ 1]!);
  return path;
}

/** The root that a leaf's hash and its path lead to; bit i of the leaf's number says on which side level i stands. */
export function rootOfPath(hash: Uint8Array, leaf: number, path: readonly Uint8Array[]): Uint8Array {
  return path.reduce((below, beside, i) => ((leaf >>> i) & 1 ? nodeOf(beside, below) : nodeOf(below, beside)), hash);
}

/** Each two hashes as one: the level above, half as long. */
export function levelAbove(level: readonly Uint8Array[]): Uint8Array[] {
  return Array.from({ length: level.length / 2 }, (_, i) => nodeOf(level[2 * i]!, level[2 * i + 1]!));
}

/** The hash over two halves of the tree. */
export function nodeOf(left: Uint8Array, right: Uint8Array): Uint8Array {
  return domainHash('node', left, right);
}
