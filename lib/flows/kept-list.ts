import { FlagIndexBlock } from '../lists/flag-index-block.ts';
import { PictureIndexBlock } from '../lists/picture-index-block.ts';
import { isWhole, keptCopy, readKeptHead } from '../lists/kept-copy.ts';
import type { ListRepository } from '../store/list-repository.ts';

/**
 * A followed list as one file that can be handed on and checked again: as it was imported, or, of one that was brought
 * up to date since, the signed head with the records packed anew. Undefined where it is gone or damaged.
 */
export async function keptList(listId: string, lists: Pick<ListRepository, 'fileOf' | 'indexOf' | 'allTailsOf' | 'picturesOf'>): Promise<Uint8Array<ArrayBuffer> | undefined> {
  const file = await lists.fileOf(listId);
  const head = file === undefined ? undefined : readKeptHead(file);
  if (file === undefined || head?.ok !== true || isWhole(head.value.file)) return file;
  const index = await keptIndex(listId, lists);
  if (index === undefined) return undefined;
  return keptCopy(head.value, { n: index.n, index, shards: await lists.allTailsOf(listId), pictures: await keptPictures(listId, lists) }).slice();
}

/** The flags that are stored of a list; undefined where it is gone, or they are damaged. */
export async function keptIndex(listId: string, lists: Pick<ListRepository, 'indexOf'>): Promise<FlagIndexBlock | undefined> {
  const bytes = await lists.indexOf(listId);
  const block = bytes === undefined ? undefined : FlagIndexBlock.fromBytes(bytes);
  return block?.ok === true ? block.value : undefined;
}

/** The pictures by likeness that are stored of a list; undefined where there are none, or they are damaged. */
export async function keptPictures(listId: string, lists: Pick<ListRepository, 'picturesOf'>): Promise<PictureIndexBlock | undefined> {
  const bytes = await lists.picturesOf(listId);
  const block = bytes === undefined ? undefined : PictureIndexBlock.fromBytes(bytes);
  return block?.ok === true ? block.value : undefined;
}
