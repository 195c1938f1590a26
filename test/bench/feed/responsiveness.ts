import type { CDPSession } from 'playwright-core';
import { FeedTab, type Bench, type Condition } from './conditions.ts';
import { median, quantile, say } from './figures.ts';

/** Longer tasks are what the web calls long. */
const LONG_MS = 50;
/** Interactions of each kind in one tab. */
const INTERACTIONS = 30;

interface Seen {
  /** Processor time of our functions in the busiest task of the tab, and in each long one. */
  readonly busiestMs: number;
  readonly longOfOurs: number;
  readonly longTasks: number;
  /** Event Timing of real clicks and keys: from the input to the next frame. */
  readonly interactionsMs: readonly number[];
}

/** P2: tasks of ours that hold the page up, and how fast it answers the reader while the feed grows. */
export async function measureResponsiveness({ drivers, feedUrl }: Bench, rounds: number, posts: number): Promise<void> {
  const seen = new Map<Condition, Seen[]>();
  for (let round = 0; round < rounds; round += 1) {
    for (const condition of ['alone', 'ours'] as const) {
      const driver = drivers.get(condition);
      if (driver === undefined) continue;
      const tab = await FeedTab.open(driver, feedUrl);
      seen.set(condition, [...(seen.get(condition) ?? []), await useWhileGrowing(tab, posts)]);
      await tab.close();
    }
  }
  const all = (condition: Condition): readonly Seen[] => seen.get(condition) ?? [];
  const ours = all('ours');
  say(`P2 tasks over ${LONG_MS} ms of which our functions took more, in ${rounds} × ${posts} posts`, sum(ours.map(({ longOfOurs }) => longOfOurs)), 'tasks', '0');
  say('P2 our share of the busiest task, CPU', Math.max(...ours.map(({ busiestMs }) => busiestMs)), 'ms', `< ${LONG_MS}`);
  for (const condition of ['alone', 'ours'] as const) {
    say(`P2 long tasks, ${condition}`, sum(all(condition).map(({ longTasks }) => longTasks)), 'tasks');
  }
  const interactions = (condition: Condition): readonly number[] => all(condition).flatMap(({ interactionsMs }) => interactionsMs);
  const [alone98, ours98] = [quantile(interactions('alone'), 0.98), quantile(interactions('ours'), 0.98)];
  say(`P2 INP (98th percentile of ${interactions('ours').length}), alone ${alone98} ms, ours ${ours98} ms`, ours98 / alone98, 'times', '≤ 1.10');
  const [aloneMiddle, oursMiddle] = [median(interactions('alone')), median(interactions('ours'))];
  say(`P2 median interaction, alone ${aloneMiddle} ms, ours ${oursMiddle} ms`, oursMiddle / aloneMiddle, 'times', '≤ 1.10');
}

/** A reader who clicks and types while the feed grows. */
async function useWhileGrowing(tab: FeedTab, posts: number): Promise<Seen> {
  const { page, cdp } = tab;
  await page.evaluate(`globalThis.interactions = new Map(); new PerformanceObserver((list) => {
    for (const { interactionId, duration } of list.getEntries())
      if (interactionId > 0) interactions.set(interactionId, Math.max(duration, interactions.get(interactionId) ?? 0));
  }).observe({ type: 'event', durationThreshold: 16 }); note.style.cssText = 'position: fixed; top: 0; left: 0'`);
  const tasks = await traced(cdp, async () => {
    const growing = tab.grow(posts);
    await page.mouse.click(20, 10);
    for (let n = 0; n < INTERACTIONS; n += 1) {
      await page.keyboard.press('a');
      await page.mouse.click(20, 10);
      await new Promise((resolve) => setTimeout(resolve, 30 + 7 * (n % 5)));
    }
    await growing;
    await tab.settle();
  });
  // Faster ones than the browser tells of, 16 ms, are taken to be just that.
  const told = await page.evaluate<number[]>('[...interactions.values()]');
  const interactionsMs = [...told, ...Array.from({ length: Math.max(0, 2 * INTERACTIONS - told.length) }, () => 16)];
  return {
    busiestMs: Math.max(0, ...tasks.map(({ oursMs }) => oursMs)),
    longOfOurs: tasks.filter(({ oursMs }) => oursMs > LONG_MS).length,
    longTasks: tasks.filter(({ ms }) => ms > LONG_MS).length,
    interactionsMs,
  };
}

interface Task {
  readonly ms: number;
  readonly oursMs: number;
}

interface TraceEvent {
  readonly name: string;
  readonly ph: string;
  readonly tid: number;
  readonly pid: number;
  readonly ts: number;
  /** Microseconds by the clock and on the processor. */
  readonly dur?: number;
  readonly tdur?: number;
  readonly args?: { readonly data?: { readonly url?: string }; readonly name?: string };
}

/** Tasks of the page's main thread while `work` runs, with the processor time that functions of an extension took in each. */
async function traced(cdp: CDPSession, work: () => Promise<void>): Promise<readonly Task[]> {
  const events: TraceEvent[] = [];
  const collect = ({ value }: { readonly value: readonly object[] }): void => void events.push(...(value as readonly TraceEvent[]));
  cdp.on('Tracing.dataCollected', collect);
  await cdp.send('Tracing.start', { transferMode: 'ReportEvents', traceConfig: { includedCategories: ['devtools.timeline', 'toplevel', 'disabled-by-default-devtools.timeline'] } });
  await work();
  const complete = new Promise((resolve) => cdp.once('Tracing.tracingComplete', resolve));
  await cdp.send('Tracing.end');
  await complete;
  cdp.off('Tracing.dataCollected', collect);

  const calls = events.filter(({ name, args }) => name === 'FunctionCall' && args?.data?.url?.startsWith('chrome-extension:'));
  const threads = new Set(events.filter(({ name, args }) => name === 'thread_name' && args?.name === 'CrRendererMain').map(threadOf));
  const tasks = events.filter((event) => event.name === 'RunTask' && event.dur !== undefined && threads.has(threadOf(event)));
  return tasks.map((task) => ({
    ms: (task.dur ?? 0) / 1_000,
    oursMs: sum(outermost(calls.filter((call) => isWithin(call, task))).map(({ tdur, dur }) => (tdur ?? dur ?? 0) / 1_000)),
  }));
}

function outermost(calls: readonly TraceEvent[]): readonly TraceEvent[] {
  return calls.filter((call) => !calls.some((other) => other !== call && isWithin(call, other)));
}

function isWithin(inner: TraceEvent, outer: TraceEvent): boolean {
  return threadOf(inner) === threadOf(outer) && inner.ts >= outer.ts && inner.ts + (inner.dur ?? 0) <= outer.ts + (outer.dur ?? 0);
}

function threadOf({ pid, tid }: TraceEvent): string {
  return `${pid}:${tid}`;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
