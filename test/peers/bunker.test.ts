import { createServer, type AddressInfo, type Server } from 'node:net';
import { getPublicKey } from 'nostr-tools/pure';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { webSocket } from '../../cli/web-socket.ts';
import { parseBunkerAddress } from '../../lib/peers/bunker-address.ts';
import { openBunker, type Bunker, type BunkerPorts } from '../../lib/peers/bunker.ts';
import { noteCipher } from '../../lib/peers/note-cipher.ts';
import { serveBunker, type BunkerServer } from '../support/bunker-server.ts';
import { seededRandom, TEST_KEYS } from '../support/lists-draft.ts';
import { serveRelay, type RelayServer } from '../support/relay-server.ts';

const random = seededRandom('clients of signers');
const SECRET = 'open sesame';
const TEMPLATE = { kind: 9431, tags: [['d', 'ab']], content: '{}', created_at: 1_700_000_000 };
/** Nobody listens there. */
const DEAD = 'ws://127.0.0.1:9/';

let relay: RelayServer;
let other: RelayServer;
const open: { close(): void }[] = [];
beforeAll(async () => {
  [relay, other] = await Promise.all([serveRelay(), serveRelay()]);
});
afterEach(() => {
  relay.meddle = () => undefined;
  for (const each of open.splice(0)) each.close();
});
afterAll(() => Promise.all([relay.close(), other.close()]));

async function aBunker(relays: readonly string[] = [relay.url]): Promise<BunkerServer> {
  const bunker = await serveBunker(TEST_KEYS.writer, relays);
  open.push(bunker);
  return bunker;
}

function client({ signer }: Pick<BunkerServer, 'signer'>, relays: readonly string[] = [relay.url], ports: Partial<BunkerPorts> = {}, secret = random(32)): Bunker {
  const opened = openBunker({ signer, relays }, secret, {
    now: Date.now,
    newId: () => Buffer.from(random(16)).toString('hex'),
    timeoutMs: 20_000,
    signal: new AbortController().signal,
    onAuth: () => {},
    WebSocket: webSocket,
    ...ports,
  });
  if (!opened.ok) throw new Error(opened.error);
  open.push(opened.value);
  return opened.value;
}

/** A client that the signer knows. */
async function known(bunker: BunkerServer, relays?: readonly string[], ports: Partial<BunkerPorts> = {}): Promise<Bunker> {
  const secret = random(32);
  const first = client(bunker, relays, {}, secret);
  expect(await first.connect(SECRET, ['sign_event:9431'])).toEqual({ ok: true, value: true });
  first.close();
  return client(bunker, relays, ports, secret);
}

describe('a remote signer', () => {
  it('is introduced to, says its key, and signs what was allowed', async () => {
    const bunker = await aBunker();
    const asks = client(bunker);
    expect(await asks.connect(SECRET, ['get_public_key', 'sign_event:9431'])).toEqual({ ok: true, value: true });
    expect(await asks.publicKey()).toEqual({ ok: true, value: bunker.pubkey });
    expect(await asks.sign(TEMPLATE)).toMatchObject({ ok: true, value: { ...TEMPLATE, pubkey: bunker.pubkey } });
    expect(await asks.sign({ ...TEMPLATE, kind: 1 })).toEqual({ ok: false, error: { tag: 'refused', message: 'it says “not allowed: kind 1”.' } });
    expect(bunker.asked.map(({ method }) => method)).toEqual(['connect', 'get_public_key', 'sign_event', 'sign_event']);
    expect(new Set(bunker.asked.map(({ id }) => id)).size).toBe(4);
  });

  it('encrypts and decrypts between its key and another, where that was allowed', async () => {
    const bunker = await aBunker();
    const asks = client(bunker);
    expect(await asks.connect(SECRET, ['nip44_encrypt'])).toEqual({ ok: true, value: true });
    const text = 'caf\u00e9, '.repeat(40);
    const payload = await asks.encrypt(text, getPublicKey(TEST_KEYS.inbox));
    expect(payload.ok && noteCipher.decrypt(payload.value, TEST_KEYS.inbox, bunker.pubkey)).toBe(text);
    expect(await asks.decrypt(payload.ok ? payload.value : '', getPublicKey(TEST_KEYS.inbox))).toEqual({ ok: false, error: { tag: 'refused', message: 'it says “not allowed: nip44_decrypt”.' } });
    const reader = await aBunker();
    const reads = client(reader);
    await reads.connect(SECRET, ['nip44_decrypt']);
    const sent = noteCipher.encrypt(text, TEST_KEYS.inbox, reader.pubkey, random(32));
    expect(await reads.decrypt(sent, getPublicKey(TEST_KEYS.inbox))).toEqual({ ok: true, value: text });
    expect(await reads.decrypt(sent, getPublicKey(TEST_KEYS.root[0]))).toMatchObject({ ok: false, error: { tag: 'refused' } });
  });

  it.each<[string, (text: string) => string]>([
    ['nothing', () => ''],
    ['the text itself', (text) => text],
    ['what the first encryption gives', () => 'TWFyeSBoYWQgYSBsaXR0bGUgbGFtYg==?iv=bGFtYiBsYW1iIGxhbWIgbA=='],
    ['a longer one', () => noteCipher.encrypt('x'.repeat(100), TEST_KEYS.writer, getPublicKey(TEST_KEYS.inbox), random(32))],
  ])('that gives %s for an encrypted text has not encrypted', async (_, given) => {
    const bunker = await aBunker();
    bunker.meddle = ({ id, params }) => ({ id, result: given(params[1]!) });
    expect(await client(bunker).encrypt('hello', getPublicKey(TEST_KEYS.inbox))).toMatchObject({ ok: false, error: { tag: 'garbled' } });
  });

  it('knows a client again by its key, in another conversation', async () => {
    const bunker = await aBunker();
    expect((await (await known(bunker)).sign(TEMPLATE)).ok).toBe(true);
    expect(bunker.asked.map(({ method }) => method)).toEqual(['connect', 'sign_event']);
  });

  it('turns away who has a secret that was used, or none', async () => {
    const bunker = await aBunker();
    await known(bunker);
    expect(await client(bunker).connect(SECRET, [])).toMatchObject({ ok: false, error: { tag: 'refused', message: expect.stringContaining('the secret is not one') } });
    expect(await client(bunker).sign(TEMPLATE)).toMatchObject({ ok: false, error: { tag: 'refused' } });
  });

  it('may answer late, within its time', async () => {
    const bunker = await aBunker();
    const asks = await known(bunker);
    bunker.meddle = (_, honest) => new Promise((resolve) => setTimeout(() => resolve(honest()), 1500));
    expect((await asks.sign(TEMPLATE)).ok).toBe(true);
  });

  it('that does not answer is waited for no longer than that', async () => {
    const bunker = await aBunker();
    bunker.meddle = () => [];
    expect(await client(bunker, undefined, { timeoutMs: 1000 }).publicKey()).toMatchObject({ ok: false, error: { tag: 'silent', message: expect.stringContaining('did not answer within 1 seconds') } });
  });

  it('is not waited for after who asks has enough', async () => {
    const bunker = await aBunker();
    bunker.meddle = () => [];
    const stop = new AbortController();
    const asks = client(bunker, undefined, { signal: stop.signal });
    const asked = asks.publicKey();
    await expect.poll(() => bunker.asked.length).toBe(1);
    stop.abort();
    expect(await asked).toMatchObject({ ok: false, error: { tag: 'interrupted' } });
    expect(await asks.publicKey()).toMatchObject({ ok: false, error: { tag: 'interrupted' } });
  });

  it('may first send its person somewhere, who then has as long again', async () => {
    const bunker = await aBunker();
    const shown: string[] = [];
    const asks = await known(bunker, undefined, { timeoutMs: 3000, onAuth: (url) => shown.push(url) });
    bunker.meddle = async ({ id }, honest) => {
      const again = { id, result: 'auth_url', error: 'https://signer.example/allow?it=\u202eyes' };
      return [again, again, honest()];
    };
    expect((await asks.sign(TEMPLATE)).ok).toBe(true);
    expect(shown).toEqual(['https://signer.example/allow?it=%E2%80%AEyes']);
  });

  it.each<[string, unknown]>([
    ['without TLS', 'http://signer.example/'],
    ['that runs', 'javascript:alert(1)'],
    ['that is none', 'click here'],
    ['of a megabyte', `https://signer.example/${'a'.repeat(50_000)}`],
    ['that is no text', { url: 'https://signer.example/' }],
  ])('sends nobody to an address %s', async (_, error) => {
    const bunker = await aBunker();
    const shown: string[] = [];
    bunker.meddle = ({ id }) => ({ id, result: 'auth_url', error });
    expect(await client(bunker, undefined, { onAuth: (url) => shown.push(url) }).publicKey()).toMatchObject({ ok: false, error: { tag: 'garbled' } });
    expect(shown).toEqual([]);
  });

  it.each<[string, (asked: { readonly id: string }) => object, string]>([
    ['neither a result nor an error', ({ id }) => ({ id }), 'garbled'],
    ['a result that is no text', ({ id }) => ({ id, result: { kind: 1 } }), 'garbled'],
    ['a signed event that is no JSON', ({ id }) => ({ id, result: '{"kind":' }), 'garbled'],
    ['a reason without end', ({ id }) => ({ id, error: 'no '.repeat(5000) }), 'refused'],
  ])('that answers %s is taken at its word at once', async (_, said, tag) => {
    const bunker = await aBunker();
    bunker.meddle = said as never;
    const answer = await client(bunker).sign(TEMPLATE);
    expect(answer).toMatchObject({ ok: false, error: { tag } });
    expect(answer.ok ? '' : answer.error.message.length).toBeLessThan(250);
  });

  it.each<[string, string]>([
    ['text of the first encryption', 'TWFyeSBoYWQgYSBsaXR0bGUgbGFtYg==?iv=bGFtYiBsYW1iIGxhbWIgbA=='],
    ['nothing', ''],
    ['no base64', '\u0000\ud83d'.repeat(100)],
    ['a megabyte', 'a'.repeat(900_000)],
  ])('that sends %s has not answered, and the program goes on', async (_, content) => {
    const bunker = await aBunker();
    const asks = await known(bunker, undefined, { timeoutMs: 2000 });
    bunker.meddle = () => content;
    expect(await asks.sign(TEMPLATE)).toMatchObject({ ok: false, error: { tag: 'silent' } });
    bunker.meddle = (_asked, honest) => [content, honest()];
    expect((await asks.sign(TEMPLATE)).ok).toBe(true);
  });

  it('says that it was not understood', async () => {
    const bunker = await aBunker();
    bunker.meddle = () => 'TWFyeQ==?iv=bGFtYiBsYW1iIGxhbWIgbA==';
    expect(await client(bunker, undefined, { timeoutMs: 1500 }).publicKey()).toMatchObject({ error: { message: expect.stringContaining('does it speak NIP-46 with NIP-44?') } });
  });

  it('is not answered for by the answer to another question', async () => {
    const bunker = await aBunker();
    const asks = await known(bunker, undefined, { timeoutMs: 2000 });
    bunker.meddle = (_, honest) => ({ ...(honest() as object), id: bunker.asked[0]!.id });
    expect(await asks.sign(TEMPLATE)).toMatchObject({ ok: false, error: { tag: 'silent' } });
  });

  it('gives a public key that is one, or none is taken', async () => {
    const bunker = await aBunker();
    bunker.meddle = ({ id }) => ({ id, result: 'npub1…' });
    expect(await client(bunker).publicKey()).toMatchObject({ ok: false, error: { tag: 'garbled' } });
  });

  it('is not asked to sign what it could not read', async () => {
    const bunker = await aBunker();
    expect(await client(bunker).sign({ ...TEMPLATE, content: 'a'.repeat(70_000) })).toMatchObject({ ok: false, error: { tag: 'too-large' } });
    expect(bunker.asked).toEqual([]);
  });

  it('whose key is no point is none', () => {
    expect(openBunker({ signer: 'f'.repeat(64), relays: [] }, random(32), {} as BunkerPorts)).toMatchObject({ ok: false });
  });
});

describe('the relays of a signer', () => {
  it('may be dead but one', async () => {
    const bunker = await aBunker([DEAD, relay.url]);
    const asks = await known(bunker, [DEAD, relay.url]);
    expect((await asks.sign(TEMPLATE)).ok).toBe(true);
  });

  it('may both bring the same answer', async () => {
    const both = [relay.url, other.url];
    const bunker = await aBunker(both);
    const asks = await known(bunker, both);
    for (let i = 0; i < 3; i++) expect((await asks.sign(TEMPLATE)).ok).toBe(true);
    expect(bunker.asked).toHaveLength(4);
  });

  it('that are all dead are named at once', async () => {
    const bunker = await aBunker();
    const asked = await client(bunker, [DEAD, 'ws://127.0.0.1:10/']).publicKey();
    expect(asked).toMatchObject({ ok: false, error: { tag: 'unreachable', message: expect.stringMatching(/^none of its relays took the question \(ws:\/\/127\.0\.0\.1:9\/: .+; ws:\/\/127\.0\.0\.1:10\/: .+\)\.$/) } });
  });

  it('that take nothing are quoted', async () => {
    const bunker = await aBunker();
    relay.meddle = (message) => {
      const [kind, id] = JSON.parse(message) as [string, string];
      return kind === 'OK' ? [JSON.stringify(['OK', id, false, 'blocked: not on this relay'])] : undefined;
    };
    const asks = client(bunker);
    expect(await asks.publicKey()).toMatchObject({ ok: false, error: { tag: 'unreachable', message: expect.stringContaining('blocked: not on this relay') } });
  });

  it('cannot answer for it', async () => {
    const bunker = await aBunker();
    const asks = await known(bunker, undefined, { timeoutMs: 1500 });
    relay.meddle = (message) => {
      const [kind, subscription, event] = JSON.parse(message) as [string, string, { pubkey: string; kind: number }];
      if (kind !== 'EVENT' || event.kind !== 24_133 || event.pubkey !== bunker.signer) return undefined;
      return [JSON.stringify(['EVENT', subscription, { ...event, sig: '0'.repeat(128) }]), JSON.stringify(['EVENT', subscription, { ...event, tags: [['p', 1]] }]), JSON.stringify(['EVENT', subscription, 7])];
    };
    expect(await asks.sign(TEMPLATE)).toMatchObject({ ok: false, error: { tag: 'silent' } });
  });

  it('that make work without end are not listened to without end', async () => {
    const bunker = await aBunker();
    const asks = await known(bunker);
    relay.meddle = (message) => {
      const [kind, , event] = JSON.parse(message) as [string, string, { pubkey: string }];
      return kind === 'EVENT' && event.pubkey === bunker.signer ? Array.from({ length: 600 }, () => message.replace(/"id":"../, '"id":"00')) : undefined;
    };
    expect(await asks.sign(TEMPLATE)).toMatchObject({ ok: false, error: { tag: 'garbled' } });
  });

  describe('of which one takes a call and says nothing', () => {
    let mute: Server;
    beforeAll(async () => {
      mute = createServer((socket) => void socket.resume());
      await new Promise<void>((resolve) => mute.listen(0, '127.0.0.1', resolve));
    });
    afterAll(() => new Promise((resolve) => mute.close(resolve)));
    const address = () => `ws://127.0.0.1:${(mute.address() as AddressInfo).port}/`;

    it('are as good as the other', async () => {
      const bunker = await aBunker();
      const asks = await known(bunker, [relay.url, address()]);
      expect((await asks.sign(TEMPLATE)).ok).toBe(true);
    });

    it('let the program end', async () => {
      const sockets = new Promise<void>((resolve) => mute.once('connection', (socket) => socket.once('close', () => resolve())));
      const bunker = await aBunker();
      const asks = client(bunker, [address()], { timeoutMs: 500 });
      expect(await asks.publicKey()).toMatchObject({ ok: false, error: { tag: 'unreachable' } });
      asks.close();
      await sockets;
    });
  });
});

describe('the address of a signer', () => {
  const key = 'ab'.repeat(32);
  it('names its key, its relays and a secret', () => {
    expect(parseBunkerAddress(`bunker://${key}?relay=wss%3A%2F%2Fa.example&relay=wss://b.example/x&relay=wss://b.example/x&secret=s%20t&perms=x`)).toEqual({
      ok: true,
      value: { signer: key, relays: ['wss://a.example', 'wss://b.example/x'], secret: 's t' },
    });
    expect(parseBunkerAddress(`bunker://${key}/?relay=ws://localhost:7777`)).toEqual({ ok: true, value: { signer: key, relays: ['ws://localhost:7777'] } });
  });

  it.each<[string, string]>([
    ['of another kind', `nostrconnect://${key}?relay=wss://a.example`],
    ['of a key in capitals', `bunker://${key.toUpperCase()}?relay=wss://a.example`],
    ['of half a key', `bunker://${key.slice(1)}?relay=wss://a.example`],
    ['without a relay', `bunker://${key}?secret=x`],
    ['with a relay that is none', `bunker://${key}?relay=a.example`],
    ['with a web page', `bunker://${key}?relay=https://a.example`],
    ['with a relay that anybody listens in on', `bunker://${key}?relay=ws://a.example`],
    ['with a relay in the house', `bunker://${key}?relay=wss://192.168.1.1`],
    ['with a password', `bunker://${key}?relay=wss://me:you@a.example`],
    ['with five relays', `bunker://${key}?${Array.from({ length: 5 }, (_, i) => `relay=wss://${i}.example`).join('&')}`],
    ['with a secret without end', `bunker://${key}?relay=wss://a.example&secret=${'a'.repeat(257)}`],
    ['without end', `bunker://${key}?relay=wss://a.example&x=${'a'.repeat(5000)}`],
  ])('%s is refused', (_, text) => {
    expect(parseBunkerAddress(text).ok).toBe(false);
  });
});
