import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Observation } from '../../../lib/core/observation.ts';
import type { Answer, MessageName, Request, Response } from '../../../lib/messages/contract.ts';
import { poll, type BrowserDriver, type BrowserKind, type LaunchOptions, type OwnPages } from './driver.ts';
import { withEverySite } from './every-site.ts';
import { launch } from './launch.ts';

const OUTPUT = { chromium: 'chrome-mv3', firefox: 'firefox-mv3' } as const;

/** Browsers every spec runs in. */
export const BROWSERS: readonly BrowserKind[] = ['chromium', 'firefox'];

export interface ExtensionLaunchOptions extends Partial<LaunchOptions> {
  /** `every-site`, unless given: the reader has allowed all of them. `as-installed`: the named sites only. */
  readonly access?: 'every-site' | 'as-installed';
}

/**
 * Starts a browser with the extension as it was built. Where it was just installed, in a new profile and at every start
 * of Firefox, it greets its reader; that tab is closed again, so that the tab a test opens is the one in front.
 */
export async function launchWithExtension(kind: BrowserKind, options: ExtensionLaunchOptions = {}): Promise<BrowserDriver> {
  const { access = 'every-site', ...over } = options;
  const isInstalled = kind === 'firefox' || over.profileDir === undefined || !existsSync(over.profileDir);
  const copy = access === 'every-site' ? await withEverySite(over.extensionDir ?? builtExtension(kind)) : undefined;
  let launched: BrowserDriver | undefined;
  async function close(): Promise<void> {
    await launched?.close();
    await copy?.remove();
  }
  try {
    launched = await launch(kind, { headless: true, ...over, extensionDir: copy?.dir ?? over.extensionDir ?? builtExtension(kind) });
    if (isInstalled) await closeWelcome(launched);
    return { ...launched, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Folder of the unpacked extension for this browser. */
export function builtExtension(kind: BrowserKind): string {
  const dir = fileURLToPath(new URL(`../../../.output/${OUTPUT[kind]}`, import.meta.url));
  if (!existsSync(dir)) throw new Error(`Build it first: npm run build:${kind === 'chromium' ? 'chrome' : 'firefox'}`);
  return dir;
}

/** Closes the page that greets the reader of an extension just installed, as soon as it is there. */
export async function closeWelcome(driver: OwnPages): Promise<void> {
  await poll(
    () =>
      driver.evaluateInExtensionPage<boolean>(
        `(globalThis.browser ?? chrome).tabs.query({}).then(async (tabs) => {
          const welcome = tabs.find(({ url, pendingUrl }) => (pendingUrl || url || '').endsWith('options.html?welcome'));
          if (welcome !== undefined) await (globalThis.browser ?? chrome).tabs.remove(welcome.id);
          return welcome !== undefined;
        })`,
      ),
    'the extension greets its reader',
    30_000,
  );
}

/** Waits between tries, as the extension's own pages have them. */
const RETRY_AFTER_MS = [200, 1_000, 5_000];

/**
 * Asks the background as one of the extension's own pages, and like them once more where nobody was there to take the
 * message: Firefox refuses what comes while it starts or stops the event page.
 */
export async function ask<N extends MessageName>(driver: OwnPages, name: N, request: Request<N>): Promise<Answer<Response<N>>> {
  for (let tries = 0; ; tries++) {
    try {
      return await askOnce(driver, name, request);
    } catch (error) {
      const waitMs = RETRY_AFTER_MS[tries];
      if (waitMs === undefined || !String(error).includes('Receiving end does not exist')) throw error;
      await new Promise((resolve) => setTimeout(resolve, waitMs));
    }
  }
}

/** The same at the first try; rejects where nobody was there. */
export async function askOnce<N extends MessageName>(driver: OwnPages, name: N, request: Request<N>): Promise<Answer<Response<N>>> {
  const envelope = JSON.stringify({ name, request });
  const answer = await driver.evaluateInExtensionPage<string>(
    `(globalThis.browser ?? chrome).runtime.sendMessage(${envelope}).then(JSON.stringify)`,
  );
  return JSON.parse(answer) as Answer<Response<N>>;
}

/** Id of the tab that shows this address. */
export async function tabIdOf(driver: OwnPages, url: string): Promise<number> {
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
export async function observe(driver: OwnPages, url: string, options: ObserveOptions = {}): Promise<Observation> {
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
