import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openKeys, sealKeys } from '../../lib/lists/key-file.ts';
import { witnessmark } from '../support/cli-terminal.ts';
import { seededRandom, TEST_KEYS } from '../support/lists-draft.ts';

const folder = mkdtempSync(join(tmpdir(), 'witnessmark-cli-'));
const at = (name: string) => join(folder, name);
const write = (name: string, content: string | Uint8Array) => {
  writeFileSync(at(name), content);
  return at(name);
};
afterAll(() => rmSync(folder, { recursive: true }));

const DRAFT = {
  name: 'Shop scams',
  charter: 'Shops that take money and send nothing.',
  appealContact: 'appeals@example.org',
  labels: [{ name: 'Scam', core: 'scam' }, { name: 'Parody', core: 'x-parody' }],
  flags: [
    { subject: 'https://bsky.app/profile/shop.example/post/3kabc', label: 'Scam', confidence: 0.5, date: '2026-11-02' },
    { subject: '@shop.example', label: 'Parody', polarity: 'disputes' },
  ],
};

beforeAll(async () => {
  write('keys.json', await sealKeys(TEST_KEYS, 'a passphrase for tests', seededRandom('cli'), 14));
  write('draft.json', JSON.stringify(DRAFT));
  const { code, notes } = await build();
  if (code !== 0) throw new Error(notes.join('\n'));
});

const build = (...more: string[]) =>
  witnessmark(['lists', 'build', '--in', at('draft.json'), '--keys', at('keys.json'), '--out', at('list.flaglist'), ...more]);

describe('lists build', () => {
  test('signs a draft and says what it wrote', async () => {
    const { code, out } = await build('--out', at('other.flaglist'));
    expect(code).toBe(0);
    expect(out[0]).toMatch(/^wrote .*other\.flaglist: Shop scams, 2 flags, \d+ bytes, update 1, valid until 2027-11-22$/);
    expect(out[1]).toMatch(/^id [0-9a-f]{64}$/);
  });

  test('adds flags from JSON lines and from comma-separated values', async () => {
    const jsonl = write('flags.jsonl', '{"subject":"bad.example","label":"Scam"}\n\n{"subject":"text:x","label":"Scam"}\n'.replace('text:x', 'worse.example'));
    expect((await build('--out', at('a.flaglist'), '--flags', jsonl)).out[0]).toContain('4 flags');
    const csv = write('flags.csv', '\ufeffsubject,label,polarity,confidence,date\r\n"https://shop.example/?q=a,b",Scam,,0.25,2026-11-01\r\nbad.example,Scam,disputes,,\r\n');
    expect((await build('--out', at('b.flaglist'), '--flags', csv)).out[0]).toContain('4 flags');
    expect((await witnessmark(['lists', 'lookup', at('b.flaglist'), 'https://shop.example/?q=a,b'])).out[0]).toBe(
      'url:https://shop.example/?q=a,b  asserts scam (Scam), 25 % sure, week of 2026-10-26',
    );
  });

  test('forgets what the draft holds no more, where there is something to forget', async () => {
    const draft = write('less.json', JSON.stringify({ ...DRAFT, flags: DRAFT.flags.slice(1) }));
    const { code, out } = await build('--in', draft, '--out', at('less.flaglist'), '--after', at('list.flaglist'), '--forget');
    expect([code, out.at(-1)]).toEqual([0, 'no update tells of what is gone: readers take the whole list']);
    const alone = await build('--out', at('less.flaglist'), '--forget');
    expect([alone.code, alone.notes.join()]).toEqual([2, expect.stringContaining('--forget goes with --after')]);
  });

  test('continues a list under its id', async () => {
    const { out } = await build('--out', at('next.flaglist'), '--after', at('list.flaglist'));
    expect(out[0]).toContain('update 2');
    expect(out[1]).toBe((await build('--out', at('again.flaglist'), '--after', at('list.flaglist'))).out[1]);
    // Nothing changed: a flag without a date keeps the one it had.
    expect(out[2]).toBe('readers of update 1 load 12 bytes of changes, in the index');
  });

  test('retracts what the draft does not hold any more, and sends the changes alone', async () => {
    const [scam, parody] = DRAFT.flags as [object, object];
    const kept = write('fewer.json', JSON.stringify({ ...DRAFT, flags: [{ ...parody, confidence: 0.5 }, { ...scam, subject: 'new.example' }] }));
    const { code, out } = await build('--in', kept, '--out', at('fewer.flaglist'), '--after', at('list.flaglist'));
    // One that is new, one that says something else: 16 bytes each; one that is gone: 13.
    expect([code, out[0], out[2]]).toEqual([0, expect.stringContaining('2 flags'), 'readers of update 1 load 57 bytes of changes, in the index']);
    expect((await witnessmark(['lists', 'lookup', at('fewer.flaglist'), 'post:bsky:shop.example/3kabc'])).code).toBe(1);
    expect((await witnessmark(['lists', 'lookup', at('fewer.flaglist'), 'new.example'])).code).toBe(0);
  });

  test('continues no file that is refused, or signed by other keys, and says which', async () => {
    const altered = write('cut.flaglist', new Uint8Array(readFileSync(at('list.flaglist'))).subarray(1));
    const { code, notes } = await build('--out', at('x.flaglist'), '--after', altered);
    expect([code, ...notes]).toEqual([1, expect.stringMatching(/\(malformed\): The list to continue is refused: Not a flag list file/)]);
    write('terms.json', JSON.stringify({ ...DRAFT, charter: 'Something else.' }));
    const terms = await build('--in', at('terms.json'), '--out', at('x.flaglist'), '--after', at('list.flaglist'));
    expect([terms.code, ...terms.notes]).toEqual([1, expect.stringContaining('(charter-changed)')]);
    expect(() => statSync(at('x.flaglist'))).toThrow();
  });

  test.each<[string, string, string, RegExp]>([
    ['a draft that is not JSON', '{', '', /is not JSON/],
    ['a draft with an unknown field', JSON.stringify({ ...DRAFT, colour: 'red' }), '', /colour/],
    ['a core label there is not', JSON.stringify({ ...DRAFT, labels: [{ name: 'A', core: 'fraud' }] }), '', /labels\.0\.core/],
    ['a flag on nothing', JSON.stringify(DRAFT), '{"subject":"nothing","label":"Scam"}', /line 1: "nothing" names no subject/],
    ['a flag under no label', JSON.stringify(DRAFT), '{"subject":"bad.example","label":"Fraud"}', /no label is named "Fraud"/],
    ['a flag line that is not JSON', JSON.stringify(DRAFT), '{"subject":"bad.example","label":"Scam"}\n{', /line 2 is not JSON/],
    ['a flag from the next year', JSON.stringify(DRAFT), '{"subject":"bad.example","label":"Scam","date":"2027-11-22"}', /dated after/],
  ])('refuses %s in one line, and writes nothing', async (_, draft, flags, reason) => {
    const out = at('refused.flaglist');
    const args = ['lists', 'build', '--in', write('bad.json', draft), '--flags', write('bad.jsonl', flags), '--keys', at('keys.json'), '--out', out];
    const { code, notes } = await witnessmark(args);
    expect(code).toBe(1);
    expect(notes).toEqual([expect.stringMatching(reason)]);
    expect(() => statSync(out)).toThrow();
  });

  test('refuses a wrong passphrase', async () => {
    const args = ['lists', 'build', '--in', at('draft.json'), '--keys', at('keys.json'), '--out', at('x.flaglist')];
    const { code, notes } = await witnessmark(args, { env: { WITNESSMARK_PASSPHRASE: 'another one' } });
    expect([code, ...notes]).toEqual([1, expect.stringContaining('The passphrase is wrong')]);
  });
});

describe('lists keys', () => {
  test('writes keys for its owner alone, which their passphrase opens, and never over a file', async () => {
    const made = await witnessmark(['lists', 'keys', '--out', at('new-keys.json')]);
    expect(made.code).toBe(0);
    if (process.platform !== 'win32') expect(statSync(at('new-keys.json')).mode & 0o777).toBe(0o600);
    const text = readFileSync(at('new-keys.json'), 'utf8');
    expect((await openKeys(text, 'a passphrase for tests')).ok).toBe(true);
    const again = await witnessmark(['lists', 'keys', '--out', at('new-keys.json')]);
    expect([again.code, ...again.notes]).toEqual([1, expect.stringContaining('the file exists already')]);
    expect(readFileSync(at('new-keys.json'), 'utf8')).toBe(text);
  });

  test('asks twice where no passphrase is given, and says so where nobody can answer', async () => {
    const answers = ['typed by hand', 'typed by hnad'];
    const typed = await witnessmark(['lists', 'keys', '--out', at('k')], { env: {}, askSecret: () => Promise.resolve(answers.shift()) });
    expect([typed.code, ...typed.notes]).toEqual([2, 'witnessmark: the two passphrases differ']);
    const silent = await witnessmark(['lists', 'keys', '--out', at('k')], { env: {} });
    expect([silent.code, ...silent.notes]).toEqual([2, expect.stringContaining('WITNESSMARK_PASSPHRASE')]);
    const short = await witnessmark(['lists', 'keys', '--out', at('k')], { env: { WITNESSMARK_PASSPHRASE: 'short' } });
    expect(short.code).toBe(2);
  });
});

describe('lists verify', () => {
  test('says that a list holds', async () => {
    expect(await witnessmark(['lists', 'verify', at('list.flaglist')])).toEqual({
      code: 0,
      out: [
        'ok: Shop scams, 2 flags, update 1, signed 2026-11-22, valid until 2027-11-22',
        'log: this update is the whole list',
      ],
      notes: [],
    });
  });

  test('goes by updates from an earlier file to a later one, and never back', async () => {
    await build('--out', at('second.flaglist'), '--after', at('list.flaglist'));
    await build('--out', at('third.flaglist'), '--after', at('second.flaglist'), '--flags', write('one.jsonl', '{"subject":"bad.example","label":"Scam"}'));
    expect((await witnessmark(['lists', 'verify', at('third.flaglist'), '--after', at('list.flaglist')])).out.slice(1)).toEqual([
      'log: who holds update 1 or later needs its updates only',
      'ok: from update 1 to 3 by 2 updates of 40 bytes',
    ]);
    const back = await witnessmark(['lists', 'verify', at('list.flaglist'), '--after', at('third.flaglist')]);
    expect([back.code, ...back.notes]).toEqual([1, expect.stringMatching(/does not follow .*third\.flaglist \(rollback\)/)]);
    const strange = await witnessmark(['lists', 'verify', at('third.flaglist'), '--after', at('nowhere')]);
    expect([strange.code, ...strange.notes]).toEqual([1, expect.stringContaining('there is no such file')]);
  });

  test('goes by merged updates where the log begins later, and tells how far back they and the line reach', async () => {
    const [hundred, longer] = ['hundred', 'longer'].map((name) => join(import.meta.dirname, `../fixtures/vectors/lists/${name}.flaglist`)) as [string, string];
    expect((await witnessmark(['lists', 'verify', longer, '--after', hundred])).out.slice(1)).toEqual([
      'log: who holds update 29 or later needs its updates only',
      'merged: who holds update 1 or later needs at most 244 bytes of merged updates as well',
      'segments: the line is told back to update 0',
      'ok: from update 1 to 45 by 14 updates of 980 bytes, 1 of them merged',
    ]);
    const shown = (await witnessmark(['lists', 'inspect', longer])).out.join('\n');
    expect(shown).toMatch(/updates 1 to 29 +by their hashes, in a segment of 2014 bytes/);
    expect(shown).toMatch(/updates 2 to 32 +merged into one of 244 bytes/);
  });

  test('names a refused list with the reason', async () => {
    const altered = write('altered.flaglist', new Uint8Array(readFileSync(at('list.flaglist'))).fill(7, 900, 901));
    const { code, notes } = await witnessmark(['lists', 'verify', altered]);
    expect([code, ...notes]).toEqual([1, expect.stringMatching(/altered\.flaglist is refused \(hash-mismatch\): The roots/)]);
  });

  test('judges a list as of another day', async () => {
    const late = await witnessmark(['lists', 'verify', at('list.flaglist'), '--at', '2028-01-01']);
    expect([late.code, ...late.notes]).toEqual([1, expect.stringContaining('(expired)')]);
  });

  test('names a file that is not there', async () => {
    const { code, notes } = await witnessmark(['lists', 'verify', at('nowhere')]);
    expect([code, ...notes]).toEqual([1, expect.stringContaining('there is no such file')]);
  });
});

describe('lists inspect', () => {
  test('shows charter, counts, dates and keys', async () => {
    const { code, out } = await witnessmark(['lists', 'inspect', at('list.flaglist')]);
    expect(code).toBe(0);
    expect(out.join('\n')).toContain('Shops that take money and send nothing.');
    expect(out.join('\n')).toContain('Scam (scam): 1 assert, 0 dispute');
    expect(out.join('\n')).toContain('Parody (x-parody): 0 assert, 1 dispute');
  });

  test('shows how the last updates travel', async () => {
    await build('--out', at('logged.flaglist'), '--after', at('list.flaglist'));
    const { out } = await witnessmark(['lists', 'inspect', at('logged.flaglist')]);
    expect(out.join('\n')).toMatch(/update 1 +the whole list\n +update 2 +12 bytes of changes, in the index/);
    const json = await witnessmark(['lists', 'inspect', at('logged.flaglist'), '--json']);
    expect(JSON.parse(json.out.join(''))).toMatchObject({ log: [{ seq: 1 }, { seq: 2, delta: { bytes: 12, inline: true } }] });
  });

  test('shows the same as JSON', async () => {
    const { out } = await witnessmark(['lists', 'inspect', at('list.flaglist'), '--json']);
    expect(JSON.parse(out.join(''))).toMatchObject({
      name: 'Shop scams',
      n: 2,
      labels: [{ name: 'Scam', asserts: 1, disputes: 0 }, { name: 'Parody', asserts: 0, disputes: 1 }],
      keys: { rootThreshold: 2 },
    });
  });

  test('lets no list write to the terminal but text', async () => {
    const hostile = { ...DRAFT, description: 'red \u001b[31m and \u202e backwards', flags: [] };
    write('hostile.json', JSON.stringify(hostile));
    await build('--in', at('hostile.json'), '--out', at('hostile.flaglist'));
    const { out } = await witnessmark(['lists', 'inspect', at('hostile.flaglist')]);
    expect(out.join('\n')).toContain('red  [31m and   backwards');
    for (const control of ['\u001b', '\u202e']) expect(out.join('\n')).not.toContain(control);
    const json = (await witnessmark(['lists', 'inspect', at('hostile.flaglist'), '--json'])).out.join('\n');
    expect(json).not.toMatch(/[\p{Cc}\u202e]/u);
    expect(JSON.parse(json)).toMatchObject({ description: hostile.description });
  });
});

describe('lists lookup', () => {
  const lookup = (...subjects: string[]) => witnessmark(['lists', 'lookup', at('list.flaglist'), ...subjects]);

  test('finds a post by its address, as one of the subjects the address stands for', async () => {
    expect(await lookup('https://bsky.app/profile/shop.example/post/3kabc?ref=x')).toMatchObject({
      code: 0,
      out: [
        'post:bsky:shop.example/3kabc  asserts scam (Scam), 51 % sure, week of 2026-11-02',
        expect.stringMatching(/^url:.*no flag$/),
        'domain:bsky.app  no flag',
      ],
    });
  });

  test('finds an account by its handle', async () => {
    expect((await lookup('@Shop.Example')).out).toEqual([
      'account:bsky:shop.example  disputes x-parody (Parody), 100 % sure, week of 2026-11-16',
    ]);
  });

  test('ends with 1 where nothing is flagged', async () => {
    expect(await lookup('good.example')).toEqual({ code: 1, out: ['domain:good.example  no flag'], notes: [] });
  });

  test('answers a line of JSON for each subject', async () => {
    const { out } = await lookup('--json', 'account:bsky:shop.example', 'good.example');
    expect(out.map((line) => JSON.parse(line) as unknown)).toMatchObject([
      { subject: 'account:bsky:shop.example', kind: 'account', flags: [{ label: 'x-parody', polarity: 'disputes' }] },
      { subject: 'good.example', kind: 'domain', canonical: 'good.example', flags: [] },
    ]);
  });

  test('no longer tells what a year ago was said of an account', async () => {
    expect((await lookup('@shop.example', '--at', '2027-11-21')).code).toBe(1);
  });
});

describe('the command line', () => {
  test.each([
    [['--help']],
    [['lists', '--help']],
    ...['keys', 'build', 'verify', 'inspect', 'lookup', 'fork', 'verify-fork'].map((name) => [['lists', name, '--help']]),
  ])('%j says how to use it', async (args) => {
    const { code, out, notes } = await witnessmark(args);
    expect([code, notes]).toEqual([0, []]);
    expect(out.join('\n')).toMatch(new RegExp(`^Usage: witnessmark ${args.slice(0, -1).join(' ')}`));
  });

  test.each<[string[], RegExp]>([
    [[], /^Usage/],
    [['lists'], /^Usage/],
    [['frobnicate'], /no command "frobnicate"; there is classify, provenance, evaluate, lists, receipts/],
    [['lists', 'constructor'], /no command "constructor"/],
    [['lists', 'verify'], /FILE is missing/],
    [['lists', 'verify', 'x', '--frobnicate'], /--frobnicate/],
    [['lists', 'verify', 'x', '--at', 'yesterday'], /"yesterday" is not a date/],
    [['lists', 'lookup', 'x'], /SUBJECT is missing/],
    [['lists', 'build', '--in', 'x'], /--keys KEYS\.json is missing/],
  ])('%j is answered with what is wrong, and 2', async (args, reason) => {
    const { code, notes } = await witnessmark(args);
    expect([code, notes.join('\n')]).toEqual([2, expect.stringMatching(reason)]);
  });

  test('runs as a program of its own, from any folder', () => {
    const program = join(import.meta.dirname, '../../cli/witnessmark.mjs');
    const run = (...args: string[]) => spawnSync(process.execPath, [program, ...args], { cwd: folder, encoding: 'utf8' });
    expect(run('lists', 'verify', 'list.flaglist', '--at', '2026-12-01')).toMatchObject({ status: 0, stdout: expect.stringMatching(/^ok: Shop scams/) as string });
    expect(run('lists', 'verify', 'nowhere')).toMatchObject({ status: 1, stdout: '', stderr: 'witnessmark: cannot read nowhere: there is no such file\n' });
  });
});
