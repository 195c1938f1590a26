import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import sharp from 'sharp';
import type { Finding } from '../../lib/core/evidence.ts';
import { createPictureDetector } from '../../lib/detect/picture-ai.ts';
import { writeModel } from './build-model.ts';
import { readCardNumbers, writeCard, type NamedFigures } from './card.ts';
import { EQUAL_PX } from './features.ts';
import { coverageOf, figuresOf, printFigures, reliabilityOf, type Judged } from './figures.ts';
import { fitLogistic, scores, type Rows } from './logistic.ts';
import type { Sample, Split } from './manifest.ts';
import { auc } from './metrics.ts';
import { preparePicture, type Preparation } from './prepare.ts';
import { seededRandom, seedOf } from './random.ts';
import { pictures } from './tables.ts';

/**
 * The detector as it ships, crops, abstentions and all, on pictures prepared as sites do. `--public` also looks at the
 * split that nothing may be chosen by, and writes its figures into the card.
 */
const withPublic = process.argv.includes('--public');
const PREPARATIONS: readonly (readonly [name: string, preparation: (sample: Sample) => Preparation])[] = [
  ['social', ({ sha256 }) => ({ kind: 'social', random: seededRandom(seedOf(sha256, 0)) })],
  ['as served', () => ({ kind: 'as-served' })],
];

const card = readCardNumbers();
if (writeModel() !== card.digest) throw new Error('the head in this folder is not the one of the card');
const created = await createPictureDetector({
  baseUrl: pathToFileURL(join(import.meta.dirname, '../../public/')).href,
  now: () => 0,
  read: async (url) => new Uint8Array(await readFile(new URL(url))),
});
if (!created.ok) throw new Error(created.error.message);
const detector = created.value;

const measured: NamedFigures[] = [];
for (const split of withPublic ? (['val', 'public'] as const) : (['val'] as const)) {
  for (const [preparation, prepare] of PREPARATIONS) {
    const name = `${split}, ${preparation}`;
    const { items, declined } = await judge(pictures([split]), prepare);
    measured.push({ name, ...figuresOf(items, card.thresholds), declined });
    console.log(`\n${name}: stated against observed`);
    console.table(reliabilityOf(items));
    console.log(`${name}: error of the surest`);
    console.table(coverageOf(items));
  }
  console.log(`${split}: a model that sees only width, height and bytes of the packed file reaches AUC ${metadataAuc(split).toFixed(3)};`);
  console.log(`of crops of one size, freshly compressed alike, the bytes are all that is left of it: ${(await bytesAuc(split)).toFixed(3)}`);
}
printFigures(measured);
if (withPublic) {
  const names = new Set(measured.map(({ name }) => name));
  writeCard({ ...card, measured: [...card.measured.filter(({ name }) => !names.has(name)), ...measured] });
}

async function judge(
  samples: readonly Sample[],
  prepare: (sample: Sample) => Preparation,
): Promise<{ readonly items: readonly Judged[]; readonly declined: Readonly<Record<string, number>> }> {
  const items: Judged[] = [];
  const declined: Record<string, number> = {};
  for (const sample of samples) {
    const [finding] = await detector.measure([await preparePicture(sample.path, prepare(sample))], new AbortController().signal);
    const { generated, group } = sample;
    const score = logOddsOf(finding);
    if (score === undefined) {
      const why = `${finding?.kind === 'abstention' ? finding.why : 'unanswered'}, ${generated ? 'generated' : 'clean'}`;
      declined[why] = (declined[why] ?? 0) + 1;
    } else {
      items.push({ generated, group, score });
    }
  }
  return { items, declined };
}

function logOddsOf(finding: Finding | undefined): number | undefined {
  return finding?.kind === 'signal' ? Math.log(finding.probability / (1 - finding.probability)) : undefined;
}

/** What the pictures' packaging alone gives away: whatever a model claims must be read beside it. */
function metadataAuc(split: Split): number {
  const train = pictures(['train']);
  const weights = new Float64Array(train.length).fill(1);
  const baseline = fitLogistic(packagingOf(train), train.map(({ generated }) => generated), { weights, l2: 1 });
  const samples = pictures([split]);
  const baselineScores = scores(baseline, packagingOf(samples));
  return auc(samples.map(({ generated, group }, i) => ({ generated, group, score: baselineScores[i] ?? Number.NaN })));
}

/** How far the bytes of the middle 128 pixels at one quality tell the classes apart; .5 is not at all. */
async function bytesAuc(split: Split): Promise<number> {
  const items: Judged[] = [];
  for (const sample of pictures([split])) {
    const { rgba, width, height } = await preparePicture(sample.path, { kind: 'social', leastSide: EQUAL_PX, random: seededRandom(seedOf(sample.sha256, 0)) });
    const crop = { left: Math.floor((width - EQUAL_PX) / 2), top: Math.floor((height - EQUAL_PX) / 2), width: EQUAL_PX, height: EQUAL_PX };
    const jpeg = await sharp(rgba, { raw: { width, height, channels: 4 } }).extract(crop).jpeg({ quality: 80 }).toBuffer();
    items.push({ generated: sample.generated, group: sample.group, score: jpeg.length });
  }
  return auc(items);
}

/** Width, height, bytes and bytes a pixel, each as eight steps between the values that occur. */
function packagingOf(samples: readonly Sample[]): Rows {
  const STEPS = [128, 192, 250, 256, 257, 288, 300, 352];
  const BYTE_STEPS = [4e3, 8e3, 12e3, 16e3, 24e3, 32e3, 48e3, 64e3];
  const DENSITY_STEPS = [0.1, 0.15, 0.2, 0.25, 0.3, 0.4, 0.6, 0.9];
  const rows = samples.map(({ packed: { width, height, bytes } }) => [
    ...STEPS.map((step) => Number(width >= step)),
    ...STEPS.map((step) => Number(height >= step)),
    ...BYTE_STEPS.map((step) => Number(bytes >= step)),
    ...DENSITY_STEPS.map((step) => Number(bytes / (width * height) >= step)),
    Number(width === height),
  ]);
  return { columns: rows[0]?.length ?? 0, values: Float32Array.from(rows.flat()) };
}
