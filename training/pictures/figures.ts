import { probabilityAt } from '../../lib/core/log-odds.ts';
import { upperBound95 } from '../../lib/measure/upper-bound.ts';
import { auc, calibrationError, reliability, shareFrom, thresholdAt, type Scored } from './metrics.ts';

/** A picture with its calibrated log-odds. */
export type Judged = Scored;

/** How good the detector is on one set of pictures; shares are 0…1. */
export interface Figures {
  readonly clean: number;
  readonly generated: number;
  readonly auc: number;
  /** Generated pictures found where 5 % of these clean ones are reached. */
  readonly foundAt5: number;
  /** Generated pictures called likely. */
  readonly foundLikely: number;
  /** Clean pictures called likely, with the upper end of the 95 % interval. */
  readonly cleanLikely: number;
  readonly cleanLikelyUpper95: number;
  readonly worstCleanSource: { readonly group: string; readonly likely: number; readonly pictures: number };
  readonly calibrationError: number;
  /** How many were not judged, by reason and class. */
  readonly declined?: Readonly<Record<string, number>>;
}

export function figuresOf(items: readonly Judged[], thresholds: { readonly likely: number }): Figures {
  const likely = Math.log(thresholds.likely / (1 - thresholds.likely));
  const clean = items.filter(({ generated }) => !generated);
  const generated = items.filter((item) => item.generated);
  const hits = clean.filter(({ score }) => score >= likely).length;
  const probabilities = items.map((item) => ({ generated: item.generated, probability: probabilityAt(item.score) }));
  return {
    clean: clean.length,
    generated: generated.length,
    auc: short(auc(items)),
    foundAt5: short(shareFrom(generated, thresholdAt(clean, 0.05))),
    foundLikely: short(shareFrom(generated, likely)),
    cleanLikely: short(hits / clean.length),
    cleanLikelyUpper95: short(upperBound95(hits, clean.length)),
    worstCleanSource: worstSource(clean, likely),
    calibrationError: short(calibrationError(probabilities)),
  };
}

function worstSource(clean: readonly Judged[], likely: number): Figures['worstCleanSource'] {
  const groups = [...new Set(clean.map(({ group }) => group))];
  return groups
    .map((group) => {
      const members = clean.filter((item) => item.group === group);
      return { group, likely: short(shareFrom(members, likely)), pictures: members.length };
    })
    .reduce((worst, next) => (next.likely > worst.likely ? next : worst));
}

/** Ten bins of equal count: what the detector stated, what was. */
export function reliabilityOf(items: readonly Judged[]): readonly { readonly stated: string; readonly observed: string; readonly pictures: number }[] {
  return reliability(items.map(({ generated, score }) => ({ generated, probability: probabilityAt(score) }))).map(({ stated, observed, count }) => ({
    stated: stated.toFixed(3),
    observed: observed.toFixed(3),
    pictures: count,
  }));
}

/** Calibration of every class by itself, and of all together. */
export function classTable(items: readonly (Judged & { readonly name: string })[]): Readonly<Record<string, Readonly<Record<string, string>>>> {
  const names = [...new Set(items.map(({ name }) => name))].sort();
  return Object.fromEntries(
    [...names.map((name) => [name, items.filter((item) => item.name === name)] as const), ['all', items] as const].map(([name, of]) => {
      const probabilities = of.map(({ generated, score }) => ({ generated, probability: probabilityAt(score) }));
      const generated = of.filter((item) => item.generated).length;
      return [name, { clean: `${of.length - generated}`, generated: `${generated}`, AUC: auc(of).toFixed(3), ECE: calibrationError(probabilities).toFixed(3) }];
    }),
  );
}

/** Where only the surest are judged: how many of them are on the wrong side of even odds, both classes weighing the same. */
export function coverageOf(items: readonly Judged[]): readonly { readonly coverage: string; readonly error: string }[] {
  const surest = items.toSorted((a, b) => Math.abs(b.score) - Math.abs(a.score));
  return [0.1, 0.25, 0.5, 0.75, 1].map((coverage) => {
    const judged = surest.slice(0, Math.round(coverage * surest.length));
    const wrong = [true, false].map((generated) => {
      const members = judged.filter((item) => item.generated === generated);
      return members.filter(({ score }) => score >= 0 !== generated).length / members.length;
    });
    return { coverage: `${coverage * 100} %`, error: `${(50 * (wrong[0]! + wrong[1]!)).toFixed(1)} %` };
  });
}

/** A table for people: one line a set. */
export function printFigures(sets: readonly ({ readonly name: string } & Figures)[]): void {
  const percent = (share: number): string => `${(share * 100).toFixed(1)} %`;
  console.table(
    Object.fromEntries(
      sets.map((set) => [
        set.name,
        {
          'clean/generated': `${set.clean}/${set.generated}`,
          AUC: set.auc.toFixed(3),
          'found at 5 % false': percent(set.foundAt5),
          'found likely': percent(set.foundLikely),
          'clean likely (≤, 95 %)': `${percent(set.cleanLikely)} (${percent(set.cleanLikelyUpper95)})`,
          'worst clean source': `${set.worstCleanSource.group} ${percent(set.worstCleanSource.likely)} of ${set.worstCleanSource.pictures}`,
          ECE: set.calibrationError.toFixed(3),
          declined: Object.values(set.declined ?? {}).reduce((sum, count) => sum + count, 0),
        },
      ]),
    ),
  );
}

function short(value: number): number {
  return Number(value.toFixed(4));
}
