import { webcrypto } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { readForkProof } from '../../lib/flows/read-fork-proof.ts';
import { buildFlagList, type DraftFlag } from '../../lib/lists/build-flag-list.ts';
import { decodeFlagListFile } from '../../lib/lists/flag-list-file.ts';
import { newListKeys } from '../../lib/lists/list-keys.ts';
import { subscriptionLink } from '../../lib/lists/subscription-link.ts';
import { tipToEvent } from '../../lib/lists/tip-event.ts';
import { verifyFlagList } from '../../lib/lists/verify-flag-list.ts';
import { serveMirror, type MirrorServer } from '../support/mirror-server.ts';
import { serveRelay, type RelayServer } from '../support/relay-server.ts';
import type { BrowserDriver } from './support/driver.ts';
import { ask, launchWithExtension } from './support/extension.ts';
import { TALK } from './support/feed-page.ts';
import { flagOnText } from './support/signed-list.ts';
import { signersOf } from '../support/lists-draft.ts';

const MIRROR = 'mirror.tides.example';
const RELAY = 'relay.tides.example';
const random = (bytes: number) => webcrypto.getRandomValues(new Uint8Array(bytes));

/** One curator, a mirror and a relay behind certificates, and readers in two browsers that know nothing of each other. */
describe('two readers of one list', () => {
  const folder = mkdtempSync(join(tmpdir(), 'witnessmark-readers-'));
  const keys = newListKeys(random);
  let readers: readonly (readonly [name: string, browser: BrowserDriver])[] = [];
  let mirror: MirrorServer;
  let relay: RelayServer;
  let id: string;
  /** The state that all readers have. */
  let lastGood: Uint8Array;

  async function build(flags: readonly DraftFlag[], previous?: Uint8Array): Promise<Uint8Array> {
    const draft = {
      name: 'Tide watch',
      charter: 'What the tests of this project flag.',
      appealContact: 'appeals@list.example',
      labels: [{ name: 'tide-scam', core: 'scam' as const }],
      flags,
      mirrors: [mirror.url],
      relays: [relay.url],
    };
    const built = await buildFlagList(draft, signersOf(keys, random), { nowMs: Date.now(), ...(previous === undefined ? {} : { previous }) });
    if (!built.ok) throw new Error(built.error.message);
    return built.value;
  }
  const flags = (...names: string[]): readonly DraftFlag[] => [flagOnText(TALK), ...names.map((name): DraftFlag => ({ subject: { kind: 'url', canonical: `https://${name}.example/` }, label: 'tide-scam' }))];
  const listOf = async (browser: BrowserDriver) => {
    const lists = await ask(browser, 'get-lists', {});
    return lists.ok ? lists.value[0] : undefined;
  };
  const sync = (browser: BrowserDriver) => ask(browser, 'sync-lists', {});

  /** A relay's own client, so that what it takes is what any would send. */
  async function tellRelay(file: Uint8Array): Promise<void> {
    const event = tipToEvent(decodeFlagListFile(file).tip);
    if (!event.ok) throw new Error(event.error.message);
    const socket = new WebSocket(relay.url.replace(RELAY, '127.0.0.1'), { rejectUnauthorized: false });
    await new Promise((resolve) => socket.once('open', resolve));
    const said = new Promise<string>((resolve) => socket.once('message', (data) => resolve(String(data))));
    socket.send(JSON.stringify(['EVENT', event.value]));
    expect((JSON.parse(await said) as unknown[]).slice(0, 3)).toEqual(['OK', event.value.id, true]);
    socket.close();
  }

  beforeAll(async () => {
    [mirror, relay] = [await serveMirror(MIRROR), await serveRelay(RELAY)];
    readers = [
      ['chromium', await launchWithExtension('chromium', { profileDir: join(folder, 'chromium'), hostRules: `MAP *.tides.example 127.0.0.1` })],
      ['firefox', await launchWithExtension('firefox', { profileDir: join(folder, 'firefox'), prefs: { 'network.dns.localDomains': `${MIRROR},${RELAY}` } })],
    ];
  });
  afterAll(async () => {
    for (const [, browser] of readers) await browser.close();
    await mirror?.close();
    await relay?.close();
    rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 });
  });

  it('follow it by its link, each for themselves', async () => {
    const first = await build(flags());
    mirror.publish(first);
    const verified = verifyFlagList(first, { nowMs: Date.now() });
    id = verified.ok ? verified.value.id : '';
    for (const [, browser] of readers) {
      const offered = await ask(browser, 'offer-list', { link: subscriptionLink({ mirror: mirror.url, list: id }) });
      expect(offered).toMatchObject({ ok: true, value: { list: { name: 'Tide watch', flags: 1 } } });
      await ask(browser, 'join-list', { id, source: mirror.url });
    }
    expect(relay.asked).toEqual([]);
    lastGood = first;
  });

  it('have news of the relay while the mirror tells none, and the parts of them from the mirror', async () => {
    const second = await build(flags('coins'), lastGood);
    mirror.publish(second);
    mirror.fault = (path) => (path === 'tips' ? { kind: 'status', status: 503 } : undefined);
    await tellRelay(second);
    for (const [, browser] of readers) {
      expect(await sync(browser)).toMatchObject({ ok: true, value: [{ outcome: 'updated' }] });
      expect(await listOf(browser)).toMatchObject({ seq: 2, flags: 2 });
    }
    expect(relay.asked).toHaveLength(2);
    mirror.fault = () => undefined;
    lastGood = second;
  });

  it('are told two things by the curator, and both hold the proof as soon as they meet the other line', async () => {
    const [tides, lies] = [await build(flags('tides'), lastGood), await build(flags('lies'), lastGood)];
    const [onTides, onLies] = [await build(flags('tides', 'more'), tides), await build(flags('lies', 'more'), lies)];
    for (const [i, [, browser]] of readers.entries()) {
      mirror.publish([tides, lies][i]!);
      expect(await sync(browser)).toMatchObject({ ok: true, value: [{ outcome: 'updated' }] });
    }
    for (const [i, [, browser]] of readers.entries()) {
      mirror.publish([onLies, onTides][i]!);
      expect(await sync(browser)).toMatchObject({ ok: true, value: [{ outcome: 'failed', problem: 'fork' }] });
      expect(await listOf(browser)).toMatchObject({ seq: 3, follow: { problem: { why: 'fork' } } });
      const proof = await ask(browser, 'get-fork-proof', { id });
      const url = proof.ok ? proof.value.blobUrl : '';
      const bytes = await browser.evaluateInExtensionPage<number[]>(`fetch(${JSON.stringify(url)}).then((answer) => answer.arrayBuffer()).then((all) => [...new Uint8Array(all)])`);
      expect(readForkProof(Uint8Array.from(bytes))).toMatchObject({ kind: 'proves', proven: { list: { id, name: 'Tide watch' }, version: 1, seq: 3 } });
    }
  });
});
