import { probabilityAt } from '../core/log-odds.ts';

/** A face in a picture, in that picture's pixels; the box may reach beyond its edges. */
export interface Face {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
  /** The network's own certainty, 0…1. */
  readonly score: number;
}

/** Pixels of the input a cell of the network's map stands for, along each side. */
export const CELL_PX = 32;
/** Numbers for a box: middle, size, certainty. */
const NUMBERS = 5;
/** Boxes that a cell proposes, in cells: the network says how much larger or smaller each is. */
const SHAPES = [
  [1.603231, 2.094468],
  [6.041143, 7.080126],
  [2.882459, 3.518061],
  [4.266906, 5.178857],
  [9.041765, 10.66308],
] as const;
/** Two boxes that share more of their union than this are one face. */
const SAME_FACE = 0.4;

/** The boxes of a map [25, rows, columns], surest first; of those that lie on each other only the surest. */
export function readFaces(map: Float32Array, rows: number, columns: number, minScore: number): readonly Face[] {
  const cells = rows * columns;
  if (map.length !== SHAPES.length * NUMBERS * cells) throw new Error(`a map of ${map.length} numbers is none of ${rows} × ${columns} cells`);
  const faces: Face[] = [];
  for (const [shape, [wide, high]] of SHAPES.entries()) {
    for (let cell = 0; cell < cells; cell++) {
      const number = (i: number): number => map[(shape * NUMBERS + i) * cells + cell]!;
      const score = probabilityAt(number(4));
      // Also false for what is no number.
      if (!(score >= minScore)) continue;
      const width = Math.exp(number(2)) * wide * CELL_PX;
      const height = Math.exp(number(3)) * high * CELL_PX;
      const left = ((cell % columns) + probabilityAt(number(0))) * CELL_PX - width / 2;
      const top = (Math.floor(cell / columns) + probabilityAt(number(1))) * CELL_PX - height / 2;
      if ([left, top, width, height].every(Number.isFinite) && Math.min(width, height) > 0) faces.push({ left, top, width, height, score });
    }
  }
  const kept: Face[] = [];
  for (const face of faces.toSorted((a, b) => b.score - a.score)) {
    if (kept.every((other) => shared(face, other) <= SAME_FACE)) kept.push(face);
  }
  return kept;
}

/** Their intersection to their union. */
function shared(a: Face, b: Face): number {
  const width = Math.min(a.left + a.width, b.left + b.width) - Math.max(a.left, b.left);
  const height = Math.min(a.top + a.height, b.top + b.height) - Math.max(a.top, b.top);
  const both = Math.max(0, width) * Math.max(0, height);
  return both / (a.width * a.height + b.width * b.height - both);
}
