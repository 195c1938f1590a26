import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { Terminal } from '../../cli/terminal.ts';
import { openKeys, sealKeys } from '../../lib/lists/key-file.ts';
import { publicKeys } from '../../lib/lists/list-keys.ts';
import { serveBunker, type BunkerServer } from '../support/bunker-server.ts';
import { witnessmark, type Ran } from '../support/cli-terminal.ts';
import { NOW_MS, OTHER_KEYS, seededRandom, TEST_KEYS } from '../support/lists-draft.ts';
import { serveRelay, type RelayServer } from '../support/relay-server.ts';

const folder = mkdtempSync(join(tmpdir(), 'witnessmark-bunkers-'));
const at = (name: string) => join(folder, name);
const PASSPHRASE = 'a passphrase for tests';
const random = seededRandom('keys of bunkers');
const MINUTE_MS = 60_000;
const DEAD = 'ws://127.0.0.1:9/';
const DRAFT = { name: 'Shop scams', charter: 'Shops that send nothing.', appealContact: 'appeals@example.org', labels: [{ name: 'Scam', core: 'scam' }] };

/** Whose key each signer has; the first three are root keys. */
const SECRETS = { rita: random(32), rolf: random(32), ruth: random(32), walt: random(32), wanda: random(32), hanna: random(32), henry: random(32), ines: random(32) };
type Name = keyof typeof SECRETS;
const NAMES = Object.keys(SECRETS) as readonly Name[];
const USE: Readonly<Record<string, readonly string[]>> = { r: ['--root', '1'], w: ['--writer'], h: ['--heads', '1'], i: ['--inbox'] };

let relay: RelayServer;
const bunkers = {} as Record<Name, BunkerServer>;

const run = (minute: number, args: readonly string[], changes: Partial<Terminal> = {}): Promise<Ran> => witnessmark(['lists', ...args], { nowMs: () => NOW_MS + minute * MINUTE_MS, random: seededRandom(`${minute} ${args.join(' ')}`), ...changes });
const keys = (...names: readonly string[]) => names.flatMap((name) => ['--keys', at(`${name}.json`)]);
const draft = (name: string, ...hosts: readonly string[]) => {
  writeFileSync(at(name), JSON.stringify({ ...DRAFT, flags: hosts.map((subject) => ({ subject, label: 'Scam' })) }));
  return at(name);
};
/** Runs what must succeed. */
async function done(minute: number, ...args: readonly string[]): Promise<readonly string[]> {
  const { code, out, notes } = await run(minute, args);
  expect([code, notes]).toEqual([0, []]);
  return out;
}
/** A key file is opened often here, and guards nothing. */
async function opensQuickly(name: string): Promise<void> {
  const opened = await openKeys(readFileSync(at(`${name}.json`), 'utf8'), PASSPHRASE);
  if (!opened.ok) throw new Error(opened.error.message);
  writeFileSync(at(`${name}.json`), await sealKeys(opened.value, PASSPHRASE, random, 14));
}

beforeAll(async () => {
  relay = await serveRelay();
  for (const name of NAMES) bunkers[name] = await serveBunker(SECRETS[name], [DEAD, relay.url]);
  for (const name of NAMES) {
    const { code, notes } = await run(0, ['keys', '--bunker', bunkers[name].address, ...USE[name[0]!]!, '--out', at(`${name}.json`)]);
    if (code !== 0) throw new Error(notes.join('\n'));
    await opensQuickly(name);
  }
  draft('next.json', 'two.example', 'three.example');
  await done(0, 'build', '--in', draft('draft.json', 'one.example', 'two.example'), ...keys('rita', 'rolf', 'walt', 'ines'), '--out', at('first.flaglist'));
}, 180_000);
afterEach(() => {
  for (const bunker of Object.values(bunkers)) bunker.meddle = (_, honest) => honest();
});
afterAll(async () => {
  for (const bunker of Object.values(bunkers)) bunker.close();
  await relay.close();
  rmSync(folder, { recursive: true });
});

describe('a key file for a key that lies with a signer', () => {
  test('says whose key it is and where it lies, and holds no secret of the list', async () => {
    const { walt } = bunkers;
    expect(await done(0, 'keys', '--show', at('walt.json'))).toEqual([
      `writer    ${walt.pubkey}`,
      `${walt.pubkey} lies with the signer ${walt.signer} at ${DEAD}, ${relay.url}`,
    ]);
    expect(JSON.parse((await done(0, 'keys', '--show', at('rita.json'), '--json'))[0]!)).toEqual({
      file: at('rita.json'),
      root: [bunkers.rita.pubkey],
      heads: [],
      remote: [{ key: bunkers.rita.pubkey, signer: bunkers.rita.signer, relays: [DEAD, relay.url] }],
    });
    const opened = await openKeys(readFileSync(at('walt.json'), 'utf8'), PASSPHRASE);
    const text = JSON.stringify(opened, (_, value: unknown) => (value instanceof Uint8Array ? Buffer.from(value).toString('hex') : value));
    expect(text).toContain(walt.pubkey);
    expect(text).not.toContain(Buffer.from(SECRETS.walt).toString('hex'));
    expect(statSync(at('walt.json')).mode & 0o777).toBe(0o600);
  });

  test('has asked to be allowed what its use takes, and nothing else', () => {
    const allowed = (name: Name) => bunkers[name].asked.find(({ method }) => method === 'connect')!.params[2];
    expect([allowed('rita'), allowed('walt'), allowed('hanna'), allowed('ines')]).toEqual([
      'get_public_key,sign_event:9433,sign_event:9430',
      'get_public_key,sign_event:9433,sign_event:37430',
      'get_public_key,sign_event:9433,sign_event:9431',
      'get_public_key,sign_event:9433,sign_event:13,nip44_decrypt,nip44_encrypt',
    ]);
  });

  test('has no words', async () => {
    const { code, out, notes } = await run(0, ['keys', '--show', at('walt.json'), '--words']);
    expect([code, out, notes]).toEqual([1, [], [expect.stringContaining('lies with its signer')]]);
  });

  test('may take its address from standard input, where nobody else sees it', async () => {
    const bunker = await serveBunker(random(32), [relay.url]);
    try {
      const { code } = await run(0, ['keys', '--bunker', '-', '--writer', '--out', at('typed.json')], { input: () => Readable.from([`${bunker.address}\n`]) });
      expect(code).toBe(0);
    } finally {
      bunker.close();
    }
  });

  test.each<[string, readonly string[], number, string]>([
    ['without a use', [], 2, 'takes one of'],
    ['with two uses', ['--writer', '--inbox'], 2, 'takes one of'],
    ['with two keys', ['--root', '2'], 2, 'takes one of'],
    ['with words', ['--writer', '--from-words', 'x'], 2, 'takes one of'],
    ['with no time', ['--writer', '--wait', '0'], 2, '--wait takes 1 to 3600 seconds'],
    ['with a secret that was used', ['--writer', '--wait', '5'], 1, 'the signer is not taken (refused): it says “the secret is not one”.'],
  ])('is not made %s', async (_, more, code, note) => {
    const made = await run(0, ['keys', '--bunker', bunkers.walt.address, ...more, '--out', at('no.json')]);
    expect([made.code, ...made.notes]).toEqual([code, expect.stringContaining(note)]);
    expect(statSync(at('no.json'), { throwIfNoEntry: false })).toBeUndefined();
  });

  test('is not made over another, and the signer is not asked for it', async () => {
    const before = bunkers.walt.asked.length;
    const { code, notes } = await run(0, ['keys', '--bunker', bunkers.walt.address, '--writer', '--out', at('walt.json')]);
    expect([code, notes]).toEqual([1, [expect.stringContaining('the file exists already')]]);
    expect(bunkers.walt.asked.length).toBe(before);
  });

  test('is not made of an address that is none, and what was typed is not said again', async () => {
    const made = await run(0, ['keys', '--bunker', `nostrconnect://${'ab'.repeat(32)}?secret=hush`, '--writer', '--out', at('no.json')]);
    expect([made.code, made.notes.join()]).toEqual([2, expect.stringContaining('bunker://KEY')]);
    expect(made.notes.join()).not.toContain('hush');
  });
});

describe('a list all of whose keys lie with signers', () => {
  test('begins, and each key it names has signed it where it lies', async () => {
    const inspected = JSON.parse((await done(1, 'inspect', at('first.flaglist'), '--json'))[0]!) as { keys: object };
    const { rita, rolf, walt, ines } = bunkers;
    expect(inspected.keys).toMatchObject({ root: [rita.pubkey, rolf.pubkey].toSorted(), rootThreshold: 2, writer: walt.pubkey, heads: [], headThreshold: 1, inbox: ines.pubkey });
    const kinds = (name: Name) => bunkers[name].asked.filter(({ method }) => method === 'sign_event').map(({ params }) => (JSON.parse(params[0]!) as { kind: number }).kind).slice(0, 2);
    expect([kinds('rita'), kinds('rolf'), kinds('walt'), kinds('ines')]).toEqual([[9430], [9433], [9433, 37430], [9433]]);
  });

  test('is continued and confirmed', async () => {
    await done(2, 'build', '--in', at('next.json'), '--after', at('first.flaglist'), ...keys('walt'), '--out', at('second.flaglist'));
    await done(3, 'confirm', at('second.flaglist'), ...keys('walt'), '--out', at('confirmed.flaglist'));
    expect((await done(4, 'verify', at('confirmed.flaglist'), '--after', at('first.flaglist'))).join()).toContain('update 2');
  });

  test('gets another root, as do keys at hand beside it', async () => {
    writeFileSync(at('local.json'), await sealKeys({ root: [TEST_KEYS.root[0]], heads: [] }, PASSPHRASE, random, 14));
    const [local] = publicKeys([TEST_KEYS.root[0]]);
    const out = await done(5, 'change-root', '--after', at('first.flaglist'), '--add-root-key', local!, '--writer', bunkers.wanda.pubkey, ...keys('rita', 'rolf', 'local', 'wanda', 'ines'), '--out', at('moved.flaglist'));
    expect(out[0]).toContain('root version 2');
    await done(6, 'build', '--in', at('next.json'), '--after', at('moved.flaglist'), ...keys('wanda'), '--out', at('after-moved.flaglist'));
    const refused = await run(6, ['build', '--in', at('next.json'), '--after', at('moved.flaglist'), ...keys('walt'), '--out', at('x')]);
    expect([refused.code, refused.notes.join()]).toEqual([1, expect.stringContaining('(wrong-key)')]);
  });
});

describe('people who each hold a key with a signer of their own', () => {
  test('sign a new root that names co-signers, and its first state, one after another', async () => {
    const { hanna, henry } = bunkers;
    const proposed = await done(10, 'change-root', '--after', at('first.flaglist'), '--add-head-key', hanna.pubkey, '--add-head-key', henry.pubkey, '--head-threshold', '2', ...keys('rita'), '--propose', at('a.root'));
    expect(proposed.filter((line) => line.includes('lacks the signature of'))).toHaveLength(5);
    // All heads are at hand for nobody: the root passes first, then the state.
    const early = await run(11, ['finish-root', at('a.root'), '--after', at('first.flaglist'), ...keys('walt'), '--propose', '--out', at('x')]);
    expect([early.code, early.notes.join()]).toEqual([1, expect.stringContaining('(missing-signature)')]);
    let last = 'a.root';
    for (const [i, name] of (['rolf', 'hanna', 'ines', 'henry'] as const).entries()) {
      await done(12 + i, 'sign-root', at(last), ...keys(name), '--out', at(`${name}.root`));
      last = `${name}.root`;
    }
    const alone = await run(20, ['finish-root', at(last), '--after', at('first.flaglist'), ...keys('walt'), '--out', at('x')]);
    expect([alone.code, alone.notes.join()]).toEqual([1, expect.stringContaining('of its first state others sign what --propose makes')]);

    const state = await done(21, 'finish-root', at(last), '--after', at('first.flaglist'), ...keys('walt'), '--propose', '--out', at('proposal.flaglist'));
    expect(state).toEqual([
      expect.stringContaining('Shop scams, update 2 proposed, 2 flags'),
      expect.stringMatching(/^id /),
      'under root version 2, before 1',
      expect.stringContaining('head-keys: '),
      expect.stringContaining('head-threshold: 2, before 1'),
      expect.stringContaining('expires: '),
      'since update 1: 0 flags new or changed, 0 gone',
      'waits for 1 co-signature: "lists cosign", then "lists finish"',
    ]);
    expect((await run(22, ['verify', at('proposal.flaglist')])).notes.join()).toContain('(missing-signature)');
    const shown = await done(22, 'cosign', at('proposal.flaglist'), '--after', at('first.flaglist'), ...keys('henry'), '--out', at('henry.cosigned'));
    expect(shown).toContain('under root version 2, before 1');
    await done(23, 'finish', at('proposal.flaglist'), '--cosigned', at('henry.cosigned'), ...keys('walt'), '--out', at('co.flaglist'));
    expect((await done(24, 'verify', at('co.flaglist'), '--after', at('first.flaglist'))).join()).toContain('update 2');
  });

  test('go on in the same way under it: states, confirmations, and the root after', async () => {
    await done(30, 'build', '--in', at('next.json'), '--after', at('co.flaglist'), ...keys('walt'), '--propose', '--out', at('p.flaglist'));
    await done(31, 'cosign', at('p.flaglist'), ...keys('hanna'), '--out', at('hanna.cosigned'));
    await done(32, 'finish', at('p.flaglist'), '--cosigned', at('hanna.cosigned'), ...keys('walt'), '--out', at('third.flaglist'));
    await done(33, 'confirm', at('third.flaglist'), ...keys('walt'), '--propose', '--out', at('c.flaglist'));
    await done(34, 'cosign', at('c.flaglist'), ...keys('henry'), '--out', at('c.cosigned'));
    await done(35, 'finish', at('c.flaglist'), '--cosigned', at('c.cosigned'), ...keys('walt'), '--out', at('again.flaglist'));
    expect((await done(36, 'verify', at('again.flaglist'), '--after', at('first.flaglist'))).join()).toContain('update 3');

    await done(40, 'change-root', '--after', at('again.flaglist'), ...keys('rita', 'rolf', 'hanna', 'walt', 'ines'), '--propose', at('b.root'));
    await done(41, 'sign-root', at('b.root'), ...keys('henry'), '--out', at('c.root'));
    const json = await done(42, 'finish-root', at('c.root'), '--after', at('again.flaglist'), ...keys('walt'), '--propose', '--json', '--out', at('d.flaglist'));
    expect(json.map((line) => JSON.parse(line) as unknown)).toEqual([expect.objectContaining({ file: at('d.flaglist'), version: 3, seq: 4, n: 2, missing: 1, changes: [expect.objectContaining({ what: 'expires' })] })]);
    await done(43, 'cosign', at('d.flaglist'), ...keys('henry'), '--out', at('d.cosigned'));
    await done(44, 'finish', at('d.flaglist'), '--cosigned', at('d.cosigned'), ...keys('walt'), '--out', at('fourth.flaglist'));
    expect((await done(45, 'verify', at('fourth.flaglist'), '--after', at('third.flaglist'))).join()).toContain('update 4');
  });

  test('have nothing to propose under a root that one signs', async () => {
    await done(50, 'change-root', '--after', at('first.flaglist'), ...keys('rita', 'rolf', 'walt', 'ines'), '--propose', at('one.root'));
    const proposed = await run(51, ['finish-root', at('one.root'), '--after', at('first.flaglist'), ...keys('walt'), '--propose', '--out', at('x')]);
    expect([proposed.code, proposed.notes.join()]).toEqual([1, expect.stringContaining('there is nothing to propose')]);
  });
});

describe('a signer that is asked by a command', () => {
  const confirming = (changes: Partial<Terminal> = {}, wait = '20') => run(60, ['confirm', at('first.flaglist'), ...keys('walt'), '--out', at('refused.flaglist'), '--wait', wait], changes);
  const nothingWritten = () => expect(statSync(at('refused.flaglist'), { throwIfNoEntry: false })).toBeUndefined();

  test('may send its person somewhere first, whose address is shown', async () => {
    bunkers.walt.meddle = ({ id }, honest) => [{ id, result: 'auth_url', error: 'https://signer.example/allow\u202e' }, honest()];
    const { code, notes } = await confirming();
    expect([code, notes]).toEqual([0, ['the signer waits for you at https://signer.example/allow%E2%80%AE']]);
    rmSync(at('refused.flaglist'));
  });

  test.each<[string, (server: BunkerServer) => BunkerServer['meddle'], string]>([
    ['refuses', () => ({ id }) => ({ id, error: 'not now\u001b[2J' }), 'has not signed: it says “not now [2J”.'],
    ['signs with another key', () => ({ id, params }) => ({ id, result: JSON.stringify(forged(params[0]!)) }), 'it signed with another key.'],
    ['sets another date', altered({ created_at: 1 }), 'it changed the date.'],
    ['adds a tag', altered({ tags: [['client', 'x']] }), 'it changed the tags.'],
    ['says something else', altered({ content: '{}' }), 'it changed the text.'],
    ['gives what it was asked, unsigned', () => ({ id, params }) => ({ id, result: params[0] }), 'it signed with another key.'],
    ['answers garbage', () => ({ id }) => ({ id, result: '\u0000' }), 'is no JSON'],
    ['answers nothing', () => () => [], 'did not answer within 2 seconds'],
    ['mutters', () => () => 'mumble', 'does it speak NIP-46 with NIP-44?'],
  ])('and %s makes the command end with the reason', async (_, meddle, why) => {
    bunkers.walt.meddle = meddle(bunkers.walt);
    const { code, notes } = await confirming({}, '2');
    expect([code, notes]).toEqual([1, [expect.stringContaining(why)]]);
    expect(notes[0]).toContain(`(not-signed)`);
    expect(notes[0]).toContain(bunkers.walt.pubkey);
    nothingWritten();
  });

  test('is waited for until Ctrl-C', async () => {
    const stop = new AbortController();
    bunkers.walt.meddle = () => {
      stop.abort();
      return [];
    };
    const { code, notes } = await confirming({ untilInterrupted: () => stop.signal });
    expect([code, notes]).toEqual([130, ['witnessmark: interrupted; nothing was written']]);
    nothingWritten();
  });

  test('is waited for in sight of who asked', async () => {
    const progress: string[] = [];
    const { code } = await confirming({ progress: (text) => progress.push(text) });
    expect([code, progress]).toEqual([0, [expect.stringContaining(`asks the signer of ${bunkers.walt.pubkey}`)]]);
    rmSync(at('refused.flaglist'));
  });

  test('is not asked where it is clear before that nothing comes of it', async () => {
    const before = bunkers.hanna.asked.length;
    expect((await run(60, ['confirm', at('first.flaglist'), ...keys('hanna'), '--out', at('refused.flaglist')])).code).toBe(1);
    expect(bunkers.hanna.asked.length).toBe(before);
    const asked = () => NAMES.map((name) => bunkers[name].asked.length);
    const [all, renewed] = [asked(), ['change-root', '--after', at('first.flaglist'), '--out', at('refused.flaglist')]];
    await done(60, 'change-root', '--after', at('first.flaglist'), ...keys('rita'), '--propose', at('half.root'));
    all[0]! += 1;
    const tried = [
      await run(61, [...renewed, ...keys('rita', 'walt', 'ines')]),
      await run(61, [...renewed, ...keys('rita', 'rolf', 'ines')]),
      await run(61, [...renewed, '--days', '401', ...keys('rita', 'rolf', 'walt', 'ines')]),
      await run(61, ['finish-root', at('half.root'), '--after', at('first.flaglist'), ...keys('walt', 'ines'), '--out', at('refused.flaglist')]),
      await run(61, ['finish-root', at('half.root'), '--after', at('second.flaglist'), ...keys('rolf', 'walt', 'ines'), '--out', at('refused.flaglist')]),
      await run(61, ['build', '--in', at('draft.json'), ...keys('rita', 'walt', 'ines'), '--head-threshold', '2', '--out', at('refused.flaglist')]),
    ];
    expect(tried.map(({ code, notes }) => [code, /\((.*?)\)/.exec(notes.join())?.[1]])).toEqual([[1, 'missing-signature'], [1, 'missing-signature'], [1, 'bad-root'], [1, 'missing-signature'], [1, 'broken-chain'], [1, 'bad-root']]);
    expect(asked()).toEqual(all);
    nothingWritten();
  });

  function altered(changes: object): (server: BunkerServer) => BunkerServer['meddle'] {
    return (server) => ({ id, params }) => ({ id, result: JSON.stringify(server.sign({ ...JSON.parse(params[0]!), ...changes } as Parameters<BunkerServer['sign']>[0])) });
  }
});

describe('the program itself', () => {
  /** Runs it as a shell does; `meanwhile` may end it. */
  function program(args: readonly string[], meanwhile: (end: () => void) => void = () => {}): Promise<{ readonly code: number | null; readonly notes: string }> {
    const child = spawn(process.execPath, [join(import.meta.dirname, '../../cli/witnessmark.mjs'), 'lists', ...args], { env: { ...process.env, WITNESSMARK_PASSPHRASE: PASSPHRASE } });
    let notes = '';
    child.stderr.on('data', (text) => (notes += String(text)));
    meanwhile(() => child.kill('SIGINT'));
    return new Promise((resolve) => child.on('close', (code) => resolve({ code, notes })));
  }

  test('ends when it is done, also where a relay takes its call and says nothing', async () => {
    const mute = createServer((socket) => void socket.resume());
    await new Promise<void>((resolve) => mute.listen(0, '127.0.0.1', resolve));
    const bunker = await serveBunker(random(32), [relay.url]);
    try {
      const { port } = mute.address() as AddressInfo;
      expect(await program(['keys', '--bunker', `${bunker.address}&relay=ws://127.0.0.1:${port}`, '--writer', '--out', at('program.json')])).toEqual({ code: 0, notes: '' });
    } finally {
      bunker.close();
      await new Promise((resolve) => mute.close(resolve));
    }
  });

  test('ends on Ctrl-C while it waits, with one line', async () => {
    const bunker = await serveBunker(random(32), [relay.url]);
    try {
      const asked = new Promise<void>((resolve) => {
        bunker.meddle = () => {
          resolve();
          return [];
        };
      });
      const ended = await program(['keys', '--bunker', bunker.address, '--writer', '--out', at('ended.json')], (end) => void asked.then(end));
      expect(ended).toEqual({ code: 130, notes: 'witnessmark: interrupted; nothing was written\n' });
    } finally {
      bunker.close();
    }
  });
});

/** What somebody else signs. */
function forged(template: string): object {
  return { ...(JSON.parse(template) as object), pubkey: publicKeys([OTHER_KEYS.writer])[0], id: '0'.repeat(64), sig: '0'.repeat(128) };
}
