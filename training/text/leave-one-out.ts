import { FEATURE_SHAPE } from '../../lib/detect/text-features.ts';
import { loadRows, type Row } from './corpus.ts';
import { LABEL_OF } from './labels.ts';
import { fitLogistic } from './logistic.ts';
import { importanceOf, SETTINGS, trainingRows } from './make-model.ts';
import { margins, toMatrix } from './matrix.ts';

/** Enough for this question, in a third of the time. */
const EPOCHS = 6;

/** The share of clean val texts of the other sources that may be flagged: what `likely` allows, pooled. */
const MOST_FALSE = 0.0015;

/** Sources of one making leave together. */
const TOGETHER: readonly (readonly string[])[] = [
  ['sms_uci', 'sms_mt_de', 'sms_mt_fr', 'sms_mt_hi'],
  ['x_xlmt_ar', 'x_afrisenti_ary_train'],
];

/**
 * What the head of spam does to a source it has never seen: each in turn is left out of learning, and all its texts are
 * judged at a threshold chosen on the others. Prints rows of a table: `npx tsx training/text/leave-one-out.ts`.
 */
function main(): void {
  const rows = loadRows().filter(({ use, label }) => use === undefined && label !== -1);
  const train = trainingRows(rows);
  const labels = train.map(LABEL_OF.spam);
  const trainMatrix = toMatrix(train.map(({ text }) => text));
  const matrix = toMatrix(rows.map(({ text }) => text));
  console.log('| left out | clean texts | called likely | spam texts | called likely |\n|---|---|---|---|---|');
  for (const sources of leftOut(rows)) {
    const isLeft = ({ source }: Row): boolean => sources.includes(source);
    const importance = importanceOf(train, labels.map((label, i) => (isLeft(train[i]!) ? undefined : label)));
    const options = { ...SETTINGS, epochs: EPOCHS, weightBits: FEATURE_SHAPE.bucketBits, shift: 0 };
    const model = fitLogistic(trainMatrix, labels, importance, options);
    const margin = margins(matrix, model.weights, model.bias);
    const marginsOf = (chosen: (row: Row) => boolean): Float64Array => margin.filter((_, i) => chosen(rows[i]!));
    const others = marginsOf((row) => row.split === 'val' && row.label === 0 && !isLeft(row)).toSorted();
    const threshold = others[Math.ceil(others.length * (1 - MOST_FALSE))]!;
    const cells = [0, 1].map((label) => {
      const these = marginsOf((row) => isLeft(row) && row.label === label);
      const flagged = these.filter((one) => one >= threshold).length;
      return these.length === 0 ? '– | –' : `${these.length} | ${((100 * flagged) / these.length).toFixed(1)} %`;
    });
    console.log(`| ${sources.join(', ')} | ${cells.join(' | ')} |`);
  }
}

function leftOut(rows: readonly Row[]): readonly (readonly string[])[] {
  const alone = new Set(rows.map(({ source }) => source).filter((source) => !TOGETHER.flat().includes(source)));
  return [...TOGETHER, ...Array.from(alone, (source) => [source])];
}

main();
