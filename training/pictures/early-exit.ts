import { InferenceSession, Tensor } from 'onnxruntime-node';
import { probabilityAt } from '../../lib/core/log-odds.ts';
import { slopeFor, type PictureCard } from '../../lib/detect/picture-card.ts';
import { measureFitness } from '../../lib/detect/picture-fitness.ts';
import { nativeCrops, toPlanarRgb } from '../../lib/media/crop.ts';
import { EQUAL_PX } from './features.ts';
import type { Sample } from './manifest.ts';
import { auc } from './metrics.ts';
import { preparePicture } from './prepare.ts';

/** At most this share of pictures may fall into another band for want of the other crops. */
const MOST_CHANGED = 0.01;

export interface EarlyExit {
  /** Probability of the first crop under which it decides alone. */
  readonly clear: number;
  /** Share of pictures that it decides. */
  readonly decided: number;
  /** Share of those with five crops that fall into another band. */
  readonly changed: number;
  /** Of the first crop, of the first two, … of all five: what a crop more is worth. */
  readonly aucByCrops: readonly number[];
}

/**
 * Until where the first crop may decide alone. The pictures at hand are too small for five crops of the shipped size:
 * they are measured at five of 128 pixels, as served, which differ from each other at least as much.
 */
export async function measureEarlyExit(
  model: Uint8Array,
  samples: readonly Sample[],
  card: Pick<PictureCard, 'calibration' | 'cropPx' | 'minSidePx' | 'mostBlocks' | 'mostCrops' | 'thresholds'>,
): Promise<EarlyExit> {
  const { thresholds, mostCrops } = card;
  const session = await InferenceSession.create(model, { intraOpNumThreads: 1, interOpNumThreads: 1 });
  const looked: { readonly sample: Sample; readonly by: readonly number[] }[] = [];
  for (const sample of samples) {
    const picture = await preparePicture(sample.path, { kind: 'as-served' });
    const crops = nativeCrops(picture.width, picture.height, EQUAL_PX);
    if (crops.length < 5) continue;
    const { logits } = await session.run({ pixel_values: new Tensor('float32', toPlanarRgb(picture, crops), [5, 3, EQUAL_PX, EQUAL_PX]) });
    const pairs = logits?.data as Float32Array;
    const slope = slopeFor(card, { sidePx: EQUAL_PX, blocks: measureFitness(picture).blocks });
    const logOdds = crops.map((_, i) => slope * (pairs[2 * i + 1]! - pairs[2 * i]!));
    looked.push({ sample, by: crops.map((_, last) => probabilityAt(logOdds.slice(0, last + 1).reduce((sum, each) => sum + each, 0) / (last + 1))) });
  }
  await session.release();
  const band = (probability: number): number => Number(probability >= thresholds.unsure) + Number(probability >= thresholds.likely);
  const exitAt = (clear: number): Pick<EarlyExit, 'clear' | 'decided' | 'changed'> => {
    const decided = looked.filter(({ by }) => by[0]! < clear);
    return { clear, decided: decided.length / looked.length, changed: decided.filter(({ by }) => band(by[0]!) !== band(by[mostCrops - 1]!)).length / looked.length };
  };
  const exits = Array.from({ length: Math.floor(thresholds.unsure * 100) + 1 }, (_, i) => exitAt(i / 100));
  const aucByCrops = [0, 1, 2, 3, 4].map((last) => auc(looked.map(({ sample: { generated, group }, by }) => ({ generated, group, score: by[last]! }))));
  return { ...exits.findLast(({ changed }) => changed <= MOST_CHANGED)!, aucByCrops };
}
