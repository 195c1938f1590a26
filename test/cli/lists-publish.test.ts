import { createServer, type Server } from 'node:http';
import { mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { sealKeys } from '../../lib/lists/key-file.ts';
import { publicationOf } from '../../lib/lists/mirror-folder.ts';
import { decodeTip } from '../../lib/lists/tip.ts';
import { decodeTipPage } from '../../lib/lists/tip-page.ts';
import { witnessmark } from '../support/cli-terminal.ts';
import { aDraft, builtList, NOW_MS, OTHER_KEYS, seededRandom, someFlags, TEST_KEYS } from '../support/lists-draft.ts';
import { somePictures } from '../support/lists-pictures.ts';
import { withIndex } from '../support/lists-history.ts';
import { serveRelay, type RelayServer } from '../support/relay-server.ts';

const HOUR_MS = 3_600_000;
const first = await builtList(aDraft({ flags: someFlags(3) }), TEST_KEYS, { nowMs: NOW_MS - 3 * HOUR_MS });
const second = await builtList(aDraft({ flags: someFlags(4) }), TEST_KEYS, { previous: first, nowMs: NOW_MS - 2 * HOUR_MS });
const aside = await builtList(aDraft({ flags: someFlags(9) }), TEST_KEYS, { previous: first, nowMs: NOW_MS - HOUR_MS });
const other = await builtList(aDraft({ name: 'Another list', flags: someFlags(2) }), OTHER_KEYS);

let folder: string;
const at = (name: string) => join(folder, name);
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'witnessmark-publish-'));
  for (const [name, bytes] of Object.entries({ first, second, aside, other })) writeFileSync(at(`${name}.flaglist`), bytes);
});
afterEach(() => rmSync(folder, { recursive: true }));

const publish = (name: string, ...more: string[]) => witnessmark(['lists', 'publish', at(`${name}.flaglist`), ...(more.length > 0 ? more : ['--to', at('mirror')])]);
function served(mirror = 'mirror'): readonly string[] {
  const page = decodeTipPage(readFileSync(at(`${mirror}/tips`)));
  if (!page.ok || page.value.kind !== 'tips') throw new Error('not the tips of a mirror');
  return page.value.tips.map((tip) => `${decodeTip(tip).n} flags, update ${decodeTip(tip).seq}`).toSorted();
}

describe('lists publish', () => {
  test('makes a folder that serves the list, and many lists beside each other', async () => {
    expect((await publish('first')).out).toEqual([`${at('mirror')}: published Test list, update 1, 3 flags`]);
    await publish('other');
    expect(served()).toEqual(['2 flags, update 1', '3 flags, update 1']);
    expect(readFileSync(at('mirror/index.html'), 'utf8')).toContain('was not sent to this server');
  });

  test('takes the next state, says of the same that it is served, and refuses an older one', async () => {
    await publish('first');
    expect((await publish('second')).out[0]).toContain('published');
    expect(served()).toEqual(['4 flags, update 2']);
    expect((await publish('second')).out[0]).toContain('serves');
    const back = await publish('first');
    expect(back.code).toBe(1);
    expect(back.notes.join()).toContain('rollback');
    expect(served()).toEqual(['4 flags, update 2']);
  });

  test('refuses what would fork the list, and changes no folder where one cannot take it', async () => {
    await publish('second');
    const forked = await publish('aside', '--to', at('fresh'), '--to', at('mirror'));
    expect(forked.code).toBe(1);
    expect(forked.notes.join()).toContain('fork');
    expect(readdirSync(folder)).not.toContain('fresh');
    expect(served()).toEqual(['4 flags, update 2']);
  });

  test('refuses a state of whose line neither log nor segments tell, unless it is to be replaced', async () => {
    await publish('first');
    let last = first;
    for (let i = 0; i < 17; i++) last = await builtList(aDraft({ flags: someFlags(3 + i) }), TEST_KEYS, { previous: last, nowMs: NOW_MS - 2 * HOUR_MS + i * 60_000 });
    writeFileSync(at('far.flaglist'), withIndex(last, () => ({ segments: [], merged: [] })));
    expect((await publish('far')).notes.join()).toContain('log-gap');
    expect((await publish('far', '--to', at('mirror'), '--replace')).code).toBe(0);
    expect(served()).toEqual(['19 flags, update 18']);
    await publish('first', '--to', at('other mirror'));
    writeFileSync(at('told.flaglist'), last);
    expect((await publish('told', '--to', at('other mirror'))).out[0]).toContain('published');
  });

  test('removes thirty days after no tip leads to it any more what lies there, and nothing else', async () => {
    const age = () => {
      const old = new Date(NOW_MS - 31 * 24 * HOUR_MS);
      for (const name of readdirSync(at('mirror'))) utimesSync(at(`mirror/${name}`), old, old);
    };
    const blobsThere = () => new Set(readdirSync(at('mirror')).filter((name) => /^[0-9a-f]{64}$/.test(name)));
    await publish('first');
    await publish('other');
    const before = blobsThere();
    writeFileSync(at('mirror/robots.txt'), 'User-agent: *\n');
    age();
    await publish('second');
    // Written long ago, and led to until now.
    expect([...before].filter((name) => !blobsThere().has(name))).toEqual([]);
    age();
    await publish('second');
    expect([...before].filter((name) => !blobsThere().has(name)).length).toBeGreaterThan(0);
    expect(readdirSync(at('mirror'))).toContain('robots.txt');
    const { url, close } = await serveFolder(at('mirror'));
    for (const name of ['second', 'other']) {
      const { out } = await witnessmark(['lists', 'link', at(`${name}.flaglist`), '--mirror', url, '--no-qr']);
      expect((await witnessmark(['lists', 'fetch', out[0]!, '--out', at('back.flaglist')])).code).toBe(0);
    }
    await close();
  });

  test('a list with pictures comes back whole, by its link', async () => {
    writeFileSync(at('pictures.flaglist'), await builtList(aDraft({ flags: [...someFlags(3), ...somePictures(4)] })));
    await publish('pictures');
    const { url, close } = await serveFolder(at('mirror'));
    const { out } = await witnessmark(['lists', 'link', at('pictures.flaglist'), '--mirror', url, '--no-qr']);
    expect((await witnessmark(['lists', 'fetch', out[0]!, '--out', at('back.flaglist')])).out[0]).toContain('3 flags, 4 pictures');
    await close();
    expect((await witnessmark(['lists', 'verify', at('back.flaglist')])).out[0]).toContain('3 flags, 4 pictures');
  });

  test('removes at once what is to be forgotten, and keeps what other lists lead to', async () => {
    await publish('first');
    await publish('other');
    writeFileSync(at('forgotten.flaglist'), await builtList(aDraft({ flags: someFlags(3).slice(1) }), TEST_KEYS, { previous: first, forgets: true, nowMs: NOW_MS - 2 * HOUR_MS }));
    expect((await publish('forgotten', '--to', at('mirror'), '--forget')).out[0]).toContain('update 2, 2 flags');
    const publications = ['forgotten', 'other'].map((name) => publicationOf(readFileSync(at(`${name}.flaglist`))));
    const named = publications.flatMap((each) => (each.ok ? [...each.value.blobs.keys()] : []));
    expect(readdirSync(at('mirror')).toSorted()).toEqual([...new Set([...named, 'index.html', 'tips'])].toSorted());
  });

  test('refuses what is no list, a reader’s copy, and a folder with something else under "tips"', async () => {
    writeFileSync(at('bad.flaglist'), 'FLF1');
    expect((await publish('bad')).code).toBe(1);
    await publish('first');
    writeFileSync(at('mirror/tips'), 'hello');
    expect((await publish('second')).notes.join()).toContain('not what a mirror serves');
    expect((await witnessmark(['lists', 'publish', at('first.flaglist')])).code).toBe(2);
  });
});

describe('a relay', () => {
  let relay: RelayServer;
  beforeAll(async () => {
    relay = await serveRelay();
  });
  afterAll(() => relay.close());

  test('is told the tip after the folders have the rest, and is asked before', async () => {
    expect((await publish('first', '--to', at('mirror'), '--to', relay.url)).out).toHaveLength(2);
    expect(relay.events).toHaveLength(1);
    expect((await publish('second', '--to', relay.url)).code).toBe(0);
    expect(relay.events.map(({ content }) => JSON.parse(content).seq)).toEqual([2]);
    const forked = await publish('aside', '--to', at('fresh'), '--to', relay.url);
    expect(forked.notes.join()).toContain('fork');
    expect(readdirSync(folder)).not.toContain('fresh');
  });

  test('that does not answer stops it before anything is changed', async () => {
    const gone = await publish('first', '--to', at('mirror'), '--to', 'ws://127.0.0.1:1/');
    expect(gone.code).toBe(1);
    expect(readdirSync(folder)).not.toContain('mirror');
  });
});

describe('lists confirm and lists keys', () => {
  const keysFile = async () => writeFileSync(at('keys.json'), await sealKeys(TEST_KEYS, 'a passphrase for tests', seededRandom('cli'), 14));

  test('a state is signed again and takes the place of the one before', async () => {
    await keysFile();
    await publish('second');
    const confirmed = await witnessmark(['lists', 'confirm', at('second.flaglist'), '--keys', at('keys.json'), '--out', at('again.flaglist')]);
    expect(confirmed.out[0]).toMatch(/^wrote .*again\.flaglist: Test list, update 2, valid until /);
    expect((await publish('again')).out[0]).toContain('confirmed');
    expect((await publish('second')).notes.join()).toContain('rollback');
    expect((await witnessmark(['lists', 'confirm', at('second.flaglist'), '--out', at('x')])).code).toBe(2);
  });

  test('keys go to paper and back', async () => {
    await keysFile();
    const { out } = await witnessmark(['lists', 'keys', '--show', at('keys.json'), '--words']);
    expect(out).toHaveLength(6);
    writeFileSync(at('words.txt'), out.join('\n'));
    expect((await witnessmark(['lists', 'keys', '--from-words', at('words.txt'), '--out', at('back.json')])).code).toBe(0);
    const shown = async (name: string) => (await witnessmark(['lists', 'keys', '--show', at(name)])).out;
    expect(await shown('back.json')).toEqual(await shown('keys.json'));
    writeFileSync(at('wrong.txt'), out.join('\n').replace(/ \w+$/m, ' zoo'));
    expect((await witnessmark(['lists', 'keys', '--from-words', at('wrong.txt'), '--out', at('wrong.json')])).notes.join()).toContain('Line 1');
  });
});

describe('lists link and lists fetch', () => {
  test('a link brings the list back, verified, and is a QR code as well', async () => {
    await publish('second');
    const { url, close } = await serveFolder(at('mirror'));
    const linked = await witnessmark(['lists', 'link', at('second.flaglist'), '--mirror', url]);
    expect(linked.out[0]).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/#[0-9a-f]{64}$/);
    expect(linked.out.length).toBeGreaterThan(10);
    expect((await witnessmark(['lists', 'link', at('second.flaglist'), '--mirror', url, '--qr', at('code.svg')])).out[1]).toContain('code.svg');
    expect(readFileSync(at('code.svg'), 'utf8')).toContain('<svg');
    const fetched = await witnessmark(['lists', 'fetch', linked.out[0]!, '--out', at('back.flaglist')]);
    expect(fetched.out[0]).toMatch(/^wrote .*back\.flaglist: Test list, 4 flags, update 2, valid until /);
    expect((await witnessmark(['lists', 'verify', at('back.flaglist')])).out[0]).toContain('ok: Test list, 4 flags');
    expect((await witnessmark(['lists', 'publish', at('back.flaglist'), '--to', at('again')])).notes.join()).toContain('own copy');
    await close();
    const gone = await witnessmark(['lists', 'fetch', linked.out[0]!, '--out', at('gone.flaglist')]);
    expect(gone.code).toBe(1);
    expect(gone.notes.join()).toContain('could not be reached');
  });

  test('refuse what is no link, and a mirror that could not be one', async () => {
    expect((await witnessmark(['lists', 'fetch', 'hello', '--out', at('x')])).code).toBe(2);
    for (const mirror of ['http://mirror.example/', 'ftp://mirror.example/', 'https://printer.local/']) {
      expect((await witnessmark(['lists', 'link', at('first.flaglist'), '--mirror', mirror])).code).toBe(2);
    }
  });
});

async function serveFolder(dir: string): Promise<{ readonly url: string; close(): Promise<void> }> {
  const server: Server = createServer((request, response) => {
    try {
      response.end(readFileSync(join(dir, new URL(request.url!, 'http://x').pathname.slice(1))));
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, close: () => new Promise((resolve) => server.close(() => resolve())) };
}
