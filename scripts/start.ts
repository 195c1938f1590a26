import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Observation } from '../lib/core/observation.ts';
import { followDemoLists } from '../test/e2e/site/follow-demo-lists.ts';
import { serveSite } from '../test/e2e/site/serve.ts';
import type { BrowserDriver, BrowserKind, Page } from '../test/e2e/support/driver.ts';
import { ask, launchWithExtension, tabIdOf } from '../test/e2e/support/extension.ts';
import { ensureBrowser } from './browsers.mjs';
import { observationTable } from './observation-table.ts';
import { npm, runCommand } from './run-command.mjs';

export interface StartOptions {
  readonly url?: string | undefined;
  readonly browser: BrowserKind;
  readonly out?: string | undefined;
  readonly headless: boolean;
  readonly keep: boolean;
}

const root = fileURLToPath(new URL('..', import.meta.url));
const BUILD_SCRIPTS: Readonly<Record<BrowserKind, string>> = { chromium: 'build:chrome', firefox: 'build:firefox' };
/** Longest time a page may take from the last scroll to its last label. */
const SETTLE_TIMEOUT_MS = 180_000;
/** An endless page is read so far down. */
const MAX_SCREENS = 120;
const POLL_MS = 300;

/** Builds, opens, labels, reports; the exit code, 128 and more when a signal ended it. Rejects with a sentence for a person. */
export async function start(options: StartOptions): Promise<number> {
  const headless = options.headless || !hasDisplay();
  const cleanUps: (() => Promise<void>)[] = [];
  const stopped = interruption();
  try {
    const work = run(options, headless, cleanUps);
    // When a signal comes first, what the work says afterwards interests nobody.
    work.catch(() => {});
    return await Promise.race([work, stopped]);
  } finally {
    for (const cleanUp of cleanUps.toReversed()) await cleanUp();
  }
}

async function run(options: StartOptions, headless: boolean, cleanUps: (() => Promise<void>)[]): Promise<number> {
  /** Closed in the end, even when the end comes while it is still being opened. */
  function kept<T extends { close(): Promise<void> }>(opening: Promise<T>): Promise<T> {
    cleanUps.push(() => opening.then((opened) => opened.close(), () => {}));
    return opening;
  }

  const executablePath = await ensureBrowser(options.browser);
  await build(options.browser);

  const site = options.url === undefined ? await kept(serveSite()) : undefined;
  const url = options.url ?? `${site?.url}/`;

  say(`Starting ${executablePath}${headless ? ', without a window' : ''} …`);
  const driver = await kept(launchWithExtension(options.browser, { executablePath, headless }));
  say(`${driver.version} is running with the extension.`);

  const read = readPage(driver, url, site?.url);
  read.catch(() => {});
  const { page, observation, settled } = await Promise.race([read, gone(driver)]);
  const screenshot = path.join('out', `${site === undefined ? 'page' : 'demo'}-${options.browser}.png`);
  await mkdir(path.join(root, 'out'), { recursive: true });
  await writeFile(path.join(root, screenshot), await page.screenshot());
  await report(observation, options.out);
  say(resultLine(observation, settled, screenshot));

  if (!headless || options.keep) {
    say(headless ? `${url} and the browser stay up: Ctrl-C ends them.` : 'The browser stays open: close it, or press Ctrl-C.');
    await driver.closed;
  }
  return 0;
}

async function build(browser: BrowserKind): Promise<void> {
  const script = BUILD_SCRIPTS[browser];
  say(`Building the extension (npm run ${script}) …`);
  const { status, output, seconds } = await runCommand(...npm('run', script), { cwd: root, title: script });
  if (status !== 0) throw new Error(`The extension could not be built:\n${output.trim().split('\n').slice(-25).join('\n')}`);
  say(`Built in ${seconds} s.`);
}

interface ReadPage {
  readonly page: Page;
  readonly observation: Observation;
  /** Whether everything was judged when time was up. */
  readonly settled: boolean;
}

async function readPage(driver: BrowserDriver, url: string, demoUrl: string | undefined): Promise<ReadPage> {
  if (demoUrl !== undefined) {
    const count = await followDemoLists(driver, demoUrl);
    say(`Imported ${count} signed lists of the demo's curators.`);
  }
  say(`Opening ${url} …`);
  const page = await driver.openPage(url).catch((error: unknown) => {
    throw new Error(`${url} could not be opened: ${firstLine(error)}`);
  });
  await scrollThrough(page);
  const { observation, settled } = await settle(driver, page);
  await page.evaluate('scrollTo(0, 0)');
  return { page, observation, settled };
}

/** Down to the end, so that lazy pictures load and endless feeds grow, at the pace of somebody skimming. */
async function scrollThrough(page: Page): Promise<void> {
  for (let screen = 0; screen < MAX_SCREENS; screen++) {
    const before = await page.evaluate<string>('`${scrollY} ${document.documentElement.scrollHeight}`');
    await page.scroll(await page.evaluate<number>('Math.round(innerHeight * 0.8)'));
    await pause(POLL_MS);
    if (before === (await page.evaluate<string>('`${scrollY} ${document.documentElement.scrollHeight}`'))) return;
  }
}

/** Asks what was found until nothing is under way, and says how far it is. */
async function settle(driver: BrowserDriver, page: Page): Promise<Omit<ReadPage, 'page'>> {
  const address = await page.evaluate<string>('location.href');
  const deadline = Date.now() + SETTLE_TIMEOUT_MS;
  let saidAt = 0;
  let saidSettled = false;
  for (;;) {
    const answer = await ask(driver, 'observe', { tabId: await tabIdOf(driver, address) });
    const isLate = Date.now() > deadline;
    if (answer.ok && ((answer.value.settled && saidSettled) || isLate)) return answer.value;
    if (!answer.ok && isLate) throw new Error(`The extension has nothing to say about ${address}: ${answer.error.message}`);
    saidSettled = answer.ok && answer.value.settled;
    if (answer.ok && Date.now() - saidAt > 2_000) {
      saidAt = Date.now();
      say(`  ${countsOf(answer.value.observation)} …`);
    }
    await pause(POLL_MS);
  }
}

async function report(observation: Observation, out: string | undefined): Promise<void> {
  const json = `${JSON.stringify(observation, null, 2)}\n`;
  if (out === '-') {
    process.stdout.write(json);
    return;
  }
  process.stdout.write(`\n${observationTable(observation, process.stdout.columns ?? 110)}\n\n`);
  if (out === undefined) return;
  await writeFile(out, json).catch((error: unknown) => {
    throw new Error(`${out} could not be written: ${firstLine(error)}`);
  });
  say(`Written to ${out}.`);
}

function resultLine(observation: Observation, settled: boolean, screenshot: string): string {
  const late = settled ? '' : ' (some still being looked at)';
  return `Result: ${countsOf(observation)}${late}, in ${(observation.tookMs / 1000).toFixed(1)} s in ${observation.browser}; screenshot in ${screenshot}.`;
}

function countsOf({ health, subjects }: Observation): string {
  const labels = subjects.reduce((sum, { verdicts }) => sum + verdicts.length, 0);
  return `${labels} labels on ${health.posts} posts and ${health.pictures} pictures`;
}

/** Rejects when the browser ends before its work is done. */
async function gone(driver: BrowserDriver): Promise<never> {
  await driver.closed;
  throw new Error('The browser was closed before the page was read.');
}

/** Resolves to the exit code of the first signal that asks us to stop. */
function interruption(): Promise<number> {
  return new Promise((resolve) => {
    process.once('SIGINT', () => resolve(130));
    process.once('SIGTERM', () => resolve(143));
  });
}

function hasDisplay(): boolean {
  return process.platform !== 'linux' || Boolean(process.env.DISPLAY ?? process.env.WAYLAND_DISPLAY);
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

function firstLine(error: unknown): string {
  const [line = ''] = (error instanceof Error ? error.message : String(error)).split('\n', 1);
  return line.replace(/^page\.goto: /, '');
}

/** Progress goes to standard error, so that standard output holds the result alone. */
function say(line: string): void {
  process.stderr.write(`${line}\n`);
}
