import { ok, type Result } from '../core/result.ts';
import { decodeFlagListFile, encodeFlagListFile, type FlagListFile } from './flag-list-file.ts';
import type { StoredState } from './follow-in-place.ts';
import type { HeldRun } from './held-list.ts';
import { runOf, type Layers } from './layers.ts';
import { attempt, refuse, type ListError } from './list-error.ts';
import { RECORD_BYTES } from './record.ts';
import type { PictureIndexBlock } from './picture-index-block.ts';
import { NO_PICTURES } from './picture-record.ts';
import { encodePictureShards } from './picture-shard.ts';
import { currentRoot, decodeRoots, readRootLine, type Root } from './root-line.ts';
import { encodeShard, SHARD_RECORDS } from './shard.ts';
import { decodeTip, type Tip } from './tip.ts';

/** What a reader stores of a list besides the form in which look-ups use it: a file of which only the head counts. */
export interface KeptHead {
  readonly tip: Tip;
  readonly file: FlagListFile;
}

export function readKeptHead(bytes: Uint8Array): Result<KeptHead, ListError> {
  return attempt(() => {
    const file = decodeFlagListFile(bytes);
    return { tip: decodeTip(file.tip), file };
  });
}

/** A head without anything it leads to, as it is stored beside the records. */
export function encodeHead({ roots, tip, index }: Pick<FlagListFile, 'roots' | 'tip' | 'index'>): Uint8Array {
  return encodeFlagListFile({ roots, tip, index, blobs: new Map() });
}

/** The current root. All of them were verified when they were stored. */
export function rootOf({ file }: KeptHead): Result<Root, ListError> {
  return attempt(() => currentRoot(readRootLine(decodeRoots(file.roots))));
}

/** The key by which the tips of a list are signed, as its current root says. */
export function writerOf(kept: KeptHead): Result<string, ListError> {
  const root = rootOf(kept);
  return root.ok ? ok(root.value.writer) : root;
}

/** Whether a stored file holds the list as a whole; otherwise its records lie in the form of look-ups alone. */
export function isWhole({ blobs, kept }: FlagListFile): boolean {
  return kept !== undefined || blobs.size > 0;
}

/** The list a reader holds as one file (`FLK1`): the signed head, the records packed anew, and all that is told of single flags, or none of it. */
export function keptCopy(
  { file: { roots, tip, index } }: KeptHead,
  { pictures, ...layers }: Layers & { readonly pictures: PictureIndexBlock | undefined },
  details: FlagListFile['blobs'] = new Map(),
): Uint8Array {
  const run = runOf(layers);
  const kept: Uint8Array[] = [];
  for (let at = 0; at < run.length; at += SHARD_RECORDS * RECORD_BYTES) kept.push(encodeShard(run.subarray(at, at + SHARD_RECORDS * RECORD_BYTES)));
  kept.push(...encodePictureShards(pictures?.run() ?? NO_PICTURES));
  return encodeFlagListFile({ roots, tip, index, blobs: details, kept });
}

/** What is stored of a list, as far as it is what was verified by its measure: the state itself is compared when updates are followed. */
export function storedState({ tip }: KeptHead, layers: Layers, tree?: Uint8Array): Result<StoredState, ListError> {
  return attempt(() => {
    const { list: id, roots, seq, chain, state, n, by } = tip;
    const { index, shards, overlay } = layers;
    const room = shards.reduce((sum, { length }) => sum + length, 0);
    if ((overlay === undefined && index.n !== n) || room !== 4 * index.n) refuse('held-damaged', 'The flags held are not those that were verified.');
    return { id, version: roots.ver, seq, chain, state, n, createdAt: by.createdAt, layers, ...(tree === undefined ? {} : { tree }) };
  });
}

/** The same as the start of updates by `followHead`. */
export function heldFromStore({ layers, n: _, createdAt: __, ...held }: StoredState, pictures = NO_PICTURES): HeldRun {
  return { ...held, runs: [runOf(layers)], pictures };
}
