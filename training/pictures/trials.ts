import { SERVED, SOCIAL, type Candidate } from './candidates.ts';
import type { TableKind } from './features.ts';

const travelled = (count: number): TableKind[] => Array.from({ length: count }, (_, i) => ({ name: 'travelled', variant: i + 1 }));
const retouched = (variant: number): TableKind => ({ name: 'retouched', variant });

const MLP = { kind: 'mlp', hidden: 64, members: 1, steps: 300, rate: 1e-3, decay: 0.05, dropout: 0.3, smoothing: 0.05, mixup: 0, shift: 0, seed: 1 } as const;
const BASE: Omit<Candidate, 'name'> = {
  taps: [1, 3, 6, 10, 13],
  apart: false,
  pooling: 'means and deviations',
  seen: [SOCIAL, SERVED, ...travelled(1)],
  drawings: { ofAKind: 0, variants: [] },
  balance: 0.5,
  head: MLP,
};

const MEANS = { pooling: 'means', seen: [...BASE.seen, { name: 'travelled', variant: 2 }, retouched(1)], drawings: { ofAKind: 90, variants: [1, 2] } } as const satisfies Partial<Candidate>;

const MOST = { seen: [...MEANS.seen, { name: 'travelled', variant: 3 }, retouched(2)], drawings: { ofAKind: 200, variants: [1] } } as const satisfies Partial<Candidate>;

const ONCE = { drawings: { ofAKind: 90, variants: [2] } } as const satisfies Partial<Candidate>;

const WIDE = ['wide 1', 'wide 3', 'wide 6', 'wide 10', 'wide 13'] as const;
const INCEPTION = ['inception 0', 'inception 1', 'inception 2', 'inception 3', 'inception 4'] as const;
const RESIDUALS = ['residual 1', 'residual 3', 'residual 6'] as const;

/** What was tried, one thing changed at a time; `npx tsx training/pictures/try.ts` prints the table. */
export const CANDIDATES: readonly Candidate[] = [
  { ...BASE, name: 'early logistic', taps: [1, 3, 6], head: { kind: 'logistic', l2: 30 } },
  { ...BASE, name: 'early mlp', taps: [1, 3, 6] },
  { ...BASE, name: 'wide mlp' },
  { ...BASE, name: 'wide mlp + spectrum', taps: [...BASE.taps, 'spectrum'] },
  { ...BASE, name: 'early mlp + spectrum', taps: [1, 3, 6, 'spectrum'] },
  { ...BASE, name: 'spectrum mlp', taps: ['spectrum'] },
  { ...BASE, name: 'wide mlp, means', pooling: 'means' },
  { ...BASE, name: 'wide mlp, drawings', drawings: { ofAKind: 90, variants: [1] } },
  { ...BASE, name: 'wide mlp, retouched', seen: [...BASE.seen, retouched(1)] },
  { ...BASE, name: 'wide mlp, balance 1', balance: 1 },
  { ...BASE, name: 'wide mlp, balance 0', balance: 0 },
  { ...BASE, name: 'wide mlp, 900 steps', head: { ...MLP, steps: 900 } },
  { ...BASE, name: 'wide mlp, decay 1', head: { ...MLP, decay: 1 } },
  { ...BASE, name: 'wide mlp, mixup', head: { ...MLP, mixup: 0.5 } },
  { ...BASE, name: 'wide mlp, 3 members', head: { ...MLP, members: 3 } },
  { ...BASE, name: 'to block 10', taps: [1, 3, 6, 10] },
  { ...BASE, ...MEANS, name: 'means, more data' },
  { ...BASE, ...MEANS, name: 'means, more data, balance 1', balance: 1 },
  { ...BASE, ...MEANS, name: 'means, more data, 3 members', head: { ...MLP, members: 3 } },
  { ...BASE, ...MEANS, name: 'means, more data, decay 1, 3 members', head: { ...MLP, members: 3, decay: 1 } },
  { ...BASE, ...MEANS, name: 'means, more data, mixup', head: { ...MLP, mixup: 0.5 } },
  { ...BASE, ...MEANS, name: 'means, more data, to block 10', taps: [1, 3, 6, 10] },
  { ...BASE, ...MEANS, name: 'means, more data, early', taps: [1, 3, 6] },
  { ...BASE, ...MEANS, name: 'means and deviations, more data', pooling: 'means and deviations' },
  { ...BASE, ...MEANS, name: 'means, more data, no drawings', drawings: { ofAKind: 0, variants: [] } },
  { ...BASE, ...MEANS, name: 'means, more data, 1,000 drawings', drawings: { ofAKind: 200, variants: [1] } },
  { ...BASE, ...MEANS, ...MOST, name: 'means, most data' },
  { ...BASE, ...MEANS, name: 'means, more data, none retouched', seen: MEANS.seen.slice(0, -1) },
  { ...BASE, ...MEANS, name: 'means, more data, spectrum', taps: [...BASE.taps, 'spectrum'] },
  { ...BASE, ...MEANS, name: 'means, more data, logistic', head: { kind: 'logistic', l2: 100 } },
  { ...BASE, ...MEANS, name: 'means, more data, 1200 steps', head: { ...MLP, steps: 1200 } },
  { ...BASE, ...MEANS, name: 'means, more data, 100 steps', head: { ...MLP, steps: 100 } },
  { ...BASE, ...MEANS, name: 'means, more data, 256 units', head: { ...MLP, hidden: 256 } },
  { ...BASE, ...MEANS, ...ONCE, name: 'means, drawings once' },
  { ...BASE, ...MEANS, ...ONCE, name: 'means, drawings once, shifted', head: { ...MLP, shift: 1 } },
  { ...BASE, ...MEANS, ...ONCE, name: 'means, drawings once, residual', taps: [...BASE.taps, ...RESIDUALS] },
  { ...BASE, ...MEANS, ...ONCE, name: 'means, drawings once, residual, shifted', taps: [...BASE.taps, ...RESIDUALS], head: { ...MLP, shift: 1 } },
  { ...BASE, ...MEANS, ...ONCE, name: 'means, drawings once, shifted twice as far', head: { ...MLP, shift: 2 } },
  { ...BASE, ...MEANS, ...ONCE, name: 'means, drawings once, all blocks', taps: [...BASE.taps, 16, 'out'] },
  { ...BASE, ...MEANS, ...ONCE, name: 'means, drawings once, the wider network', taps: WIDE },
  { ...BASE, ...MEANS, ...ONCE, name: 'means, drawings once, both networks', taps: [...BASE.taps, ...WIDE] },
  { ...BASE, ...MEANS, name: 'means, more data, the wider network', taps: WIDE },
  { ...BASE, ...MEANS, name: 'means, more data, the wider network, 3 members', taps: WIDE, head: { ...MLP, members: 3 } },
  { ...BASE, ...MEANS, name: 'means, more data, both networks apart', taps: [...BASE.taps, ...WIDE], apart: true },
  { ...BASE, ...MEANS, name: 'means, more data, Inception', taps: INCEPTION },
  { ...BASE, ...MEANS, name: 'means, more data, three networks apart', taps: [...BASE.taps, ...WIDE, ...INCEPTION], apart: true },
  { ...BASE, ...MEANS, name: 'means, more data, taught by both apart', taughtBy: { taps: [...BASE.taps, ...WIDE], apart: true } },
  { ...BASE, ...MEANS, name: 'means, more data, the wider network, taught by both apart', taps: WIDE, taughtBy: { taps: [...BASE.taps, ...WIDE], apart: true } },
  { ...BASE, ...MEANS, name: 'means, more data, both apart, taught by three', taps: [...BASE.taps, ...WIDE], apart: true, taughtBy: { taps: [...BASE.taps, ...WIDE, ...INCEPTION], apart: true } },
  { ...BASE, pooling: 'means', name: 'the wider network, means', taps: WIDE },
  { ...BASE, pooling: 'means', name: 'Inception, means', taps: INCEPTION },
];

/** What ships. */
export const CHOSEN: Candidate = { ...BASE, ...MEANS, name: 'what ships', taps: [...BASE.taps, ...WIDE], apart: true };
