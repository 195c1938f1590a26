import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { sealKeys } from '../../lib/lists/key-file.ts';
import { pdqOf, writePdq } from '../../lib/subjects/pdq.ts';
import { witnessmark } from '../support/cli-terminal.ts';
import { seededRandom, TEST_KEYS } from '../support/lists-draft.ts';
import { aHash, offBy } from '../support/lists-pictures.ts';
import { draw, type Drawing } from '../support/subjects-drawn-pictures.ts';

const folder = mkdtempSync(join(tmpdir(), 'witnessmark-pictures-'));
const at = (name: string) => join(folder, name);
const write = (name: string, content: string) => {
  writeFileSync(at(name), content);
  return at(name);
};
afterAll(() => rmSync(folder, { recursive: true }));

const drawing: Drawing = { kind: 'patches', width: 640, height: 480, seed: 3 };
const drawnHash = pdqOf(draw(drawing), 512).hash;
const hash = writePdq(aHash(1));
const DRAFT = {
  name: 'Stolen pictures',
  charter: 'Pictures of others that shops pass off as theirs.',
  appealContact: 'appeals@example.org',
  labels: [{ name: 'Scam', core: 'scam' }, { name: 'Private', core: 'x-private', sensitive: true }],
  flags: [
    { subject: 'shop.example', label: 'Scam' },
    { pdq: hash, label: 'Scam', radius: 8, confidence: 0.5, date: '2026-11-02' },
    { picture: 'patches.png', label: 'Scam', polarity: 'disputes' },
  ],
};

const build = (draft: object, ...more: string[]) => {
  write('draft.json', JSON.stringify(draft));
  return witnessmark(['lists', 'build', '--in', at('draft.json'), '--keys', at('keys.json'), '--out', at('list.flaglist'), ...more]);
};
const lookup = (...subjects: string[]) => witnessmark(['lists', 'lookup', at('list.flaglist'), ...subjects]);

async function writeDrawing(name: string, what: Drawing): Promise<void> {
  const { rgba, width, height } = draw(what);
  await sharp(rgba, { raw: { width, height, channels: 4 } }).png().toFile(at(name));
}

beforeAll(async () => {
  write('keys.json', await sealKeys(TEST_KEYS, 'a passphrase for tests', seededRandom('cli'), 14));
  await writeDrawing('patches.png', drawing);
  await writeDrawing('slope.png', { ...drawing, kind: 'slope' });
  await writeDrawing('flat.png', { ...drawing, kind: 'flat' });
  const { code, notes } = await build(DRAFT);
  if (code !== 0) throw new Error(notes.join('\n'));
});

describe('lists lookup', () => {
  test('says what is said of pictures that look like one, and how far away', async () => {
    const near = writePdq(offBy(aHash(1), [0, 50, 100]));
    const { code, out } = await lookup(`pdq:${hash}`, `pdq:${near}`);
    expect(code).toBe(0);
    expect(out).toEqual([
      `pdq:${hash}  asserts scam (Scam), 51 % sure, week of 2026-11-02, 0 bits away`,
      `pdq:${near}  asserts scam (Scam), 51 % sure, week of 2026-11-02, 3 bits away`,
    ]);
    const far = writePdq(offBy(aHash(1), Array(9).keys()));
    expect(await lookup(`pdq:${far}`)).toMatchObject({ code: 1, out: [`pdq:${far}  no flag`] });
  });

  test('finds a picture that was flagged by its file, in JSON too', async () => {
    const { out } = await lookup(`pdq:${writePdq(drawnHash).toUpperCase()}`, '--json');
    expect(out.map((line) => JSON.parse(line) as unknown)).toMatchObject([
      { pdq: writePdq(drawnHash), flags: [{ on: 'media', label: 'scam', polarity: 'disputes', held: 'near', distance: 0 }] },
    ]);
  });

  test('finds a picture by its file', async () => {
    expect((await lookup(`picture:${at('patches.png')}`)).out).toEqual([`pdq:${writePdq(drawnHash)}  disputes scam (Scam), 100 % sure, week of 2026-11-16, 0 bits away`]);
    expect(await lookup(`picture:${at('flat.png')}`)).toMatchObject({ code: 1 });
  });

  test.each(['pdq:', 'pdq:12', `pdq:${hash}0`, `pdq:${'g'.repeat(64)}`])('takes %s for no fingerprint', async (word) => {
    expect(await lookup(word)).toMatchObject({ code: 2, notes: [expect.stringContaining('is no PDQ fingerprint')] });
  });
});

describe('receipts of pictures', () => {
  const receipts = (...args: string[]) => witnessmark(['receipts', ...args]);

  test('are made by a fingerprint or a file, and say of which file they speak', async () => {
    await writeDrawing('other.png', { ...drawing, seed: 4 });
    const made = await receipts('make', at('list.flaglist'), `picture:${at('patches.png')}`);
    expect(made).toMatchObject({ code: 0, notes: [] });
    expect(JSON.parse(made.out[0]!)).toMatchObject({ format: 'flag-receipt@1', label: 1, pdq: writePdq(drawnHash) });
    write('patches.receipt.json', made.out[0]!);
    const verified = await receipts('verify', at('patches.receipt.json'), '--of', at('patches.png'));
    expect(verified.code).toBe(0);
    expect(verified.out[0]).toContain(`  looks     pdq:${writePdq(drawnHash)}, up to 16 of 256 bits off`);
    expect(verified.out[0]).toContain(`  said of   ${at('patches.png')}: yes`);
    const other = await receipts('verify', at('patches.receipt.json'), '--of', at('other.png'));
    expect(other).toMatchObject({ code: 1, out: [expect.stringMatching(/: ok\n[^]*said of .*other\.png: no$/)] });
    expect(JSON.parse((await receipts('verify', at('patches.receipt.json'), '--of', at('other.png'), '--json')).out[0]!)).toMatchObject({ holds: true, isSaidOf: false });
    expect(await receipts('verify', at('patches.receipt.json'), '--of', at('draft.json'))).toMatchObject({ code: 1, out: [expect.stringContaining('draft.json: no')] });
    expect(JSON.parse((await receipts('verify', at('patches.receipt.json'), '--json')).out[0]!)).toMatchObject({ holds: true, look: { pdq: writePdq(drawnHash), radius: 16 }, polarity: 'disputes' });
  });

  test('are not to be had of pictures that look otherwise, nor of what is no picture', async () => {
    expect(await receipts('make', at('list.flaglist'), `picture:${at('flat.png')}`)).toMatchObject({ code: 1, notes: [expect.stringContaining('too few features')] });
    expect(await receipts('make', at('list.flaglist'), `picture:${at('other.png')}`)).toMatchObject({ code: 1, notes: [expect.stringContaining('no flag on this')] });
    expect(await receipts('make', at('list.flaglist'), `picture:${at('draft.json')}`)).toMatchObject({ code: 1, notes: [expect.stringContaining('no picture')] });
  });
});

describe('lists inspect and verify', () => {
  test('count pictures beside flags, and both under their labels', async () => {
    const { out } = await witnessmark(['lists', 'inspect', at('list.flaglist')]);
    expect(out.join('\n')).toMatch(/pictures +2\n/);
    expect(out.join('\n')).toContain('Scam (scam): 2 assert, 1 dispute');
    const json = await witnessmark(['lists', 'inspect', at('list.flaglist'), '--json']);
    expect(JSON.parse(json.out.join(''))).toMatchObject({ n: 1, pictures: 2 });
    expect(json.out.join('').length).toBeLessThan(10_000);
    expect((await witnessmark(['lists', 'verify', at('list.flaglist')])).out[0]).toContain('1 flag, 2 pictures, update 1');
  });
});

describe('lists build', () => {
  test('sends what changed of pictures as an update', async () => {
    const first = at('first.flaglist');
    writeFileSync(first, readFileSync(at('list.flaglist')));
    write('next.json', JSON.stringify({ ...DRAFT, flags: DRAFT.flags.slice(0, 2) }));
    const args = ['lists', 'build', '--in', at('next.json'), '--keys', at('keys.json'), '--out', at('next.flaglist'), '--after', first];
    expect((await witnessmark(args)).out[2]).toBe('readers of update 1 load 53 bytes of changes, in the index');
  });

  test('takes pictures from lines of JSON and from columns', async () => {
    const jsonl = write('flags.jsonl', `{"pdq":"${writePdq(aHash(2))}","label":"Scam","radius":0}`);
    const csv = write('flags.csv', `picture,pdq,radius,label\npatches.png,,,Scam\n,${writePdq(aHash(3))},31,Scam\n`);
    const draft = { ...DRAFT, flags: [] };
    const out = ['--out', at('other.flaglist')];
    expect((await build(draft, ...out, '--flags', jsonl)).out[0]).toContain('0 flags, 1 picture');
    expect((await build(draft, ...out, '--flags', csv)).out[0]).toContain('0 flags, 2 pictures');
  });

  test.each<[string, object, RegExp]>([
    ['a smooth slope', { picture: 'slope.png', label: 'Scam' }, /too few features .*at least 80/],
    ['a flat picture', { picture: 'flat.png', label: 'Scam' }, /too few features .*quality 0/],
    ['a file that is no picture', { picture: 'keys.json', label: 'Scam' }, /flag 1: .*keys\.json is no picture/],
    ['a file that is not there', { picture: 'nowhere.png', label: 'Scam' }, /flag 1: cannot read .*nowhere\.png/],
    ['a fingerprint of no picture', { pdq: '0'.repeat(64), label: 'Scam' }, /no picture with features has/],
    ['half a fingerprint', { pdq: '0'.repeat(32), label: 'Scam' }, /flag 1: .*is no PDQ fingerprint/],
    ['a radius of 32', { pdq: hash, label: 'Scam', radius: 32 }, /whole number from 0 to 31/],
    ['a radius on an address', { subject: 'shop.example', label: 'Scam', radius: 3 }, /radius goes with pdq or picture/],
    ['a sensitive label', { pdq: hash, label: 'Private' }, /sensitive: a picture is flagged by its bytes/],
    ['two ways at once', { pdq: hash, picture: 'patches.png', label: 'Scam' }, /one of subject, key, pdq and picture/],
    ['nothing', { label: 'Scam' }, /one of subject, key, pdq and picture/],
  ])('refuses %s in one line, and writes nothing', async (_, flag, reason) => {
    const { code, notes } = await build({ ...DRAFT, flags: [flag] }, '--out', at('refused.flaglist'));
    expect([code, ...notes]).toEqual([1, expect.stringMatching(reason)]);
    expect(() => statSync(at('refused.flaglist'))).toThrow();
  });
});
