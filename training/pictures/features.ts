import { createHash } from 'node:crypto';
import { appendFileSync, existsSync, mkdirSync, readFileSync, statSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import type { PictureInput } from '../../lib/core/detector.ts';
import { nativeCrops, toPlanarRgb } from '../../lib/media/crop.ts';
import { writeOnnx } from './onnx-writer.ts';
import { preparePicture, type Preparation } from './prepare.ts';
import type { Sample } from './manifest.ts';
import { seededRandom, seedOf } from './random.ts';
import { featureGraph, type Trunk } from './trunk.ts';

/** Longest side of a crop, in native pixels. */
export const CROP_PX = 224;
/** Pictures with a shorter side are neither learnt from nor judged. */
export const MIN_SIDE_PX = 128;
const CACHE_DIR = join(import.meta.dirname, '../../.cache/pictures');

/** Rows of features, one a sample, in the order of the samples. */
export interface FeatureTable {
  readonly samples: readonly Sample[];
  readonly columns: number;
  readonly values: Float32Array;
}

/** How the pictures of one table are brought before the model; `variant` seeds the randomness. */
export type TableKind =
  | { readonly name: 'social'; readonly variant: number }
  | { readonly name: 'as-served' };

/**
 * Features of every sample: the mean over the crops that the detector would take. Kept in `.cache/pictures`
 * by digest of the network; a run that was cut goes on where it stopped.
 */
export async function featureTable(trunk: Trunk, samples: readonly Sample[], kind: TableKind): Promise<FeatureTable> {
  const model = writeOnnx(featureGraph(trunk));
  const columns = trunk.featureCount;
  const file = cacheFile(model, samples, kind);
  mkdirSync(CACHE_DIR, { recursive: true });
  const rowBytes = columns * Float32Array.BYTES_PER_ELEMENT;
  const cached = existsSync(file) ? Math.floor(statSync(file).size / rowBytes) : 0;
  if (cached < samples.length) {
    if (cached > 0) truncateSync(file, cached * rowBytes);
    const session = await InferenceSession.create(model, { intraOpNumThreads: 1, interOpNumThreads: 1 });
    for (const [i, sample] of samples.entries()) {
      if (i < cached) continue;
      const features = await featuresOf(session, await preparePicture(sample.path, preparationOf(kind, sample)));
      appendFileSync(file, new Uint8Array(features.buffer));
      if (i % 200 === 0) console.error(`${kind.name}: ${i} of ${samples.length}`);
    }
  }
  const bytes = readFileSync(file);
  return { samples, columns, values: new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length)) };
}

/** Tables of the same columns, one below the other. */
export function stackTables(tables: readonly FeatureTable[]): FeatureTable {
  const columns = tables[0]?.columns ?? 0;
  const values = new Float32Array(tables.reduce((sum, table) => sum + table.values.length, 0));
  let offset = 0;
  for (const table of tables) {
    values.set(table.values, offset);
    offset += table.values.length;
  }
  return { samples: tables.flatMap(({ samples }) => samples), columns, values };
}

function preparationOf(kind: TableKind, sample: Sample): Preparation {
  if (kind.name === 'as-served') return { kind: 'as-served' };
  return { kind: 'social', random: seededRandom(seedOf(sample.sha256, kind.variant)) };
}

async function featuresOf(session: InferenceSession, picture: PictureInput): Promise<Float32Array> {
  const crops = nativeCrops(picture.width, picture.height, CROP_PX);
  const { width, height } = crops[0];
  const input = new Tensor('float32', toPlanarRgb(picture, crops), [crops.length, 3, height, width]);
  const { features } = await session.run({ pixel_values: input });
  const rows = features?.data as Float32Array;
  const columns = rows.length / crops.length;
  const mean = new Float32Array(columns);
  rows.forEach((value, i) => (mean[i % columns] = (mean[i % columns] ?? 0) + value / crops.length));
  return mean;
}

function cacheFile(model: Uint8Array, samples: readonly Sample[], kind: TableKind): string {
  const key = createHash('sha256').update(model);
  for (const sample of samples) key.update(sample.sha256);
  const variant = kind.name === 'social' ? kind.variant : '';
  return join(CACHE_DIR, `${kind.name}${variant}-${key.digest('hex').slice(0, 16)}.f32`);
}
