import { domainHash } from './domain-hash.ts';

/** Levels between the 8 192 leaves and the root of the tree: hashes in a path. */
export const PATH_LENGTH = 13;

/** The root that a leaf's hash and its path lead to; bit i of the leaf's number says on which side level i stands. */
export function rootOfPath(hash: Uint8Array, leaf: number, path: readonly Uint8Array[]): Uint8Array {
  return path.reduce((below, beside, i) => ((leaf >>> i) & 1 ? nodeOf(beside, below) : nodeOf(below, beside)), hash);
}

/** The hash over two halves of the tree. */
export function nodeOf(left: Uint8Array, right: Uint8Array): Uint8Array {
  return domainHash('node', left, right);
}
