import { measureClusters } from './agreement-cost.ts';
import { shareLoweredByAssertion } from './agreement-bridging.ts';
import { qualityOf, RULES, shippedFrom, type Quality, type Rule, type RuleName } from './agreement-rules.ts';
import { aWorld, type Plan } from './agreement-world.ts';
import { say } from './rows.ts';

/**
 * Which rule says best that several lists agree: a made-up world of curators in two camps, of whom some copy others and
 * some attack innocents (`agreement-world.ts`), and what it costs to find out which lists are one voice.
 * Run: `npm run bench:agreement`; `-- rules` or `-- cost` runs one half.
 *
 * A cell is precision / recall / innocents of 30 that are hit, means over the seeds; where there is room, ± one standard
 * deviation between seeds. ALIKE_FROM was chosen on other seeds than those that are told.
 */
const SEEDS = range(101, 20);
const TUNING_SEEDS = range(1, 10);

type Told = readonly [name: string, plan: Omit<Plan, 'seed'>];

const MAIN: readonly Told[] = [0, 6, 16].map((colluders) => [`${colluders} colluders`, { curators: 24, colluders }]);

const SIZES: readonly Told[] = [5, 10, 24, 100].map((curators) => [`${curators} curators`, { curators, colluders: 6 }]);

const DISGUISES: readonly Told[] = [
  ['6 copy half of one', { curators: 24, colluders: 6, camouflage: 'copying' }],
  ['16 copy half of one', { curators: 24, colluders: 16, camouflage: 'copying' }],
  ['6 pad', { curators: 24, colluders: 6, camouflage: 'padding' }],
  ['6 pad in pairs', { curators: 24, colluders: 6, camouflage: 'padding-in-pairs' }],
  ['10 of one owner', { curators: 24, colluders: 10, camouflage: 'one-owner' }],
  ['6, 1 gathers half', { curators: 24, colluders: 6, gatherers: 1, gathered: 0.5 }],
  ['6, 1 gathers all', { curators: 24, colluders: 6, gatherers: 1, gathered: 1 }],
];

const MIXES: readonly Told[] = [30, 60, 120, 240, 480].map((mixed) => [`6 mix in ${mixed}`, { curators: 24, colluders: 6, camouflage: 'mixing', mixed }]);

/** Of the rules, those worth a second look. */
const CONTENDERS: readonly RuleName[] = ['2 lists', '3 lists', '2 more lists than dispute', '2 independent voices', 'shipped', 'bridging at .40', 'bridging from .2', 'both: bridging at .40 and shipped', 'both: bridging from .1 and shipped', 'bridging at .40 with 5 votes, else shipped'];

function measureRules(): void {
  printTable('24 curators', MAIN, Object.entries(RULES), SEEDS, true);
  for (const [title, told] of [['6 colluders among fewer and more', SIZES], ['disguises, 24 curators', DISGUISES], ['half and more of an attacker’s flags are honest ones, 24 curators', MIXES]] as const) {
    printTable(title, told, CONTENDERS.map((name) => [name, RULES[name]]), SEEDS, false);
  }
  const bounds = [0.1, 0.15, 0.2, 0.25, 0.3, 0.4].map((from) => [`alike from ${from}`, shippedFrom(from)] as const);
  printTable('the bound, on the seeds it was chosen by', [...MAIN.slice(0, 2), ...DISGUISES.slice(0, 2), ...MIXES.slice(0, 3)], bounds, TUNING_SEEDS, false);
  const lowered = SEEDS.slice(0, 3).map((seed) => shareLoweredByAssertion(aWorld({ seed, curators: 24, colluders: 6 }).lists, seed));
  say({ name: 'bridging: one more assertion lowers the item', value: 100 * mean(lowered), unit: '% of cases', note: 'in the shipped rule never, by a property test' });
}

function printTable(title: string, told: readonly Told[], rules: readonly (readonly [string, Rule])[], seeds: readonly number[], withSpread: boolean): void {
  console.log(`\n${title} (${seeds.length} seeds)`);
  const width = withSpread ? 36 : 21;
  const line = (name: string, cells: readonly string[]) => console.log(name.padEnd(46) + cells.map((cell) => cell.padStart(width)).join(''));
  line('', told.map(([name]) => name));
  const worlds = told.map(([, plan]) => seeds.map((seed) => aWorld({ ...plan, seed })));
  for (const [name, rule] of rules) {
    line(name, worlds.map((of) => asCell(of.map((world) => qualityOf(rule, world)), withSpread)));
  }
}

function asCell(measured: readonly Quality[], withSpread: boolean): string {
  const told = (key: keyof Quality, digits: number) => {
    const values = measured.map((each) => each[key]);
    return mean(values).toFixed(digits) + (withSpread ? ` ±${spread(values).toFixed(digits)}` : '');
  };
  return [told('precision', 2), told('recall', 2), told('innocents', 1)].join(' / ');
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function spread(values: readonly number[]): number {
  const middle = mean(values);
  return Math.sqrt(values.reduce((sum, value) => sum + (value - middle) ** 2, 0) / (values.length - 1));
}

function range(from: number, count: number): readonly number[] {
  return Array.from({ length: count }, (_, i) => from + i);
}

const [only] = process.argv.slice(2);
if (only !== 'cost') measureRules();
if (only !== 'rules') measureClusters();
