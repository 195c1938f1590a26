import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { CDPSession, Page } from 'playwright-core';
import { requireBrowser } from '../../../scripts/browsers.mjs';
import { launchChromium, type ChromiumDriver } from '../../e2e/support/chromium.ts';
import { withEverySite } from '../../e2e/support/every-site.ts';
import { builtExtension, closeWelcome } from '../../e2e/support/extension.ts';
import { servePages, type ServedPages } from '../../e2e/support/serve-pages.ts';

/**
 * What is on the browser while the feed grows: nothing; ours as it was built; a script that reads every post again at
 * every change; and the least a labelling script can do (feed/floor/content.js).
 */
export const CONDITIONS = ['alone', 'ours', 'naive', 'floor'] as const;
export type Condition = (typeof CONDITIONS)[number];

const OTHERS: Readonly<Record<Exclude<Condition, 'ours'>, string>> = { alone: './bare', naive: './naive', floor: './floor' };

/** One browser for each condition, so that they can take turns, and the feed they all show. */
export interface Bench {
  readonly feedUrl: string;
  readonly drivers: ReadonlyMap<Condition, ChromiumDriver>;
  close(): Promise<void>;
}

export async function openBench(conditions: readonly Condition[]): Promise<Bench> {
  const pages = await serveFeed();
  const drivers = new Map<Condition, ChromiumDriver>();
  for (const condition of conditions) {
    drivers.set(condition, await (condition === 'ours' ? launchOurs() : launchOn(fileURLToPath(new URL(OTHERS[condition], import.meta.url)))));
  }
  return {
    feedUrl: `${pages.url}feed`,
    drivers,
    async close() {
      await Promise.all([...drivers.values()].map((driver) => driver.close()));
      await pages.close();
    },
  };
}

function launchOn(extensionDir: string): Promise<ChromiumDriver> {
  return launchChromium(requireBrowser('chromium'), { extensionDir, headless: true });
}

/** As it was built, with every site allowed. */
async function launchOurs(): Promise<ChromiumDriver> {
  const copy = await withEverySite(builtExtension('chromium'));
  const driver = await launchOn(copy.dir);
  void driver.closed.then(() => copy.remove());
  await closeWelcome(driver);
  return driver;
}

async function serveFeed(): Promise<ServedPages> {
  return servePages({
    '/feed': await readFile(new URL('./page.html', import.meta.url), 'utf8'),
    '/avatar.svg': { type: 'image/svg+xml', body: '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="40"><circle cx="20" cy="20" r="18"/></svg>' },
  });
}

/** Posts a feed adds at a time. */
const BATCH = 25;

/** A tab with the feed in it, and a line to its debugger. */
export class FeedTab {
  readonly page: Page;
  readonly cdp: CDPSession;

  private constructor(page: Page, cdp: CDPSession) {
    this.page = page;
    this.cdp = cdp;
  }

  static async open(driver: ChromiumDriver, url: string): Promise<FeedTab> {
    const page = await driver.context.newPage();
    const tab = new FeedTab(page, await driver.context.newCDPSession(page));
    await tab.cdp.send('Performance.enable', { timeDomain: 'threadTicks' });
    await page.goto(url);
    await tab.settle();
    return tab;
  }

  /** Adds posts as fast as the page draws them, until there are this many. */
  async grow(posts: number): Promise<void> {
    await this.page.evaluate(`grow(${posts}, ${BATCH})`);
  }

  /** Resolves when no script has run in the page for a while. */
  async settle(): Promise<void> {
    const QUIET_READS = 4;
    let before = (await this.cpu()).scriptMs;
    for (let quiet = 0; quiet < QUIET_READS; ) {
      await new Promise((resolve) => setTimeout(resolve, 150));
      const { scriptMs } = await this.cpu();
      quiet = scriptMs - before < 0.05 ? quiet + 1 : 0;
      before = scriptMs;
    }
  }

  /** Processor time of the page's main thread so far: not time by the clock, which other programs disturb more. */
  async cpu(): Promise<Cpu> {
    const { metrics } = await this.cdp.send('Performance.getMetrics');
    const ms = (name: string): number => (metrics.find((each) => each.name === name)?.value ?? Number.NaN) * 1_000;
    return { scriptMs: ms('ScriptDuration'), allMs: ms('TaskDuration') - ms('LayoutDuration') - ms('RecalcStyleDuration') };
  }

  close(): Promise<void> {
    return this.page.close();
  }
}

export interface Cpu {
  /** Functions the browser called, in every world; not what goes on after an `await`. */
  readonly scriptMs: number;
  /** Everything but style and layout: those, what is awaited, messages, painting, garbage. */
  readonly allMs: number;
}
