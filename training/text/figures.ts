import { logistic, logOdds } from '../../lib/detect/text-model.ts';
import { textFeatures } from '../../lib/detect/text-features.ts';
import { foldText } from '../../lib/detect/text-fold.ts';
import { binaryRows, groupOf, isSpam, type Row } from './corpus.ts';
import type { ShippedModel, TextModel } from './make-model.ts';
import { margins, toMatrix } from './matrix.ts';
import { bestF1Threshold, bounds95, calibrationError, f1At, prAuc, recallAtFalsePositives } from './measures.ts';

/** Clean texts of a group, and how many of them are called `likely` spam. */
export interface GroupFigures {
  readonly group: string;
  readonly clean: number;
  readonly flagged: number;
  /** Upper end of Wilson's 95 % interval of the share flagged. */
  readonly bound: number;
}

export interface SourceFigures {
  readonly source: string;
  readonly spam: number;
  readonly found: number;
}

/** What the shipped model does on texts it has not learnt from. Shares are 0…1. */
export interface TextFigures {
  readonly rows: number;
  readonly prAuc: number;
  /** At the threshold that was best on val. */
  readonly f1: number;
  readonly recallAt1PercentFalse: number;
  readonly calibrationError: number;
  /** At the shipped threshold of `likely`. */
  readonly likely: { readonly precision: number; readonly recall: number; readonly falsePositives: number };
  readonly grayFlagged: number;
  /** Val and test together, worst first. */
  readonly groups: readonly GroupFigures[];
  readonly spamFound: readonly SourceFigures[];
}

export function measureTextModel(rows: readonly Row[], model: ShippedModel): TextFigures {
  const { likely } = model.card.thresholds;
  const val = judge(binaryRows(rows, 'val'), model);
  const test = judge(binaryRows(rows, 'test'), model);
  const gray = judge(rows.filter(({ label }) => label === -1), model);
  const flaggedSpam = test.rows.filter((row, i) => row.label === 1 && test.probabilities[i]! >= likely).length;
  const flaggedClean = test.rows.filter((row, i) => row.label === 0 && test.probabilities[i]! >= likely).length;
  const spam = test.rows.filter(({ label }) => label === 1).length;
  return {
    rows: test.rows.length,
    prAuc: prAuc(test.probabilities, test.spam),
    f1: f1At(test.probabilities, test.spam, bestF1Threshold(val.probabilities, val.spam)),
    recallAt1PercentFalse: recallAtFalsePositives(test.probabilities, test.spam, 0.01),
    calibrationError: calibrationError(test.probabilities, test.spam),
    likely: {
      precision: flaggedSpam / (flaggedSpam + flaggedClean),
      recall: flaggedSpam / spam,
      falsePositives: flaggedClean / (test.rows.length - spam),
    },
    grayFlagged: gray.probabilities.filter((p) => p >= likely).length / gray.rows.length,
    groups: groupFigures([val, test], likely),
    spamFound: spamFound(test, likely),
  };
}

/** What rounding the weights to 8 bits changed, on test. */
export interface RoundingFigures {
  /** Largest difference of a probability. */
  readonly mostChanged: number;
  /** PR-AUC of the model before rounding. */
  readonly prAucBefore: number;
}

export function measureRounding(rows: readonly Row[], model: TextModel): RoundingFigures {
  const test = judge(binaryRows(rows, 'test'), model);
  const { slope, offset } = model.card.calibration;
  const before = margins(toMatrix(test.rows.map(({ text }) => text)), model.float.weights, model.float.bias).map((margin) =>
    logistic(slope * margin + offset),
  );
  return {
    mostChanged: before.reduce((most, p, i) => Math.max(most, Math.abs(p - test.probabilities[i]!)), 0),
    prAucBefore: prAuc(before, test.spam),
  };
}

interface Judged {
  readonly rows: readonly Row[];
  readonly spam: Uint8Array;
  readonly probabilities: Float64Array;
}

/** By the very code that judges posts, without its abstentions. */
function judge(rows: readonly Row[], { weights, card }: ShippedModel): Judged {
  return {
    rows,
    spam: isSpam(rows),
    probabilities: Float64Array.from(rows, ({ text }) => logistic(logOdds(textFeatures(foldText(text)), weights, card))),
  };
}

function groupFigures(splits: readonly Judged[], likely: number): readonly GroupFigures[] {
  const groups = new Map<string, { clean: number; flagged: number }>();
  for (const { rows, probabilities } of splits) {
    for (const [i, row] of rows.entries()) {
      if (row.label !== 0) continue;
      const sums = groups.get(groupOf(row)) ?? { clean: 0, flagged: 0 };
      sums.clean += 1;
      if (probabilities[i]! >= likely) sums.flagged += 1;
      groups.set(groupOf(row), sums);
    }
  }
  return Array.from(groups, ([group, { clean, flagged }]) => ({ group, clean, flagged, bound: bounds95(flagged, clean)[1] }))
    .toSorted((a, b) => b.flagged / b.clean - a.flagged / a.clean || (a.group < b.group ? -1 : 1));
}

function spamFound({ rows, probabilities }: Judged, likely: number): readonly SourceFigures[] {
  const sources = new Map<string, { spam: number; found: number }>();
  for (const [i, row] of rows.entries()) {
    if (row.label !== 1) continue;
    const sums = sources.get(row.source) ?? { spam: 0, found: 0 };
    sums.spam += 1;
    if (probabilities[i]! >= likely) sums.found += 1;
    sources.set(row.source, sums);
  }
  return Array.from(sources, ([source, sums]) => ({ source, ...sums }));
}
