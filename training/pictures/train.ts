import { writeFileSync } from 'node:fs';
import { HEAD_FILE, writeModel, type Head } from './build-model.ts';
import { writeCard } from './card.ts';
import { figuresOf, printFigures, type Judged } from './figures.ts';
import { CROP_PX, featureTable, MIN_SIDE_PX, stackTables, type FeatureTable } from './features.ts';
import { calibrate, fitLogistic, scores, type LinearModel } from './logistic.ts';
import { readManifest, type Sample } from './manifest.ts';
import { auc, upperBound95 } from './metrics.ts';
import { readMobileNet } from './mobilenet.ts';
import { buildTrunk } from './trunk.ts';

/** Early blocks of the network: what they see is texture rather than content. */
const TAPS = ['block_1_expand_relu', 'block_3_expand_relu', 'block_6_expand_relu'];
/** Social preparations of each picture that are learnt from, beside the file as served. */
const SOCIAL_VARIANTS = [0, 1, 2];
/** Each fold leaves out whole sources, clean and generated. */
const FOLDS = 6;
/** Strength of the penalty, and how far every source counts the same (1) or by its number of pictures (0). */
const CANDIDATES = [
  { l2: 30, balance: 0.5 },
  { l2: 1000, balance: 1 },
];
/** At `likely`, the 95 % upper bound of clean pictures reached stays under this, in every preparation. */
const MOST_CLEAN_LIKELY = 0.02;
/** Even odds, classes being equally frequent. */
const UNSURE_FROM = 0.5;

type Candidate = (typeof CANDIDATES)[number];

interface NamedItems {
  readonly name: string;
  readonly items: readonly Judged[];
}

const samples = readManifest(['train', 'val']);
if (samples === undefined) throw new Error('the pictures to learn from are not here; see training/pictures/README.md');
const usable = samples.filter(({ packed }) => Math.min(packed.width, packed.height) >= MIN_SIDE_PX);
const train = usable.filter(({ split }) => split === 'train');
const val = usable.filter(({ split }) => split === 'val');

const trunk = buildTrunk(readMobileNet(), TAPS);
const social: FeatureTable[] = [];
for (const variant of SOCIAL_VARIANTS) social.push(await featureTable(trunk, train, { name: 'social', variant }));
const served = await featureTable(trunk, train, { name: 'as-served' });
const valTables = {
  'val, social': await featureTable(trunk, val, { name: 'social', variant: 0 }),
  'val, as served': await featureTable(trunk, val, { name: 'as-served' }),
};
const all = stackTables([...social, served]);

const chosen = choose();
const raw = fit(chosen.candidate, () => true);
const { slope, offset } = calibrate(chosen.unseen.flatMap(({ items }) => items));
const head: Head = {
  taps: TAPS,
  weights: Array.from(raw.weights, (weight) => round(slope * weight)),
  bias: round(slope * raw.bias + offset),
};
const calibrated: LinearModel = { weights: Float64Array.from(head.weights), bias: head.bias };

const evaluated = [
  ...chosen.unseen.map(({ name, items }) => ({ name, items: items.map((item) => ({ ...item, score: slope * item.score + offset })) })),
  ...Object.entries(valTables).map(([name, table]) => ({ name, items: judged(table, scores(calibrated, table)) })),
];
const likely = Math.max(...evaluated.map(({ items }) => likelyFrom(items)));
const thresholds = { likely: Math.ceil(likely * 1e4) / 1e4, unsure: UNSURE_FROM };

writeFileSync(HEAD_FILE, `${JSON.stringify(head)}\n`);
const measured = evaluated.map(({ name, items }) => ({ name, ...figuresOf(items, thresholds) }));
writeCard({ digest: writeModel(), cropPx: CROP_PX, minSidePx: MIN_SIDE_PX, thresholds, measured });
console.log(`chosen: ${JSON.stringify(chosen.candidate)}; likely from ${thresholds.likely}`);
printFigures(measured);

/**
 * The candidate that tells unseen sources apart best. `val` has the sources of `train` and prefers whatever knows
 * them by heart: it is printed beside, and chooses nothing.
 */
function choose(): { readonly candidate: Candidate; readonly unseen: readonly NamedItems[] } {
  const tried = CANDIDATES.map((candidate) => {
    const unseen = scoreUnseenSources(candidate);
    const aucs = unseen.map(({ items }) => auc(items));
    const known = auc(judged(valTables['val, social'], scores(fit(candidate, () => true), valTables['val, social'])));
    console.log(`${JSON.stringify(candidate)}: AUC ${aucs.map((each) => each.toFixed(3)).join(' and ')}; val ${known.toFixed(3)}`);
    return { candidate, unseen, mean: aucs.reduce((sum, each) => sum + each / aucs.length, 0) };
  });
  return tried.reduce((best, next) => (next.mean > best.mean ? next : best));
}

/** Every training picture scored by a model that saw nothing of its source. */
function scoreUnseenSources(candidate: Candidate): readonly NamedItems[] {
  const foldOf = foldsBySource(train);
  const models = Array.from({ length: FOLDS }, (_, fold) => fit(candidate, (sample) => foldOf(sample) !== fold));
  const scoreTable = (table: FeatureTable): readonly Judged[] => {
    const byFold = models.map((model) => scores(model, table));
    return judged(table, table.samples.map((sample, i) => byFold[foldOf(sample)]?.[i] ?? Number.NaN));
  };
  return [
    { name: 'unseen sources, social', items: scoreTable(social[0]!) },
    { name: 'unseen sources, as served', items: scoreTable(served) },
  ];
}

function foldsBySource(of: readonly Sample[]): (sample: Sample) => number {
  const folds = new Map<string, number>();
  for (const generated of [true, false]) {
    const groups = new Set(of.filter((sample) => sample.generated === generated).map(({ group }) => group));
    [...groups].sort().forEach((group, i) => folds.set(group, i % FOLDS));
  }
  return ({ group }) => folds.get(group) ?? 0;
}

function fit({ l2, balance }: Candidate, keep: (sample: Sample) => boolean): LinearModel {
  const weights = sourceWeights(all.samples, balance, keep);
  return fitLogistic(all, all.samples.map(({ generated }) => generated), { weights, l2 });
}

/** Both classes weigh the same; within one, a source of n pictures weighs n^(1 − balance). */
function sourceWeights(of: readonly Sample[], balance: number, keep: (sample: Sample) => boolean): Float64Array {
  const counts = new Map<string, number>();
  for (const sample of of) counts.set(sample.group, (counts.get(sample.group) ?? 0) + 1);
  const weights = Float64Array.from(of, (sample) => (keep(sample) ? (counts.get(sample.group) ?? 1) ** -balance : 0));
  for (const generated of [true, false]) {
    const total = weights.reduce((sum, weight, i) => (of[i]?.generated === generated ? sum + weight : sum), 0);
    of.forEach((sample, i) => {
      if (sample.generated === generated) weights[i] = ((weights[i] ?? 0) * of.length) / (2 * total);
    });
  }
  return weights;
}

/** The least probability at which even the upper bound of clean pictures reached is small enough. */
function likelyFrom(items: readonly Judged[]): number {
  const clean = items.filter(({ generated }) => !generated).map(({ score }) => score).toSorted((a, b) => b - a);
  let hits = 0;
  while (upperBound95(hits + 1, clean.length) <= MOST_CLEAN_LIKELY) hits++;
  // Just above the first clean picture that must not be reached.
  return sigmoid((clean[hits] ?? 0) + 1e-9);
}

function judged(table: FeatureTable, tableScores: ArrayLike<number>): readonly Judged[] {
  return table.samples.map(({ generated, group }, i) => ({ generated, group, score: tableScores[i] ?? Number.NaN }));
}

function sigmoid(x: number): number {
  return 1 / (1 + Math.exp(-x));
}

/** Seven digits: as many as the 32-bit floats of the model hold. */
function round(value: number): number {
  return Number(value.toPrecision(7));
}
