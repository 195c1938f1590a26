import { randomFrom } from '../e2e/support/random.ts';

/** What one list says of each item: 1 asserts, −1 disputes, 0 nothing. */
export type Stances = Int8Array;

/** What attackers put into their lists besides the innocents, so as not to look alike. */
export type Camouflage =
  /** A little of their own work. */
  | 'none'
  /** Half of the flags of an honest list, each of another one. */
  | 'copying'
  /** Flags drawn from all that honest lists assert, as many as `mixed` says. */
  | 'mixing'
  /** As many flags again as a middling list has, on things that no other list speaks of. */
  | 'padding'
  /** The same, most of it in two lists each, so that somebody else seems to say it too. */
  | 'padding-in-pairs'
  /** One base of honest work under several keys, nine tenths of it in each list. */
  | 'one-owner';

export interface Plan {
  readonly seed: number;
  /** Honest curators; camps take turns. */
  readonly curators: number;
  readonly colluders: number;
  readonly camouflage?: Camouflage;
  /** As many as there are innocents where nothing is said: half of what an attacker says is then honest. */
  readonly mixed?: number;
  /** Lists that only copy what every honest list asserts, and how much of it. */
  readonly gatherers?: number;
  readonly gathered?: number;
}

/** A made-up world of which the truth is known. */
export interface World {
  /** Of each item, whether the label is right for it. */
  readonly holds: readonly boolean[];
  /** Items that the label is wrong for and that all colluders assert. */
  readonly innocents: readonly number[];
  /** The honest first, then those who copy everybody, then the colluders. */
  readonly lists: readonly Stances[];
}

export const ITEMS = 3_000;
export const INNOCENTS = 30;

/** Share of the items that the label is right for. */
const RIGHT = 0.3;
/** Share of all items that touch one of the two camps. */
const SLANTED = 0.3;
/** Share of the curators who copy another one, and how much of that list they take. */
const COPIERS = 0.25;
const COPIED = [0.4, 0.9] as const;

/**
 * A curator sees some of the items, popular ones sooner; of those it asserts most that the label is right for, and a
 * few others by mistake. It is hard on the other camp and blind to its own. What others assert and it finds wrong it
 * disputes now and then. All of it is drawn from the seed.
 */
interface Curator {
  readonly camp: 1 | -1;
  /** Share of the items it sees. */
  readonly coverage: number;
  readonly sensitivity: number;
  readonly mistakes: number;
  readonly bias: number;
  /** How often it disputes what it sees, finds wrong and others assert. */
  readonly disputes: number;
}

interface Item {
  readonly holds: boolean;
  readonly slant: -1 | 0 | 1;
  /** How much sooner than others it is seen; 1 on average. */
  readonly popularity: number;
}

export function aWorld({ seed, curators, colluders, camouflage = 'none', mixed = INNOCENTS, gatherers = 0, gathered = 0.5 }: Plan): World {
  const draw = drawFrom(seed);
  const items = Array.from({ length: ITEMS }, (): Item => {
    const holds = draw.chance(RIGHT);
    return { holds, slant: draw.chance(SLANTED) ? (draw.chance(0.5) ? 1 : -1) : 0, popularity: Math.exp(draw.normal() * 0.8 - 0.32) };
  });
  const innocents = draw.some(items.flatMap(({ holds }, i) => (holds ? [] : [i])), INNOCENTS);
  const honest: Stances[] = [];
  const who = Array.from({ length: curators }, (_, n): Curator => ({
    camp: n % 2 === 0 ? 1 : -1,
    coverage: 0.06 * 10 ** draw.between(0, 1),
    sensitivity: draw.between(0.7, 0.97),
    mistakes: draw.between(0.005, 0.04),
    bias: draw.between(0.1, 0.7),
    disputes: draw.between(0.1, 0.7),
  }));
  const seen = who.map(({ coverage }) => items.map(({ popularity }) => draw.chance(Math.min(0.95, coverage * popularity))));
  for (const [n, curator] of who.entries()) {
    const stances = new Int8Array(ITEMS);
    for (const [i, item] of items.entries()) if (seen[n]![i]! && draw.chance(chanceToAssert(curator, item))) stances[i] = 1;
    honest.push(stances);
  }
  for (const [n, stances] of honest.entries()) {
    if (n === 0 || !draw.chance(COPIERS)) continue;
    copyInto(stances, honest[Math.floor(draw.between(0, n))]!, draw.between(...COPIED), draw);
  }
  const gathering = Array.from({ length: gatherers }, () => {
    const stances = new Int8Array(ITEMS);
    for (const other of honest) copyInto(stances, other, gathered, draw);
    return stances;
  });
  const attacking = attackers({ colluders, camouflage, mixed }, honest, items, innocents, draw);
  const lists = [...honest, ...gathering, ...attacking];
  for (const [n, stances] of honest.entries()) {
    for (let i = 0; i < ITEMS; i++) {
      if (stances[i] === 0 && seen[n]![i]! && lists.some((other) => other[i] === 1) && draw.chance(who[n]!.disputes)) stances[i] = -1;
    }
  }
  return { holds: items.map(({ holds }) => holds), innocents, lists: lists.map((stances, n) => withPadding(stances, n - honest.length - gatherers, camouflage, colluders)) };
}

function chanceToAssert({ camp, sensitivity, mistakes, bias }: Curator, { holds, slant }: Item): number {
  if (holds) return slant === camp ? sensitivity * (1 - bias) : sensitivity;
  return slant === -camp ? bias : mistakes;
}

function attackers(
  { colluders, camouflage, mixed }: Required<Pick<Plan, 'colluders' | 'camouflage' | 'mixed'>>,
  honest: readonly Stances[],
  items: readonly Item[],
  innocents: readonly number[],
  draw: Draw,
): Stances[] {
  const asserted = items.flatMap((_, i) => (honest.some((stances) => stances[i] === 1) ? [i] : []));
  const base = new Int8Array(ITEMS);
  const work = (stances: Int8Array, share: number) => {
    for (const [i, { holds }] of items.entries()) if (holds && draw.chance(share)) stances[i] = 1;
  };
  work(base, 0.3);
  return Array.from({ length: colluders }, (_, n) => {
    const stances = new Int8Array(ITEMS);
    if (camouflage === 'mixing') for (const i of draw.some(asserted, mixed)) stances[i] = 1;
    else if (camouflage === 'copying') copyInto(stances, honest[n % honest.length]!, 0.5, draw);
    else if (camouflage === 'one-owner') copyInto(stances, base, 0.9, draw);
    else work(stances, 0.02);
    for (const i of innocents) stances[i] = 1;
    return stances;
  });
}

/** Padding lies beyond the items, where no honest list says anything: so much that an attacker has alone, and so much that two have. */
function withPadding(stances: Int8Array, attacker: number, camouflage: Camouflage, colluders: number): Stances {
  if (camouflage !== 'padding' && camouflage !== 'padding-in-pairs') return stances;
  const long = new Int8Array(ITEMS + 2 * colluders * PADDING);
  long.set(stances);
  if (attacker < 0) return long;
  const own = ITEMS + attacker * PADDING;
  const common = ITEMS + (colluders + Math.floor(attacker / 2)) * PADDING;
  if (camouflage === 'padding') return long.fill(1, own, own + PADDING);
  return long.fill(1, own, own + PADDING / 4).fill(1, common, common + PADDING);
}

const PADDING = 400;

function copyInto(stances: Int8Array, from: Stances, share: number, draw: Draw): void {
  for (let i = 0; i < ITEMS; i++) if (from[i] === 1 && draw.chance(share)) stances[i] = 1;
}

interface Draw {
  readonly between: (from: number, to: number) => number;
  readonly chance: (probability: number) => boolean;
  readonly normal: () => number;
  readonly some: (from: readonly number[], count: number) => readonly number[];
}

function drawFrom(seed: number): Draw {
  const random = randomFrom(seed * 7_919 + 11);
  const between = (from: number, to: number) => from + (to - from) * random();
  return {
    between,
    chance: (probability) => random() < probability,
    // Box and Muller 1958.
    normal: () => Math.sqrt(-2 * Math.log(1 - random() * 0.999_999)) * Math.cos(2 * Math.PI * random()),
    some(from, count) {
      const left = [...from];
      return Array.from({ length: count }, () => left.splice(Math.floor(between(0, left.length)), 1)[0]!);
    },
  };
}
