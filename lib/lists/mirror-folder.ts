import type { Result } from '../core/result.ts';
import { bucketsOf, decodeDetailManifest } from './detail-manifest.ts';
import { blobName } from './domain-hash.ts';
import { decodeFlagListFile } from './flag-list-file.ts';
import { attempt, refuse, type ListError } from './list-error.ts';
import { decodeIndex, lineOf, type ListIndex } from './list-index.ts';
import { blobsBeside } from './log-deltas.ts';
import { decodeManifest, shardsOf } from './manifest.ts';
import { readSegments, segmentsSince } from './older-line.ts';
import { decodeTip, type Tip } from './tip.ts';

/** A signed list as a mirror serves it: blobs by name, and the tip by which they are found. */
export interface Publication {
  readonly tip: Uint8Array;
  readonly list: string;
  readonly blobs: ReadonlyMap<string, Uint8Array>;
}

/** What a verified `.flaglist` is served as. */
export function publicationOf(file: Uint8Array): Result<Publication, ListError> {
  return attempt(() => {
    const { roots, tip, index, blobs, kept } = decodeFlagListFile(file);
    if (kept !== undefined || blobs.size === 0) refuse('unsupported', 'A reader’s own copy has not the blobs that the list names: publish the file that was built.');
    return { tip, list: decodeTip(tip).list, blobs: new Map([[blobName(roots), roots], [blobName(index), index], ...blobs]) };
  });
}

/**
 * Whether a state may take the place of the one that a mirror serves: only where it continues it. `index` is that of
 * the new state, `blobs` have the segments of its older log. Whoever signed another state under a number would fork their own list.
 */
export function mayReplace(next: Uint8Array, index: Uint8Array, served: Uint8Array, blobs: ReadonlyMap<string, Uint8Array> = new Map()): Result<'newer' | 'same' | 'confirmed', ListError> {
  return attempt(() => {
    const [tip, before] = [decodeTip(next), decodeTip(served)];
    if (blobName(next) === blobName(served)) return 'same';
    if (tip.list !== before.list) refuse('wrong-key', 'The mirror serves another list there.');
    if (tip.roots.ver > before.roots.ver) return 'newer';
    if (tip.roots.ver < before.roots.ver || tip.seq < before.seq) refuse('rollback', `The mirror serves update ${before.seq} under root ${before.roots.ver} already: continue from that one.`);
    return compareLines(tip, before, decodeIndex(index), blobs);
  });
}

function compareLines(tip: Tip, before: Tip, index: ListIndex, blobs: ReadonlyMap<string, Uint8Array>): 'newer' | 'confirmed' {
  const segments = before.seq < index.base.seq ? (segmentsSince(index, before.seq) ?? []) : [];
  const { start, steps } = readSegments(tip.list, index, segments.every(({ blob }) => blobs.has(blob.sha256)) ? segments : [], blobs);
  const there = [start, ...steps, ...lineOf(index)].find(({ seq }) => seq === before.seq);
  if (there === undefined) refuse('log-gap', `The mirror serves update ${before.seq}, of which this one’s log does not tell: it may not continue it.`);
  if (there.chain !== before.chain) refuse('fork', `The mirror serves another update ${before.seq} than the one this continues: publishing it would fork the list.`);
  if (tip.seq > before.seq) return 'newer';
  if (tip.by.createdAt <= before.by.createdAt) refuse('rollback', 'The mirror serves a later signature of the same state.');
  return 'confirmed';
}

/** Names of all blobs that a tip leads to, as far as `read` has them. */
export function reachableFrom(tip: Uint8Array, read: (name: string) => Uint8Array | undefined): ReadonlySet<string> {
  const names = new Set<string>();
  const walked = attempt(() => {
    const { index: indexRef, roots } = decodeTip(tip);
    names.add(roots.sha256).add(indexRef.sha256);
    const index = decodeIndex(read(indexRef.sha256) ?? refuse('missing-blob', 'The index is missing.'));
    for (const name of [index.snapshot.manifest.sha256, ...blobsBeside(index)]) names.add(name);
    for (const name of detailsFrom(index, read)) names.add(name);
    const manifest = decodeManifest(read(index.snapshot.manifest.sha256) ?? refuse('missing-blob', 'The manifest is missing.'));
    for (const { sha256 } of shardsOf(manifest)) names.add(sha256);
  });
  // What cannot be read leads nowhere; what was found up to there is reached all the same.
  void walked;
  return names;
}

/** The names of what is told of single flags, as far as it can be read. */
function detailsFrom({ details }: ListIndex, read: (name: string) => Uint8Array | undefined): readonly string[] {
  if (details === undefined) return [];
  const manifest = read(details.sha256);
  const buckets = manifest === undefined ? undefined : attempt(() => bucketsOf(decodeDetailManifest(manifest)));
  return [details.sha256, ...(buckets?.ok === true ? buckets.value.map(({ sha256 }) => sha256) : [])];
}
