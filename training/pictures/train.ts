import { probabilityAt } from '../../lib/core/log-odds.ts';
import { upperBound95 } from '../../lib/measure/upper-bound.ts';
import { buildModel, writeModel } from './build-model.ts';
import { EQUAL, partsOf, SERVED, SOCIAL, sourceWeights, tapsOf, trainingRows } from './candidates.ts';
import { writeCard } from './card.ts';
import { measureEarlyExit } from './early-exit.ts';
import { figuresOf, printFigures, type Judged } from './figures.ts';
import { CROP_PX, MIN_SIDE_PX, type FeatureTable, type TableKind } from './features.ts';
import { foldFor, foldsOf, leavesOut } from './folds.ts';
import { readHead, writeHead } from './head.ts';
import { calibrate } from './logistic.ts';
import type { Sample } from './manifest.ts';
import { readMobileNet } from './mobilenet.ts';
import { fitMlp, mlpScores } from './mlp.ts';
import { rescaled } from './quantized-mlp.ts';
import { cutColumns, cutRows, pictures, pictureTable } from './tables.ts';
import { CHOSEN } from './trials.ts';

/** At `likely`, the 95 % upper bound of clean pictures reached stays under this, in every preparation. */
const MOST_CLEAN_LIKELY = 0.02;
/** Even odds, classes being equally frequent. */
const UNSURE_FROM = 0.5;
/** One in four screenshots and drawings is both; of generated pictures and photographs, one in a hundred. */
const DRAWN = { flatFrom: 0.5, softUnder: 0.2 };
/** Three in four pictures at JPEG quality 10 lie above, one in twenty at 40, one in two hundred at 60 to 95. */
const MOST_BLOCKS = 1.9;
const MEASURED: readonly (readonly [name: string, kind: TableKind])[] = [
  ['social', SOCIAL],
  ['social, 128 px', EQUAL],
  ['as served', SERVED],
];

const parts = partsOf(CHOSEN);
if (CHOSEN.head.kind !== 'mlp') throw new Error('what ships is a network of one hidden layer');
const head = CHOSEN.head;
const rows = await trainingRows(CHOSEN);
const labels = rows.samples.map(({ generated }) => generated);
const tables = new Map<string, FeatureTable>();
for (const [name, kind] of MEASURED) tables.set(name, cutColumns(await pictureTable(kind), parts));

const unseen = await scoreUnseen();
const calibration = calibrate([...unseen.values()].flat());
const whole = rescaled(await fitMlp(rows, labels, sourceWeights(rows.samples, CHOSEN.balance, () => true), head), calibration);

const sets: { readonly name: string; readonly items: readonly Judged[] }[] = [];
for (const [name, items] of unseen) {
  sets.push({ name: `unseen sources, ${name}`, items: items.map((item) => ({ ...item, score: calibration.slope * item.score + calibration.offset })) });
}
for (const [name, table] of tables) {
  const val = cutRows(table, ({ split }) => split === 'val');
  sets.push({ name: `val, ${name}`, items: judged(val.samples, await mlpScores(whole, val)) });
}
const likely = Math.max(...sets.map(({ items }) => likelyFrom(items)));
const thresholds = { likely: Math.ceil(likely * 1e4) / 1e4, unsure: UNSURE_FROM };

writeHead({ taps: tapsOf(CHOSEN), pooling: CHOSEN.pooling, mlp: whole });
const measured = sets.map(({ name, items }) => ({ name, ...figuresOf(items, thresholds) }));
const digest = writeModel();
const exit = await measureEarlyExit(buildModel(readMobileNet(), readHead()), pictures(['val']), thresholds);
console.log(`one crop decides under ${exit.clear}: ${JSON.stringify(exit)}`);
writeCard({ digest, cropPx: CROP_PX, minSidePx: MIN_SIDE_PX, drawn: DRAWN, mostBlocks: MOST_BLOCKS, clear: exit.clear, thresholds, measured });
printFigures(measured);

/** Every picture of train and val, scored by a network that saw neither its generator nor its source. */
async function scoreUnseen(): Promise<ReadonlyMap<string, readonly Judged[]>> {
  const folds = foldsOf(tables.values().next().value!.samples);
  const byName = new Map<string, Judged[]>(MEASURED.map(([name]) => [name, []]));
  for (const [k, fold] of folds.entries()) {
    const mlp = await fitMlp(rows, labels, sourceWeights(rows.samples, CHOSEN.balance, (sample) => !leavesOut(fold, sample)), head);
    for (const [name, table] of tables) {
      const left = cutRows(table, (sample) => foldFor(folds, sample) === k);
      byName.get(name)!.push(...judged(left.samples, await mlpScores(mlp, left)));
    }
    console.error(`fold ${k + 1} of ${folds.length}, without ${fold.generator}`);
  }
  return byName;
}

/** The least probability at which even the upper bound of clean pictures reached is small enough. */
function likelyFrom(items: readonly Judged[]): number {
  const clean = items.filter(({ generated }) => !generated).map(({ score }) => score).toSorted((a, b) => b - a);
  let hits = 0;
  while (upperBound95(hits + 1, clean.length) <= MOST_CLEAN_LIKELY) hits++;
  // Just above the first clean picture that must not be reached.
  return probabilityAt((clean[hits] ?? 0) + 1e-9);
}

function judged(samples: readonly Sample[], scores: ArrayLike<number>): readonly Judged[] {
  return samples.map(({ generated, group }, i) => ({ generated, group, score: scores[i] ?? Number.NaN }));
}
