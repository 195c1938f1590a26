import { probabilityAt } from '../../lib/core/log-odds.ts';
import type { FeatureTable, TableKind } from './features.ts';
import { foldsOf, leavesOut } from './folds.ts';
import { fitLogistic, scores } from './logistic.ts';
import type { Sample } from './manifest.ts';
import { auc, type Scored } from './metrics.ts';
import { fitMlp, mlpScores, type MlpOptions } from './mlp.ts';
import { RESIDUAL, type Pooling } from './trunk.ts';
import { expansionOf, INCEPTION, INCEPTION_TAPS, WIDE, wideExpansionOf } from './lenses.ts';
import { sideBySide, type QuantizedMlp } from './quantized-mlp.ts';
import { byNetwork, cutRows, graphicTable, pictureTable, stackTables } from './tables.ts';

export type Tap = number | 'out' | `residual ${number}` | 'spectrum' | `wide ${number}` | `inception ${number}`;

/** One way to make a head. */
export interface Candidate {
  readonly name: string;
  /**
   * Blocks whose expansions are seen, `out` for what follows the last; beside them the same of the residual and of the wider
   * network, taps of Inception by their number, and the spectrum.
   */
  readonly taps: readonly Tap[];
  /** Whether every network has a head of its own, and what the heads say is averaged; otherwise one sees all taps. */
  readonly apart: boolean;
  /** Another that is fitted to the same rows first, and whose answers are learnt as much as the labels. */
  readonly taughtBy?: { readonly taps: readonly Tap[]; readonly apart: boolean };
  readonly pooling: Pooling;
  /** What is learnt from, beside each other. */
  readonly seen: readonly TableKind[];
  /** Our own drawings, so many of each kind, each in these preparations. */
  readonly drawings: { readonly ofAKind: number; readonly variants: readonly number[] };
  /** How far every source counts the same (1) or by its number of pictures (0). */
  readonly balance: number;
  readonly head: { readonly kind: 'logistic'; readonly l2: number } | ({ readonly kind: 'mlp' } & MlpOptions);
}

export const EQUAL: TableKind = { name: 'equal', variant: 0 };
export const SOCIAL: TableKind = { name: 'social', variant: 0 };
export const SERVED: TableKind = { name: 'as-served', variant: 0 };

/** Names of the layers that a candidate sees. */
export function tapsOf({ taps }: Candidate): readonly string[] {
  return taps.map((tap) => {
    if (tap === 'spectrum') return tap;
    if (tap === 'out') return 'out_relu';
    if (typeof tap === 'number') return expansionOf(tap);
    const [of, number] = tap.split(' ');
    if (of === 'inception') return `${INCEPTION}${INCEPTION_TAPS[Number(number)]}`;
    return of === 'wide' ? `${WIDE}${wideExpansionOf(Number(number))}` : `${RESIDUAL}${expansionOf(Number(number))}`;
  });
}

/** Names of the columns that a candidate sees. */
export function partsOf(candidate: Candidate): readonly string[] {
  return tapsOf(candidate).flatMap((tap) => (candidate.pooling === 'means' ? [`${tap}/mean`] : [`${tap}/mean`, `${tap}/deviation`]));
}

export async function trainingRows(candidate: Candidate): Promise<FeatureTable> {
  const parts = partsOf(candidate);
  const tables: FeatureTable[] = [];
  for (const kind of candidate.seen) tables.push(cutRows(await pictureTable(kind, parts), ({ split }) => split === 'train'));
  for (const variant of candidate.drawings.variants) {
    tables.push(await graphicTable(candidate.drawings.ofAKind, variant, parts));
  }
  return stackTables(tables);
}

export type Scorer = (table: FeatureTable) => Promise<Float64Array>;

export async function fitCandidate(candidate: Candidate, rows: FeatureTable, keep: (sample: Sample) => boolean): Promise<Scorer> {
  const { head, balance } = candidate;
  if (head.kind === 'logistic') {
    const weights = sourceWeights(rows.samples, balance, keep);
    const model = fitLogistic(rows, rows.samples.map(({ generated }) => generated), { weights, l2: head.l2 });
    return async (table) => scores(model, table);
  }
  const model = await fitHead(candidate, rows, keep);
  return (table) => mlpScores(model, table);
}

/** The head of a candidate, as one network; throws where its kind is another. */
export async function fitHead(candidate: Candidate, rows: FeatureTable, keep: (sample: Sample) => boolean): Promise<QuantizedMlp> {
  const { head, balance, apart } = candidate;
  if (head.kind !== 'mlp') throw new Error('what ships is a network of one hidden layer');
  const taught = candidate.taughtBy === undefined ? {} : { taught: await answersOf(candidate, candidate.taughtBy, keep) };
  const weights = sourceWeights(rows.samples, balance, keep);
  const labels = rows.samples.map(({ generated }) => generated);
  const sources = rows.samples.map(({ group }) => group);
  const heads: QuantizedMlp[] = [];
  for (const own of apart ? byNetwork(rows) : [rows]) heads.push(await fitMlp(own, labels, weights, head, { sources, ...taught }));
  return sideBySide(heads);
}

/** What a row is to be answered with: half its label, half what the teacher says that saw the same rows. */
async function answersOf(candidate: Candidate, { taps, apart }: NonNullable<Candidate['taughtBy']>, keep: (sample: Sample) => boolean): Promise<Float64Array> {
  const { taughtBy: _, ...teacher } = { ...candidate, taps, apart };
  const rows = await trainingRows(teacher);
  const said = await mlpScores(await fitHead(teacher, rows, keep), rows);
  return said.map((score, i) => (probabilityAt(score) + Number(rows.samples[i]!.generated)) / 2);
}

/** Both classes weigh the same; within one, a source of n pictures weighs n^(1 − balance). */
export function sourceWeights(of: readonly Sample[], balance: number, keep: (sample: Sample) => boolean): Float64Array {
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

/** What a candidate is judged by. AUCs of folds are means over the sources left out, so that large ones do not drown the others. */
export interface Trial {
  readonly candidate: string;
  readonly foldMean: number;
  readonly foldWorst: number;
  readonly worstGenerator: string;
  readonly foldMeanServed: number;
  /** Of every fold, in their order. */
  readonly folds: string;
  readonly pooled: number;
  readonly foundAt5: number;
  readonly worstSource: string;
  readonly worstSourceAt5: number;
  readonly val: number;
  readonly seconds: number;
}

export async function tryCandidate(candidate: Candidate): Promise<Trial> {
  const start = performance.now();
  const parts = partsOf(candidate);
  const rows = await trainingRows(candidate);
  const equal = await pictureTable(EQUAL, parts);
  const served = await pictureTable(SERVED, parts);
  const folds = foldsOf(equal.samples);
  const foldAucs: number[] = [];
  const foldAucsServed: number[] = [];
  const entries: Scored[] = [];
  for (const fold of folds) {
    const score = await fitCandidate(candidate, rows, (sample) => !leavesOut(fold, sample));
    const left = (table: FeatureTable, tableScores: Float64Array): Scored[] =>
      table.samples.flatMap((sample, i) => (leavesOut(fold, sample) ? [{ generated: sample.generated, group: sample.group, score: tableScores[i]! }] : []));
    const items = left(equal, await score(equal));
    foldAucs.push(meanOverSources(items));
    foldAucsServed.push(meanOverSources(left(served, await score(served))));
    entries.push(...items);
  }
  const whole = await fitCandidate(candidate, rows, () => true);
  const valTable = cutRows(equal, ({ split }) => split === 'val');
  const valScores = await whole(valTable);
  const worst = foldAucs.indexOf(Math.min(...foldAucs));
  const { threshold, found } = at5(entries);
  const worstSource = sourcesOf(entries)
    .map((group) => {
      const members = entries.filter((item) => item.group === group);
      return { group, share: members.filter(({ score }) => score >= threshold).length / members.length };
    })
    .reduce((a, b) => (b.share > a.share ? b : a));
  return {
    candidate: candidate.name,
    foldMean: mean(foldAucs),
    foldWorst: foldAucs[worst]!,
    worstGenerator: folds[worst]!.generator,
    foldMeanServed: mean(foldAucsServed),
    folds: foldAucs.map((each) => each.toFixed(3)).join(' '),
    pooled: auc(entries),
    foundAt5: found,
    worstSource: worstSource.group,
    worstSourceAt5: worstSource.share,
    val: auc(valTable.samples.map(({ generated, group }, i) => ({ generated, group, score: valScores[i]! }))),
    seconds: (performance.now() - start) / 1000,
  };
}

const FEWEST = 20;

function sourcesOf(items: readonly Scored[]): readonly string[] {
  const clean = items.filter(({ generated }) => !generated);
  return [...new Set(clean.map(({ group }) => group))].filter((group) => clean.filter((item) => item.group === group).length >= FEWEST);
}

function meanOverSources(items: readonly Scored[]): number {
  return mean(sourcesOf(items).map((source) => auc(items.filter(({ generated, group }) => generated || group === source))));
}

function at5(items: readonly Scored[]): { readonly threshold: number; readonly found: number } {
  const clean = items.filter(({ generated }) => !generated).map(({ score }) => score).toSorted((a, b) => b - a);
  const threshold = clean[Math.floor(0.05 * clean.length)]! + 1e-9;
  const generated = items.filter((item) => item.generated);
  return { threshold, found: generated.filter(({ score }) => score >= threshold).length / generated.length };
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value / values.length, 0);
}

