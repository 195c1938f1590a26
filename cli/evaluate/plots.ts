import { tidy } from '../../lib/i18n/strangers.ts';
import type { Evaluation, GroupEvaluation } from '../../lib/measure/evaluation.ts';
import { percent } from './percent.ts';

interface Curve {
  /** Shares, 0…1. */
  readonly points: readonly (readonly [x: number, y: number])[];
  readonly isGuide?: boolean;
}

interface Plot {
  readonly title: string;
  readonly x: string;
  readonly y: string;
  readonly curves: readonly Curve[];
}

/** Pixels: the square of the curves, and the room for words on its left and below. */
const SIDE = 320;
const LEFT = 64;
const TOP = 40;
const BELOW = 56;
const RIGHT = 24;
const TICKS = [0, 0.25, 0.5, 0.75, 1];

const DIAGONAL: Curve = { points: [[0, 0], [1, 1]], isGuide: true };

/** Plots of one evaluation as standalone SVG, by file name; those with nothing to draw are left out. */
export function plotsOf({ reliability, coverage, roc, groups }: Evaluation, title: string): ReadonlyMap<string, string> {
  const plots: Readonly<Record<string, Plot>> = {
    'reliability.svg': {
      title: `${title}: what was stated and what turned out`,
      x: 'probability stated',
      y: 'share observed',
      curves: [DIAGONAL, { points: reliability.map(({ stated, observed }) => [stated, observed]) }],
    },
    'coverage.svg': {
      title: `${title}: error of the surest answers`,
      x: 'share of items answered',
      y: 'share answered wrongly',
      curves: [{ points: coverage.map(({ coverage: x, error }) => [x, error]) }],
    },
    'roc.svg': {
      title: `${title}: found against false positives`,
      x: 'false positives',
      y: 'found',
      curves: [DIAGONAL, { points: roc.map(({ falsePositives, found }) => [falsePositives, found]) }],
    },
  };
  const drawn = Object.entries(plots).filter(([, { curves }]) => curves.every(({ points }) => points.length > 0));
  const counted = groups.filter(({ negatives }) => negatives > 0);
  return new Map([...drawn.map(([name, plot]) => [name, draw(plot)] as const), ...(counted.length === 0 ? [] : [['groups.svg', drawGroups(counted, `${title}: false positives by group`)] as const])]);
}

/** Groups that are drawn, the worst ones; the table has all. */
const MOST_GROUPS = 40;
const BAR = 18;
const NAMES = 160;
const FIGURES = 230;

/** A bar a group up to its share, and a line up to its 95 % bound. */
function drawGroups(groups: readonly GroupEvaluation[], title: string): string {
  const shown = groups.slice(0, MOST_GROUPS);
  const most = Math.max(...shown.map(({ bound }) => bound ?? 0));
  const along = (share: number): number => round((share / most) * SIDE);
  const [width, height] = [NAMES + SIDE + FIGURES, TOP + BAR * shown.length + RIGHT];
  return svg(width, height, title, [
    `<text x="16" y="22" font-weight="bold">${escaped(title)}</text>`,
    ...shown.flatMap(({ group, negatives, flagged, bound }, i) => {
      const y = TOP + BAR * i;
      const middle = y + BAR / 2;
      return [
        `<text x="${NAMES - 8}" y="${middle + 4}" text-anchor="end">${escaped(tidy(group, 22))}</text>`,
        `<rect x="${NAMES}" y="${y + 4}" width="${along(flagged / negatives)}" height="${BAR - 8}" fill="#0b5c73"/>`,
        `<line x1="${NAMES}" x2="${NAMES + along(bound ?? 0)}" y1="${middle}" y2="${middle}" stroke="#888" stroke-width="2"/>`,
        `<text x="${NAMES + SIDE + 8}" y="${middle + 4}">${escaped(`${flagged} of ${negatives}: ${percent(flagged / negatives)}, at most ${percent(bound)}`)}</text>`,
      ];
    }),
  ]);
}

function draw({ title, x, y, curves }: Plot): string {
  const width = LEFT + SIDE + RIGHT;
  const height = TOP + SIDE + BELOW;
  return svg(width, height, title, [
    `<text x="${LEFT}" y="22" font-weight="bold">${escaped(title)}</text>`,
    `<rect x="${LEFT}" y="${TOP}" width="${SIDE}" height="${SIDE}" fill="none" stroke="#888"/>`,
    ...TICKS.map((tick) => `<text x="${across(tick)}" y="${TOP + SIDE + 18}" text-anchor="middle">${tick}</text>`),
    ...TICKS.map((tick) => `<text x="${LEFT - 8}" y="${up(tick) + 4}" text-anchor="end">${tick}</text>`),
    `<text x="${across(0.5)}" y="${TOP + SIDE + 40}" text-anchor="middle">${escaped(x)}</text>`,
    `<text x="16" y="${up(0.5)}" text-anchor="middle" transform="rotate(-90 16 ${up(0.5)})">${escaped(y)}</text>`,
    ...curves.map(
      ({ points, isGuide }) =>
        `<polyline fill="none" ${isGuide === true ? 'stroke="#888" stroke-dasharray="4 4"' : 'stroke="#0b5c73" stroke-width="2"'} points="${points.map(([px, py]) => `${across(px)},${up(py)}`).join(' ')}"/>`,
    ),
  ]);
}

function svg(width: number, height: number, title: string, drawn: readonly string[]): string {
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="sans-serif" font-size="12" role="img" aria-labelledby="title">`,
    `<title id="title">${escaped(title)}</title>`,
    `<rect width="${width}" height="${height}" fill="#fff"/>`,
    ...drawn,
    '</svg>',
    '',
  ].join('\n');
}

function across(share: number): number {
  return round(LEFT + share * SIDE);
}

function up(share: number): number {
  return round(TOP + (1 - share) * SIDE);
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
}
