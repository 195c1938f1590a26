/**
 * What becomes of the picture model's answer where faces are judged as well, in several ways, on pictures whose generator
 * and source the model did not see. Needs the tables that training needs; with `--quick` no retouched pictures and no
 * drawings, which makes the head a lesser one, and it looks at *social* only. May be cut and started again.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { upperBound95 } from '../../lib/measure/upper-bound.ts';
import { fitHead, partsOf, SERVED, SOCIAL, trainingRows } from '../pictures/candidates.ts';
import { readCardNumbers } from '../pictures/card.ts';
import type { FeatureTable, TableKind } from '../pictures/features.ts';
import { foldFor, foldsOf, leavesOut } from '../pictures/folds.ts';
import { calibrate, fitLogistic, scores } from '../pictures/logistic.ts';
import type { Sample } from '../pictures/manifest.ts';
import { auc, calibrationError, shareFrom, thresholdAt, type Scored } from '../pictures/metrics.ts';
import { mlpScores } from '../pictures/mlp.ts';
import { cutRows, pictures, pictureTable } from '../pictures/tables.ts';
import { CHOSEN } from '../pictures/trials.ts';
import { faceRows, type FaceRow, type Prepared } from './face-rows.ts';
import { openFaceFinder } from './open-finder.ts';

const isQuick = process.argv.includes('--quick');
const seen = isQuick ? { ...CHOSEN, seen: CHOSEN.seen.filter(({ name }) => name !== 'retouched'), drawings: { ofAKind: 0, variants: [] } } : CHOSEN;
const KINDS: readonly (readonly [Prepared, TableKind])[] = isQuick
  ? [['social', SOCIAL]]
  : [
      ['social', SOCIAL],
      ['as-served', SERVED],
    ];
const FOLDS_FILE = join(import.meta.dirname, `../../.cache/faces/unseen${isQuick ? '-quick' : ''}.json`);

/** Log-odds of one picture by a network that saw neither its generator nor its source; `faces` one a face, in the finder's order. */
interface Unseen {
  readonly sha256: string;
  readonly picture: number;
  readonly faces: readonly number[];
}

const samples = pictures(['train', 'val']);
const { card } = await openFaceFinder();
const faces = new Map<Prepared, readonly FaceRow[]>();
for (const [prepared] of KINDS) faces.set(prepared, await faceRows(samples, prepared));
const byFold = await scoreFolds();
const bySha = new Map(samples.map((sample) => [sample.sha256, sample]));

const everything = KINDS.flatMap(([prepared]) => byFold.flatMap((fold) => fold[prepared]));
const { slope, offset } = calibrate(everything.map(({ sha256, picture }) => ({ score: picture, generated: bySha.get(sha256)!.generated })));
const own = calibrate(
  everything.flatMap((each) => (each.faces.length === 0 ? [] : [{ score: Math.max(...each.faces), generated: bySha.get(each.sha256)!.generated }])),
);
const stated = (x: number): number => slope * x + offset;
const { likely } = readCardNumbers().thresholds;
const bar = Math.log(likely / (1 - likely));
console.log(`calibration of pictures: ${slope.toFixed(2)} x + ${offset.toFixed(2)}; of the most suspicious face: ${own.slope.toFixed(2)} x + ${own.offset.toFixed(2)}`);

for (const [prepared] of KINDS) {
  const all = byFold.flatMap((fold) => fold[prepared]);
  const withFaces = all.filter((each) => each.faces.length > 0);
  const of = (score: (each: Unseen) => number, among = withFaces): Scored[] =>
    among.map((each) => {
      const { generated, group } = bySha.get(each.sha256)!;
      return { generated, group, score: score(each) };
    });
  const face = (each: Unseen): number => Math.max(...each.faces);
  const both = weighedTogether(withFaces, face);
  const ways: Readonly<Record<string, (each: Unseen) => number>> = {
    'the picture alone': (each) => stated(each.picture),
    'the more suspicious of picture and face': (each) => stated(Math.max(each.picture, face(each))),
    'the same, the face calibrated by itself': (each) => Math.max(stated(each.picture), own.slope * face(each) + own.offset),
    'mean of picture and face': (each) => stated((each.picture + face(each)) / 2),
    'the face alone': (each) => stated(face(each)),
    'the face alone, calibrated by itself': (each) => own.slope * face(each) + own.offset,
    'weighed by a logistic rule of both': both,
  };
  const baseline = of(ways['the picture alone']!);
  const cleanAtBar = cleanLikely(baseline);
  console.log(`\n${prepared}: ${withFaces.length} of ${all.length} pictures have faces that are judged`);
  console.table(
    Object.fromEntries(
      Object.entries(ways).map(([name, score]) => {
        const items = of(score);
        const clean = items.filter(({ generated }) => !generated);
        const generated = items.filter((item) => item.generated);
        const hits = cleanLikely(items);
        return [
          name,
          {
            'clean/generated': `${clean.length}/${generated.length}`,
            AUC: auc(items).toFixed(3),
            'clean likely (≤, 95 %)': `${hits} (${percent(upperBound95(hits, clean.length))})`,
            'found likely': percent(shareFrom(generated, bar)),
            'found, as few clean': percent(shareFrom(generated, thresholdAt(clean, cleanAtBar / clean.length))),
            'found at 5 % false': percent(shareFrom(generated, thresholdAt(clean, 0.05))),
            'worst clean source': worst(clean),
            ECE: calibrationError(items.map((item) => ({ generated: item.generated, probability: 1 / (1 + Math.exp(-item.score)) }))).toFixed(3),
          },
        ];
      }),
    ),
  );
}

function cleanLikely(items: readonly Scored[]): number {
  return items.filter(({ generated, score }) => !generated && score >= bar).length;
}

function worst(clean: readonly Scored[]): string {
  const groups = [...new Set(clean.map(({ group }) => group))].filter((group) => clean.filter((item) => item.group === group).length >= 20);
  const shares = groups.map((group) => ({ group, share: shareFrom(clean.filter((item) => item.group === group), bar) }));
  const { group, share } = shares.reduce((a, b) => (b.share > a.share ? b : a), { group: 'none', share: 0 });
  return `${group} ${percent(share)}`;
}

/** Both classes weigh the same. Fitted on the very pictures it then scores: three numbers to a thousand pictures, which flatters it a little. */
function weighedTogether(items: readonly Unseen[], face: (each: Unseen) => number): (each: Unseen) => number {
  const rows = { columns: 2, values: Float32Array.from(items.flatMap((each) => [each.picture, face(each)])) };
  const labels = items.map(({ sha256 }) => bySha.get(sha256)!.generated);
  const model = fitLogistic(rows, labels, { weights: Float64Array.from(labels, (label) => items.length / (2 * labels.filter((each) => each === label).length)), l2: 1 });
  const scored = scores(model, rows);
  const of = new Map(items.map((each, i) => [each, scored[i]!]));
  return (each) => of.get(each)!;
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}

/** One list a fold, kept as it is finished. */
async function scoreFolds(): Promise<readonly Readonly<Record<Prepared, readonly Unseen[]>>[]> {
  const key = JSON.stringify([card, seen, samples.length]);
  const kept = existsSync(FOLDS_FILE) ? (JSON.parse(readFileSync(FOLDS_FILE, 'utf8')) as { key: string; folds: Record<Prepared, Unseen[]>[] }) : undefined;
  const folds = kept?.key === key ? kept.folds : [];
  const all = foldsOf(samples);
  if (folds.length === all.length) return folds;
  const rows = await trainingRows(seen);
  const tables = new Map<Prepared, FeatureTable>();
  for (const [prepared, kind] of KINDS) tables.set(prepared, await pictureTable(kind, partsOf(CHOSEN)));
  for (const [k, fold] of all.entries()) {
    if (k < folds.length) continue;
    const mlp = await fitHead(seen, rows, (sample) => !leavesOut(fold, sample));
    const isLeft = (sample: Sample): boolean => foldFor(all, sample) === k;
    const scored: Partial<Record<Prepared, Unseen[]>> = {};
    for (const [prepared, table] of tables) {
      const left = cutRows(table, isLeft);
      const pictureScores = await mlpScores(mlp, left);
      const rowsLeft = faces.get(prepared)!.filter(({ sample }) => isLeft(sample));
      const crops = rowsLeft.flatMap((row) => row.faces.flat());
      const values = new Float32Array(crops.length * rows.columns);
      crops.forEach((features, i) => values.set(features, i * rows.columns));
      const cropScores = crops.length === 0 ? [] : await mlpScores(mlp, { columns: rows.columns, values });
      let next = 0;
      const faceScores = new Map(
        rowsLeft.map((row) => [
          row.sample.sha256,
          row.faces.map((each) => each.reduce((sum) => sum + cropScores[next++]! / each.length, 0)),
        ]),
      );
      scored[prepared] = left.samples.map(({ sha256 }, i) => ({ sha256, picture: pictureScores[i]!, faces: faceScores.get(sha256) ?? [] }));
    }
    folds.push(scored as Record<Prepared, Unseen[]>);
    mkdirSync(join(FOLDS_FILE, '..'), { recursive: true });
    writeFileSync(FOLDS_FILE, JSON.stringify({ key, folds }));
    console.error(`fold ${k + 1} of ${all.length}, without ${fold.generator}`);
  }
  return folds;
}
