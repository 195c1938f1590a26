/**
 * Writes what `fine_tune.py` learns from into `.cache/pictures/fine-tune`: crops of 128 pixels, the network as a list
 * of its operations with its weights, and the features it must give. Crops come in the preparations of the table; each
 * view of train and val lies in `<view>.rgb`, row after row as 3 × 128 × 128 bytes, in the order of `samples.json`.
 */
import { createWriteStream, existsSync, mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { PictureInput } from '../../lib/core/detector.ts';
import { toPlanarRgb } from '../../lib/media/crop.ts';
import { EQUAL, partsOf } from './candidates.ts';
import { CACHE_DIR, EQUAL_PX } from './features.ts';
import { foldsOf } from './folds.ts';
import { drawGraphic, graphics } from './graphics.ts';
import { expansionOf, trunkFor } from './lenses.ts';
import { preparePicture, type Preparation } from './prepare.ts';
import { seededRandom, seedOf } from './random.ts';
import { pictures, pictureTable } from './tables.ts';
import { CANDIDATES } from './trials.ts';

const FOLDER = join(CACHE_DIR, 'fine-tune');
const DRAWINGS_OF_A_KIND = 90;
const CHECKED_ROWS = 16;
/** Ours of the first network alone: what is fine-tuned. */
const BASIS = CANDIDATES.find(({ name }) => name === 'means, more data')!;

mkdirSync(FOLDER, { recursive: true });
const samples = pictures(['train', 'val']);
const drawings = graphics(DRAWINGS_OF_A_KIND);

await writeView('equal', samples, (random) => ({ kind: 'social', leastSide: EQUAL_PX, random }), 'middle', 0);
for (const variant of [1, 2, 3]) {
  await writeView(`travelled${variant}`, samples, (random) => ({ kind: 'travelled', random }), 'anywhere', variant);
}
await writeView('retouched1', samples.filter(({ generated }) => !generated), (random) => ({ kind: 'retouched', random }), 'anywhere', 1);
await writeView('drawings1', drawings, (random) => ({ kind: 'travelled', random }), 'anywhere', 1);

const about = ({ generated, group, split }: (typeof samples)[number]) => ({ generated, group, split });
writeFileSync(join(FOLDER, 'samples.json'), JSON.stringify({ pictures: samples.map(about), drawings: drawings.map(about), folds: foldsOf(samples) }));

const trunk = trunkFor([1, 3, 6, 10, 13].map(expansionOf), 'means');
const { columns, values } = await pictureTable(EQUAL, partsOf(BASIS));
writeFileSync(
  join(FOLDER, 'network.json'),
  JSON.stringify({
    nodes: trunk.nodes,
    tensors: trunk.tensors.map(({ name, dims }) => ({ name, dims })),
    features: trunk.features,
    expected: [...values.subarray(0, CHECKED_ROWS * columns)],
  }),
);
writeFileSync(join(FOLDER, 'weights.f32'), Buffer.concat(trunk.tensors.map(({ data }) => Buffer.from(Float32Array.from(data as Float32Array).buffer))));

async function writeView(
  name: string,
  of: readonly (Parameters<typeof drawGraphic>[0] | (typeof samples)[number])[],
  preparation: (random: () => number) => Preparation,
  place: 'middle' | 'anywhere',
  variant: number,
): Promise<void> {
  const file = join(FOLDER, `${name}.rgb`);
  if (existsSync(file)) return;
  const out = createWriteStream(`${file}.part`);
  for (const [i, sample] of of.entries()) {
    const random = seededRandom(seedOf(sample.sha256, variant));
    const source = 'kind' in sample ? await drawGraphic(sample) : sample.path;
    if (!out.write(cropBytes(await preparePicture(source, preparation(random)), place, random))) await new Promise<void>((resume) => out.once('drain', () => resume()));
    if (i % 1000 === 0) console.error(`${name}: ${i} of ${of.length}`);
  }
  await new Promise<void>((finish) => out.end(finish));
  renameSync(`${file}.part`, file);
}

/** 128 by 128 pixels; what a smaller picture lacks repeats its other side. */
function cropBytes(picture: PictureInput, place: 'middle' | 'anywhere', random: () => number): Uint8Array {
  const at = (side: number): number => Math.max(0, place === 'middle' ? Math.floor((side - EQUAL_PX) / 2) : Math.floor(random() * (side - EQUAL_PX + 1)));
  const width = Math.min(EQUAL_PX, picture.width);
  const height = Math.min(EQUAL_PX, picture.height);
  const rgb = toPlanarRgb(picture, [{ left: at(picture.width), top: at(picture.height), width, height }]);
  const bytes = new Uint8Array(3 * EQUAL_PX * EQUAL_PX);
  for (let plane = 0; plane < 3; plane++) {
    for (let y = 0; y < EQUAL_PX; y++) {
      for (let x = 0; x < EQUAL_PX; x++) bytes[(plane * EQUAL_PX + y) * EQUAL_PX + x] = Math.round(255 * rgb[(plane * height + (y % height)) * width + (x % width)]!);
    }
  }
  return bytes;
}
