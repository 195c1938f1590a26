import { probabilityAt } from '../../lib/core/log-odds.ts';
import { blockiness, slopeFor, smallness, type CropKind, type PictureCalibration, type PictureCard } from '../../lib/detect/picture-card.ts';
import type { Judged } from './figures.ts';

/** A picture judged, with what says how sure the model may be; `score` is what the model says, not yet what is stated. */
export interface Placed extends Judged, CropKind {
  readonly distance: number;
}

export type Bounds = Pick<PictureCard, 'cropPx' | 'minSidePx' | 'mostBlocks'>;

/** Of clean pictures of sources not seen, so many are declined as too far from what was learnt from. */
const MOST_UNFAMILIAR = 0.02;
/** Pictures that are nearly as small as they may be, and nearly as large as a crop. */
const SMALL_FROM = 0.8;
const FULL_UNDER = 0.2;
const STEPS = 60;
/** Logarithms move by no more at a step, and lie no further from 0: a factor between 1/20 and 20. */
const LONGEST_STEP = 0.3;
const FURTHEST = 3;

/**
 * Fits slopes by the likelihood of the labels (Fisher's scoring, on logarithms), both classes weighing the same. There
 * is no offset: the model's log-odds are right on the whole already, and neither size nor compression says anything
 * about the class.
 */
export function fitCalibration(items: readonly Placed[], bounds: Bounds): PictureCalibration {
  const farthest = (of: readonly Placed[]): number => {
    const distances = of.filter(({ generated }) => !generated).map(({ distance }) => distance).toSorted((a, b) => a - b);
    return short(distances[Math.ceil((1 - MOST_UNFAMILIAR) * distances.length) - 1] ?? 1e6);
  };
  const sizeOf = ({ sidePx }: Placed): number => smallness(bounds, sidePx);
  return {
    slope: fitSlopes(items, bounds),
    farthest: {
      full: farthest(items.filter((item) => sizeOf(item) < FULL_UNDER)),
      small: farthest(items.filter((item) => sizeOf(item) > SMALL_FROM)),
    },
  };
}

function fitSlopes(items: readonly Placed[], bounds: Bounds): PictureCalibration['slope'] {
  const rows = items.map(({ sidePx, blocks }) => [1, smallness(bounds, sidePx), blockiness(bounds, blocks)]);
  const generated = items.filter((item) => item.generated).length;
  let point = [0, 0, 0];
  for (let step = 0; step < STEPS; step++) {
    const gradient = [0, 0, 0];
    const curvature = [0, 1, 2].map(() => [0, 0, 0]);
    items.forEach((item, i) => {
      const row = rows[i]!;
      const weight = 1 / (item.generated ? generated : items.length - generated);
      const logOdds = item.score * Math.exp(row.reduce((sum, value, c) => sum + value * point[c]!, 0));
      const probability = probabilityAt(logOdds);
      const off = weight * (Number(item.generated) - probability) * logOdds;
      const bend = weight * probability * (1 - probability) * logOdds ** 2;
      row.forEach((value, c) => {
        gradient[c]! += off * value;
        row.forEach((other, d) => (curvature[c]![d]! += bend * value * other));
      });
    });
    // Where a kind of crop does not occur nothing bends: a little does, so that its factor stays 1.
    for (let c = 0; c < 3; c++) curvature[c]![c]! += 1e-9;
    const move = solve(curvature, gradient);
    point = point.map((value, c) => held(value + held(move[c]!, LONGEST_STEP), FURTHEST));
  }
  const [full = 1, small = 1, blocky = 1] = point.map((value) => short(Math.exp(value)));
  return { full, small, blocky };
}

function held(value: number, most: number): number {
  return Math.min(most, Math.max(-most, value));
}

/** What is stated of every picture by what was calibrated on the half of the sources that it does not come from. */
export function onOtherSources(items: readonly Placed[], bounds: Bounds): readonly Placed[] {
  const sources = [...new Set(items.map(({ generated, group }) => `${generated} ${group}`))].sort();
  const isEven = ({ generated, group }: Placed): boolean => sources.indexOf(`${generated} ${group}`) % 2 === 0;
  return [true, false].flatMap((even) => {
    const calibration = fitCalibration(items.filter((item) => isEven(item) !== even), bounds);
    return items.filter((item) => isEven(item) === even).map((item) => ({ ...item, score: item.score * slopeFor({ ...bounds, calibration }, item) }));
  });
}

/** Small, middling and full crops, with blocks that hardly show or show: what tables are split by. */
export function kindOf({ sidePx, blocks }: CropKind): string {
  const size = sidePx < 160 ? 'under 160 px' : sidePx < 224 ? 'under 224 px' : 'from 224 px';
  return `${size}, blocks ${blocks < 1.1 ? 'under' : 'from'} 1.1`;
}

/** Gauss's elimination with the largest pivot; `matrix` is square. */
function solve(matrix: readonly (readonly number[])[], right: readonly number[]): readonly number[] {
  const rows = matrix.map((row, i) => [...row, right[i]!]);
  const n = rows.length;
  for (let c = 0; c < n; c++) {
    const pivot = rows.slice(c).reduce((best, row) => (Math.abs(row[c]!) > Math.abs(best[c]!) ? row : best));
    rows.splice(rows.indexOf(pivot), 1);
    rows.splice(c, 0, pivot);
    rows.forEach((row, r) => {
      if (r === c) return;
      const factor = row[c]! / pivot[c]!;
      for (let k = c; k <= n; k++) row[k]! -= factor * pivot[k]!;
    });
  }
  return rows.map((row, i) => row[n]! / row[i]!);
}

function short(value: number): number {
  return Number(value.toFixed(4));
}
