import type { Evaluation } from '../../lib/measure/evaluation.ts';
import { tidy } from '../../lib/i18n/strangers.ts';
import { percent } from './percent.ts';

/** What was evaluated. */
export interface Evaluated {
  readonly label: string;
  /** Who answered, such as `picture-ai@1.0.0`. */
  readonly source: string;
}

/** Longest name of a group that is shown, in code points. */
const MAX_GROUP = 40;

/** The figures for a person: what was measured, the figures, and the tables behind them. */
export function toText(figures: Evaluation, { label, source }: Evaluated): string {
  const { items, positives, negatives, measured, declined, likely, balancedAccuracy, worstGroup: worst } = figures;
  const reasons = declined.map(({ why, items: count }) => `${count} ${why}`).join(', ');
  return [
    `${label} by ${source}: ${items} items, ${positives} ${label} and ${negatives} not; ${measured} measured${reasons === '' ? '' : `, declined: ${reasons}`}`,
    '',
    ...[
      ['AUC', plain(figures.auc)],
      ['PR-AUC', plain(figures.prAuc)],
      ['balanced accuracy', `${percent(balancedAccuracy.even)} at even odds, ${percent(balancedAccuracy.likely)} at "likely"`],
      ['found', `${percent(likely.found)} at "likely", ${percent(figures.foundAt1)} at 1 % and ${percent(figures.foundAt5)} at 5 % false positives`],
      ['false positives', `${percent(likely.falsePositives)} at "likely" (at most ${percent(likely.falsePositivesBound)}, one-sided 95 %)`],
      ...(worst === null ? [] : [['worst group', `${tidy(worst.group, MAX_GROUP)}: ${percent(worst.falsePositives)} of ${worst.negatives} (at most ${percent(worst.bound)})`]]),
      ['precision, F1', `${percent(likely.precision)}, ${plain(likely.f1)} at "likely"`],
      ['calibration error', `${plain(figures.calibrationError)} (ECE)`],
    ].map(([name, figure]) => `  ${name!.padEnd(20)}${figure}`),
    ...titled('What was stated, and what turned out', [
      ['items', 'stated', 'observed'],
      ...figures.reliability.map((row) => [String(row.items), percent(row.stated), percent(row.observed)]),
    ]),
    ...titled('Error of the surest answers', [
      ['answered', 'wrong'],
      ...figures.coverage.map(({ coverage, error }) => [percent(coverage), percent(error)]),
    ]),
    ...titled('By group, most false positives first', [
      ['group', 'not', 'called likely', 'share', 'at most', label, 'found', 'declined'],
      ...figures.groups.map(({ group, negatives: not, flagged, bound, positives: own, found, declined: silent }) => [
        tidy(group, MAX_GROUP),
        ...[not, flagged].map(String),
        percent(not === 0 ? null : flagged / not),
        percent(bound),
        ...[own, found, silent].map(String),
      ]),
    ]),
  ].join('\n');
}

function titled(title: string, rows: readonly (readonly string[])[]): readonly string[] {
  return rows.length < 2 ? [] : ['', title, ...table(rows)];
}

/** Columns as wide as they need, the first to the left. */
function table(rows: readonly (readonly string[])[]): readonly string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  return rows.map((row) => `  ${row.map((cell, i) => (i === 0 ? cell.padEnd(widths[i]!) : cell.padStart(widths[i]!))).join('  ')}`);
}

function plain(value: number | null): string {
  return value === null ? '–' : value.toFixed(3);
}
