import { createHash } from 'node:crypto';
import { appendFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import type { PictureInput } from '../../lib/core/detector.ts';
import { faceCrops } from '../../lib/detect/face-crops.ts';
import { toPlanarRgb, type Crop } from '../../lib/media/crop.ts';
import { tapsOf } from '../pictures/candidates.ts';
import { CROP_PX, MIN_SIDE_PX } from '../pictures/features.ts';
import type { Sample } from '../pictures/manifest.ts';
import { trunkFor } from '../pictures/lenses.ts';
import { writeOnnx } from '../pictures/onnx-writer.ts';
import { preparePicture } from '../pictures/prepare.ts';
import { seededRandom, seedOf } from '../pictures/random.ts';
import { featureGraph } from '../pictures/trunk.ts';
import { CHOSEN } from '../pictures/trials.ts';
import { openFaceFinder } from './open-finder.ts';

const CACHE_DIR = join(import.meta.dirname, '../../.cache/faces');

/** The two preparations of which every picture has a row in the tables of the picture model as well. */
export type Prepared = 'social' | 'as-served';

/** The faces of one picture. */
export interface FaceRow {
  readonly sample: Sample;
  /** How certain the network is of the surest face that is large enough, judged or not; 0 where it is under LEAST_SCORE. */
  readonly surest: number;
  /** For each face that is judged, what the picture model's trunk sees at each crop of it. */
  readonly faces: readonly (readonly Float32Array[])[];
}

/** From here on the surest face is noted. */
export const LEAST_SCORE = 0.3;

interface Line {
  readonly sha256: string;
  readonly surest: number;
  /** Features as base64. */
  readonly faces: readonly (readonly string[])[];
}

/** The faces in these pictures. Kept in `.cache/faces`; a run that was cut goes on where it stopped. */
export async function faceRows(samples: readonly Sample[], prepared: Prepared): Promise<readonly FaceRow[]> {
  const { card } = await openFaceFinder();
  // So many that none of those to be judged is crowded out by one that is not sure enough.
  const finder = await openFaceFinder({ minScore: LEAST_SCORE, mostFaces: 16 });
  const trunk = writeOnnx(featureGraph(trunkFor(tapsOf(CHOSEN), CHOSEN.pooling)));
  const key = createHash('sha256').update(trunk).update(JSON.stringify(card));
  for (const { sha256 } of samples) key.update(sha256);
  mkdirSync(CACHE_DIR, { recursive: true });
  const file = join(CACHE_DIR, `${prepared}-${key.digest('hex').slice(0, 16)}.jsonl`);
  const written = existsSync(file) ? readFileSync(file, 'utf8') : '';
  const whole = written.slice(0, written.lastIndexOf('\n') + 1);
  if (whole.length < written.length) writeFileSync(file, whole);
  const done = whole === '' ? 0 : whole.trimEnd().split('\n').length;
  if (done < samples.length) {
    const session = await InferenceSession.create(trunk, { intraOpNumThreads: 1, interOpNumThreads: 1 });
    for (const [i, sample] of samples.entries()) {
      if (i < done) continue;
      const picture = await preparePicture(sample.path, prepared === 'social' ? { kind: prepared, random: seededRandom(seedOf(sample.sha256, 0)) } : { kind: prepared });
      const faces: string[][] = [];
      const found = await finder.find(picture);
      for (const face of found.filter(({ score }) => score >= card.minScore).slice(0, card.mostFaces)) {
        const crops = faceCrops(face, picture, { margin: card.margin, cropPx: CROP_PX, minSidePx: MIN_SIDE_PX });
        const features: string[] = [];
        for (const crop of crops) features.push(Buffer.from((await featuresOf(session, picture, crop)).buffer).toString('base64'));
        faces.push(features);
      }
      appendFileSync(file, `${JSON.stringify({ sha256: sample.sha256, surest: Math.max(0, ...found.map(({ score }) => score)), faces } satisfies Line)}\n`);
      if (i % 500 === 0) console.error(`${new Date().toISOString().slice(11, 19)} faces, ${prepared}: ${i} of ${samples.length}`);
    }
    await session.release();
  }
  const lines = readFileSync(file, 'utf8').trimEnd().split('\n').map((line) => JSON.parse(line) as Line);
  return lines.map(({ surest, faces }, i) => ({
    sample: samples[i]!,
    surest,
    faces: faces.map((crops) => crops.map((base64) => new Float32Array(Uint8Array.from(Buffer.from(base64, 'base64')).buffer))),
  }));
}

async function featuresOf(session: InferenceSession, picture: PictureInput, crop: Crop): Promise<Float32Array<ArrayBuffer>> {
  const input = new Tensor('float32', toPlanarRgb(picture, [crop]), [1, 3, crop.height, crop.width]);
  const { features } = await session.run({ pixel_values: input });
  return Float32Array.from(features?.data as Float32Array);
}
