import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Terminal } from '../../cli/terminal.ts';
import { publicKey, type NostrEvent } from '../../lib/lists/event.ts';
import { workOf } from '../../lib/lists/inbox-work.ts';
import { openKeys, sealKeys } from '../../lib/lists/key-file.ts';
import type { RemoteKey } from '../../lib/lists/list-keys.ts';
import { noteCipher } from '../../lib/peers/note-cipher.ts';
import { serveBunker, type Asked, type BunkerServer } from '../support/bunker-server.ts';
import { witnessmark } from '../support/cli-terminal.ts';
import { NOW_MS, OTHER_KEYS, seededRandom, TEST_KEYS } from '../support/lists-draft.ts';
import { aReport, wrapped } from '../support/lists-inbox.ts';
import { serveRelay, type RelayServer } from '../support/relay-server.ts';

const folder = mkdtempSync(join(tmpdir(), 'witnessmark-remote-inbox-'));
const at = (name: string) => join(folder, name);
const PASSPHRASE = 'a passphrase for tests';
const BITS = 5;
const DEAD = 'ws://127.0.0.1:9/';
const LIST = {
  name: 'Shop scams',
  charter: 'Shops that send nothing.',
  appealContact: 'appeals@example.org',
  labels: [{ name: 'Scam', core: 'scam' }],
  inbox: { relays: ['wss://inbox.example/'], pow: BITS },
  flags: [{ subject: 'good.example', label: 'Scam', date: '2026-11-02' }],
};

let relay: RelayServer;
/** Where the signer listens: notes lie elsewhere. */
let signalling: RelayServer;
let bunker: BunkerServer;
let remote: RemoteKey;

const random = seededRandom('remote inbox');
const keyFile = async (name: string, keys: Parameters<typeof sealKeys>[0]) => writeFileSync(at(name), await sealKeys(keys, PASSPHRASE, random, 14));
const run = (args: readonly string[], changes: Partial<Terminal> = {}) => witnessmark(['lists', ...args], { nowMs: () => NOW_MS + 60_000, ...changes });
const inbox = (more: readonly string[] = [], changes: Partial<Terminal> = {}) => run(['inbox', at('list.flaglist'), '--keys', at('inbox.json'), '--relay', relay.url, '--wait', '20', ...more], changes);
const answer = (id: string, more: readonly string[] = ['--send'], changes: Partial<Terminal> = {}) =>
  run(['answer', at('list.flaglist'), '--keys', at('inbox.json'), '--relay', relay.url, '--to', id, '--outcome', 'retract', '--reason', 'The parcels came.', '--wait', '20', ...more], changes);
const methods = () => bunker.asked.map(({ method }) => method);
const state = () => JSON.parse(readFileSync(at('state.json'), 'utf8')) as { readonly refused: readonly string[]; readonly doubted: readonly string[]; readonly opened: readonly string[] };

/** Of an appeal that arrived. */
async function appealed(): Promise<string> {
  const { code, out } = await run(['appeal', at('list.flaglist'), '--subject', 'good.example', '--text', 'We deliver.', '--relay', relay.url, '--keep', at('appeals.json'), '--send']);
  expect(code).toBe(0);
  return out.find((line) => line.startsWith('appeal '))!.slice(7);
}
async function reported(text = 'They took my money.'): Promise<void> {
  expect((await run(['report', at('list.flaglist'), '--subject', 'bad.example', '--label', 'Scam', '--text', text, '--relay', relay.url, '--send'])).code).toBe(0);
}

/** A report with fewer zeros than these, by chance. */
async function luckless(list: string, bits: number): Promise<NostrEvent> {
  for (let i = 0; ; i++) {
    const { wrap } = await wrapped(aReport({ list, text: `${i}` }), { bits: BITS });
    if (workOf(wrap.id) < bits) return wrap;
  }
}

beforeAll(async () => {
  [relay, signalling] = await Promise.all([serveRelay(), serveRelay()]);
  bunker = await serveBunker(TEST_KEYS.inbox, [signalling.url]);
  const { inbox: _, ...others } = TEST_KEYS;
  await keyFile('others.json', others);
  writeFileSync(at('draft.json'), JSON.stringify(LIST));
  const made = await run(['keys', '--bunker', bunker.address, '--inbox', '--out', at('inbox.json')]);
  if (made.code !== 0) throw new Error(made.notes.join());
  const opened = await openKeys(readFileSync(at('inbox.json'), 'utf8'), PASSPHRASE);
  if (!opened.ok) throw new Error(opened.error.message);
  remote = opened.value.inbox as RemoteKey;
  await keyFile('inbox.json', opened.value);
  const built = await run(['build', '--in', at('draft.json'), '--keys', at('others.json'), '--keys', at('inbox.json'), '--out', at('list.flaglist')]);
  if (built.code !== 0) throw new Error(built.notes.join());
}, 60_000);
beforeEach(() => {
  relay.events.length = 0;
  bunker.asked.length = 0;
  rmSync(at('appeals.json'), { force: true });
  rmSync(at('state.json'), { force: true });
});
afterEach(() => {
  bunker.meddle = (_, honest) => honest();
});
afterAll(async () => {
  bunker.close();
  await Promise.all([relay.close(), signalling.close()]);
  rmSync(folder, { recursive: true });
});

describe('an inbox whose key lies with a signer', () => {
  test('is read and answered by asking it, and the answer is found', async () => {
    await reported();
    const id = await appealed();
    const read = await inbox();
    expect([read.code, read.notes]).toEqual([0, []]);
    expect(read.out).toEqual(expect.arrayContaining([`appeal ${id}`, '  text      We deliver.', expect.stringMatching(/^report /), '  text      They took my money.', '2 notes; nothing refused']));
    expect(methods()).toEqual(Array.from({ length: 4 }, () => 'nip44_decrypt'));

    bunker.asked.length = 0;
    const answered = await answer(id);
    expect([answered.code, answered.notes, answered.out.at(-1)]).toEqual([0, [], `${relay.url}: taken`]);
    expect(methods().filter((method) => method !== 'nip44_decrypt')).toEqual(['nip44_encrypt', 'sign_event']);
    expect(JSON.parse(bunker.asked.at(-1)!.params[0]!)).toMatchObject({ kind: 13, tags: [] });
    // Of the wrap, which is by a key of its own, the signer sees nothing.
    expect(relay.events.map(({ pubkey }) => pubkey)).not.toContain(bunker.pubkey);
    expect((await run(['answers', at('appeals.json')])).out.join()).toContain('retract, 2026-11-22\n  The parcels came.');
  });

  test('is opened no further than to the appeal that is answered, and an answer that is only shown asks for nothing else', async () => {
    for (const text of ['One.', 'Two.', 'Three.']) await reported(text);
    const id = await appealed();
    const all = (await inbox(['--json'])).out.slice(0, -1).map((line) => (JSON.parse(line) as { readonly id: string; readonly work: number }));
    bunker.asked.length = 0;
    expect((await answer(id, [])).code).toBe(0);
    const work = all.find((each) => each.id === id)!.work;
    expect(methods().length).toBeLessThanOrEqual(2 * all.filter((each) => each.work >= work).length);
    expect(new Set(methods())).toEqual(new Set(['nip44_decrypt']));
  });

  test('is opened by what is new first', async () => {
    await reported('One.');
    const look = async (budget: string) => (await inbox(['--state', at('state.json'), '--budget', budget])).out;
    expect((await look('1')).at(-1)).toBe('1 note; nothing refused');
    await reported('Two.');
    const next = await look('2');
    expect([next.at(-1), next.find((line) => line.startsWith('  text'))]).toEqual(['1 note; refused: 1 over-budget', '  text      Two.']);
    expect([state().opened.length, state().doubted]).toEqual([2, []]);
  });

  test('is opened in sight of who asked', async () => {
    await reported();
    const progress: string[] = [];
    await inbox([], { progress: (text) => progress.push(text) });
    expect(progress).toEqual(['opening 1 of 1; the signer is asked, it may wait for you to allow this, Ctrl-C gives up']);
  });

  test('has a smaller budget than where the key is at hand, unless another is given', async () => {
    await reported('One.');
    await reported('Two.');
    const spent = { day: Math.floor(NOW_MS / 86_400_000), events: 0, signatures: 198, decryptions: 198 };
    const begin = () => writeFileSync(at('state.json'), JSON.stringify({ v: 1, kind: 'witnessmark inbox', spent, refused: [] }));
    begin();
    expect((await inbox(['--state', at('state.json')])).out.at(-1)).toBe('1 note; refused: 1 over-budget');
    begin();
    expect((await inbox(['--state', at('state.json'), '--budget', '300'])).out.at(-1)).toBe('2 notes; nothing refused');
  });
});

describe('a signer that is asked to decrypt', () => {
  const answering = (error: unknown, to: (asked: Asked) => boolean = () => true): BunkerServer['meddle'] => (asked, honest) => (to(asked) ? { id: asked.id, error } : honest());

  test('and refuses everything is quoted; nothing is refused for good, and all is read once it allows it', async () => {
    await reported();
    await appealed();
    bunker.meddle = answering('not allowed\u001b[2J');
    const denied = await inbox(['--state', at('state.json'), '--json']);
    expect([denied.code, denied.notes]).toEqual([1, [expect.stringContaining(`the signer of key ${bunker.pubkey} refuses to decrypt: it says “not allowed [2J”. Does it allow nip44_decrypt?`)]]);
    expect(JSON.parse(denied.out.at(-1)!)).toMatchObject({ refused: { undecipherable: 2 }, denied: expect.stringContaining('not allowed') });
    expect([state().refused, state().doubted.length]).toEqual([[], 2]);
    bunker.meddle = (_, honest) => honest();
    expect((await inbox(['--state', at('state.json')])).out.at(-1)).toBe('2 notes; nothing refused');
    expect([state().refused, state().doubted]).toEqual([[], []]);
  });

  test('and refuses one thing has the rest printed; junk that it cannot decrypt comes after what is new', async () => {
    const list = (JSON.parse((await run(['inspect', at('list.flaglist'), '--json'])).out[0]!) as { readonly id: string }).id;
    // Encrypted for somebody else, and with more work than the note.
    const note = await luckless(list, 12);
    const junk = await wrapped(aReport({ list }), { bits: 12 }, { cipher: { ...noteCipher, encrypt: (text, secret, _, nonce) => noteCipher.encrypt(text, secret, publicKey(OTHER_KEYS.inbox), nonce) } });
    relay.events.push(note as never, junk.wrap as never);
    const read = () => inbox(['--state', at('state.json'), '--budget', '1']);
    expect((await read()).out.at(-1)).toBe('0 notes; refused: 1 over-budget, 1 undecipherable');
    expect(state()).toMatchObject({ refused: [], doubted: [junk.wrap.id] });
    const next = await inbox(['--state', at('state.json'), '--budget', '3']);
    expect([next.code, next.out.at(-1)]).toEqual([0, '1 note; refused: 1 undecipherable']);
  });

  test.each<[string, BunkerServer['meddle'], string]>([
    ['is silent', () => [], 'did not answer within 2 seconds'],
    ['mutters', () => 'mumble', 'does it speak NIP-46 with NIP-44?'],
  ])('and %s ends the command with the reason, what was read before printed and remembered', async (_, meddle, why) => {
    await reported('One.');
    await reported('Two.');
    bunker.meddle = (asked, honest) => (bunker.asked.length > 2 ? meddle(asked, honest) : honest());
    const { code, out, notes } = await inbox(['--state', at('state.json'), '--wait', '2']);
    expect([code, notes]).toEqual([1, [expect.stringContaining(`1 of 2 were looked at, then the signer of key ${bunker.pubkey} did not decrypt: it did not answer`)]]);
    expect(notes[0]).toContain(why);
    expect(out.at(-1)).toBe('1 note; nothing refused');
    expect([state().refused, state().doubted.length]).toEqual([[], 1]);
  });

  test('and cannot be reached ends the command, and nothing is held against what was to be read', async () => {
    await reported();
    await keyFile('dead.json', { root: [], heads: [], inbox: { ...remote, relays: [DEAD] } });
    const { code, notes } = await run(['inbox', at('list.flaglist'), '--keys', at('dead.json'), '--relay', relay.url, '--state', at('state.json')]);
    expect([code, notes]).toEqual([1, [expect.stringContaining('0 of 1 were looked at')]]);
    expect(notes[0]).toContain('none of its relays took the question');
    expect([state().refused, state().doubted]).toEqual([[], []]);
  });

  test('is waited for until Ctrl-C', async () => {
    await reported('One.');
    await reported('Two.');
    const stop = new AbortController();
    bunker.meddle = (_, honest) => {
      if (bunker.asked.length < 3) return honest();
      stop.abort();
      return [];
    };
    const { code, out, notes } = await inbox(['--json'], { untilInterrupted: () => stop.signal });
    expect([code, notes, out.length]).toEqual([130, ['witnessmark: interrupted; 1 of 2 were looked at'], 2]);
    expect(JSON.parse(out[1]!)).toMatchObject({ refused: {}, stopped: { place: 2, of: 2 } });
  });

  test.each<[string, (asked: Asked) => unknown, string]>([
    ['nothing', () => '', 'malformed'],
    ['what it was given', ({ params }) => params[1], 'malformed'],
    ['another text', () => '{"kind":13,"tags":[]}', 'malformed'],
    ['more than was in it', () => 'x'.repeat(20_000), 'too-large'],
    ['no text', () => ({ kind: 13 }), 'undecipherable'],
  ])('and gives %s has not decrypted, which is not remembered as refused', async (_, result, why) => {
    await reported();
    bunker.meddle = (asked) => ({ id: asked.id, result: result(asked) });
    const { out } = await inbox(['--state', at('state.json')]);
    expect(out).toEqual([`0 notes; refused: 1 ${why}`]);
    expect([state().refused, state().doubted.length]).toEqual([[], 1]);
  });
});

describe('a signer that is asked for an answer', () => {
  const sends = () => relay.events.length;

  test.each<[string, (asked: Asked) => unknown, string]>([
    ['does not encrypt', ({ id, method }) => (method === 'nip44_encrypt' ? { id, error: 'not allowed: nip44_encrypt' } : undefined), '(not-encrypted): The signer of key'],
    ['encrypts nothing', ({ id, method }) => (method === 'nip44_encrypt' ? { id, result: '' } : undefined), 'what it gives for an encrypted text is none.'],
    ['gives it back as it is', ({ id, method, params }) => (method === 'nip44_encrypt' ? { id, result: params[1] } : undefined), 'what it gives for an encrypted text is none.'],
    ['gives back another length', ({ id, method }) => (method === 'nip44_encrypt' ? { id, result: `Ag${'A'.repeat(9000)}` } : undefined), 'what it gives for an encrypted text is none.'],
    ['does not sign', ({ id, method }) => (method === 'sign_event' ? { id, error: 'not allowed: kind 13' } : undefined), 'has not signed: it says “not allowed: kind 13”.'],
    ['signs another text', ({ id, method, params }) => (method === 'sign_event' ? { id, result: JSON.stringify(bunker.sign({ ...JSON.parse(params[0]!), content: 'Ag' } as never)) } : undefined), 'it changed the text.'],
  ])('and %s ends the command with the reason, and nothing is sent', async (_, meddle, why) => {
    const id = await appealed();
    bunker.meddle = (asked, honest) => (meddle(asked) as ReturnType<typeof honest> | undefined) ?? honest();
    const { code, notes } = await answer(id);
    expect([code, notes]).toEqual([1, [expect.stringContaining(why)]]);
    expect(sends()).toBe(1);
  });

  test('and refuses to decrypt is quoted, rather than that there is no such appeal', async () => {
    const id = await appealed();
    bunker.meddle = ({ id: question }) => ({ id: question, error: 'no' });
    const { code, notes } = await answer(id);
    expect([code, notes]).toEqual([1, [expect.stringContaining('refuses to decrypt: it says “no”.')]]);
  });

  test('is waited for until Ctrl-C', async () => {
    const id = await appealed();
    const stop = new AbortController();
    bunker.meddle = ({ method }, honest) => {
      if (method !== 'nip44_encrypt') return honest();
      stop.abort();
      return [];
    };
    expect((await answer(id, ['--send'], { untilInterrupted: () => stop.signal })).code).toBe(130);
    expect(sends()).toBe(1);
  });
});
