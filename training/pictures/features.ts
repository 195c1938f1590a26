import { createHash } from 'node:crypto';
import { appendFileSync, existsSync, mkdirSync, readFileSync, statSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import type { PictureInput } from '../../lib/core/detector.ts';
import { measureFitness } from '../../lib/detect/picture-fitness.ts';
import { toPlanarRgb, type Crop } from '../../lib/media/crop.ts';
import { drawGraphic, type Graphic } from './graphics.ts';
import { writeOnnx } from './onnx-writer.ts';
import { preparePicture, type Preparation } from './prepare.ts';
import type { Sample } from './manifest.ts';
import { seededRandom, seedOf } from './random.ts';
import { featureGraph, type Trunk } from './trunk.ts';

/** Longest side of a crop, in native pixels. */
export const CROP_PX = 224;
/** Pictures with a shorter side are neither learnt from nor judged. */
export const MIN_SIDE_PX = 128;
/** Side of the crops that are all of one size: every picture has such a one, and its size tells nothing. */
export const EQUAL_PX = 128;
/** Beside the features of a crop: its shorter side in pixels, and the fitness of its picture. */
export const PICTURE_COLUMNS = ['side', 'flat', 'soft', 'blocks'] as const;
/** What these columns are called together. */
export const PICTURE_PART = 'picture';
const SMALLEST_RANDOM_PX = 112;
/** Where what takes long is kept. */
export const CACHE_DIR = join(import.meta.dirname, '../../.cache/pictures');

/** Rows of features and of PICTURE_COLUMNS, one a sample, in the order of the samples. */
export interface FeatureTable {
  readonly samples: readonly Sample[];
  readonly columns: number;
  /** How many of the columns are of each network, in their order. */
  readonly widths: readonly number[];
  readonly values: Float32Array;
}

/**
 * How the pictures of one table are brought before the model; `variant` seeds the randomness. `social` and
 * `as-served` show the largest crop from the middle, `equal` one of 128 pixels, the others any crop.
 */
export interface TableKind {
  readonly name: 'social' | 'equal' | 'as-served' | 'travelled' | 'retouched';
  readonly variant: number;
}

/**
 * Features of one crop of every sample. Kept in `.cache/pictures` by the digest of the network; a run that was cut
 * goes on where it stopped.
 */
export async function featureTable(trunk: Trunk, samples: readonly (Sample | Graphic)[], kind: TableKind): Promise<FeatureTable> {
  const model = writeOnnx(featureGraph(trunk));
  const columns = trunk.featureCount + PICTURE_COLUMNS.length;
  const file = cacheFile(model, samples, kind);
  mkdirSync(CACHE_DIR, { recursive: true });
  const rowBytes = columns * Float32Array.BYTES_PER_ELEMENT;
  const cached = existsSync(file) ? Math.floor(statSync(file).size / rowBytes) : 0;
  if (cached < samples.length) {
    if (cached > 0) truncateSync(file, cached * rowBytes);
    const session = await InferenceSession.create(model, { intraOpNumThreads: 1, interOpNumThreads: 1 });
    for (const [i, sample] of samples.entries()) {
      if (i < cached) continue;
      const random = seededRandom(seedOf(sample.sha256, kind.variant));
      const source = 'kind' in sample ? await drawGraphic(sample) : sample.path;
      const picture = await preparePicture(source, preparationOf(kind, random));
      const crop = cropOf(kind, picture, random);
      const { flat, soft, blocks } = measureFitness(picture);
      const about = [Math.min(crop.width, crop.height), flat, soft, blocks];
      appendFileSync(file, new Uint8Array(Float32Array.from([...(await featuresOf(session, picture, crop)), ...about]).buffer));
      if (i % 500 === 0) console.error(`${new Date().toISOString().slice(11, 19)} ${kind.name} ${kind.variant}: ${i} of ${samples.length}`);
    }
  }
  const bytes = readFileSync(file);
  return { samples, columns, widths: [columns], values: new Float32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4) };
}

function preparationOf({ name }: TableKind, random: () => number): Preparation {
  if (name === 'as-served') return { kind: name };
  return name === 'equal' ? { kind: 'social', leastSide: EQUAL_PX, random } : { kind: name, random };
}

function cropOf({ name }: TableKind, { width, height }: PictureInput, random: () => number): Crop {
  if (name === 'travelled' || name === 'retouched') {
    const side = SMALLEST_RANDOM_PX + 16 * Math.floor((random() * (CROP_PX - SMALLEST_RANDOM_PX + 16)) / 16);
    const size = { width: Math.min(side, width), height: Math.min(side, height) };
    return { left: Math.floor(random() * (width - size.width + 1)), top: Math.floor(random() * (height - size.height + 1)), ...size };
  }
  const side = name === 'equal' ? EQUAL_PX : CROP_PX;
  const size = { width: Math.min(side, width), height: Math.min(side, height) };
  return { left: Math.floor((width - size.width) / 2), top: Math.floor((height - size.height) / 2), ...size };
}

async function featuresOf(session: InferenceSession, picture: PictureInput, crop: Crop): Promise<Float32Array> {
  const input = new Tensor('float32', toPlanarRgb(picture, [crop]), [1, 3, crop.height, crop.width]);
  const { features } = await session.run({ pixel_values: input });
  return features?.data as Float32Array;
}

function cacheFile(model: Uint8Array, samples: readonly Sample[], kind: TableKind): string {
  const key = createHash('sha256').update(model);
  for (const sample of samples) key.update(sample.sha256);
  return join(CACHE_DIR, `${kind.name}${kind.variant}-${key.digest('hex').slice(0, 16)}.f32`);
}
