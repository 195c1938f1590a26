import { FeedTab, type Bench, type Condition, type Cpu } from './conditions.ts';
import { logLogSlope, median, say } from './figures.ts';

export interface CpuOptions {
  readonly rounds: number;
  /** Lengths of the feed at which it is measured, rising. */
  readonly sizes: readonly number[];
  /** A rescan costs the square: it is not grown further than this. */
  readonly largestNaive: number;
}

/** P1: what a post costs the page's main thread, the page alone taken off, at rising lengths of one growing feed. */
export async function measureCpu({ drivers, feedUrl }: Bench, { rounds, sizes, largestNaive }: CpuOptions): Promise<void> {
  const runs = new Map<Condition, (readonly Cpu[])[]>();
  for (let round = 0; round < rounds; round += 1) {
    for (const [condition, driver] of drivers) {
      const tab = await FeedTab.open(driver, feedUrl);
      const reached = await growAlong(tab, sizes.filter((size) => condition !== 'naive' || size <= largestNaive));
      await tab.close();
      runs.set(condition, [...(runs.get(condition) ?? []), reached]);
    }
  }

  const net = (condition: Condition, at: number, what: keyof Cpu): readonly number[] =>
    (runs.get(condition) ?? []).map((run, round) => (run[at]?.[what] ?? Number.NaN) - (runs.get('alone')?.[round]?.[at]?.[what] ?? Number.NaN));
  const perPost = (condition: Condition, at: number, what: keyof Cpu): readonly number[] =>
    net(condition, at, what).map((ms) => (ms * 1_000) / (sizes[at] ?? 1));

  for (const [at, size] of sizes.entries()) {
    for (const condition of ['ours', 'floor', 'naive'] as const) {
      const script = perPost(condition, at, 'scriptMs').filter(Number.isFinite);
      const all = perPost(condition, at, 'allMs').filter(Number.isFinite);
      if (script.length === 0) continue;
      const aim = condition === 'ours' ? '≤ 25' : undefined;
      say(`P1 script CPU a post, ${condition}, at ${size} posts`, figures(script), 'µs', aim);
      say(`P1 main-thread CPU a post but style and layout, ${condition}, at ${size} posts`, figures(all), 'µs');
    }
  }
  const last = sizes.length - 1;
  say('P1 ours over the least possible, script', median(net('ours', last, 'scriptMs')) / median(net('floor', last, 'scriptMs')), 'times');
  const curve = sizes.map((size, at) => [size, median(net('ours', at, 'scriptMs'))] as const);
  say(`P1 log-log slope, ${sizes[0]} to ${sizes.at(-1)} posts`, logLogSlope(curve), '', '≤ 1.05');
  const atNaive = sizes.indexOf(largestNaive);
  if (atNaive >= 0 && runs.has('naive')) {
    const share = median(net('naive', atNaive, 'scriptMs')) / median(net('ours', atNaive, 'scriptMs'));
    say(`P1 naive rescan over ours, at ${largestNaive} posts`, share, 'times', '≥ 25');
  }
}

/** What had been spent at each of the sizes, from the empty feed on. */
async function growAlong(tab: FeedTab, sizes: readonly number[]): Promise<readonly Cpu[]> {
  const start = await tab.cpu();
  const reached: Cpu[] = [];
  for (const size of sizes) {
    await tab.grow(size);
    await tab.settle();
    const now = await tab.cpu();
    reached.push({ scriptMs: now.scriptMs - start.scriptMs, allMs: now.allMs - start.allMs });
  }
  return reached;
}

function figures(values: readonly number[]): string {
  return `${median(values).toFixed(1)} (least ${Math.min(...values).toFixed(1)})`;
}
