import type { PictureInput } from '../core/detector.ts';
import type { Finding } from '../core/evidence.ts';
import { PdqIndex } from '../subjects/pdq-index.ts';
import { PDQ_MIN_QUALITY, pdqOf } from '../subjects/pdq.ts';

/** Farthest apart that two pictures may look for one to be judged by the other, in bits; docs/decisions/0077. */
export const COPY_DISTANCE = 20;

/**
 * Pictures are compared at one size, the one that the authors of PDQ shrink to: it averages over whole pixels, so that
 * pictures of a few hundred would look unlike their own copies.
 */
export const COMPARED_SIDE_PX = 512;

/** A side this many times as long may show what the measured copy lost. */
const MOST_ENLARGED = 1.6;

/** Most pictures kept, 32 bytes each and what was found. */
const MAX_COPIES = 20_000;

/** What was measured of the pictures of one session, found again by how they look. */
export interface MeasuredCopies {
  /**
   * What was measured of a copy of the picture, and says so; or else what `measure` finds in the picture itself,
   * which then serves its copies.
   */
  measureOnce(picture: PictureInput, measuring: Measuring): Promise<Finding>;
}

export interface Measuring {
  readonly detectorDigest: string;
  /** The picture is measured itself, whatever is known of its copies. */
  readonly itself: boolean;
  readonly measure: () => Promise<Finding>;
}

interface Copy {
  readonly width: number;
  readonly height: number;
  readonly detectorDigest: string;
  /** Done or under way: copies come in crowds. */
  readonly finding: Promise<Finding>;
}

/** In memory only: how pictures look would tell who has the disk what was seen. */
export function createMeasuredCopies(): MeasuredCopies {
  const index = new PdqIndex<Copy>(MAX_COPIES);
  return {
    async measureOnce(picture, { detectorDigest, itself, measure }) {
      const { hash, quality } = pdqOf(picture, COMPARED_SIDE_PX);
      if (quality < PDQ_MIN_QUALITY) return measure();
      for (const { value: copy } of itself ? [] : index.within(COPY_DISTANCE, hash)) {
        if (copy.detectorDigest !== detectorDigest || !speaksFor(copy, picture)) continue;
        // Why a detector declined may be of that copy alone, and whoever measured it is told of a failure.
        const finding = await copy.finding.catch(() => undefined);
        if (finding?.kind === 'signal') return { ...finding, copy: { width: copy.width, height: copy.height } };
      }
      const finding = measure();
      const { width, height } = picture;
      index.add(hash, { width, height, detectorDigest, finding });
      return finding;
    },
  };
}

/** Smaller copies show nothing that the larger did not. */
function speaksFor(copy: Copy, { width, height }: PictureInput): boolean {
  return Math.sqrt((width * height) / (copy.width * copy.height)) <= MOST_ENLARGED;
}
