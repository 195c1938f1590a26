import type { FlagReason, NoReason } from '../core/flag-reason.ts';
import { err, ok, type Result } from '../core/result.ts';
import { sourcesOf } from '../core/settings.ts';
import { isOn } from '../lists/detail-bucket.ts';
import { bucketOf } from '../lists/detail-manifest.ts';
import { readKeptHead, rootOf, type KeptHead } from '../lists/kept-copy.ts';
import { checkBucket, checkRange, readBucket, readDetailManifest } from '../lists/list-details.ts';
import { packed } from '../lists/layers.ts';
import { attempt, refuse, type ListError } from '../lists/list-error.ts';
import { decodeIndex } from '../lists/list-index.ts';
import type { BlobRef } from '../lists/tip.ts';
import type { ListSource, SourceErrorTag } from '../peers/source.ts';
import { createSourcePool, type SourcePool } from '../peers/source-pool.ts';
import type { ListRow } from '../store/database.ts';
import type { ListRepository } from '../store/list-repository.ts';
import type { PartRepository } from '../store/part-repository.ts';
import type { SourceRepository } from '../store/source-repository.ts';
import { subjectKeyBytes } from '../subjects/subject-key.ts';
import { keptLayers, type KeptFlags } from './kept-list.ts';
import type { LookUpFlags } from './look-up-flags.ts';
import type { FlagAsked } from './receipt-of-flag.ts';

export interface ReasonPorts {
  readonly lookUpFlags: LookUpFlags;
  readonly lists: KeptFlags & Pick<ListRepository, 'get' | 'fileOf'>;
  readonly parts: Pick<PartRepository, 'read' | 'save'>;
  readonly sources: SourceRepository;
  /** Opens a mirror; `isReaders` where it is the reader's word and not the curator's. */
  readonly open: (address: string, isReaders: boolean) => ListSource;
  readonly now: () => number;
  /** From a private window: nothing is kept of it. */
  readonly isPrivate: boolean;
  readonly signal: AbortSignal;
}

/** `message` is for who keeps lists, in English. */
export interface ReasonError {
  readonly why: NoReason;
  readonly message: string;
}

/**
 * Why a list that the reader follows flags a subject: from what is kept of the list, or else from the mirrors by which it
 * is followed. These are asked for the part in which the flag's reason lies, of which the records held tell that it is
 * of many flags or of all. To be called by the reader's word alone.
 */
export async function reasonOfFlag(flag: FlagAsked, ports: ReasonPorts): Promise<Result<FlagReason, ReasonError>> {
  const row = await ports.lists.get(flag.list);
  const [flags = []] = await ports.lookUpFlags([flag.subject]);
  const code = row?.labels.find(({ name }) => name === flag.label)?.code;
  const isThere = flags.some(({ list, labelName }) => list.id === flag.list && labelName === flag.label);
  const file = isThere ? await ports.lists.fileOf(flag.list) : undefined;
  const kept = file === undefined ? undefined : readKeptHead(file);
  if (row === undefined || code === undefined || kept === undefined) return err({ why: 'gone', message: 'The list does not say so any more.' });
  if (!kept.ok) return err({ why: 'altered', message: kept.error.message });
  const shelf = await openShelf(row, kept.value, ports);
  const reason = await findReason({ key: subjectKeyBytes(flag.subject), code }, kept.value, shelf, ports);
  // Everything may have been erased meanwhile.
  if (!ports.isPrivate && (await ports.lists.get(flag.list)) !== undefined) await ports.sources.save(shelf.pool.standings());
  return reason;
}

/** Where parts are had from: the file held, what was fetched before, then mirrors. */
interface Shelf {
  readonly pool: SourcePool;
  take(ref: BlobRef): Promise<Result<Uint8Array, ReasonError>>;
  /** Who gave what was not here. */
  asked(): string | undefined;
}

async function openShelf({ id, follow }: ListRow, { file }: KeptHead, { lists, parts, sources, open, now, isPrivate, signal }: ReasonPorts): Promise<Shelf> {
  const pool = createSourcePool({ open: (address) => open(address, address === follow?.own), known: await sources.all(), now, byReader: true, signal });
  const from = follow === undefined ? [] : sourcesOf(follow);
  let asked: string | undefined;
  return {
    pool,
    asked: () => asked,
    async take({ sha256, bytes }) {
      const held = file.blobs.get(sha256) ?? (await parts.read(sha256));
      if (held !== undefined) return ok(held);
      if (from.length === 0) return err({ why: 'no-source', message: 'The list names no server.' });
      // Each by itself, to know who it was.
      let last: Result<Uint8Array, ReasonError> = err({ why: 'unreachable', message: '' });
      for (const address of from) {
        const got = await pool.blob({ sha256, bytes }, [address]);
        if (!got.ok) {
          last = err({ why: WHY_NOT[got.error.tag], message: got.error.message });
          continue;
        }
        asked = address;
        // Whoever removed the list meanwhile wants nothing of it here.
        const row = isPrivate ? undefined : await lists.get(id);
        if (row !== undefined && row.removedAt === undefined) await parts.save(sha256, got.value.slice(), now());
        return got;
      }
      return last;
    },
  };
}

const WHY_NOT: Readonly<Record<SourceErrorTag, NoReason>> = {
  'not-asked': 'unreachable',
  unreachable: 'unreachable',
  absent: 'absent',
  lied: 'altered',
  'over-budget': 'too-large',
};

async function findReason({ key, code }: { readonly key: Uint8Array; readonly code: number }, kept: KeptHead, shelf: Shelf, { lists }: ReasonPorts): Promise<Result<FlagReason, ReasonError>> {
  const index = attempt(() => decodeIndex(kept.file.index));
  const layers = await keptLayers(kept.tip.list, lists);
  if (!index.ok || layers === undefined) return err({ why: 'altered', message: 'What is held of the list is damaged: import it again.' });
  const { details } = index.value;
  if (details === undefined) return ok({});
  const { index: flags } = packed(layers);

  const manifestBytes = await shelf.take(details);
  if (!manifestBytes.ok) return manifestBytes;
  const place = attempt(() => {
    const manifest = readDetailManifest(manifestBytes.value, details);
    const range = bucketOf(key, manifest.bits);
    return { bits: manifest.bits, range, ref: manifest.buckets[range], among: checkRange(range, manifest, flags) };
  });
  if (!place.ok) return err(refusedAs(place.error));
  const { ref, among } = place.value;
  // Who is asked for the manifest alone learns no more than that it is about the list.
  if (ref === undefined) return ok({ ...askedOf(shelf, flags.n) });

  const bytes = await shelf.take(ref);
  if (!bytes.ok) return bytes;
  const root = rootOf(kept);
  const found = attempt(() => {
    const told = readBucket(bytes.value, ref);
    checkBucket(told, place.value, kept.tip, root.ok ? root.value : refuse(root.error.tag, root.error.message));
    const detail = told.find((each) => each.label === code && isOn(key, each));
    if (detail === undefined) return undefined;
    return 'flag' in detail ? detail.flag : refuse('bad-details', 'The list tells of a flag as taken back that it has.');
  });
  if (!found.ok) return err(refusedAs(found.error));
  return ok({ ...(found.value && { details: found.value }), ...askedOf(shelf, among) });
}

function refusedAs({ tag, message }: ListError): ReasonError {
  return { why: tag === 'hash-mismatch' ? 'altered' : tag === 'too-large' ? 'too-large' : 'breaks-rules', message };
}

function askedOf(shelf: Shelf, among: number): Pick<FlagReason, 'asked'> {
  const address = shelf.asked();
  return address === undefined ? {} : { asked: { host: new URL(address).host, among } };
}
