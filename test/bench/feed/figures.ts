import { loadavg } from 'node:os';

/** One line a figure, as every bench prints them: what, how much of what unit, the aim beside it, how busy the machine was. */
export function say(name: string, value: number | string, unit: string, aim?: string): void {
  const figure = typeof value === 'string' ? value : Number(value.toPrecision(3)).toString();
  console.log(`${name}: ${figure} ${unit}${aim === undefined ? '' : ` (aim ${aim})`} [load ${(loadavg()[0] ?? 0).toFixed(1)}]`);
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const [low = Number.NaN, high = Number.NaN] = [sorted[sorted.length % 2 === 0 ? middle - 1 : middle], sorted[middle]];
  return (low + high) / 2;
}

export function quantile(values: readonly number[], share: number): number {
  return values.toSorted((a, b) => a - b)[Math.min(values.length - 1, Math.floor(share * values.length))] ?? Number.NaN;
}

/** Slope of the line through the logarithms: 1 where twice as much costs twice as much. */
export function logLogSlope(points: readonly (readonly [x: number, y: number])[]): number {
  const logs = points.map(([x, y]) => [Math.log(x), Math.log(y)] as const);
  const meanOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [meanX, meanY] = [meanOf(logs.map(([x]) => x)), meanOf(logs.map(([, y]) => y))];
  const rise = logs.reduce((sum, [x, y]) => sum + (x - meanX) * (y - meanY), 0);
  return rise / logs.reduce((sum, [x]) => sum + (x - meanX) ** 2, 0);
}
