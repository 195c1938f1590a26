import { webcrypto } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { requireBrowser } from '../../scripts/browsers.mjs';
import { buildFlagList, type DraftFlag } from '../../lib/lists/build-flag-list.ts';
import { decodeFlagListFile } from '../../lib/lists/flag-list-file.ts';
import { decodeIndex } from '../../lib/lists/list-index.ts';
import { newListKeys } from '../../lib/lists/list-keys.ts';
import { subscriptionLink } from '../../lib/lists/subscription-link.ts';
import { decodeTip, type BlobRef } from '../../lib/lists/tip.ts';
import { HAS_ADDRESS } from '../support/has-address.ts';
import { signersOf } from '../support/lists-draft.ts';
import { serveMirror } from '../support/mirror-server.ts';
import { serveRelay } from '../support/relay-server.ts';
import { canSeparateNetworks, hasWayTo, separateNetworks, type HomeNetwork, type SeparateNetworks } from '../support/separate-networks.ts';
import { startTurn, type TurnProcess } from '../support/turn-process.ts';
import type { BrowserDriver, BrowserKind } from './support/driver.ts';
import { ask, launchWithExtension } from './support/extension.ts';
import { peerPaths, type PeerPath } from './support/peer-paths.ts';

const RELAY = 'relay.tides.example';
const MIRROR = 'mirror.tides.example';
/** Where nobody else is, so that whose address one sees can be told; elsewhere than on Linux loopback has one address only. */
const SERVER = process.platform === 'linux' ? '127.0.0.7' : '127.0.0.1';
/** What browsers write in place of an address that they keep to themselves. */
const NOWHERE = '0.0.0.0';
const NAME = 'harbour';
const PASSWORD = 's3cret/of+the=port';
/** To a list of so many flags so many are added at a time: that is less than the whole list, and too much for its index. */
const FLAGS_AT_FIRST = 20_000;
const MORE_FLAGS = 6_000;

const random = (bytes: number) => webcrypto.getRandomValues(new Uint8Array(bytes));
const flags = (n: number): readonly DraftFlag[] => Array.from({ length: n }, (_, i) => ({ subject: { kind: 'url', canonical: `https://nowhere.example/${i}` }, label: 'tide-scam', confidence: 0.9 }));
const gone = () => ({ kind: 'status', status: 503 }) as const;

/** A list with a mirror and a relay, under names that a browser is to be told where to find. */
async function aPublishedList() {
  const keys = newListKeys(random);
  const [mirror, relay] = await Promise.all([serveMirror(MIRROR), serveRelay(RELAY)]);
  let last: Uint8Array | undefined;
  let count = FLAGS_AT_FIRST - MORE_FLAGS;
  /** Publishes the next state, with more flags; the update that leads to it. */
  async function publish(): Promise<BlobRef> {
    count += MORE_FLAGS;
    const built = await buildFlagList(
      { name: 'Tide watch', charter: 'What the tests of this project flag.', appealContact: 'appeals@list.example', labels: [{ name: 'tide-scam', core: 'scam' }], relays: [relay.url], flags: flags(count) },
      signersOf(keys, random),
      { nowMs: Date.now(), ...(last === undefined ? {} : { previous: last }) },
    );
    if (!built.ok) throw new Error(built.error.message);
    last = built.value;
    mirror.publish(last);
    return decodeIndex(decodeFlagListFile(last).index).log.at(-1)!.delta;
  }
  await publish();
  return { id: decodeTip(decodeFlagListFile(last!).tip).list, publish, mirror, relay };
}

type PublishedList = Awaited<ReturnType<typeof aPublishedList>>;

/** Has a browser follow the list from its mirror. */
async function follow(browser: BrowserDriver, { id, mirror }: PublishedList): Promise<void> {
  await ask(browser, 'offer-list', { link: subscriptionLink({ mirror: mirror.url, list: id }) });
  expect(await ask(browser, 'join-list', { id, source: mirror.url })).toMatchObject({ ok: true });
}

async function newsOf(browser: BrowserDriver, { id }: PublishedList) {
  const answer = await ask(browser, 'sync-lists', { ids: [id] });
  return answer.ok ? answer.value[0] : answer;
}

async function stateOf(browser: BrowserDriver) {
  const lists = await ask(browser, 'get-lists', {});
  return lists.ok ? { seq: lists.value[0]!.seq, flags: lists.value[0]!.flags, confirmedAt: lists.value[0]!.confirmedAt, problem: lists.value[0]!.follow?.problem?.why } : lists;
}

async function peersOf(browser: BrowserDriver) {
  const peers = await ask(browser, 'get-peers', {});
  if (!peers.ok) throw new Error(peers.error.message);
  return peers.value;
}

/** Turns peers on, by way of this server. */
async function meetBy(browser: BrowserDriver, peerServer: string): Promise<void> {
  expect(await ask(browser, 'change-settings', { peers: true, peerServer })).toMatchObject({ ok: true });
}

const PAIRS: readonly (readonly [BrowserKind, BrowserKind])[] = [['chromium', 'chromium'], ...(HAS_ADDRESS ? [['chromium', 'firefox'] as const] : [])];

describe.each(PAIRS)('two readers who name a TURN server, in %s and %s', (...kinds) => {
  let folder: string;
  let list: PublishedList;
  let turn: TurnProcess;
  let first: BrowserDriver;
  let second: BrowserDriver;

  const profile = (i: number) => join(folder, String(i));
  const startServer = (port: number) => startTurn({ host: SERVER, port, relayHost: SERVER, name: NAME, password: PASSWORD });
  const address = (password: string) => `turn:${NAME}:${password}@${SERVER}:${turn.port}`;

  async function aReader(i: 0 | 1): Promise<BrowserDriver> {
    const browser = await launchWithExtension(kinds[i], {
      profileDir: profile(i),
      ...(kinds[i] === 'chromium'
        ? { hostRules: 'MAP *.tides.example 127.0.0.1', extraArgs: ['--allow-loopback-in-peer-connection', '--remote-debugging-port=0'] }
        : { prefs: { 'network.dns.localDomains': `${MIRROR},${RELAY}`, 'media.peerconnection.ice.loopback': true } }),
    });
    await follow(browser, list);
    if (kinds[i] === 'firefox') await browser.openExtensionPage('workbench.html');
    return browser;
  }

  /** The first has the next state from the mirror, and hands it on. */
  async function firstHasMore(): Promise<BlobRef> {
    list.mirror.fault = () => undefined;
    const delta = await list.publish();
    expect(await newsOf(first, list)).toMatchObject({ outcome: 'updated' });
    return delta;
  }

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'witnessmark-turn-'));
    [list, turn] = await Promise.all([aPublishedList(), startServer(0)]);
    first = await aReader(0);
    second = await aReader(1);
  });
  afterAll(async () => {
    await Promise.all([first?.close(), second?.close()]);
    await Promise.all([list?.mirror.close(), list?.relay.close(), turn?.close()]);
    rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 });
  });

  it('do not meet where it does not know the password of one, who is told so and goes on with the mirror', async () => {
    await meetBy(first, address(PASSWORD));
    await meetBy(second, address('another'));
    await expect.poll(() => peersOf(second)).toMatchObject([{ readers: 0, serverTrouble: { message: 'It does not know this name with this password.' } }]);
    await firstHasMore();
    list.mirror.fault = gone;
    expect(await newsOf(second, list)).toMatchObject({ outcome: 'failed', problem: 'no-answer' });
    expect(await stateOf(second)).toMatchObject({ seq: 1, flags: FLAGS_AT_FIRST });
    const counts = await turn.counts();
    expect(counts).toMatchObject({ datagrams: 0, bytes: 0 });
    expect(counts.refused).toBeGreaterThan(0);
    expect((await peersOf(first))[0]).not.toHaveProperty('serverTrouble');
    list.mirror.fault = () => undefined;
    expect(await newsOf(second, list)).toMatchObject({ outcome: 'updated' });
    expect(await stateOf(second)).toEqual(await stateOf(first));
  });

  it('give each other an update through it and by no other way', async () => {
    await meetBy(second, address(PASSWORD));
    await expect.poll(() => peersOf(second), { timeout: 60_000 }).toEqual([{ list: list.id, readers: 1 }]);
    for (const [i, kind] of kinds.entries()) {
      if (kind !== 'chromium') continue;
      await expect.poll(() => peerPaths(profile(i))).toMatchObject([{ local: 'relay', remote: 'relay' }]);
      // What the two told each other of where they are names the server, and nothing behind it.
      const [{ told }] = (await peerPaths(profile(i))) as [PeerPath];
      expect([SERVER, NOWHERE]).toEqual(expect.arrayContaining([...told]));
    }
    const delta = await firstHasMore();
    list.mirror.fault = gone;
    list.mirror.asked.length = 0;
    const before = await turn.counts();
    expect(await newsOf(second, list)).toMatchObject({ outcome: 'updated' });
    expect(await stateOf(second)).toEqual(await stateOf(first));
    const { bytes } = await turn.counts();
    expect(bytes - before.bytes).toBeGreaterThan(delta.bytes);
    expect(list.mirror.asked.map(({ path: asked }) => asked)).not.toContain(delta.sha256);
  });

  it('have the rest from the mirror where the server goes in the middle of an update', async () => {
    const delta = await firstHasMore();
    // Only the peer tells that there is news.
    list.mirror.fault = (path) => (path === 'tips' ? gone() : undefined);
    list.mirror.asked.length = 0;
    turn.dieAfter(delta.bytes / 2);
    expect(await newsOf(second, list)).toMatchObject({ outcome: 'updated' });
    await turn.gone;
    expect(list.mirror.asked.map(({ path }) => path)).toContain(delta.sha256);
    expect(await stateOf(second)).toEqual(await stateOf(first));
  });

  it('keep what they have where nobody else has the rest, say that nobody answered, and go on when the server is back', async () => {
    turn = await startServer(turn.port);
    // Leaving and coming in again spares the wait until it is next said who is here.
    await ask(second, 'change-settings', { peers: false });
    await meetBy(second, address(PASSWORD));
    await expect.poll(() => peersOf(second), { timeout: 60_000 }).toMatchObject([{ readers: 1 }]);
    const delta = await firstHasMore();
    list.mirror.fault = gone;
    const before = await stateOf(second);
    turn.dieAfter(delta.bytes / 2);
    expect(await newsOf(second, list)).toMatchObject({ outcome: 'failed', problem: 'no-answer' });
    await turn.gone;
    expect(await stateOf(second)).toEqual({ ...before, problem: 'no-answer' });
    turn = await startServer(turn.port);
    await ask(second, 'change-settings', { peers: false });
    await meetBy(second, address(PASSWORD));
    await expect.poll(() => newsOf(second, list), { timeout: 60_000 }).toMatchObject({ outcome: 'updated' });
    expect(await stateOf(second)).toEqual(await stateOf(first));
  });
});

describe.skipIf(!canSeparateNetworks())('two readers whose networks reach a TURN server and not each other', () => {
  let folder: string;
  let list: PublishedList;
  let networks: SeparateNetworks;
  let turn: TurnProcess;
  let first: BrowserDriver;
  let second: BrowserDriver;

  async function aReader(i: 0 | 1): Promise<BrowserDriver> {
    const home = networks.homes[i]!;
    const browser = await launchWithExtension('chromium', {
      profileDir: join(folder, String(i)),
      executablePath: networks.programIn(home, requireBrowser('chromium')),
      hostRules: `MAP *.tides.example ${home.gateway}`,
    });
    await follow(browser, list);
    return browser;
  }

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'witnessmark-homes-'));
    [list, networks] = await Promise.all([aPublishedList(), separateNetworks(2, folder)]);
    await networks.open([list.mirror.url, list.relay.url].map((url) => Number(new URL(url).port)));
    turn = await startTurn({ host: '0.0.0.0', port: 0, relayHost: networks.homes[0]!.gateway, name: NAME, password: PASSWORD }, networks.street.command);
    first = await aReader(0);
    second = await aReader(1);
  });
  afterAll(async () => {
    await Promise.all([first?.close(), second?.close()]);
    await Promise.all([list?.mirror.close(), list?.relay.close(), turn?.close()]);
    await networks?.close();
    rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 });
  });

  it('give each other an update', async () => {
    const [here, there] = networks.homes as [HomeNetwork, HomeNetwork];
    expect(await hasWayTo(here, here.gateway)).toBe(true);
    expect([await hasWayTo(here, there.address), await hasWayTo(there, here.address)]).toEqual([false, false]);
    await meetBy(first, `turn:${NAME}:${PASSWORD}@${here.gateway}:${turn.port}`);
    await meetBy(second, `turn:${NAME}:${PASSWORD}@${there.gateway}:${turn.port}`);
    await expect.poll(() => peersOf(second), { timeout: 60_000 }).toEqual([{ list: list.id, readers: 1 }]);
    const delta = await list.publish();
    expect(await newsOf(first, list)).toMatchObject({ outcome: 'updated' });
    list.mirror.fault = gone;
    const before = await turn.counts();
    expect(await newsOf(second, list)).toMatchObject({ outcome: 'updated' });
    expect(await stateOf(second)).toEqual(await stateOf(first));
    expect((await turn.counts()).bytes - before.bytes).toBeGreaterThan(delta.bytes);
  });
});
