import type { BrowserDriver } from '../support/driver.ts';
import type { ChromiumDriver } from '../support/chromium.ts';

export interface WorkWatch {
  /** The longest stretch of time in which our code held the page's main thread, as sampled; ends the watch. */
  longestMs(): Promise<number>;
}

const SAMPLE_EVERY_US = 500;

interface Profile {
  readonly nodes: readonly { readonly id: number; readonly callFrame: { readonly url: string; readonly functionName: string }; readonly children?: readonly number[] }[];
  readonly samples?: readonly number[];
  readonly timeDeltas?: readonly number[];
}

/** Samples the page in front, of which only Chromium tells whose code runs; undefined elsewhere. */
export async function watchWork(browser: BrowserDriver): Promise<WorkWatch | undefined> {
  if (browser.kind !== 'chromium') return undefined;
  const { context, extensionUrl } = browser as ChromiumDriver;
  const page = context.pages().at(-1);
  if (page === undefined) throw new Error('no page is open');
  const session = await context.newCDPSession(page);
  await session.send('Profiler.enable');
  await session.send('Profiler.setSamplingInterval', { interval: SAMPLE_EVERY_US });
  await session.send('Profiler.start');
  return {
    async longestMs() {
      const { profile } = await session.send('Profiler.stop');
      await session.detach();
      return longestRunMs(profile, (url) => url.startsWith(extensionUrl));
    },
  };
}

/** A stretch ends where a sample finds none of our functions on the stack: the thread was free or someone else's. */
function longestRunMs({ nodes, samples = [], timeDeltas = [] }: Profile, isOurs: (url: string) => boolean): number {
  const ours = new Set<number>();
  const children = new Map(nodes.map(({ id, children: below = [] }) => [id, below]));
  const waiting = nodes.filter(({ callFrame }) => isOurs(callFrame.url)).map(({ id }) => id);
  for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
    if (ours.has(id)) continue;
    ours.add(id);
    waiting.push(...(children.get(id) ?? []));
  }
  let longestUs = 0;
  let runUs = 0;
  for (const [i, node] of samples.entries()) {
    runUs = ours.has(node) ? runUs + (timeDeltas[i] ?? 0) : 0;
    longestUs = Math.max(longestUs, runUs);
  }
  return longestUs / 1_000;
}
