import { clustersOf, type ForEachStatement } from '../../lib/core/agreement.ts';
import { itemIntercepts, MIN_RATINGS, SHOWN_FROM } from './agreement-bridging.ts';
import { ITEMS, type Stances, type World } from './agreement-world.ts';

/** Tells of each item whether lists agree on it. */
export type Agrees = (item: number) => boolean;

/** A rule looks at all lists once, and knows nothing of what is true. */
export type Rule = (lists: readonly Stances[]) => Agrees;

export interface Quality {
  /** Of the items lists agree on, the share that the label is right for; 1 of none. */
  readonly precision: number;
  readonly recall: number;
  readonly innocents: number;
}

/** All that are compared; `shipped` is the one of `lib/core/agreement.ts`. */
export const RULES = {
  'any list': quorum(1),
  '2 lists': quorum(2),
  '3 lists': quorum(3),
  '2 more lists than dispute': overDisputes(eachItsOwn, 2),
  '2 independent voices': voices(independent, 2),
  '3 independent voices': voices(independent, 3),
  shipped: overDisputes(independent, 2),
  'the same, by a margin of 1': overDisputes(independent, 1),
  'the same, by a margin of 3': overDisputes(independent, 3),
  'alike by overlap alone': overDisputes(overlapping, 2),
  'bridging at .40 with 5 votes, as published': both(bridging(SHOWN_FROM), rated(MIN_RATINGS)),
  'bridging at .40': bridging(SHOWN_FROM),
  'bridging from .2': bridging(0.2),
  'bridging from .1': bridging(0.1),
  'both: bridging at .40 and shipped': both(bridging(SHOWN_FROM), overDisputes(independent, 2)),
  'both: bridging from .1 and shipped': both(bridging(0.1), overDisputes(independent, 2)),
  'both: bridging from .2 and 2 voices': both(bridging(0.2), voices(independent, 2)),
  'bridging from .2 with 5 votes, else shipped': orElse(rated(MIN_RATINGS), bridging(0.2), overDisputes(independent, 2)),
  'bridging at .40 with 5 votes, else shipped': orElse(rated(MIN_RATINGS), bridging(SHOWN_FROM), overDisputes(independent, 2)),
} as const satisfies Readonly<Record<string, Rule>>;

export type RuleName = keyof typeof RULES;

/** The shipped rule with another bound for lists that are alike. */
export function shippedFrom(alikeFrom: number): Rule {
  return overDisputes((lists) => independent(lists, alikeFrom), 2);
}

export function qualityOf(rule: Rule, { lists, holds, innocents }: World): Quality {
  const agrees = rule(lists);
  const agreed = Array.from({ length: ITEMS }, (_, item) => item).filter(agrees);
  const right = agreed.filter((item) => holds[item]).length;
  return {
    precision: agreed.length === 0 ? 1 : right / agreed.length,
    recall: right / holds.filter((each) => each).length,
    innocents: innocents.filter(agrees).length,
  };
}

/** Of each list its voice; −1 where it has none. */
type Voices = (lists: readonly Stances[]) => readonly number[];

function eachItsOwn(lists: readonly Stances[]): readonly number[] {
  return lists.map((_, list) => list);
}

function independent(lists: readonly Stances[], alikeFrom?: number): readonly number[] {
  const compared = lists.map((_, list) => ({ id: String(list), rootKeys: [] }));
  const clusters = clustersOf(compared, statementsOf(lists), alikeFrom);
  return compared.map(({ id }) => clusters.voices.findIndex((voice) => voice.lists.includes(id)));
}

/** What one would try first: lists are linked of which one holds a third of the other, whatever chance says. */
function overlapping(lists: readonly Stances[]): readonly number[] {
  const group = lists.map((_, list) => list);
  const sizes = lists.map((list) => list.reduce((sum, stance) => sum + Math.abs(stance), 0));
  for (const [i, a] of lists.entries()) {
    for (const [j, b] of lists.entries()) {
      const common = a.reduce((sum, stance, item) => sum + (stance !== 0 && stance === b[item] ? 1 : 0), 0);
      if (i >= j || common < Math.min(sizes[i]!, sizes[j]!) / 3) continue;
      const [from, to] = [group[j]!, group[i]!];
      for (const [list, each] of group.entries()) if (each === from) group[list] = to;
    }
  }
  return group;
}

/** Lists that say the same of an item, for all items. */
export function statementsOf(lists: readonly Stances[]): ForEachStatement {
  const statements = [1, -1].flatMap((stance) => Array.from({ length: lists[0]?.length ?? 0 }, (_, item) => holders(lists, item, stance))).filter(({ length }) => length > 0);
  return (visit) => {
    for (const each of statements) visit(each, 1);
  };
}

function quorum(least: number): Rule {
  return (lists) => (item) => holders(lists, item, 1).length >= least;
}

function voices(of: Voices, least: number): Rule {
  return (lists) => {
    const voice = of(lists);
    return (item) => count(holders(lists, item, 1), voice) >= least;
  };
}

function overDisputes(of: Voices, margin: number): Rule {
  return (lists) => {
    const voice = of(lists);
    return (item) => count(holders(lists, item, 1), voice) >= Math.max(2, margin) && count(holders(lists, item, 1), voice) - count(holders(lists, item, -1), voice) >= margin;
  };
}

const FITTED = new WeakMap<readonly Stances[], Float64Array>();

function bridging(from: number): Rule {
  return (lists) => {
    const intercepts = FITTED.get(lists) ?? itemIntercepts(lists, 7);
    FITTED.set(lists, intercepts);
    return (item) => intercepts[item]! >= from;
  };
}

function rated(least: number): Rule {
  return (lists) => (item) => holders(lists, item, 1).length + holders(lists, item, -1).length >= least;
}

function both(one: Rule, other: Rule): Rule {
  return (lists) => {
    const [a, b] = [one(lists), other(lists)];
    return (item) => a(item) && b(item);
  };
}

function orElse(condition: Rule, one: Rule, other: Rule): Rule {
  return (lists) => {
    const [isMet, a, b] = [condition(lists), one(lists), other(lists)];
    return (item) => (isMet(item) ? a(item) : b(item));
  };
}

function holders(lists: readonly Stances[], item: number, stance: number): readonly number[] {
  return lists.flatMap((list, i) => (list[item] === stance ? [i] : []));
}

function count(lists: readonly number[], voice: readonly number[]): number {
  return new Set(lists.map((list) => voice[list]!).filter((each) => each >= 0)).size;
}
