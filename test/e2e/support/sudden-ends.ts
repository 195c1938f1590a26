import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { canonicalUrl } from '../../../lib/subjects/canonical-url.ts';
import type { Answer, MessageName, Request, Response } from '../../../lib/messages/contract.ts';
import { alteredExtension } from './altered-extension.ts';
import type { BrowserDriver, BrowserKind, OwnPages, Page } from './driver.ts';
import { withEverySite } from './every-site.ts';
import { ask, askOnce, builtExtension, closeWelcome, labelsByPlace, launchWithExtension, observe } from './extension.ts';
import { article, feedPage, SCAM, TALK } from './feed-page.ts';
import { aFollowedList, type FollowedList } from './followed-list.ts';
import { launchBare, type BareBrowser } from './launch.ts';
import { aJpeg } from './pictures.ts';
import { randomFrom } from './random.ts';
import { servePages } from './serve-pages.ts';
import { signedList } from './signed-list.ts';

/** What became of a run of stops; the arrays hold what must not have happened. */
export interface StopsSurvived {
  readonly stops: number;
  /** How often the background began, by its own word. */
  readonly begun: number;
  readonly acknowledged: number;
  readonly missing: readonly string[];
  readonly doubled: readonly string[];
  /** Messages sent after a stop that were not answered at the first try. */
  readonly unanswered: readonly string[];
  readonly unlabelled: readonly string[];
  /** What is wrong with the list that is followed from a mirror: in no state that was published, or not in the last. */
  readonly notFollowed: readonly string[];
}

/** Longest after a message was sent that its receiver is ended: about what an answer takes. */
const MAX_DELAY_MS = 60;
const FLAGS_FOLLOWED = 200;
/** Most posts on the page at once; more would be tried than can be seen in time. */
const POSTS = 40;

/**
 * Ends the background, or in Chromium the document of the engine, at random moments while settings are changed, lists
 * imported, posts and pictures judged, and says what was lost. The same seed gives the same order of events.
 */
export async function surviveStops(kind: BrowserKind, stops: number, seed: number): Promise<StopsSurvived> {
  const random = randomFrom(seed);
  const pages = await servePages({
    '/feed': feedPage([{ path: '/p/talk', text: TALK }]),
    '/picture.jpg': { type: 'image/jpeg', body: await aJpeg(seed) },
  });
  const extension = await alteredExtension(kind);
  await extension.prepend('background.js', `new BroadcastChannel('background begun').postMessage(null);`);
  let launched: BrowserDriver | undefined;
  let followed: FollowedList | undefined;
  try {
    const browser = (launched = await launchWithExtension(kind, { extensionDir: extension.dir, access: 'as-installed' }));
    const feed = await browser.openPage(`${pages.url}feed`);
    await observe(browser, `${pages.url}feed`);
    await browser.evaluateInExtensionPage(
      `void (globalThis.begun = 0, globalThis.channel = new BroadcastChannel('background begun'), channel.onmessage = () => { begun += 1; })`,
    );
    followed = await aFollowedList(browser, FLAGS_FOLLOWED);
    const acknowledged: Effect[] = [];
    const torn: string[] = [];
    const unanswered: string[] = [];
    const posts: string[] = [];
    for (let i = 0; i < stops; i++) {
      const [act, effect] = anAct(i, random, browser, feed, posts, followed);
      const outcome = act();
      await new Promise((resolve) => setTimeout(resolve, random() * MAX_DELAY_MS));
      await endSomething(kind, browser, random);
      if ((await outcome) && effect !== undefined) acknowledged.push(effect);
      const next = await tryToAsk(browser, 'get-settings', {});
      if (i % 10 === 9) torn.push(...(await followed.tornIn(browser)).map((what) => `after stop ${i}: ${what}`));
      if (next?.ok !== true) unanswered.push(`after stop ${i}: ${JSON.stringify(next)}`);
    }
    const state = await stateOf(browser);
    const wanted = posts.slice(-POSTS);
    const seen = await observe(browser, `${pages.url}feed`, {
      timeoutMs: 90_000,
      until: (each) => wanted.every((post) => post in labelsByPlace(each)),
    }).then(labelsByPlace, () => ({}));
    return {
      stops,
      begun: await browser.evaluateInExtensionPage<number>('begun'),
      acknowledged: acknowledged.length,
      missing: acknowledged.filter((effect) => timesIn(state, effect) === 0).map(({ name }) => name),
      doubled: acknowledged.filter((effect) => timesIn(state, effect) > 1).map(({ name }) => name),
      unanswered,
      unlabelled: wanted.filter((post) => !(post in seen)),
      notFollowed: [...torn, ...(await followed.behindIn(browser))],
    };
  } finally {
    await launched?.close();
    await followed?.close();
    await extension.remove();
    await pages.close();
  }
}

/** Something that was acknowledged, and where it has to be found. */
interface Effect {
  readonly in: 'alwaysShow' | 'pausedHosts' | 'lists';
  readonly name: string;
}

/** One thing a reader or a page does; resolves to whether it was acknowledged. */
function anAct(i: number, random: () => number, browser: OwnPages, feed: Page, posts: string[], followed: FollowedList): readonly [() => Promise<boolean>, Effect?] {
  const says = async (asked: Promise<Answer<unknown> | undefined>) => (await asked)?.ok === true;
  switch (Math.floor(random() * 6)) {
    case 0: {
      const account = `did:example:${i}`;
      return [() => says(tryToAsk(browser, 'always-show', { account, shown: true })), { in: 'alwaysShow', name: account }];
    }
    case 1: {
      const host = `paused-${i}.example`;
      return [() => says(tryToAsk(browser, 'pause-site', { host, paused: true })), { in: 'pausedHosts', name: host }];
    }
    case 2: {
      const name = `List ${i}`;
      return [async () => importList(browser, await aList(name, 50)), { in: 'lists', name }];
    }
    case 3: {
      const post = `/p/${i}`;
      posts.push(post);
      return [() => append(feed, article({ path: post, text: `${SCAM} Number ${i}.` }))];
    }
    case 4:
      return [() => followed.publish().then(() => says(tryToAsk(browser, 'sync-lists', {})))];
    default:
      return [() => append(feed, `<img src="/picture.jpg?${i}" width="320" height="240">`)];
  }
}

async function append(feed: Page, html: string): Promise<boolean> {
  await feed.evaluate(`(document.querySelector('main').insertAdjacentHTML('afterbegin', ${JSON.stringify(html)}),
    [...document.querySelectorAll('article')].slice(${POSTS}).forEach((each) => each.remove()), null)`);
  return false;
}

async function endSomething(kind: BrowserKind, browser: BrowserDriver, random: () => number): Promise<void> {
  if (kind === 'chromium' && random() < 0.25) {
    await browser.evaluateInExtensionPage('chrome.offscreen.closeDocument().then(() => null, () => null)');
  }
  await browser.stopBackground();
}

/** As `ask`, but a receiver that was ended is no answer rather than an error. */
async function tryToAsk<N extends MessageName>(browser: OwnPages, name: N, request: Request<N>): Promise<Answer<Response<N>> | undefined> {
  return askOnce(browser, name, request).catch(() => undefined);
}

/** A signed list whose flags are about addresses that lead nowhere. */
function aList(name: string, flags: number): Promise<Uint8Array> {
  return signedList(
    name,
    Array.from({ length: flags }, (_, i) => ({
      subject: { kind: 'url', canonical: canonicalUrl(`https://nowhere.example/${encodeURIComponent(name)}/${i}`)! },
      label: 'tide-scam',
      confidence: 0.9,
    })),
  );
}

/** As the options page does: the file is named by an address of the page that holds it. */
async function importList(browser: OwnPages, file: Uint8Array): Promise<boolean> {
  const bytes = Buffer.from(file).toString('base64');
  return browser.evaluateInExtensionPage<boolean>(`(async () => {
    const blobUrl = URL.createObjectURL(new Blob([Uint8Array.from(atob('${bytes}'), (each) => each.charCodeAt(0))]));
    const answer = await (globalThis.browser ?? chrome).runtime.sendMessage({ name: 'import-list', request: { blobUrl } }).catch(() => undefined);
    return answer?.ok === true;
  })()`);
}

interface Kept {
  readonly alwaysShow: readonly string[];
  readonly pausedHosts: readonly string[];
  readonly lists: readonly string[];
}

async function stateOf(browser: OwnPages): Promise<Kept> {
  const [settings, lists] = [await ask(browser, 'get-settings', {}), await ask(browser, 'get-lists', {})];
  if (!settings.ok || !lists.ok) throw new Error('the engine does not answer');
  return { alwaysShow: settings.value.policy.alwaysShow, pausedHosts: settings.value.pausedHosts, lists: lists.value.map(({ name }) => name) };
}

function timesIn(kept: Kept, effect: Effect): number {
  return kept[effect.in].filter((name) => name === effect.name).length;
}

export interface KillsSurvived {
  readonly kills: number;
  /** Imports that were acknowledged, the first of which nothing disturbed, and those that were there at the end. */
  readonly acknowledged: number;
  readonly kept: number;
  readonly missing: readonly string[];
  /** Lists of which only a part was there. */
  readonly torn: readonly string[];
  /** As of `StopsSurvived`. */
  readonly notFollowed: readonly string[];
}

const FLAGS_OF_LARGE_LIST = 10_000;

/**
 * Ends the whole browser as a crash would, at random moments of an import, and says what its profile holds when it is
 * opened again.
 */
export async function surviveKills(kind: BrowserKind, kills: number, seed: number): Promise<KillsSurvived> {
  const random = randomFrom(seed);
  const folder = await mkdtemp(path.join(tmpdir(), 'witnessmark-killed-'));
  const extension = await withEverySite(builtExtension(kind));
  const acknowledged = new Set<string>();
  const notFollowed: string[] = [];
  let followed: FollowedList | undefined;
  const seen = new Map<string, number>();
  const begin = () => launchBare(kind, { extensionDir: extension.dir, profileDir: path.join(folder, 'profile') });
  let browser: BareBrowser | undefined;
  try {
    browser = await begin();
    await closeWelcome(browser);
    const startedAt = performance.now();
    if (await importList(browser, await aList('List in peace', FLAGS_OF_LARGE_LIST))) acknowledged.add('List in peace');
    const importMs = performance.now() - startedAt;
    followed = await aFollowedList(browser, FLAGS_OF_LARGE_LIST);
    for (let i = 0; i < kills; i++) {
      const name = `List ${i}`;
      const list = await aList(name, FLAGS_OF_LARGE_LIST);
      const host = `paused-${i}.example`;
      if ((await ask(browser, 'pause-site', { host, paused: true })).ok) acknowledged.add(host);
      await followed.publish();
      const syncing = ask(browser, 'sync-lists', {}).catch(() => undefined);
      const importing = syncing.then(() => importList(browser!, list)).then((isKept) => isKept && acknowledged.add(name), () => false);
      await new Promise((resolve) => setTimeout(resolve, random() * 1.5 * importMs));
      await browser.kill();
      await importing;
      browser = await begin();
      notFollowed.push(...(await followed.tornIn(browser)).map((what) => `after kill ${i}: ${what}`));
    }
    notFollowed.push(...(await followed.behindIn(browser)));
    const { pausedHosts } = await stateOf(browser);
    const lists = await ask(browser, 'get-lists', {});
    for (const { name, flags } of lists.ok ? lists.value : []) seen.set(name, flags);
    const pieces = await browser.evaluateInExtensionPage<Record<string, number>>(PIECES_STORED);
    return {
      kills,
      acknowledged: [...acknowledged].filter((name) => name.startsWith('List')).length,
      kept: seen.size,
      missing: [...acknowledged].filter((name) => !seen.has(name) && !pausedHosts.includes(name)),
      notFollowed,
      torn: [...seen].filter(([name, flags]) => (name !== followed!.name && flags !== FLAGS_OF_LARGE_LIST) || (pieces[name] ?? 0) < 3).map(([name]) => name),
    };
  } finally {
    await browser?.kill();
    await followed?.close();
    await extension.remove();
    await rm(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 });
  }
}

/** Of each list, how many pieces of it are stored: its row is written with its index, its tails and its file or not at all. */
const PIECES_STORED = `new Promise((resolve, reject) => {
  const opening = indexedDB.open('witnessmark');
  opening.onerror = () => reject(opening.error);
  opening.onsuccess = () => {
    const reading = opening.result.transaction(['lists', 'blobs']);
    const rows = reading.objectStore('lists').getAll();
    const keys = reading.objectStore('blobs').getAllKeys();
    reading.oncomplete = () => {
      opening.result.close();
      const pieces = {};
      for (const { id, name } of rows.result) pieces[name] = keys.result.filter(([listId]) => listId === id).length;
      resolve(pieces);
    };
  };
})`;
