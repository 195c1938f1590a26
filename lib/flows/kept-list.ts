import { decodeDelta, type Changes } from '../lists/delta.ts';
import { FlagIndexBlock } from '../lists/flag-index-block.ts';
import { isWhole, keptCopy, readKeptHead, type KeptHead } from '../lists/kept-copy.ts';
import type { Layers } from '../lists/layers.ts';
import { attempt } from '../lists/list-error.ts';
import { PictureIndexBlock } from '../lists/picture-index-block.ts';
import { NO_PICTURES } from '../lists/picture-record.ts';
import type { ListRepository } from '../store/list-repository.ts';

/** Where the flags of a list are stored. */
export type KeptFlags = Pick<ListRepository, 'indexOf' | 'allTailsOf' | 'overlayOf'>;

/**
 * A followed list as one file that can be handed on and checked again: as it was imported, or, of one that was brought
 * up to date since, the signed head with the records packed anew. Undefined where it is gone or damaged.
 */
export async function keptList(listId: string, lists: KeptFlags & Pick<ListRepository, 'fileOf' | 'picturesOf'>): Promise<Uint8Array<ArrayBuffer> | undefined> {
  const file = await lists.fileOf(listId);
  const head = file === undefined ? undefined : readKeptHead(file);
  if (head?.ok !== true || isWhole(head.value.file)) return file;
  const [layers, pictures] = await Promise.all([keptLayers(listId, lists), keptPictures(listId, lists)]);
  return layers === undefined || pictures === 'damaged' ? undefined : keptCopy(head.value, { ...layers, pictures }).slice();
}

/** The signed head that is stored of a list; undefined where it is gone or damaged. */
export async function keptHead(listId: string, lists: Pick<ListRepository, 'fileOf'>): Promise<KeptHead | undefined> {
  const file = await lists.fileOf(listId);
  const head = file === undefined ? undefined : readKeptHead(file);
  return head?.ok === true ? head.value : undefined;
}

/**
 * All flags that are stored of a list; undefined where it is gone, or they cannot be read. Whether they are what was
 * verified is for who compares them with the signed state.
 */
export async function keptLayers(listId: string, lists: KeptFlags): Promise<Layers | undefined> {
  const [bytes, shards, overlay] = await Promise.all([lists.indexOf(listId), lists.allTailsOf(listId), keptOverlay(listId, lists)]);
  const index = bytes === undefined ? undefined : FlagIndexBlock.unchecked(bytes);
  return index?.ok !== true || overlay === 'damaged' ? undefined : { index: index.value, shards, overlay };
}

/** Its flags as they were last packed, for look-ups; undefined where it is gone, or they are damaged. */
export async function keptBlock(listId: string, lists: Pick<ListRepository, 'indexOf'>): Promise<FlagIndexBlock | undefined> {
  const bytes = await lists.indexOf(listId);
  const block = bytes === undefined ? undefined : FlagIndexBlock.fromBytes(bytes);
  return block?.ok === true ? block.value : undefined;
}

/** What changed since; undefined where nothing did. */
export async function keptOverlay(listId: string, lists: Pick<ListRepository, 'overlayOf'>): Promise<Changes | undefined | 'damaged'> {
  const bytes = await lists.overlayOf(listId);
  const changes = bytes === undefined ? undefined : attempt(() => decodeDelta(bytes));
  return changes?.ok === false ? 'damaged' : changes?.value;
}

/** The pictures by likeness that are stored of a list; undefined where there are none. */
export async function keptPictures(listId: string, lists: Pick<ListRepository, 'picturesOf'>): Promise<PictureIndexBlock | undefined | 'damaged'> {
  const bytes = await lists.picturesOf(listId);
  const block = bytes === undefined ? undefined : PictureIndexBlock.fromBytes(bytes);
  return block?.ok === false ? 'damaged' : block?.value;
}

/** The same as records, which may be none. */
export async function keptPictureRun(listId: string, lists: Pick<ListRepository, 'picturesOf'>): Promise<Uint8Array | 'damaged'> {
  const kept = await keptPictures(listId, lists);
  return kept === 'damaged' ? kept : (kept?.run() ?? NO_PICTURES);
}
