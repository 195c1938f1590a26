import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { publicKey } from '../../lib/lists/event.ts';
import { sealKeys } from '../../lib/lists/key-file.ts';
import { publicKeys, type KeyPart } from '../../lib/lists/list-keys.ts';
import { witnessmark } from '../support/cli-terminal.ts';
import { NOW_MS, OTHER_KEYS, seededRandom, TEST_KEYS } from '../support/lists-draft.ts';
import { NEW_KEYS } from '../support/lists-roots.ts';

const folder = mkdtempSync(join(tmpdir(), 'witnessmark-roots-'));
const at = (name: string) => join(folder, name);
afterAll(() => rmSync(folder, { recursive: true }));

const MINUTE_MS = 60_000;
const DRAFT = {
  name: 'Shop scams',
  charter: 'Shops that take money and send nothing.',
  appealContact: 'appeals@example.org',
  labels: [{ name: 'Scam', core: 'scam' }],
  flags: [{ subject: 'shop.example', label: 'Scam' }],
};
const [alice, bob, carol] = TEST_KEYS.root as unknown as [Uint8Array, Uint8Array, Uint8Array];
const NEW_WRITER = publicKey(NEW_KEYS.writer);

const run = (minute: number, ...args: string[]) => witnessmark(['lists', ...args], { nowMs: () => NOW_MS + minute * MINUTE_MS });
const exists = (name: string) => statSync(at(name), { throwIfNoEntry: false }) !== undefined;
const writeDraft = (name: string, changes: object) => {
  writeFileSync(at(name), JSON.stringify({ ...DRAFT, ...changes }));
  return at(name);
};

beforeAll(async () => {
  const files: Readonly<Record<string, KeyPart>> = {
    all: TEST_KEYS,
    new: NEW_KEYS,
    other: OTHER_KEYS,
    alice: { root: [alice], heads: [] },
    bob: { root: [bob], heads: [] },
    carol: { root: [carol], heads: [] },
    writer: { root: [], writer: TEST_KEYS.writer, heads: [], inbox: TEST_KEYS.inbox },
    'new-writer': { root: [], writer: NEW_KEYS.writer, heads: [] },
  };
  for (const [name, part] of Object.entries(files)) {
    writeFileSync(at(`${name}.json`), await sealKeys(part, 'a passphrase for tests', seededRandom(name), 14));
  }
  const built = await run(0, 'build', '--in', writeDraft('draft', {}), '--keys', at('all.json'), '--out', at('first'));
  if (built.code !== 0) throw new Error(built.notes.join('\n'));
  await run(1, 'build', '--in', at('draft'), '--keys', at('all.json'), '--after', at('first'), '--out', at('second'));
});

const change = (minute: number, ...args: string[]) => run(minute, 'change-root', '--after', at('second'), '--keys', at('all.json'), ...args);

describe('lists change-root', () => {
  test('renews a list, and its readers load a few bytes', async () => {
    const { code, out, notes } = await change(5, '--out', at('renewed'));
    expect([code, notes]).toEqual([0, []]);
    expect(out).toEqual([
      expect.stringMatching(/^wrote .*renewed: Shop scams, root version 2, 1 flag, update 3, valid until 2027-11-22$/),
      expect.stringMatching(/^id [0-9a-f]{64}$/),
      '  expires: 2027-12-27, before 2027-12-27',
      'readers of update 2 load 12 bytes of changes, in the index; of another state, the whole list',
    ]);
    expect((await run(6, 'verify', at('renewed'), '--after', at('first'))).out.at(-1)).toBe('ok: from update 1 to 3 by 2 updates of 24 bytes');
  });

  test('takes the terms of a draft and leaves its flags aside, then builds under them', async () => {
    const terms = writeDraft('terms', { charter: 'New\nwords.', appealContact: 'new@example.org', labels: [{ name: 'Spam', core: 'spam' }, { name: 'Scam', core: 'scam', severity: 3 }], flags: [] });
    const { code, out } = await change(5, '--in', terms, '--days', '100', '--successor', 'ab'.repeat(32), '--out', at('changed'));
    expect([code, ...out.slice(2, -1)]).toEqual([
      0,
      '  severity-raised: 1 Scam, 1 to 3 (needs consent)',
      '  label-added: 2 Spam (spam) (needs consent)',
      `  successor: ${'ab'.repeat(32)}, before none (needs consent)`,
      '  appeal-contact: new@example.org, before appeals@example.org (needs consent)',
      '  charter: New words.',
      '  expires: 2027-03-02, before 2027-12-27',
    ]);
    expect(out[0]).toContain('1 flag');
    const built = await run(6, 'build', '--in', terms, '--keys', at('all.json'), '--after', at('changed'), '--out', at('built'));
    expect([built.code, built.out[0]]).toEqual([0, expect.stringContaining('0 flags')]);
    const old = await run(6, 'build', '--in', at('draft'), '--keys', at('all.json'), '--after', at('changed'), '--out', at('x'));
    expect([old.code, ...old.notes]).toEqual([1, expect.stringMatching(/\(charter-changed\).*\(charter, appealContact, labels\)/)]);
  });

  test('answers in one line of JSON', async () => {
    const { out } = await change(5, '--json', '--out', at('json'));
    expect(out.map((line) => JSON.parse(line) as unknown)).toMatchObject([
      { file: at('json'), version: 2, seq: 3, n: 1, changes: [{ what: 'expires', needsConsent: false }] },
    ]);
  });

  test('rotates keys, which then sign and revoke', async () => {
    const keys = ['--writer', NEW_WRITER, '--drop-root-key', publicKey(carol), '--add-root-key', publicKey(NEW_KEYS.root[0])];
    const made = await change(5, '--keys', at('new.json'), ...keys, '--out', at('keys'));
    expect([made.code, made.notes]).toEqual([0, []]);
    expect(made.out.slice(2, 4)).toEqual([
      `  writer: ${NEW_WRITER}, before ${publicKey(TEST_KEYS.writer)}`,
      `  root-keys: ${publicKeys([alice, bob, NEW_KEYS.root[0]]).join(', ')}, before ${publicKeys([alice, bob, carol]).join(', ')}`,
    ]);
    const next = (keyFile: string) => run(6, 'build', '--in', at('draft'), '--keys', at(keyFile), '--after', at('keys'), '--out', at('y'));
    expect((await next('new-writer.json')).code).toBe(0);
    expect((await next('all.json')).notes).toEqual([expect.stringContaining('(wrong-key)')]);
  });

  test('adds co-signers, of whom as many sign as it is told', async () => {
    const head = publicKey(NEW_KEYS.root[0]);
    const made = await change(5, '--keys', at('new.json'), '--add-head-key', head, '--head-threshold', '2', '--out', at('heads'));
    expect(made.code).toBe(0);
    const alone = await run(6, 'build', '--in', at('draft'), '--keys', at('all.json'), '--after', at('heads'), '--out', at('x'));
    expect([alone.code, ...alone.notes]).toEqual([1, expect.stringContaining('The root asks for 2 signatures on a state')]);
    const dropped = await run(6, 'change-root', '--after', at('heads'), '--keys', at('all.json'), '--drop-head-key', head, '--head-threshold', '1', '--out', at('dropped'));
    expect(dropped.code).toBe(0);
  });

  test('recovers a list from a thief by an earlier base', async () => {
    await run(3, 'build', '--in', writeDraft('thiefs', { flags: [] }), '--keys', at('writer.json'), '--after', at('second'), '--out', at('stolen'));
    const healed = await run(5, 'change-root', '--after', at('stolen'), '--base', at('second'), '--keys', at('all.json'), '--keys', at('new.json'), '--writer', NEW_WRITER, '--out', at('healed'));
    expect([healed.code, healed.out[0], healed.out.at(-1)]).toEqual([0, expect.stringContaining('1 flag, update 3'), expect.stringMatching(/^readers of update 2 load 12 bytes/)]);
    const stolen = await run(6, 'verify', at('healed'), '--after', at('stolen'));
    expect([stolen.code, ...stolen.notes]).toEqual([1, expect.stringMatching(/\(other-line\).* Readers of it take the whole list\.$/)]);
  });

  test.each<[string, string[], RegExp]>([
    ['fewer signatures than it needs', ['--writer', NEW_WRITER], /\(missing-signature\): Root 2 names a key that has not signed it: [0-9a-f]{64}\. Give the key files of all who sign, or let others sign with --propose\.$/],
    ['a root key for a writer', ['--writer', publicKey(alice)], /\(bad-root\): .*one key is both root key and head key/],
    ['more than 400 days', ['--days', '401'], /\(bad-root\): .*more than 400 days/],
    ['a base that is not there', ['--base', at('nowhere')], /there is no such file/],
    ['the base of another file', ['--base', at('all.json')], /\(malformed\)/],
    ['a code with another meaning', ['--in', 'recoded'], /\(broken-root-line\): Root 2 does not continue the list: it gives label code 1 another meaning/],
  ])('refuses %s in one line, and writes nothing', async (_, args, reason) => {
    writeDraft('recoded', { labels: [{ name: 'Fraud', core: 'scam', code: 1 }] });
    const given = args.map((arg) => (arg === 'recoded' ? at(arg) : arg));
    const { code, notes } = await change(5, ...given, '--out', at('refused'));
    expect([code, ...notes]).toEqual([1, expect.stringMatching(reason)]);
    expect(exists('refused')).toBe(false);
  });
});

describe('a root that several people sign', () => {
  const propose = (minute: number, out: string) =>
    run(minute, 'change-root', '--after', at('second'), '--keys', at('alice.json'), '--in', writeDraft('moved', { appealContact: 'b@example.org' }), '--propose', at(out));
  const sign = (from: string, keys: string, out: string, ...more: string[]) => run(7, 'sign-root', at(from), '--keys', at(keys), '--out', at(out), ...more);

  test('is proposed by one, signed by others, and finished by its writer', async () => {
    const proposed = await propose(6, 'a.root');
    expect(proposed).toEqual({
      code: 0,
      out: [
        `wrote ${at('a.root')}`,
        'Shop scams: root version 2 of 2026-11-22, continues from update 2',
        expect.stringMatching(/^id [0-9a-f]{64}$/),
        '  appeal-contact: b@example.org, before appeals@example.org (needs consent)',
        '  expires: 2027-12-27, before 2027-12-27',
        ...proposed.out.slice(5, -1),
        `  lacks 1 of the root keys before it: ${publicKeys([bob, carol]).join(', ')}`,
      ],
      notes: [],
    });
    expect(proposed.out.slice(5, -1).toSorted()).toEqual(lacking(bob, carol, TEST_KEYS.writer, TEST_KEYS.inbox));
    expect((await run(7, 'sign-root', at('a.root'))).out).toEqual(proposed.out.slice(1));

    expect((await sign('a.root', 'bob.json', 'b.root')).code).toBe(0);
    const signed = await sign('b.root', 'carol.json', 'c.root');
    expect(signed.out.slice(-2).toSorted()).toEqual(lacking(TEST_KEYS.writer, TEST_KEYS.inbox));
    const finished = await run(8, 'finish-root', at('c.root'), '--after', at('second'), '--keys', at('writer.json'), '--out', at('finished'));
    expect([finished.code, finished.notes, finished.out[0]]).toEqual([0, [], expect.stringContaining('root version 2, 1 flag, update 3')]);
  });

  test('says in JSON who has not signed, and when all have', async () => {
    await propose(6, 'j.root');
    const shown = JSON.parse((await run(7, 'sign-root', at('j.root'), '--json')).out.join('')) as { missing: { named: string[]; old: number } };
    expect(shown).toMatchObject({ file: at('j.root'), version: 2, baseSeq: 2, isComplete: false, missing: { old: 1 } });
    expect(shown.missing.named).toHaveLength(4);
    const all = await sign('j.root', 'all.json', 'j-all.root');
    expect(all.out.at(-1)).toBe('all have signed: "lists finish-root" makes the list');
  });

  test('is refused where a signer is not asked, a signature is missing, or the list is another', async () => {
    await propose(6, 'r.root');
    const stranger = await sign('r.root', 'other.json', 'x.root');
    expect([stranger.code, ...stranger.notes]).toEqual([1, expect.stringContaining('(wrong-key): None of these keys is asked to sign this root')]);
    const early = await run(8, 'finish-root', at('r.root'), '--after', at('second'), '--keys', at('writer.json'), '--out', at('x'));
    expect([early.code, ...early.notes]).toEqual([1, expect.stringContaining('(missing-signature)')]);
    await sign('r.root', 'all.json', 'r-all.root');
    const elsewhere = await run(8, 'finish-root', at('r-all.root'), '--after', at('first'), '--keys', at('writer.json'), '--out', at('x'));
    expect([elsewhere.code, ...elsewhere.notes]).toEqual([1, expect.stringContaining('continues the list from update 2; this file holds another state, of update 1')]);
    writeFileSync(at('cut.root'), readFileSync(at('r.root')).subarray(1));
    expect((await run(7, 'sign-root', at('cut.root'))).notes).toEqual([expect.stringContaining('(malformed)')]);
    expect(['x', 'x.root'].filter(exists)).toEqual([]);
  });

  function lacking(...secrets: readonly Uint8Array[]): readonly string[] {
    return publicKeys(secrets).map((key) => `  lacks the signature of ${key}`);
  }
});

describe('lists keys', () => {
  test('makes a part, and shows its public keys, never a secret', async () => {
    const made = await run(0, 'keys', '--out', at('part.json'), '--root', '1', '--writer', '--json');
    const shown = await run(0, 'keys', '--show', at('part.json'), '--json');
    expect([made.code, made.out]).toEqual([0, shown.out]);
    expect(JSON.parse(shown.out[0]!)).toEqual({
      file: at('part.json'),
      root: [expect.stringMatching(/^[0-9a-f]{64}$/) as string],
      writer: expect.stringMatching(/^[0-9a-f]{64}$/) as string,
      heads: [],
    });
    expect((await run(0, 'keys', '--show', at('alice.json'))).out).toEqual([`root key  ${publicKey(alice)}`]);
    expect((await run(0, 'keys', '--show', at('writer.json'))).out).toEqual([`writer    ${publicKey(TEST_KEYS.writer)}`, `inbox     ${publicKey(TEST_KEYS.inbox)}`]);
  });

  test('in parts begin a list together, and none where some are missing or too many', async () => {
    const begin = (...keys: readonly string[]) => run(0, 'build', '--in', at('draft'), ...keys.flatMap((name) => ['--keys', at(`${name}.json`)]), '--out', at('parts'), '--root-threshold', '1');
    expect([...(await begin('alice', 'writer')).out]).toEqual([expect.stringContaining('Shop scams, 1 flag'), expect.stringMatching(/^id /)]);
    const inspected = await run(0, 'inspect', at('parts'), '--json');
    expect(JSON.parse(inspected.out[0]!)).toMatchObject({ keys: { root: publicKeys([alice]), rootThreshold: 1, heads: [], headThreshold: 1 } });
    expect((await begin('alice', 'bob')).notes).toEqual([expect.stringContaining('(bad-keys): A new list begins with all of its keys')]);
    expect((await begin('alice', 'writer', 'new-writer')).notes).toEqual([expect.stringContaining('(bad-keys): A list has one writer and one inbox')]);
    const after = await run(2, 'build', '--in', at('draft'), '--after', at('second'), '--keys', at('writer.json'), '--root-threshold', '1', '--out', at('x'));
    expect([after.code, ...after.notes]).toEqual([2, expect.stringContaining('how many keys sign is said when a list begins')]);
  });
});

describe('the command line', () => {
  test.each(['change-root', 'sign-root', 'finish-root'])('lists %s says how it is used', async (name) => {
    const { code, out } = await witnessmark(['lists', name, '--help']);
    expect([code, out.join('\n')]).toEqual([0, expect.stringMatching(new RegExp(`^Usage: witnessmark lists ${name}[^]*Exit code: 0 `))]);
  });

  test.each<[string[], RegExp]>([
    [['change-root'], /--after LIST\.flaglist is missing/],
    [['change-root', '--after', 'x'], /--keys KEYS\.json is missing/],
    [['change-root', '--after', 'x', '--keys', 'y'], /--out NEXT\.flaglist is missing/],
    [['change-root', '--after', 'x', '--keys', 'y', '--out', 'a', '--propose', 'b'], /either --out or --propose/],
    [['change-root', '--after', at('first'), '--keys', 'y', '--out', 'a', '--writer', 'me'], /"me" is no public key/],
    [['change-root', '--after', at('first'), '--keys', 'y', '--out', 'a', '--drop-root-key', 'ab'.repeat(32)], /is no root key of the list/],
    [['change-root', '--after', at('first'), '--keys', 'y', '--out', 'a', '--days', 'many'], /--days takes a whole number, not "many"/],
    [['sign-root'], /PROPOSAL\.root is missing/],
    [['finish-root', 'x'], /--after LIST\.flaglist is missing/],
    [['keys', '--out', 'x', '--root', '9'], /at most 8 keys of a use/],
  ])('%j is answered with what is wrong, and 2', async (args, reason) => {
    const { code, notes } = await run(5, ...args);
    expect([code, notes.join('\n')]).toEqual([2, expect.stringMatching(reason)]);
  });
});
