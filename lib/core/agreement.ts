import type { Flag, ListRef } from './evidence.ts';
import { isForeignLabel } from './label.ts';

/** A list the reader follows, as far as comparing it with others asks. */
export interface ComparedList {
  readonly id: string;
  /** Root keys of the list: lists that share one have one owner. */
  readonly rootKeys: readonly string[];
}

/**
 * Calls `visit` for statements of the lists – one subject, one label, asserted or disputed – each once, in any order.
 * `holders` are the places of the lists that make it, ascending and without doubles. Where statements are sampled, one
 * stands for `standsFor` of its kind, 1 or more. It is gone through several times and must say the same each time.
 */
export type ForEachStatement = (visit: (holders: readonly number[], standsFor: number) => void) => void;

/** What makes lists one voice. */
export type Bond =
  /** A list by itself. */
  | 'alone'
  /** They share a root key. */
  | 'one-owner'
  /** They say the same more often than chance explains. */
  | 'alike';

/** Lists that are counted once where lists are counted. */
export interface Voice {
  /** Ids, ascending. */
  readonly lists: readonly [string, ...string[]];
  readonly bond: Bond;
}

/** How the reader's lists count together. Plain data: computed when lists change, off the main path, and kept. */
export interface Clusters {
  readonly voices: readonly Voice[];
  /**
   * Ids of lists that are shown like any other and have no voice: they have too little in common with others to tell
   * whether they go their own way, or so much that chance explains it all.
   */
  readonly uncompared: readonly string[];
}

export const AGREEMENT_OUTCOMES = ['agree', 'divided', 'one-voice', 'too-few-to-compare'] as const;
/**
 * Enough more independent voices assert than dispute; enough assert and too many dispute; several lists assert that are
 * one voice; several assert, of which too many cannot be compared to say more.
 */
export type AgreementOutcome = (typeof AGREEMENT_OUTCOMES)[number];

/** A voice as it speaks on one subject: by those of its lists that do. */
export interface Speaking {
  readonly lists: readonly [ListRef, ...ListRef[]];
  readonly bond: Bond;
}

/** What the reader's lists amount to on one label of one subject. */
export interface Agreement {
  readonly outcome: AgreementOutcome;
  /** Independent of each other, in the order of the clusters. */
  readonly asserting: readonly Speaking[];
  readonly disputing: readonly Speaking[];
  /** Lists that assert and have no voice. */
  readonly uncompared: readonly ListRef[];
  /** Of how many lists: “2 of your 5 lists”. */
  readonly followed: number;
}

/** By so many independent voices those who assert outnumber those who dispute where lists agree. */
export const AGREEMENT_MARGIN = 2;

/** From so much in common beyond chance on, of all that could be, two lists are one voice (decision 0115). */
export const ALIKE_FROM = 0.2;
/** From here on one list is all but a copy: what both say is then no sign that anybody else says it. */
const COPIED_FROM = 0.8;
/** Where chance explains that much of the smaller of two lists, nothing can be told of the larger one. */
const NO_ROOM_FROM = 0.8;
/** Lists that have as much of both in common say the same, whatever chance explains. */
const NEARLY_ALL = 0.9;
/** Fewer statements in common with others tell nothing of how a list goes with them. */
export const MIN_SHARED = 20;

/**
 * Which lists count as one voice. Only statements that a list shares with another voice are looked at: what it alone
 * says costs nothing to add. Two lists that share s₁ and s₂ have by chance e = c · s₁ · s₂ of them in common, c being
 * what all pairs together have in common for what they share (Chung and Lu 2002; the null model of modularity, Newman
 * 2006). Of n in common, (n − e) / (min(s₁, s₂) − e) is beyond chance: 0 for independent lists, 1 for a copy, as in
 * Cohen's κ (1960). First copies are joined, counting anew until there are none, so that two lists cannot vouch for each
 * other's padding; then what is alike from `alikeFrom` on, also over others.
 *
 * Without a voice is a list that shares fewer than MIN_SHARED of the statements looked at with another voice, and one
 * that holds so much of what others hold that nobody can tell whether it gathers from them. Lists of one owner, or
 * nearly the same, are one list in all of this. The order of lists does not matter.
 *
 * Memory goes with the square of the lists; time with that and with the square of the holders of each statement, for
 * every time they are counted: three times, and once more where copies of copies are found.
 */
export function clustersOf(lists: readonly ComparedList[], forEachStatement: ForEachStatement, alikeFrom = ALIKE_FROM): Clusters {
  const places = lists.map((_, i) => i);
  const owners = ownersOf(lists);
  const single = countsOf(places, forEachStatement);
  const units = joined(owners, pairsOf(places).filter(([i, j]) => areSame(single, i, j)));
  const forEachOfUnits = byUnit(units, forEachStatement);
  const firsts = places.filter((i) => units[i] === i);

  let voices = units;
  let counts = countsOf(voices, forEachOfUnits);
  const pairs = () => pairsOf(firsts.filter((i) => counts.seen[i]! >= MIN_SHARED)).filter(([i, j]) => voices[i] !== voices[j]);
  for (;;) {
    const copies = pairs().filter(([i, j]) => beyondChance(counts, i, j) >= COPIED_FROM);
    if (copies.length === 0) break;
    voices = joined(voices, copies);
    counts = countsOf(voices, forEachOfUnits);
  }
  const gathering = new Set(pairs().flatMap(([i, j]) => withoutRoom(counts, i, j)));
  voices = joined(voices, pairs().filter(([i, j]) => beyondChance(counts, i, j) >= alikeFrom));
  const told = new Set(firsts.filter((i) => counts.seen[i]! >= MIN_SHARED).map((i) => voices[i]!));
  const hasVoice = (i: number) => told.has(voices[i]!) && !gathering.has(units[i]!);
  const membersOf = (voice: number) => places.filter((i) => voices[i] === voice && hasVoice(i));
  return {
    voices: [...told]
      .map(membersOf)
      .filter((members) => members.length > 0)
      .map((members) => voiceOf(members, owners, lists))
      .toSorted((a, b) => compareText(a.lists[0], b.lists[0])),
    uncompared: idsOf(places.filter((i) => !hasVoice(i)), lists),
  };
}

/**
 * What flags of several lists on one subject and label amount to: whether at least AGREEMENT_MARGIN more independent
 * voices assert than dispute. A voice asserts where one of its lists does, and disputes where one of them does. A list
 * that `clusters` does not know has no voice. Nothing where fewer than two lists assert, and of labels that only
 * their own list knows.
 */
export function agreementOn(flags: readonly Flag[], clusters: Clusters): Agreement | undefined {
  const combined = flags.filter(({ label }) => !isForeignLabel(label));
  const asserting = listsOf(combined.filter(({ polarity }) => polarity === 'asserts'));
  if (asserting.length < 2) return undefined;
  const voices = speaking(asserting, clusters);
  const against = speaking(listsOf(combined.filter(({ polarity }) => polarity === 'disputes')), clusters);
  const uncompared = asserting.filter(({ id }) => !clusters.voices.some(({ lists }) => lists.includes(id)));
  return {
    outcome: outcomeOf(voices.length, against.length, uncompared.length),
    asserting: voices,
    disputing: against,
    uncompared,
    followed: clusters.voices.reduce((sum, { lists }) => sum + lists.length, clusters.uncompared.length),
  };
}

function outcomeOf(asserting: number, disputing: number, uncompared: number): AgreementOutcome {
  if (asserting - disputing >= AGREEMENT_MARGIN) return 'agree';
  if (asserting >= AGREEMENT_MARGIN) return 'divided';
  return uncompared > 0 ? 'too-few-to-compare' : 'one-voice';
}

/** The voices of these lists. */
function speaking(speakers: readonly ListRef[], { voices }: Clusters): readonly Speaking[] {
  return voices.flatMap(({ lists, bond }) => {
    const [first, ...rest] = speakers.filter(({ id }) => lists.includes(id));
    return first === undefined ? [] : [{ lists: [first, ...rest], bond } as const];
  });
}

/** Each list once, by id. */
function listsOf(flags: readonly Flag[]): readonly ListRef[] {
  return [...new Map(flags.map(({ list }) => [list.id, list])).values()].toSorted((a, b) => compareText(a.id, b.id));
}

/** What was counted, by place of the list. Shared is what another voice says too. */
interface Counts {
  readonly all: Float64Array;
  readonly shared: Float64Array;
  /** Shared statements that were looked at, however many they stand for. */
  readonly seen: Float64Array;
  /** What two lists of different voices have in common, at i · lists + j for i < j. */
  readonly common: Float64Array;
  /** What c · s₁ · s₂ is expected of two lists. */
  readonly chance: number;
}

function countsOf(voices: readonly number[], forEachStatement: ForEachStatement): Counts {
  const size = voices.length;
  const [all, shared, seen] = [new Float64Array(size), new Float64Array(size), new Float64Array(size)];
  const common = new Float64Array(size * size);
  forEachStatement((holders, standsFor) => {
    const isShared = holders.some((i) => voices[i] !== voices[holders[0]!]);
    for (const [at, i] of holders.entries()) {
      all[i]! += standsFor;
      if (!isShared) continue;
      shared[i]! += standsFor;
      seen[i]! += 1;
      for (let next = at + 1; next < holders.length; next++) {
        const j = holders[next]!;
        if (voices[i] !== voices[j]) common[i * size + j]! += standsFor;
      }
    }
  });
  let [found, possible] = [0, 0];
  for (const [i, j] of pairsOf(voices.map((_, place) => place))) {
    found += common[i * size + j]!;
    if (voices[i] !== voices[j]) possible += shared[i]! * shared[j]!;
  }
  return { all, shared, seen, common, chance: possible === 0 ? 0 : found / possible };
}

function inCommon({ common, all }: Counts, i: number, j: number): number {
  return common[Math.min(i, j) * all.length + Math.max(i, j)]!;
}

function areSame(counts: Counts, i: number, j: number): boolean {
  return inCommon(counts, i, j) > 0 && inCommon(counts, i, j) >= NEARLY_ALL * Math.max(counts.all[i]!, counts.all[j]!);
}

/** What two lists have in common beyond chance, of all that could be. */
function beyondChance(counts: Counts, i: number, j: number): number {
  const [a, b] = [counts.shared[i]!, counts.shared[j]!];
  const both = inCommon(counts, i, j);
  if (both >= NEARLY_ALL * Math.max(a, b)) return 1;
  const byChance = counts.chance * a * b;
  return withoutRoom(counts, i, j).length > 0 ? 0 : (both - byChance) / (Math.min(a, b) - byChance);
}

/** The larger of two lists, or both where neither is, if what they have in common by chance leaves nothing to be told. */
function withoutRoom({ shared, chance }: Counts, i: number, j: number): readonly number[] {
  const [a, b] = [shared[i]!, shared[j]!];
  if (chance * a * b < NO_ROOM_FROM * Math.min(a, b)) return [];
  return [...(a >= b ? [i] : []), ...(b >= a ? [j] : [])];
}

/** The statements as units make them: a unit is named by its first list. */
function byUnit(units: readonly number[], forEachStatement: ForEachStatement): ForEachStatement {
  if (units.every((unit, i) => unit === i)) return forEachStatement;
  return (visit) =>
    forEachStatement((holders, standsFor) => {
      visit(holders.length === 1 ? [units[holders[0]!]!] : [...new Set(holders.map((i) => units[i]!))].toSorted((i, j) => i - j), standsFor);
    });
}

/** Of each list, the place of the first that has a root key in common with it, also by way of others. */
export function ownersOf(lists: readonly ComparedList[]): readonly number[] {
  const first = new Map<string, number>();
  const pairs: Pair[] = [];
  for (const [i, { rootKeys }] of lists.entries()) {
    for (const key of rootKeys) {
      const other = first.get(key);
      if (other === undefined) first.set(key, i);
      else pairs.push([other, i]);
    }
  }
  return joined(lists.map((_, i) => i), pairs);
}

type Pair = readonly [number, number];

/** Groups with these pairs in one; each place tells the least of its group. */
function joined(groups: readonly number[], pairs: readonly Pair[]): readonly number[] {
  const above = [...groups];
  const least = (i: number): number => {
    let at = i;
    while (above[at] !== at) at = above[at]!;
    return at;
  };
  for (const [i, j] of pairs) {
    const [a, b] = [least(i), least(j)];
    above[Math.max(a, b)] = Math.min(a, b);
  }
  return above.map((_, i) => least(i));
}

function pairsOf(places: readonly number[]): readonly Pair[] {
  return places.flatMap((i, at) => places.slice(at + 1).map((j): Pair => [i, j]));
}

function voiceOf(members: readonly number[], owners: readonly number[], lists: readonly ComparedList[]): Voice {
  const [first, ...rest] = idsOf(members, lists);
  const isOneOwner = members.every((i) => owners[i] === owners[members[0]!]);
  return { lists: [first!, ...rest], bond: members.length === 1 ? 'alone' : isOneOwner ? 'one-owner' : 'alike' };
}

function idsOf(places: readonly number[], lists: readonly ComparedList[]): readonly string[] {
  return places.map((i) => lists[i]!.id).toSorted(compareText);
}

/** By code unit: the same in every locale. */
function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
