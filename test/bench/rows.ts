import { loadavg } from 'node:os';

export interface Row {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  readonly aim?: Aim;
  /** The same measure of others, in the same unit, taken in the same run. */
  readonly beside?: Readonly<Record<string, number>>;
  readonly note?: string;
}

/** A bar of issue and measuring page: the value is to stay under it, or to reach it. */
export interface Aim {
  readonly bound: '≤' | '≥';
  readonly value: number;
}

/** Prints `name: value unit  (aim ≤ x, met; other y; note; load z)`: the load average tells how far to trust a time. */
export function say({ name, value, unit, aim, beside = {}, note }: Row): void {
  const remarks = [
    ...(aim === undefined ? [] : [`aim ${aim.bound} ${round(aim.value)}, ${reaches(value, aim) ? 'met' : 'NOT MET'}`]),
    ...Object.entries(beside).map(([who, theirs]) => `${who} ${round(theirs)}`),
    ...(note === undefined ? [] : [note]),
    `load ${loadavg()[0]!.toFixed(1)}`,
  ];
  console.log(`${name}: ${round(value)}${unit === '' ? '' : ` ${unit}`}  (${remarks.join('; ')})`);
}

export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

export function quantile(values: readonly number[], share: number): number {
  const at = Math.min(values.length - 1, Math.floor(values.length * share));
  const value = values.toSorted((a, b) => a - b)[at];
  if (value === undefined) throw new Error('nothing was measured');
  return value;
}

function reaches(value: number, { bound, value: bar }: Aim): boolean {
  return bound === '≤' ? value <= bar : value >= bar;
}

/** Three digits, thousands apart. */
function round(value: number): string {
  const digits = value === 0 ? 0 : Math.max(0, 2 - Math.floor(Math.log10(Math.abs(value))));
  return value.toLocaleString('en', { maximumFractionDigits: Math.min(digits, 3), useGrouping: value >= 10_000 });
}

/** How long work took, and what came of it. */
export function timed<T>(work: () => T): { readonly ms: number; readonly value: T } {
  const start = performance.now();
  const value = work();
  return { ms: performance.now() - start, value };
}

/** The same of work that waits. */
export async function timedAsync<T>(work: () => Promise<T>): Promise<{ readonly ms: number; readonly value: T }> {
  const start = performance.now();
  const value = await work();
  return { ms: performance.now() - start, value };
}

/** The same in processor time: other programs on the machine disturb it less. */
export function timedOnProcessor<T>(work: () => T): { readonly ms: number; readonly value: T } {
  const start = process.cpuUsage();
  const value = work();
  const { user, system } = process.cpuUsage(start);
  return { ms: (user + system) / 1000, value };
}

/** What must not fail where something is measured. */
export function valueOf<T>(result: { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: { readonly message: string } }): T {
  if (!result.ok) throw new Error(result.error.message);
  return result.value;
}
