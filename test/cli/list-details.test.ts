import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { sealKeys } from '../../lib/lists/key-file.ts';
import { witnessmark } from '../support/cli-terminal.ts';
import { NOW_MS, seededRandom, TEST_KEYS } from '../support/lists-draft.ts';
import { toldBy } from '../support/lists-details.ts';
import { serveMirror } from '../support/mirror-server.ts';

const folder = mkdtempSync(join(tmpdir(), 'witnessmark-reasons-'));
const at = (name: string) => join(folder, name);
const write = (name: string, content: string) => {
  writeFileSync(at(name), content);
  return at(name);
};
afterAll(() => rmSync(folder, { recursive: true }));

const DRAFT = {
  name: 'Shop scams',
  charter: 'Shops that take money and send nothing.',
  appealContact: 'appeals@example.org',
  labels: [{ name: 'Scam', core: 'scam' }],
};
const SHOP = { subject: 'shop.example', label: 'Scam', reason: 'Paid for, never sent.', lang: 'en', evidence: ['https://archive.example', `sha256:${'AB'.repeat(32)}`], reporters: 7, dispute: 'upheld' };

function build(name: string, flags: readonly object[], ...more: string[]) {
  const draft = write(`${name}.json`, JSON.stringify({ ...DRAFT, flags }));
  return witnessmark(['lists', 'build', '--in', draft, '--keys', at('keys.json'), '--out', at(`${name}.flaglist`), ...more]);
}
const lookup = (name: string, ...more: string[]) => witnessmark(['lists', 'lookup', at(`${name}.flaglist`), ...more]);

beforeAll(async () => {
  write('keys.json', await sealKeys(TEST_KEYS, 'a passphrase for tests', seededRandom('cli'), 14));
  const { code, notes } = await build('first', [SHOP, { subject: 'plain.example', label: 'Scam' }, { subject: 'gone.example', label: 'Scam', reason: 'Seemed so.' }]);
  if (code !== 0) throw new Error(notes.join('\n'));
});

describe('reasons in a draft', () => {
  test('are built into the list, counted, and looked up with their flag', async () => {
    const { out } = await build('again', [SHOP]);
    expect(out.at(-1)).toMatch(/^details of 1 flag \(1 with a reason\) and 0 retractions, \d+ bytes in 1 part$/);
    expect((await lookup('first', 'shop.example', 'plain.example')).out.join('\n').split('\n')).toEqual([
      expect.stringContaining('domain:shop.example  asserts scam (Scam), 100 % sure'),
      '  because: Paid for, never sent.',
      '  see: https://archive.example/',
      `  see: sha256:${'ab'.repeat(32)}`,
      '  reported by: 5-9',
      '  upheld after an appeal',
      expect.stringContaining('domain:plain.example  asserts scam'),
    ]);
    const [flag] = (JSON.parse((await lookup('first', 'shop.example', '--json')).out[0]!) as { flags: { details: unknown }[] }).flags;
    expect(flag!.details).toEqual({ reason: { text: 'Paid for, never sent.', lang: 'en' }, evidence: [{ link: 'https://archive.example/' }, { sha256: 'ab'.repeat(32) }], reporters: '5-9', dispute: 'upheld' });
  });

  test('are carried on, taken away, and told of what was taken back', async () => {
    const flags = [{ subject: 'shop.example', label: 'Scam' }, { subject: 'gone.example', label: 'Scam', retracted: 'It was a parody.', lang: 'en' }];
    const { out } = await build('second', flags, '--after', at('first.flaglist'));
    expect(out).toContainEqual(expect.stringMatching(/^details of 1 flag \(1 with a reason\) and 1 retraction/));
    expect((await lookup('second', 'shop.example')).out.join()).toContain('because: Paid for, never sent.');
    const gone = await lookup('second', 'gone.example');
    expect([gone.code, gone.out]).toEqual([1, ['domain:gone.example  no flag\n  taken back: Scam, week of 2026-11-16, because: It was a parody.']]);
    expect(JSON.parse((await lookup('second', 'gone.example', '--json')).out[0]!)).toMatchObject({ flags: [], retracted: [{ label: 'Scam', reason: { text: 'It was a parody.', lang: 'en' } }] });
    expect((await lookup('second', 'gone.example', '--at', '2028-01-01')).code).toBe(1);
    await build('third', [{ ...flags[0]!, reason: '' }], '--after', at('second.flaglist'));
    expect(toldBy(readFileSync(at('third.flaglist')))).toMatchObject([{ retraction: {} }]);
  });

  test('come from comma-separated values, evidence with blanks between', async () => {
    const csv = write('flags.csv', 'subject,label,reason,evidence,reporters,retracted\r\nbad.example,Scam,"Paid, not sent.",https://a.example/ https://b.example/,12,\r\ngone.example,Scam,,,,A mistake.\r\n');
    const { code } = await build('csv', [], '--after', at('first.flaglist'), '--flags', csv);
    expect(code).toBe(0);
    expect((await lookup('csv', 'bad.example', 'gone.example')).out.join('\n')).toMatch(/because: Paid, not sent\.\n {2}see: https:\/\/a\.example\/\n {2}see: https:\/\/b\.example\/\n {2}reported by: 10\+[^]*taken back: Scam.*A mistake\./);
  });

  test.each([
    ['a reason that is too long', { ...SHOP, reason: 'x'.repeat(281) }, 'at most 280 characters'],
    ['evidence that is no address', { ...SHOP, evidence: 'archive' }, 'an https address'],
    ['no reporters', { ...SHOP, reporters: 0 }, 'reporters'],
    ['an unknown dispute', { ...SHOP, dispute: 'lost' }, 'dispute'],
    ['a retraction with a stand', { subject: 'shop.example', label: 'Scam', retracted: 'x', polarity: 'disputes' }, 'and no more'],
    ['a reason for a picture', { pdq: '0f'.repeat(32), label: 'Scam', reason: 'x' }, 'not for those on how a picture looks'],
  ])('are refused with %s', async (_, flag, words) => {
    const { code, notes } = await build('no', [flag]);
    expect([code, notes.join()]).toEqual([1, expect.stringContaining(words)]);
  });

  test('are shown by inspect, as counts', async () => {
    const inspect = (...more: string[]) => witnessmark(['lists', 'inspect', at('first.flaglist'), ...more]);
    expect((await inspect()).out.join()).toMatch(/reasons +details of 2 flags \(2 with a reason\) and 0 retractions/);
    expect(JSON.parse((await inspect('--json')).out[0]!)).toMatchObject({ details: { flags: 2, reasons: 2, retractions: 0, parts: 1 } });
  });
});

describe('on a mirror', () => {
  test('reasons lie in the folder as long as a list leads to them, and go with what is forgotten', async () => {
    mkdirSync(at('mirror'));
    const publish = (name: string, ...more: string[]) => witnessmark(['lists', 'publish', at(`${name}.flaglist`), '--to', at('mirror'), ...more]);
    const all = () => readdirSync(at('mirror')).filter((name) => /^[0-9a-f]{64}$/.test(name)).map((name) => readFileSync(at(`mirror/${name}`)));
    const magics = () => all().map((blob) => blob.subarray(0, 4).toString()).toSorted();
    await publish('first');
    expect(magics()).toEqual(['FLE1', 'FLI1', 'FLM1', 'FLR1', 'FLS1', 'FLY1']);
    await publish('first');
    expect(magics()).toContain('FLE1');
    const later = { nowMs: () => NOW_MS + 1000 };
    const forget = await witnessmark(['lists', 'build', '--in', write('forget.json', JSON.stringify({ ...DRAFT, flags: [{ subject: 'plain.example', label: 'Scam' }] })), '--keys', at('keys.json'), '--out', at('forgotten.flaglist'), '--after', at('first.flaglist'), '--forget'], later);
    expect(forget.code).toBe(0);
    await publish('forgotten', '--forget');
    expect(magics()).toEqual(['FLG1', 'FLI1', 'FLM1', 'FLR1', 'FLS1']);
  });

  test('a list is fetched with its reasons, and refused where they are altered', async () => {
    const mirror = await serveMirror();
    const list = readFileSync(at('first.flaglist'));
    mirror.publish(list);
    const link = (await witnessmark(['lists', 'link', at('first.flaglist'), '--mirror', mirror.url, '--no-qr'])).out[0]!;
    const fetched = await witnessmark(['lists', 'fetch', link, '--out', at('fetched.flaglist')]);
    expect([fetched.code, fetched.notes]).toEqual([0, []]);
    expect(toldBy(readFileSync(at('fetched.flaglist')))).toEqual(toldBy(list));
    expect((await lookup('fetched', 'shop.example')).out.join()).toContain('because: Paid for, never sent.');
    expect((await witnessmark(['lists', 'verify', at('fetched.flaglist')])).code).toBe(0);
    expect((await witnessmark(['lists', 'inspect', at('fetched.flaglist')])).out.join()).toContain('details of 2 flags');

    const bucket = mirror.asked.at(-1)!.path;
    mirror.fault = (path) => (path === bucket ? { kind: 'altered' } : undefined);
    const altered = await witnessmark(['lists', 'fetch', link, '--out', at('altered.flaglist')]);
    expect([altered.code, altered.notes.join()]).toEqual([1, expect.stringContaining('what the list tells of its flags is refused (data-missing)')]);
    expect(() => statSync(at('altered.flaglist'))).toThrow('ENOENT');
    await mirror.close();
  });
});
