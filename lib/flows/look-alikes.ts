import type { Flag } from '../core/evidence.ts';
import { flagsOfPicture } from '../lists/flag-of-picture-hit.ts';
import { pdqOf, type Pdq } from '../subjects/pdq.ts';
import type { DecodeOnce } from './decode-once.ts';
import type { FollowedLists } from './followed-lists.ts';
import { COMPARED_SIDE_PX } from './measured-copies.ts';

/** What followed lists say of pictures that look like one. */
export interface LookAlikes {
  /** How a picture looks, where any list would know: else it is not even decoded. */
  looksOf(pixels: DecodeOnce): Promise<Pdq | undefined>;
  /** Without what the same lists say of the picture itself, in `exact`. */
  flagsOn(looks: Pdq, exact: readonly Flag[]): readonly Flag[];
}

/** How a picture looks, at the size at which pictures are compared; undefined where it cannot be decoded. */
export async function looksOf(pixels: DecodeOnce): Promise<Pdq | undefined> {
  const decoded = await pixels();
  return decoded.ok ? pdqOf(decoded.value, COMPARED_SIDE_PX) : undefined;
}

export function createLookAlikes({ pictures, meaningOf }: Pick<FollowedLists, 'pictures' | 'meaningOf'>, now: () => number): LookAlikes {
  return {
    async looksOf(pixels) {
      return pictures.isEmpty ? undefined : looksOf(pixels);
    },
    flagsOn: (looks, exact) =>
      flagsOfPicture(looks, pictures, meaningOf, now()).filter(({ list, label }) => !exact.some((flag) => flag.list.id === list.id && flag.label === label)),
  };
}
