import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import sharp from 'sharp';
import type { PictureInput } from '../../lib/core/detector.ts';
import type { Finding } from '../../lib/core/evidence.ts';
import { createPictureDetector } from '../../lib/detect/picture-ai.ts';
import { measureFitness } from '../../lib/detect/picture-fitness.ts';
import { toPlanarRgb, type Crop } from '../../lib/media/crop.ts';
import { buildModel, writeModel } from './build-model.ts';
import { kindOf } from './calibration.ts';
import { readCardNumbers, writeCard, type NamedFigures } from './card.ts';
import { EQUAL_PX } from './features.ts';
import { classTable, coverageOf, figuresOf, printFigures, reliabilityOf, type Judged } from './figures.ts';
import { readHead } from './head.ts';
import { fitLogistic, scores, type Rows } from './logistic.ts';
import type { Sample, Split } from './manifest.ts';
import { auc } from './metrics.ts';
import { drawOddity, inverted, ODD_KINDS } from './oddities.ts';
import { preparePicture, type Preparation } from './prepare.ts';
import { seededRandom, seedOf } from './random.ts';
import { pictures } from './tables.ts';

/**
 * The detector as it ships, crops, abstentions and all, on pictures of `val` prepared as sites do; its figures go into
 * the card. `--public` looks instead at the split that nothing may be chosen by.
 */
const looked: Split = process.argv.includes('--public') ? 'public' : 'val';
/** Ten bins of fewer pictures tell nothing. */
const FEWEST_IN_A_TABLE = 100;
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
for (const [preparation, prepare] of PREPARATIONS) {
  const name = `${looked}, ${preparation}`;
  const { items, declined } = await judge(pictures([looked]), prepare);
  measured.push({ name, ...figuresOf(items, card.thresholds), declined });
  console.log(`\n${name}: by size and compression`);
  console.table(classTable(items));
  for (const ownName of [...new Set(items.map((item) => item.name))].sort()) {
    const members = items.filter((item) => item.name === ownName);
    if (members.length < FEWEST_IN_A_TABLE) continue;
    console.log(`${name}, ${ownName}: stated against observed`);
    console.table(reliabilityOf(members));
  }
  console.log(`\n${name}: stated against observed`);
  console.table(reliabilityOf(items));
  console.log(`${name}: error of the surest`);
  console.table(coverageOf(items));
}
printFigures(measured);
const names = new Set(measured.map(({ name }) => name));
// As it is now: the other split may have been measured meanwhile.
const latest = readCardNumbers();
writeCard({ ...latest, measured: [...latest.measured.filter(({ name }) => !names.has(name)), ...measured] });

const alike = await undeclined(pictures([looked]));
console.log(`${looked}, social, as the table of the data's README measures: nothing declined, the middle crop ${alike.middle.toFixed(3)}, five of 128 px averaged ${alike.five.toFixed(3)}`);
console.log(`${looked}: a model that sees only width, height and bytes of the packed file reaches AUC ${metadataAuc(looked).toFixed(3)};`);
console.log(`of crops of one size, freshly compressed alike, the bytes are all that is left of it: ${alike.bytes.toFixed(3)}`);
if (looked === 'val') {
  console.log('odd pictures, and clean ones of val in negative: what the detector answers');
  console.table(await judgeOddities());
}

async function judge(
  samples: readonly Sample[],
  prepare: (sample: Sample) => Preparation,
): Promise<{ readonly items: readonly (Judged & { readonly name: string })[]; readonly declined: Readonly<Record<string, number>> }> {
  const items: (Judged & { readonly name: string })[] = [];
  const declined: Record<string, number> = {};
  for (const sample of samples) {
    const picture = await preparePicture(sample.path, prepare(sample));
    const [finding] = await detector.measure([picture], new AbortController().signal);
    const { generated, group } = sample;
    const score = logOddsOf(finding);
    if (score === undefined) {
      const why = `${finding?.kind === 'abstention' ? finding.why : 'unanswered'}, ${generated ? 'generated' : 'clean'}`;
      declined[why] = (declined[why] ?? 0) + 1;
    } else {
      const sidePx = Math.min(picture.width, picture.height, card.cropPx);
      items.push({ generated, group, score, name: kindOf({ sidePx, blocks: measureFitness(picture).blocks }) });
    }
  }
  return { items, declined };
}

/**
 * AUC of the model's own log-odds where nothing is declined: of one crop of up to 224 pixels, and of five small ones.
 * Beside them that of the bytes of the middle 128 pixels, packed at one quality: .5 would be nothing.
 */
async function undeclined(samples: readonly Sample[]): Promise<{ readonly middle: number; readonly five: number; readonly bytes: number }> {
  const session = await InferenceSession.create(buildModel(readHead()), { intraOpNumThreads: 1, interOpNumThreads: 1 });
  const items: { readonly middle: Judged; readonly five: Judged; readonly bytes: Judged }[] = [];
  for (const { path, sha256, generated, group } of samples) {
    const picture = await preparePicture(path, { kind: 'social', leastSide: EQUAL_PX, random: seededRandom(seedOf(sha256, 0)) });
    const { width, height } = picture;
    const [right, bottom] = [width - EQUAL_PX, height - EQUAL_PX];
    const places = [[right >> 1, bottom >> 1], [0, 0], [right, 0], [0, bottom], [right, bottom]] as const;
    const large = { width: Math.min(width, card.cropPx), height: Math.min(height, card.cropPx) };
    const of = { generated, group };
    const middle = await logOdds(session, picture, { left: (width - large.width) >> 1, top: (height - large.height) >> 1, ...large });
    let five = 0;
    for (const [left, top] of places) five += await logOdds(session, picture, { left, top, width: EQUAL_PX, height: EQUAL_PX });
    const inTheMiddle = { left: right >> 1, top: bottom >> 1, width: EQUAL_PX, height: EQUAL_PX };
    const jpeg = await sharp(picture.rgba, { raw: { width, height, channels: 4 } }).extract(inTheMiddle).jpeg({ quality: 80 }).toBuffer();
    items.push({ middle: { ...of, score: middle }, five: { ...of, score: five }, bytes: { ...of, score: jpeg.length } });
  }
  await session.release();
  const aucOf = (what: 'middle' | 'five' | 'bytes'): number => auc(items.map((item) => item[what]));
  return { middle: aucOf('middle'), five: aucOf('five'), bytes: aucOf('bytes') };
}

async function logOdds(session: InferenceSession, picture: PictureInput, crop: Crop): Promise<number> {
  const { logits } = await session.run({ pixel_values: new Tensor('float32', toPlanarRgb(picture, [crop]), [1, 3, crop.height, crop.width]) });
  const [clean, generated] = logits!.data as Float32Array;
  return generated! - clean!;
}

/** Shares of answers to pictures that are of no kind the model learnt from. */
async function judgeOddities(): Promise<Readonly<Record<string, Readonly<Record<string, string>>>>> {
  const ODDITIES = 20;
  const clean = pictures(['val']).filter(({ generated }) => !generated);
  const negatives = await Promise.all(clean.map(async ({ path }) => inverted(await preparePicture(path, { kind: 'as-served' }))));
  const sets = [...ODD_KINDS.map((kind) => [kind, Array.from({ length: ODDITIES }, (_, i) => drawOddity(kind, i))] as const), ['negatives', negatives] as const];
  const table: Record<string, Record<string, string>> = {};
  for (const [kind, odd] of sets) {
    const findings = await detector.measure(odd, new AbortController().signal);
    const answers = findings.map((finding) => (finding.kind === 'signal' ? finding.band : finding.why));
    table[kind] = Object.fromEntries(['unfamiliar', 'drawn', 'no-sign', 'unsure', 'likely'].map((answer) => [answer, `${Math.round((100 * answers.filter((each) => each === answer).length) / odd.length)} %`]));
  }
  return table;
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
