import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Observation } from '../../../lib/core/observation.ts';
import type { Answer, MessageName, Request, Response } from '../../../lib/messages/contract.ts';
import type { BrowserDriver, BrowserKind, LaunchOptions } from './driver.ts';
import { launch } from './launch.ts';

const OUTPUT = { chromium: 'chrome-mv3', firefox: 'firefox-mv3' } as const;

/** Browsers every spec runs in. */
export const BROWSERS: readonly BrowserKind[] = ['chromium', 'firefox'];

/** Starts a browser with the extension as it was built. */
export function launchWithExtension(kind: BrowserKind, over: Partial<LaunchOptions> = {}): Promise<BrowserDriver> {
  const extensionDir = fileURLToPath(new URL(`../../../.output/${OUTPUT[kind]}`, import.meta.url));
  if (!existsSync(extensionDir)) throw new Error(`Build it first: npm run build:${kind === 'chromium' ? 'chrome' : 'firefox'}`);
  return launch(kind, { extensionDir, headless: true, ...over });
}

/** Asks the background as one of the extension's own pages. */
export async function ask<N extends MessageName>(
  driver: BrowserDriver,
  name: N,
  request: Request<N>,
): Promise<Answer<Response<N>>> {
  const envelope = JSON.stringify({ name, request });
  const answer = await driver.evaluateInExtensionPage<string>(
    `(globalThis.browser ?? chrome).runtime.sendMessage(${envelope}).then(JSON.stringify)`,
  );
  return JSON.parse(answer) as Answer<Response<N>>;
}

/** Id of the tab that shows this address. */
export async function tabIdOf(driver: BrowserDriver, url: string): Promise<number> {
  const id = await driver.evaluateInExtensionPage<number | null>(
    `(globalThis.browser ?? chrome).tabs.query({}).then((tabs) => tabs.find((tab) => tab.url === ${JSON.stringify(url)})?.id ?? null)`,
  );
  if (id === null) throw new Error(`No tab shows ${url}`);
  return id;
}

export interface ObserveOptions {
  readonly timeoutMs?: number;
  /** What has to hold besides the page being settled. */
  readonly until?: (observation: Observation) => boolean;
}

/** The observation of a page once it is settled; rejects with the last answer when it does not come in time. */
export async function observe(driver: BrowserDriver, url: string, options: ObserveOptions = {}): Promise<Observation> {
  const { timeoutMs = 60_000, until = ({ subjects }) => subjects.length > 0 } = options;
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    const answer = await ask(driver, 'observe', { tabId: await tabIdOf(driver, url) });
    if (answer.ok && answer.value.settled && until(answer.value.observation)) return answer.value.observation;
    if (Date.now() > deadline) throw new Error(`Not as expected in ${timeoutMs} ms: ${JSON.stringify(answer).slice(0, 4000)}`);
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

/** Labels of a subject by where it is: `{"…/p/1": ["spam suggested"]}`. */
export function labelsByPlace(observation: Observation): Readonly<Record<string, readonly string[]>> {
  const places = new Map<string, Set<string>>();
  for (const { where, verdicts } of observation.subjects) {
    for (const { label, standing } of verdicts) {
      const place = new URL(where).pathname;
      places.set(place, (places.get(place) ?? new Set()).add(`${label} ${standing}`));
    }
  }
  return Object.fromEntries([...places].map(([place, labels]) => [place, [...labels].sort()]));
}
