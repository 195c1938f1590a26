import { FEATURE_SHAPE, type FeatureShape } from '../../lib/detect/text-features.ts';
import { loadRows, type Row } from './corpus.ts';
import { LABEL_OF } from './labels.ts';
import { fitLogistic, type LinearModel } from './logistic.ts';
import { importanceOf, SETTINGS, trainingRows } from './make-model.ts';
import { margins, toMatrix, type Matrix } from './matrix.ts';
import { bestF1Threshold, f1At, prAuc, recallAtFalsePositives } from './measures.ts';

interface Variant {
  readonly name: string;
  readonly shape?: Partial<FeatureShape>;
  readonly epochs?: number;
  readonly learningRate?: number;
  /** Each source and label counts as its size to this power less. 0 counts rows alike, 1 counts sources alike. */
  readonly balance?: number;
  /** How many times as much as shipped a clean text written by hand counts. */
  readonly cleanProbes?: number;
}

/** Enough to tell variants apart in a third of the time. */
const EPOCHS = 6;

/** What `likely` allows, pooled. */
const MOST_FALSE = 0.0015;

/** Left out together, for a second look at each variant: two sources with spam, and clean ones of other languages. */
const LEFT_OUT: readonly string[] = ['x_janitr', 'sms_thai', 'x_afrisenti_pcm_train', 'x_xlmt_de', 'th_wisesight'];

/** Those with the shape that is shipped come first, so that its features are made once. */
const VARIANTS: readonly Variant[] = [
  { name: 'as shipped, but 6 epochs' },
  { name: 'as shipped (20 epochs)', epochs: 20 },
  { name: '40 epochs', epochs: 40 },
  { name: 'learning rate .05', learningRate: 0.05 },
  { name: 'learning rate .2', learningRate: 0.2 },
  { name: 'learning rate .4', learningRate: 0.4 },
  { name: 'sources balanced by the root of their size', balance: 0.5 },
  { name: 'clean texts of ours half as much', cleanProbes: 0.5 },
  { name: 'no signs', shape: { signs: [0, 0] } },
  { name: 'signs, no pairs', shape: { signs: [0.15, 0] } },
  { name: 'signs twice as heavy', shape: { signs: [0.3, 0.2] } },
  { name: 'no words', shape: { words: 0 } },
  { name: 'characters 1–5', shape: { chars: [1, 5] } },
  { name: 'characters 2–4', shape: { chars: [2, 4] } },
  { name: '2^16 buckets (a quarter of the size)', shape: { bucketBits: 16 } },
  { name: '2^20 buckets (four times the size)', shape: { bucketBits: 20 } },
];

/**
 * Trains the head of spam of every variant and prints how it does on val, then without some sources and on those, as rows
 * of a table: `npx tsx training/text/compare.ts [PART OF A NAME …]`.
 */
function main(parts: readonly string[]): void {
  const rows = loadRows().filter(({ use, label }) => use === undefined && label !== -1);
  const train = trainingRows(rows);
  const judged = rows.filter(({ split, source }) => split === 'val' || LEFT_OUT.includes(source));
  const matricesOf = (shape?: FeatureShape): readonly [Matrix, Matrix] => [
    toMatrix(train.map(({ text }) => text), shape),
    toMatrix(judged.map(({ text }) => text), shape),
  ];
  console.log(`| variant | PR-AUC | best F1 | recall at 1 % false | at .15 % | ${COLUMNS.map(([name]) => name).join(' | ')} |`);
  console.log(`|${'---|'.repeat(5 + COLUMNS.length)}`);
  let shipped: readonly [Matrix, Matrix] | undefined;
  for (const variant of VARIANTS) {
    if (parts.length > 0 && !parts.some((part) => variant.name.includes(part))) continue;
    if (!variant.shape) shipped ??= matricesOf();
    const [trainMatrix, judgedMatrix] = variant.shape ? matricesOf({ ...FEATURE_SHAPE, ...variant.shape }) : shipped!;
    const cells = [
      ...onVal(judged, margins(judgedMatrix, ...fit(variant, train, trainMatrix, []))),
      ...onLeftOut(judged, margins(judgedMatrix, ...fit(variant, train, trainMatrix, LEFT_OUT))),
    ];
    console.log(`| ${variant.name} | ${cells.join(' | ')} |`);
  }
}

const COLUMNS: readonly (readonly [name: string, source: string, label: 0 | 1])[] = [
  ['unseen crypto scams found', 'x_janitr', 1],
  ['unseen Thai messages found', 'sms_thai', 1],
  ['unseen crypto talk flagged', 'x_janitr', 0],
  ['unseen German', 'x_xlmt_de', 0],
  ['unseen Thai posts', 'th_wisesight', 0],
  ['unseen Pidgin', 'x_afrisenti_pcm_train', 0],
];

function fit(variant: Variant, train: readonly Row[], matrix: Matrix, leftOut: readonly string[]): [LinearModel['weights'], number] {
  const labels = train.map((row) => (leftOut.includes(row.source) ? undefined : LABEL_OF.spam(row)));
  const importance = importanceOf(train, labels);
  const sizes = new Map<string, number>();
  const kindOf = ({ source, label }: Row): string => `${source} ${label}`;
  for (const row of train) sizes.set(kindOf(row), (sizes.get(kindOf(row)) ?? 0) + 1);
  for (const [i, row] of train.entries()) {
    importance[i]! *= (sizes.get(kindOf(row))! / MEAN_SIZE) ** -(variant.balance ?? 0);
    if (row.source === 'probes' && row.label === 0) importance[i]! *= variant.cleanProbes ?? 1;
  }
  const { weights, bias } = fitLogistic(matrix, labels, importance, {
    ...SETTINGS,
    epochs: variant.epochs ?? EPOCHS,
    learningRate: variant.learningRate ?? SETTINGS.learningRate,
    weightBits: variant.shape?.bucketBits ?? FEATURE_SHAPE.bucketBits,
    shift: 0,
  });
  return [weights, bias];
}

/** Of a source and label, so that balance does not change how much all rows together count. */
const MEAN_SIZE = 2000;

function onVal(rows: readonly Row[], margin: Float64Array): readonly string[] {
  const [said, spam] = pick(rows, margin, ({ split }) => split === 'val');
  const figures = [
    prAuc(said, spam),
    f1At(said, spam, bestF1Threshold(said, spam)),
    recallAtFalsePositives(said, spam, 0.01),
    recallAtFalsePositives(said, spam, MOST_FALSE),
  ];
  return figures.map((figure) => figure.toFixed(4));
}

function onLeftOut(rows: readonly Row[], margin: Float64Array): readonly string[] {
  const [others] = pick(rows, margin, ({ split, source, label }) => split === 'val' && label === 0 && !LEFT_OUT.includes(source));
  const bar = others.toSorted()[Math.ceil(others.length * (1 - MOST_FALSE))]!;
  return COLUMNS.map(([, from, label]) => {
    const [these] = pick(rows, margin, (row) => row.source === from && row.label === label);
    return `${((100 * these.filter((one) => one >= bar).length) / these.length).toFixed(1)} %`;
  });
}

function pick(rows: readonly Row[], margin: Float64Array, isWanted: (row: Row) => boolean): readonly [Float64Array, Uint8Array] {
  const wanted = rows.map(isWanted);
  return [margin.filter((_, i) => wanted[i]), Uint8Array.from(rows.filter((_, i) => wanted[i]), ({ label }) => label)];
}

main(process.argv.slice(2));
