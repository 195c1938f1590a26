import type { Flag } from '../core/evidence.ts';
import { PDQ_MIN_QUALITY, writePdq, type Pdq } from '../subjects/pdq.ts';
import { flagOfHit, saysSomething, type ListMeaning } from './flag-of-hit.ts';
import type { ListedPictureHit, PictureIndex } from './picture-index.ts';

/**
 * What lists say of pictures that look like one, as evidence about its bytes. Nothing where the picture has too few
 * features to be told from others, whatever lists hold.
 */
export function flagsOfPicture({ hash, quality }: Pdq, index: PictureIndex, meaningOf: (listId: string) => ListMeaning | undefined, nowMs: number): readonly Flag[] {
  if (quality < PDQ_MIN_QUALITY) return [];
  const hits = index.lookup(hash, (listId, flag) => {
    const list = meaningOf(listId);
    return list !== undefined && saysSomething(flag, list, nowMs);
  });
  return hits.flatMap((hit) => flagOfPictureHit(hit, meaningOf(hit.listId)!, nowMs) ?? []);
}

/**
 * The flag that a look-alike's record stands for. It is about another picture, however near: it labels, and does no
 * more. Nothing when its term has passed, or when its list does not let that label be put on pictures.
 */
export function flagOfPictureHit(hit: ListedPictureHit, list: ListMeaning, nowMs: number): Flag | undefined {
  const meant = flagOfHit(hit, list, 'media', nowMs);
  return meant && { ...meant, held: 'near', distance: hit.distance, look: { kind: 'look', pdq: writePdq(hit.hash) } };
}
