import { InferenceSession, Tensor } from 'onnxruntime-node';
import { probabilityAt } from '../../lib/core/log-odds.ts';
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
  readonly aucOfFirst: number;
  readonly aucOfAll: number;
}

/**
 * Until where the first crop may decide alone. The pictures at hand are too small for five crops of the shipped size:
 * they are measured at five of 128 pixels, as served, which differ from each other at least as much.
 */
export async function measureEarlyExit(
  model: Uint8Array,
  samples: readonly Sample[],
  thresholds: { readonly likely: number; readonly unsure: number },
): Promise<EarlyExit> {
  const session = await InferenceSession.create(model, { intraOpNumThreads: 1, interOpNumThreads: 1 });
  const looked: { readonly sample: Sample; readonly first: number; readonly all: number }[] = [];
  for (const sample of samples) {
    const picture = await preparePicture(sample.path, { kind: 'as-served' });
    const crops = nativeCrops(picture.width, picture.height, EQUAL_PX);
    if (crops.length < 5) continue;
    const { logits } = await session.run({ pixel_values: new Tensor('float32', toPlanarRgb(picture, crops), [5, 3, EQUAL_PX, EQUAL_PX]) });
    const pairs = logits?.data as Float32Array;
    const logOdds = crops.map((_, i) => pairs[2 * i + 1]! - pairs[2 * i]!);
    looked.push({ sample, first: probabilityAt(logOdds[0]!), all: probabilityAt(logOdds.reduce((sum, each) => sum + each, 0) / 5) });
  }
  await session.release();
  const band = (probability: number): number => Number(probability >= thresholds.unsure) + Number(probability >= thresholds.likely);
  const exitAt = (clear: number): Pick<EarlyExit, 'clear' | 'decided' | 'changed'> => {
    const decided = looked.filter(({ first }) => first < clear);
    return { clear, decided: decided.length / looked.length, changed: decided.filter(({ first, all }) => band(first) !== band(all)).length / looked.length };
  };
  const exits = Array.from({ length: Math.floor(thresholds.unsure * 100) + 1 }, (_, i) => exitAt(i / 100));
  const scored = (of: 'first' | 'all') => auc(looked.map(({ sample: { generated, group }, ...probabilities }) => ({ generated, group, score: probabilities[of] })));
  return { ...exits.findLast(({ changed }) => changed <= MOST_CHANGED)!, aucOfFirst: scored('first'), aucOfAll: scored('all') };
}
