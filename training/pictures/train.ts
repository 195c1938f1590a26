import { probabilityAt } from '../../lib/core/log-odds.ts';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { farthestFor, slopeFor } from '../../lib/detect/picture-card.ts';
import { upperBound95 } from '../../lib/measure/upper-bound.ts';
import { buildModel, writeModel } from './build-model.ts';
import { fitCalibration, kindOf, onOtherSources, type Placed } from './calibration.ts';
import { EQUAL, fitHead, partsOf, SERVED, SOCIAL, sourceWeights, tapsOf, trainingRows } from './candidates.ts';
import { writeCard } from './card.ts';
import { measureEarlyExit } from './early-exit.ts';
import { distancesOf, fitFamiliar, type Familiar } from './familiar.ts';
import { classTable, figuresOf, printFigures, type Judged } from './figures.ts';
import { CACHE_DIR, CROP_PX, MIN_SIDE_PX, PICTURE_COLUMNS, PICTURE_PART, type FeatureTable, type TableKind } from './features.ts';
import { foldFor, foldsOf, leavesOut } from './folds.ts';
import { readHead, writeHead } from './head.ts';
import { calibrate } from './logistic.ts';
import type { Sample } from './manifest.ts';
import { mlpScores, standardise } from './mlp.ts';
import { rescaled, type QuantizedMlp } from './quantized-mlp.ts';
import { cutRows, pictures, pictureTable } from './tables.ts';
import { CHOSEN } from './trials.ts';

/** At `likely`, the 95 % upper bound of clean pictures reached stays under this, in every preparation. */
const MOST_CLEAN_LIKELY = 0.02;
/** Even odds, classes being equally frequent. */
const UNSURE_FROM = 0.5;
/** One in four screenshots and drawings is both; of generated pictures and photographs, one in a hundred. */
const DRAWN = { flatFrom: 0.5, softUnder: 0.2 };
/** Three in four pictures at JPEG quality 10 lie above, one in twenty at 40, one in two hundred at 60 to 95. */
const MOST_BLOCKS = 1.9;
/** A third of what five cost more; what the last two would add is printed (`docs/decisions/0072`). */
const MOST_CROPS = 3;
const MEASURED: readonly (readonly [name: string, kind: TableKind])[] = [
  ['social', SOCIAL],
  ['social, 128 px', EQUAL],
  ['as served', SERVED],
];

/** Features of some pictures, and what of them can be seen without a network. */
interface Looked {
  readonly features: FeatureTable;
  readonly about: FeatureTable;
}

const parts = partsOf(CHOSEN);
const rows = await trainingRows(CHOSEN);
const tables = new Map<string, Looked>();
for (const [name, kind] of MEASURED) {
  tables.set(name, { features: await pictureTable(kind, parts), about: await pictureTable(kind, [PICTURE_PART]) });
}

const unseen = await scoreUnseen();
const everything = [...unseen.values()].flat();
const pooled = calibrate(everything);
const fitted = await fit(() => true);
const calibrated = rescaled(fitted.mlp, pooled);
const rescale = (item: Placed): Placed => ({ ...item, score: pooled.slope * item.score + pooled.offset });
const bounds = { cropPx: CROP_PX, minSidePx: MIN_SIDE_PX, mostBlocks: MOST_BLOCKS };
const calibration = fitCalibration(everything.map(rescale), bounds);
const state = (item: Placed): Placed => ({ ...item, score: item.score * slopeFor({ ...bounds, calibration }, item) });

const sets: { readonly name: string; readonly items: readonly Placed[] }[] = [];
for (const [name, items] of unseen) sets.push({ name: `unseen sources, ${name}`, items: items.map(rescale).map(state).filter(isFamiliar) });
for (const [name, looked] of tables) {
  const val = await place(calibrated, fitted.familiar, looked, ({ split }) => split === 'val');
  sets.push({ name: `val, ${name}`, items: val.map(state).filter(isFamiliar) });
}
const likely = Math.max(...sets.map(({ items }) => likelyFrom(items)));
const thresholds = { likely: Math.ceil(likely * 1e4) / 1e4, unsure: UNSURE_FROM };

writeHead({ taps: tapsOf(CHOSEN), pooling: CHOSEN.pooling, mlp: calibrated, familiar: fitted.familiar });
const measured = sets.map(({ name, items }) => ({ name, ...figuresOf(items, thresholds) }));
const digest = writeModel();
const exit = await measureEarlyExit(buildModel(readHead()), pictures(['val']), { ...bounds, mostCrops: MOST_CROPS, calibration, thresholds });
console.log(`one crop decides under ${exit.clear}: ${JSON.stringify(exit)}`);
writeCard({ digest, ...bounds, drawn: DRAWN, clear: exit.clear, mostCrops: MOST_CROPS, calibration, thresholds, measured });

const byKind = (items: readonly Placed[]): void => console.table(classTable(items.map((item) => ({ ...item, name: kindOf(item) }))));
console.log('unseen sources, all preparations, by size and compression; one slope for all:');
byKind(everything.map(rescale));
console.log(`the same, calibrated by ${JSON.stringify(calibration)}:`);
byKind(everything.map(rescale).map(state));
console.log('the same, each half of the sources calibrated on the other:');
byKind(onOtherSources(everything.map(rescale), bounds));
const far = everything.filter(({ generated }) => !generated);
console.log(`unfamiliar: ${far.filter((item) => !isFamiliar(item)).length} of ${far.length} clean pictures of sources not seen`);
printFigures(measured);

/** Network and familiarity, of what is kept. */
async function fit(keep: (sample: Sample) => boolean): Promise<{ readonly mlp: QuantizedMlp; readonly familiar: Familiar }> {
  const weights = sourceWeights(rows.samples, CHOSEN.balance, keep);
  const mlp = await fitHead(CHOSEN, rows, keep);
  const standard = { columns: rows.columns, values: standardise(rows, weights, mlp.mean, mlp.scale) };
  return { mlp, familiar: await fitFamiliar(standard, weights) };
}

/**
 * Every picture of train and val, scored by a network that saw neither its generator nor its source. What a fold gave
 * is kept by what it was learnt from and how: a run that was cut goes on where it stopped, and several beside each
 * other share the folds, for each begins with another.
 */
async function scoreUnseen(): Promise<ReadonlyMap<string, readonly Placed[]>> {
  const folds = foldsOf(tables.values().next().value!.features.samples);
  const byName = new Map<string, Placed[]>(MEASURED.map(([name]) => [name, []]));
  const learnt = createHash('sha256').update(JSON.stringify(CHOSEN)).update(rows.values);
  const folder = join(CACHE_DIR, `folds-${learnt.digest('hex').slice(0, 16)}`);
  mkdirSync(folder, { recursive: true });
  const fileOf = (k: number): string => join(folder, `${k}.json`);
  for (const [step] of folds.entries()) {
    const k = (process.pid + step) % folds.length;
    if (existsSync(fileOf(k))) continue;
    const fold = folds[k]!;
    const { mlp, familiar } = await fit((sample) => !leavesOut(fold, sample));
    const placed: Record<string, readonly Placed[]> = {};
    for (const [name, looked] of tables) placed[name] = await place(mlp, familiar, looked, (sample) => foldFor(folds, sample) === k);
    writeFileSync(`${fileOf(k)}.${process.pid}`, JSON.stringify(placed));
    renameSync(`${fileOf(k)}.${process.pid}`, fileOf(k));
    console.error(`fold ${k + 1} of ${folds.length}, without ${fold.generator}`);
  }
  for (const [k] of folds.entries()) {
    for (const [name, placed] of Object.entries(JSON.parse(readFileSync(fileOf(k), 'utf8')) as Record<string, readonly Placed[]>)) byName.get(name)!.push(...placed);
  }
  return byName;
}

/** Some pictures as the model sees them, without those that the detector declines unseen. */
async function place(mlp: QuantizedMlp, familiar: Familiar, { features, about }: Looked, keep: (sample: Sample) => boolean): Promise<readonly Placed[]> {
  const kept = cutRows(features, keep);
  const what = cutRows(about, keep);
  const scores = await mlpScores(mlp, kept);
  const distances = await distancesOf(familiar, mlp, kept);
  return kept.samples.flatMap(({ generated, group }, i) => {
    const [side, flat, soft, blocks] = what.values.subarray(i * PICTURE_COLUMNS.length, (i + 1) * PICTURE_COLUMNS.length);
    const declined = (flat! > DRAWN.flatFrom && soft! < DRAWN.softUnder) || blocks! > MOST_BLOCKS;
    return declined ? [] : [{ generated, group, score: scores[i]!, distance: distances[i]!, sidePx: side!, blocks: blocks! }];
  });
}

function isFamiliar({ sidePx, distance }: Placed): boolean {
  return distance <= farthestFor({ ...bounds, calibration }, sidePx);
}

/** The least probability at which even the upper bound of clean pictures reached is small enough. */
function likelyFrom(items: readonly Judged[]): number {
  const clean = items.filter(({ generated }) => !generated).map(({ score }) => score).toSorted((a, b) => b - a);
  let hits = 0;
  while (upperBound95(hits + 1, clean.length) <= MOST_CLEAN_LIKELY) hits++;
  // Just above the first clean picture that must not be reached.
  return probabilityAt((clean[hits] ?? 0) + 1e-9);
}
