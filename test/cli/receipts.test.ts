import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterAll, describe, expect, test } from 'vitest';
import { MAX_RECEIPT_BYTES } from '../../lib/lists/limits.ts';
import { witnessmark } from '../support/cli-terminal.ts';
import { aDraft, builtList } from '../support/lists-draft.ts';

const folder = mkdtempSync(join(tmpdir(), 'witnessmark-cli-receipts-'));
const at = (name: string) => join(folder, name);
const write = (name: string, content: string | Uint8Array) => {
  writeFileSync(at(name), content);
  return at(name);
};
afterAll(() => rmSync(folder, { recursive: true }));

const ACCOUNT = { kind: 'account', canonical: 'bsky:shop.example' } as const;
const LIST = write(
  'list.flaglist',
  await builtList(
    aDraft({
      name: 'Shops \u202e of the week',
      flags: [
        { subject: { kind: 'post', canonical: 'bsky:shop.example/3kabc' }, label: 'Scam', confidence: 0.5, week: 358 },
        { subject: ACCOUNT, label: 'Scam', polarity: 'disputes', week: 358 },
        { subject: ACCOUNT, label: 'Off topic', week: 358 },
      ],
    }),
  ),
);
const POST = 'https://bsky.app/profile/shop.example/post/3kabc?ref=x';
const make = (...args: string[]) => witnessmark(['receipts', 'make', LIST, ...args]);
const verify = (...args: string[]) => witnessmark(['receipts', 'verify', ...args]);
/** As a shell redirects it. */
const received = async (name: string, ...args: string[]) => write(name, `${(await make(...args)).out.join('\n')}\n`);

describe('receipts make', () => {
  test('writes a receipt of the first flagged subject an address stands for', async () => {
    const { code, out, notes } = await make(POST);
    expect([code, notes, out.length]).toEqual([0, [], 1]);
    expect(JSON.parse(out[0]!)).toMatchObject({ format: 'flag-receipt@1', label: 1, subject: { kind: 'post', canonical: 'bsky:shop.example/3kabc' } });
  });

  test('asks which label is meant where there are several, and takes its code or name', async () => {
    const several = await make('@shop.example');
    expect([several.code, ...several.notes]).toEqual([1, expect.stringContaining('choose one: Scam (1), Off topic (3). (not-listed)')]);
    for (const label of ['3', 'Off topic']) expect(JSON.parse((await make('@shop.example', '--label', label)).out[0]!)).toMatchObject({ label: 3 });
    expect((await make('@shop.example', '--label', 'AI-made')).notes).toEqual([expect.stringContaining('there is Scam (1), Off topic (3)')]);
  });

  test('says what is not flagged, not there, and no list', async () => {
    expect(await make('good.example')).toMatchObject({ code: 1, out: [], notes: [expect.stringContaining('no flag on this')] });
    expect(await witnessmark(['receipts', 'make', at('nowhere'), 'good.example'])).toMatchObject({ code: 1, notes: [expect.stringContaining('there is no such file')] });
    expect(await witnessmark(['receipts', 'make', write('no.flaglist', 'no'), 'good.example'])).toMatchObject({ code: 1, notes: [expect.stringContaining('(malformed)')] });
  });
});

describe('receipts verify', () => {
  test('says what a receipt proves, and lets no list write to the terminal but text', async () => {
    const { code, out, notes } = await verify(await received('post.json', POST));
    expect([code, notes]).toEqual([0, []]);
    expect(out.join('\n').split('\n')).toEqual([
      `${at('post.json')}: ok`,
      '  subject   post:bsky:shop.example/3kabc',
      '  says      asserts scam (Scam), 51 % sure, week of 2026-11-16',
      '  list      Shops   of the week',
      expect.stringMatching(/^ {2}id {8}[0-9a-f]{64}$/) as string,
      '  signed    2026-11-22T12:00:00.000Z, valid until 2027-11-22',
    ]);
  });

  test('tells every file apart, and goes on after one that does not hold', async () => {
    const good = await received('good.json', '@shop.example', '--label', 'Scam');
    const bad = write('bad.json', readFileSync(good, 'utf8').replace('shop.example', 'shop.examplf'));
    const { code, out } = await verify(bad, at('nowhere'), good, '--json');
    expect(code).toBe(1);
    expect(out.map((line) => JSON.parse(line) as unknown)).toMatchObject([
      { file: bad, holds: false, problem: 'not-listed', message: expect.stringContaining('another subject') as string },
      { file: at('nowhere'), holds: false, problem: 'unreadable' },
      {
        file: good,
        holds: true,
        list: { name: 'Shops \u202e of the week' },
        subject: ACCOUNT,
        label: 'scam',
        labelName: 'Scam',
        polarity: 'disputes',
        confidence: 1,
        week: '2026-11-16',
        signedAt: '2026-11-22T12:00:00.000Z',
        expiresAt: '2027-11-22T12:00:00.000Z',
        hasExpired: false,
        hasLapsed: false,
      },
    ]);
    expect(out.join('')).not.toContain('\u202e');
    expect((await verify(bad)).out).toEqual([`${bad}: proves nothing (not-listed): The flag in the receipt is on another subject.`]);
  });

  test('reads one from standard input, and never more than one may have', async () => {
    const text = `${(await make(POST)).out[0]}\n`;
    expect((await witnessmark(['receipts', 'verify', '-'], { input: () => Readable.from([text.slice(0, 99), text.slice(99)]) })).code).toBe(0);
    const endless = () => Readable.from((function* () { for (;;) yield Buffer.alloc(MAX_RECEIPT_BYTES / 4); })());
    expect(await witnessmark(['receipts', 'verify', '-'], { input: endless })).toMatchObject({ code: 1, out: ['-: proves nothing (unreadable): It has more than 2 MiB.'] });
  });

  test('as of a later day says that tip and flag have run out', async () => {
    const file = await received('old.json', '@shop.example', '--label', '1');
    const { code, out } = await verify(file, '--at', '2028-01-01');
    expect(code).toBe(0);
    expect(out[0]).toContain('week of 2026-11-16, has run out');
    expect(out[0]).toContain('expired 2027-11-22');
    expect((await verify(file, '--at', '2026-01-01')).out).toEqual([expect.stringContaining('(not-yet-valid)')]);
  });
});

describe('receipts verify --of', () => {
  test('says whether a receipt is said of the very bytes of a file, whatever it is', async () => {
    const seen = write('seen.bin', 'no picture');
    const sha256 = createHash('sha256').update('no picture').digest('hex');
    const list = write('media.flaglist', await builtList(aDraft({ flags: [{ subject: { kind: 'media', canonical: `sha256:${sha256}` }, label: 'Scam', week: 358 }] })));
    const receipt = write('media.json', (await witnessmark(['receipts', 'make', list, sha256])).out[0]!);
    expect(await verify(receipt, '--of', seen)).toMatchObject({ code: 0, out: [expect.stringMatching(/said of .*seen\.bin: yes$/)] });
    expect(await verify(receipt, '--of', receipt)).toMatchObject({ code: 1, out: [expect.stringMatching(/: ok\n[^]*media\.json: no$/)] });
    expect(await verify(receipt, '--of', at('nowhere'))).toMatchObject({ code: 1 });
  });
});

describe('the command line of receipts', () => {
  test.each([[['receipts', '--help']], [['receipts', 'make', '--help']], [['receipts', 'verify', '--help']]])('%j says how to use it', async (args) => {
    const { code, out, notes } = await witnessmark(args);
    expect([code, notes]).toEqual([0, []]);
    expect(out.join('\n')).toMatch(new RegExp(`^Usage: witnessmark ${args.slice(0, -1).join(' ')}`));
  });

  test.each<[string[], RegExp]>([
    [['receipts'], /^Usage/],
    [['receipts', 'make'], /LIST\.flaglist is missing/],
    [['receipts', 'make', 'x'], /SUBJECT is missing/],
    [['receipts', 'make', 'x', 'nothing'], /names no subject/],
    [['receipts', 'verify'], /FILE is missing/],
    [['receipts', 'verify', 'x', '--at', 'yesterday'], /"yesterday" is not a date/],
  ])('%j is answered with what is wrong, and 2', async (args, reason) => {
    const { code, notes } = await witnessmark(args);
    expect([code, notes.join('\n')]).toEqual([2, expect.stringMatching(reason)]);
  });
});
