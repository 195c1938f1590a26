import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest';
import { MAX_FORK_BYTES } from '../../lib/lists/limits.ts';
import { witnessmark } from '../support/cli-terminal.ts';
import { aDraft, builtList, NOW_MS, someFlags, TEST_KEYS } from '../support/lists-draft.ts';
import { flipped } from '../support/lists-receipts.ts';
import { serveRelay, type RelayServer } from '../support/relay-server.ts';

const folder = mkdtempSync(join(tmpdir(), 'witnessmark-cli-forks-'));
const at = (name: string) => join(folder, name);
const write = (name: string, content: string | Uint8Array) => {
  writeFileSync(at(name), content);
  return at(name);
};
afterAll(() => rmSync(folder, { recursive: true }));

const VECTORS = join(import.meta.dirname, '../fixtures/vectors/lists');
const NAME = 'Shops \u202e of the week';
const listOf = async (flags: number, previous?: Uint8Array, minutes = 0) =>
  await builtList(aDraft({ name: NAME, flags: someFlags(flags) }), TEST_KEYS, { nowMs: NOW_MS + minutes * 60_000, ...(previous && { previous }) });

const one = await listOf(1);
const two = await listOf(2, one, 1);
const [ONE, TWO] = [write('one.flaglist', one), write('two.flaglist', two)];
/** Another second update, and a third upon it. */
const OTHER = write('other.flaglist', await listOf(4, await listOf(3, one, 2), 3));

const fork = (...args: string[]) => witnessmark(['lists', 'fork', ...args]);
const verify = (...args: string[]) => witnessmark(['lists', 'verify-fork', ...args]);
const proofOf = async (name: string) => {
  await fork(TWO, OTHER, '--out', at(name));
  return at(name);
};

const SAYS = [
  '  proves    two different updates were signed as number 2, under version 1 of the root',
  '  list      Shops   of the week',
  expect.stringMatching(/^ {2}id {8}[0-9a-f]{64}$/) as string,
  expect.stringMatching(/^ {2}signed {4}2026-11-22T12:01:00\.000Z, update 2 with chain [0-9a-f]{64}$/) as string,
  expect.stringMatching(/^ {2}and {7}2026-11-22T12:03:00\.000Z, update 3, which builds on number 2 with chain [0-9a-f]{64}$/) as string,
];

describe('lists fork', () => {
  test('says what two files prove and writes it, in both orders the same', async () => {
    const { code, out, notes } = await fork(TWO, OTHER, '--out', at('list.forkproof'));
    expect([code, notes]).toEqual([0, []]);
    expect(out.join('\n').split('\n')).toEqual(['a fork', ...SAYS, expect.stringMatching(/^wrote .*list\.forkproof: \d+ bytes$/)]);
    await fork(OTHER, TWO, '--out', at('turned.forkproof'));
    expect(readFileSync(at('turned.forkproof')).equals(readFileSync(at('list.forkproof')))).toBe(true);
  });

  test('writes nothing where nobody says where', async () => {
    const { code, out } = await fork(TWO, OTHER);
    expect([code, out.join('\n')]).toEqual([0, expect.stringMatching(/\na proof takes \d+ bytes; --out FILE writes it$/)]);
  });

  test('tells the same as a line of JSON', async () => {
    const { out } = await fork(TWO, OTHER, '--json', '--out', at('json.forkproof'));
    expect(out).toHaveLength(1);
    expect(JSON.parse(out[0]!)).toMatchObject({ files: [TWO, OTHER], out: at('json.forkproof'), bytes: readFileSync(at('json.forkproof')).length, fork: 'updates', list: { name: NAME }, seq: 2 });
    expect(out[0]).not.toContain('\u202e');
  });

  test('says why two files prove nothing, and writes nothing', async () => {
    const nothing = async (a: string, b: string) => {
      const { code, out, notes } = await fork(a, b, '--out', at('nothing.forkproof'));
      expect([code, out, existsSync(at('nothing.forkproof'))]).toEqual([1, [], false]);
      return notes.join('\n');
    };
    expect(await nothing(ONE, TWO)).toMatch(/prove nothing \(no-fork\): Update 2 continues update 1\.$/);
    expect(await nothing(TWO, TWO)).toMatch(/\(no-fork\): Update 2 is the same in both\.$/);
    expect(await nothing(TWO, join(VECTORS, 'updated.flaglist'))).toMatch(/\(no-fork\): The two heads are of different lists\.$/);
    expect(await nothing(TWO, write('cut.flaglist', two.subarray(0, 99)))).toMatch(/cut\.flaglist is refused \(malformed\)/);
    expect(await nothing(TWO, at('nowhere'))).toMatch(/nowhere: It cannot be read: there is no such file\.$/);
  });

  test('says so where it cannot write', async () => {
    const { code, notes } = await fork(TWO, OTHER, '--out', folder);
    expect([code, ...notes]).toEqual([1, expect.stringMatching(/cannot write .*: it is a folder$/)]);
  });
});

describe('lists tell-fork', () => {
  let relay: RelayServer;
  beforeEach(async () => {
    relay = await serveRelay();
  });
  afterEach(() => relay.close());
  const tell = (...args: string[]) => witnessmark(['lists', 'tell-fork', ...args], { nowMs: Date.now });

  test('shows what it would tell, and sends nothing', async () => {
    const { code, out, notes } = await tell(await proofOf('shown.forkproof'), '--to', relay.url);
    expect([code, notes]).toEqual([0, ['nothing was sent; --send does it']]);
    expect(out.join('\n').split('\n')).toEqual(['would tell', ...SAYS, `  to        ${relay.url}`, expect.stringMatching(/^ {2}as {8}[0-9a-f]{64}, a key made for it$/)]);
    expect(relay.events).toEqual([]);
  });

  test('publishes what "lists fork" finds there, by the list alone', async () => {
    const file = await proofOf('told.forkproof');
    const { code, out } = await tell(file, '--to', relay.url, '--send');
    expect([code, out.at(-1)]).toEqual([0, `${relay.url} has it`]);
    expect(relay.events).toMatchObject([{ kind: 9432 }]);
    const found = await fork(ONE, '--from', relay.url, '--out', at('found.forkproof'));
    expect([found.code, found.out.join('\n').split('\n').slice(0, -1)]).toEqual([0, ['a fork', ...SAYS]]);
    expect(readFileSync(at('found.forkproof')).equals(readFileSync(file))).toBe(true);
  });

  test('says who did not take it, and tells no proof that does not hold', async () => {
    const gone = await serveRelay();
    await gone.close();
    const file = await proofOf('half.forkproof');
    const { code, out, notes } = await tell(file, '--to', relay.url, '--to', gone.url, '--send');
    expect([code, out.at(-1), notes]).toEqual([1, `${relay.url} has it`, [expect.stringContaining(`${gone.url} did not take it: `)]]);
    expect(notes[0]).not.toContain('undefined');
    const bad = write('altered.forkproof', flipped(new Uint8Array(readFileSync(file)), 1900, 1));
    expect((await tell(bad, '--to', relay.url, '--send')).code).toBe(1);
    expect((await tell(file, '--to', 'ws://relay.example/', '--send')).code).toBe(2);
    expect((await tell(file)).code).toBe(2);
    expect(relay.events).toHaveLength(1);
  });

  test('leaves "lists fork" without a proof where none is published', async () => {
    const { code, notes } = await fork(ONE, '--from', relay.url);
    expect([code, notes.join('\n')]).toEqual([1, expect.stringContaining('no proof that holds is published')]);
  });
});

describe('lists verify-fork', () => {
  test('says what a proof proves, and lets no list write to the terminal but text', async () => {
    const file = await proofOf('good.forkproof');
    const { code, out, notes } = await verify(file);
    expect([code, notes, out.join('\n').split('\n')]).toEqual([0, [], [`${file}: ok`, ...SAYS]]);
  });

  test('says which two roots there are of one version', async () => {
    const { code, out } = await verify(join(VECTORS, 'roots.forkproof'));
    expect([code, out.join('\n').split('\n').slice(1)]).toEqual([
      0,
      [
        '  proves    two different roots were signed as version 2',
        '  list      Golden list of 100, TEST KEYS',
        expect.stringMatching(/^ {2}id {8}[0-9a-f]{64}$/),
        expect.stringMatching(/^ {2}signed {4}\S+Z, root [0-9a-f]{64}, Golden list, renamed$/),
        expect.stringMatching(/^ {2}and {7}\S+Z, root [0-9a-f]{64}, Golden list, renamed otherwise$/),
      ],
    ]);
  });

  test('tells every file apart, and goes on after one that does not hold', async () => {
    const good = await proofOf('whole.forkproof');
    const bad = write('bad.forkproof', flipped(new Uint8Array(readFileSync(good)), 1900, 1));
    const { code, out } = await verify(bad, at('nowhere'), ONE, join(VECTORS, 'roots.forkproof'), good, '--json');
    expect(code).toBe(1);
    expect(out.map((line) => JSON.parse(line) as unknown)).toMatchObject([
      { file: bad, holds: false, problem: expect.any(String) as string, message: expect.stringMatching(/\.$/) as string },
      { file: at('nowhere'), holds: false, problem: 'unreadable' },
      { file: ONE, holds: false, problem: 'malformed' },
      { holds: true, fork: 'roots', version: 2, roots: [{ signedAt: '2026-11-22T12:01:00.000Z' }, {}] },
      {
        file: good,
        holds: true,
        fork: 'updates',
        list: { name: NAME },
        version: 1,
        seq: 2,
        tips: [{ seq: 2, signedAt: '2026-11-22T12:01:00.000Z' }, { seq: 3, signedAt: '2026-11-22T12:03:00.000Z' }],
      },
    ]);
    expect(out.join('')).not.toContain('\u202e');
    expect((await verify(ONE)).out).toEqual([`${ONE}: proves nothing (malformed): Not the proof of a fork: it does not begin with FLP1.`]);
  });

  test('reads one from standard input, and never more than one may have', async () => {
    const bytes = readFileSync(await proofOf('piped.forkproof'));
    expect((await witnessmark(['lists', 'verify-fork', '-'], { input: () => Readable.from([bytes.subarray(0, 99), bytes.subarray(99)]) })).code).toBe(0);
    const endless = () => Readable.from((function* () { for (;;) yield Buffer.alloc(MAX_FORK_BYTES / 4); })());
    expect(await witnessmark(['lists', 'verify-fork', '-'], { input: endless })).toMatchObject({ code: 1, out: [expect.stringContaining('(unreadable)')] });
  });
});

test.each<[string[], RegExp]>([
  [['lists', 'fork', 'x'], /B\.flaglist is missing/],
  [['lists', 'fork'], /A\.flaglist is missing/],
  [['lists', 'verify-fork'], /FILE is missing/],
  [['lists', 'verify-fork', 'x', '--at', '2026-11-22'], /--at/],
])('%j is answered with what is wrong, and 2', async (args, reason) => {
  const { code, notes } = await witnessmark(args);
  expect([code, notes.join('\n')]).toEqual([2, expect.stringMatching(reason)]);
});
