import { TEXT_LABELS, type TextLabel } from '../../lib/detect/text-card.ts';
import { readText, textFeatures } from '../../lib/detect/text-features.ts';
import { probabilityAt } from '../../lib/core/log-odds.ts';
import { headsOf, logOdds } from '../../lib/detect/text-model.ts';
import { groupOf, type Row } from './corpus.ts';
import { LABEL_OF } from './labels.ts';
import type { ShippedModel, TextModel } from './make-model.ts';
import { margins, toMatrix } from './matrix.ts';
import { bestF1Threshold, bound95, calibrationError, f1At, prAuc, recallAtFalsePositives } from './measures.ts';
import { loadProbes, rowOfProbe, type ProbeKind } from './probes.ts';

/** Texts of a group without the label, and how many of them are called `likely` to deserve it. */
export interface GroupFigures {
  readonly group: string;
  readonly clean: number;
  readonly flagged: number;
  /** One-sided 95 % bounds (Wilson) of the share flagged. */
  readonly atLeast: number;
  readonly atMost: number;
}

export interface SourceFigures {
  readonly source: string;
  readonly texts: number;
  readonly found: number;
}

/** What one head of the shipped model does on texts it has not learnt from. Shares are 0…1. */
export interface HeadFigures {
  readonly rows: number;
  readonly positive: number;
  readonly prAuc: number;
  /** At the threshold that was best on val. */
  readonly f1: number;
  readonly recallAt1PercentFalse: number;
  readonly calibrationError: number;
  /** At the shipped threshold of `likely`. */
  readonly likely: { readonly precision: number; readonly recall: number; readonly falsePositives: number };
  /** Val and test together, worst first. */
  readonly groups: readonly GroupFigures[];
  readonly found: readonly SourceFigures[];
  /** Probes of the clusters that are held out, called `likely`. */
  readonly probes: readonly (SourceFigures & { readonly source: ProbeKind })[];
}

export interface TextFigures extends Readonly<Record<TextLabel, HeadFigures>> {
  /** Promotion and engagement bait (label -1) called `likely` spam. */
  readonly grayFlagged: number;
}

export function measureTextModel(rows: readonly Row[], model: ShippedModel): TextFigures {
  const sound = rows.filter(({ use }) => use === undefined);
  const val = judge(sound.filter(({ split }) => split === 'val'), model);
  const test = judge(sound.filter(({ split }) => split === 'test'), model);
  const held = judge(loadProbes().filter(({ half }) => half === 'held').map(rowOfProbe), model);
  const gray = judge(sound.filter(({ label }) => label === -1), model);
  const heads = TEXT_LABELS.map((label) => [label, headFigures(label, val, test, held, model)] as const);
  const isFlagged = ({ probability }: Judged): boolean => probability.spam >= model.card.heads.spam.thresholds.likely;
  return { ...(Object.fromEntries(heads) as Record<TextLabel, HeadFigures>), grayFlagged: share(gray, isFlagged) };
}

function headFigures(
  label: TextLabel,
  allVal: readonly Judged[],
  allTest: readonly Judged[],
  held: readonly Judged[],
  { card }: ShippedModel,
): HeadFigures {
  const isFlagged = ({ probability }: Judged): boolean => probability[label] >= card.heads[label].thresholds.likely;
  const [val, test] = [allVal, allTest].map((all) => labelled(all, label)) as [Labelled, Labelled];
  const positive = test.rows.filter((_, i) => test.truth[i] === 1);
  const clean = test.rows.filter((_, i) => test.truth[i] === 0);
  const right = positive.filter(isFlagged).length;
  const wrong = clean.filter(isFlagged).length;
  const cleanOfBoth = [val, test].flatMap(({ rows, truth }) => rows.filter((_, i) => truth[i] === 0));
  return {
    rows: test.rows.length,
    positive: positive.length,
    prAuc: prAuc(test.probabilities, test.truth),
    f1: f1At(test.probabilities, test.truth, bestF1Threshold(val.probabilities, val.truth)),
    recallAt1PercentFalse: recallAtFalsePositives(test.probabilities, test.truth, 0.01),
    calibrationError: calibrationError(test.probabilities, test.truth),
    likely: { precision: right / (right + wrong), recall: right / positive.length, falsePositives: wrong / clean.length },
    groups: groupFigures(cleanOfBoth, isFlagged),
    found: bySource(positive, ({ source }) => source, isFlagged),
    probes: bySource(held, ({ cat }) => cat as ProbeKind, isFlagged),
  };
}

/** What rounding the weights to 8 bits changed in a head, on test. */
export interface RoundingFigures {
  /** Largest difference of a probability. */
  readonly mostChanged: number;
  /** PR-AUC of the head before rounding. */
  readonly prAucBefore: number;
}

export function measureRounding(rows: readonly Row[], model: TextModel, label: TextLabel): RoundingFigures {
  const test = labelled(judge(rows.filter(({ split, use }) => split === 'test' && use === undefined), model), label);
  const { calibration, weightBits } = model.card.heads[label];
  const { weights, bias } = model.float[label];
  const matrix = toMatrix(test.rows.map(({ row }) => row.text));
  const before = margins(matrix, weights, bias, { shift: model.card.heads.spam.weightBits - weightBits }).map((margin) =>
    probabilityAt(calibration.slope * margin + calibration.offset),
  );
  return {
    mostChanged: before.reduce((most, p, i) => Math.max(most, Math.abs(p - test.probabilities[i]!)), 0),
    prAucBefore: prAuc(before, test.truth),
  };
}

interface Judged {
  readonly row: Row;
  readonly probability: Readonly<Record<TextLabel, number>>;
}

/** By the very code that judges posts, without its abstentions. */
function judge(rows: readonly Row[], { weights, card }: ShippedModel): readonly Judged[] {
  const heads = headsOf(card, weights);
  return rows.map((row) => {
    const features = textFeatures(readText(row.text));
    const probabilities = TEXT_LABELS.map((label) => [label, probabilityAt(logOdds(features, heads[label]))] as const);
    return { row, probability: Object.fromEntries(probabilities) as Record<TextLabel, number> };
  });
}

/** The rows of which it is known whether they deserve a label. */
interface Labelled {
  readonly rows: readonly Judged[];
  readonly truth: Uint8Array;
  readonly probabilities: Float64Array;
}

function labelled(judged: readonly Judged[], label: TextLabel): Labelled {
  const rows = judged.filter(({ row }) => LABEL_OF[label](row) !== undefined);
  return {
    rows,
    truth: Uint8Array.from(rows, ({ row }) => LABEL_OF[label](row)!),
    probabilities: Float64Array.from(rows, ({ probability }) => probability[label]),
  };
}

function groupFigures(clean: readonly Judged[], isFlagged: (one: Judged) => boolean): readonly GroupFigures[] {
  return bySource(clean, groupOf, isFlagged)
    .map(({ source: group, texts, found }) => ({ group, clean: texts, flagged: found, ...bound95(found, texts) }))
    .toSorted((a, b) => b.flagged / b.clean - a.flagged / a.clean || (a.group < b.group ? -1 : 1));
}

function bySource<Name extends string>(
  judged: readonly Judged[],
  nameOf: (row: Row) => Name,
  isFlagged: (one: Judged) => boolean,
): readonly { readonly source: Name; readonly texts: number; readonly found: number }[] {
  const sums = new Map<Name, { texts: number; found: number }>();
  for (const one of judged) {
    const sum = sums.get(nameOf(one.row)) ?? { texts: 0, found: 0 };
    sum.texts += 1;
    if (isFlagged(one)) sum.found += 1;
    sums.set(nameOf(one.row), sum);
  }
  return Array.from(sums, ([source, sum]) => ({ source, ...sum }));
}

function share(judged: readonly Judged[], isFlagged: (one: Judged) => boolean): number {
  return judged.filter(isFlagged).length / judged.length;
}
