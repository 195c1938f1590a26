import type { PictureInput } from '../core/detector.ts';
import type { Flag } from '../core/evidence.ts';
import { flagsOfPicture } from '../lists/flag-of-picture-hit.ts';
import { pdqOf, type Pdq } from '../subjects/pdq.ts';
import type { FollowedLists } from './followed-lists.ts';
import { COMPARED_SIDE_PX } from './measured-copies.ts';

/** What followed lists say of pictures that look like one. */
export interface LookAlikes {
  /** How a picture looks, where any list would know: else nothing is computed. */
  looksOf(picture: PictureInput): Pdq | undefined;
  flagsOn(looks: Pdq): readonly Flag[];
}

export function createLookAlikes({ pictures, meaningOf }: Pick<FollowedLists, 'pictures' | 'meaningOf'>, now: () => number): LookAlikes {
  return {
    looksOf: (picture) => (pictures.isEmpty ? undefined : pdqOf(picture, COMPARED_SIDE_PX)),
    flagsOn: (looks) => flagsOfPicture(looks, pictures, meaningOf, now()),
  };
}
