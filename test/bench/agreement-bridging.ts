import { randomFrom } from '../e2e/support/random.ts';
import type { Stances } from './agreement-world.ts';

/**
 * What Community Notes rank notes by: regularised least squares for μ + i_list + i_item + f_list · f_item, with factors
 * of one dimension, so that what one side alone supports goes into the factors and only what both support into i_item.
 * The constants are theirs: `documentation/under-the-hood/ranking-notes.md` of github.com/twitter/communitynotes
 * (λ of intercepts .15, of factors .03, at least 5 ratings, from .40 on a note is shown); that the penalties are means,
 * as the loss is, is in its `matrix_factorization.py`. The model is that of Wojcik et al. 2022 (Birdwatch, arXiv
 * 2210.15723). They descend by gradient; each step here solves for one side exactly, which ends at the same loss.
 */
const LAMBDA_INTERCEPT = 0.15;
const LAMBDA_FACTOR = 0.03;
export const MIN_RATINGS = 5;
export const SHOWN_FROM = 0.4;

const ROUNDS = 60;

/** The side of a vote that is solved for, and what it solves for. */
interface Side {
  readonly of: Uint32Array;
  readonly intercepts: Float64Array;
  readonly factors: Float64Array;
}

/** i_item of each item; an item of which nobody says anything has 0. An assertion is a 1, a dispute a 0. */
export function itemIntercepts(lists: readonly Stances[], seed: number): Float64Array {
  return fit(lists, seed).byItem.intercepts;
}

interface Fitted {
  readonly mean: number;
  readonly byList: Side;
  readonly byItem: Side;
  /** Votes an item has on average. */
  readonly weight: number;
}

function fit(lists: readonly Stances[], seed: number): Fitted {
  const items = lists[0]?.length ?? 0;
  const votes = lists.flatMap((stances, list) => Array.from(stances, (stance, item) => ({ list, item, stance })).filter(({ stance }) => stance !== 0));
  const ratings = Float64Array.from(votes, ({ stance }) => (stance > 0 ? 1 : 0));
  const random = randomFrom(seed);
  const side = (of: readonly number[], count: number): Side => ({
    of: Uint32Array.from(of),
    intercepts: new Float64Array(count),
    factors: Float64Array.from({ length: count }, () => random() - 0.5),
  });
  const byList = side(votes.map(({ list }) => list), lists.length);
  const byItem = side(votes.map(({ item }) => item), items);
  let mean = 0;
  for (let round = 0; round < ROUNDS; round++) {
    mean = globalMean(ratings, byList, byItem);
    solve(ratings, mean, byList, byItem);
    solve(ratings, mean, byItem, byList);
  }
  return { mean, byList, byItem, weight: votes.length / new Set(byItem.of).size };
}

/** How often i_item falls when one more list asserts, of all items and lists that say nothing of them; the lists stay as they were fitted. */
export function shareLoweredByAssertion(lists: readonly Stances[], seed: number): number {
  const { mean, byList, weight } = fit(lists, seed);
  const interceptOf = (votes: readonly (readonly [list: number, stance: number])[]) => {
    let [a, f, d, r, fr] = [LAMBDA_INTERCEPT * weight, 0, LAMBDA_FACTOR * weight, 0, 0];
    for (const [list, stance] of votes) {
      const factor = byList.factors[list]!;
      const rest = (stance > 0 ? 1 : 0) - mean - byList.intercepts[list]!;
      [a, f, d, r, fr] = [a + 1, f + factor, d + factor * factor, r + rest, fr + factor * rest];
    }
    return (r * d - f * fr) / (a * d - f * f);
  };
  let [cases, lowered] = [0, 0];
  for (const item of lists[0]!.keys()) {
    const votes = lists.flatMap((list, i) => (list[item] === 0 ? [] : [[i, list[item]!] as const]));
    if (votes.length === 0) continue;
    const before = interceptOf(votes);
    for (const [i, list] of lists.entries()) {
      if (list[item] !== 0) continue;
      cases += 1;
      if (interceptOf([...votes, [i, 1]]) < before - 1e-9) lowered += 1;
    }
  }
  return lowered / cases;
}

function globalMean(ratings: Float64Array, a: Side, b: Side): number {
  let sum = 0;
  for (let v = 0; v < ratings.length; v++) sum += ratings[v]! - restOf(v, a, b);
  return sum / (ratings.length * (1 + LAMBDA_INTERCEPT));
}

function restOf(v: number, a: Side, b: Side): number {
  const [i, j] = [a.of[v]!, b.of[v]!];
  return a.intercepts[i]! + b.intercepts[j]! + a.factors[i]! * b.factors[j]!;
}

/** Intercept and factor of everyone on one side, the other side held: two equations each. */
function solve(ratings: Float64Array, mean: number, own: Side, other: Side): void {
  const count = own.intercepts.length;
  const voters = new Set(own.of).size;
  // A mean over votes beside a mean over voters: each voter's penalty counts as its average number of votes.
  const weight = ratings.length / voters;
  const [n, f, ff, r, fr] = Array.from({ length: 5 }, () => new Float64Array(count)) as [Float64Array, Float64Array, Float64Array, Float64Array, Float64Array];
  for (let v = 0; v < ratings.length; v++) {
    const i = own.of[v]!;
    const j = other.of[v]!;
    const factor = other.factors[j]!;
    const rest = ratings[v]! - mean - other.intercepts[j]!;
    n[i]! += 1;
    f[i]! += factor;
    ff[i]! += factor * factor;
    r[i]! += rest;
    fr[i]! += factor * rest;
  }
  for (let i = 0; i < count; i++) {
    if (n[i] === 0) continue;
    const a = n[i]! + LAMBDA_INTERCEPT * weight;
    const d = ff[i]! + LAMBDA_FACTOR * weight;
    const determinant = a * d - f[i]! * f[i]!;
    own.intercepts[i] = (r[i]! * d - f[i]! * fr[i]!) / determinant;
    own.factors[i] = (a * fr[i]! - f[i]! * r[i]!) / determinant;
  }
}
