import { expect, test } from 'vitest';
import { openKeys, sealKeys } from '../../lib/lists/key-file.ts';
import { seededRandom, TEST_KEYS } from '../support/lists-draft.ts';

/** The least work a key file may ask for: these keys guard nothing. */
const COST_LOG2 = 14;
const PASSPHRASE = 'over the hills and far';

const file = await sealKeys(TEST_KEYS, PASSPHRASE, seededRandom('file'), COST_LOG2);

async function tagOf(text: string, passphrase = PASSPHRASE) {
  const opened = await openKeys(text, passphrase);
  return opened.ok ? 'opened' : opened.error.tag;
}

test('keys come back with their passphrase', async () => {
  expect(await openKeys(file, PASSPHRASE)).toEqual({ ok: true, value: TEST_KEYS });
});

test('a passphrase may be typed on any keyboard: composed and decomposed letters are the same', async () => {
  const sealed = await sealKeys(TEST_KEYS, 'sch\u00f6n genug', seededRandom('file'), COST_LOG2);
  expect(await tagOf(sealed, 'scho\u0308n genug')).toBe('opened');
});

test('the file shows no secret', () => {
  for (const secret of [...TEST_KEYS.root, TEST_KEYS.writer, TEST_KEYS.inbox]) {
    expect(file).not.toContain(Buffer.from(secret).toString('hex'));
  }
});

test('another passphrase opens nothing', async () => {
  expect(await tagOf(file, 'over the hills')).toBe('wrong-passphrase');
});

const changed = (change: (file: { kdf: { costLog2: number }; cipher: { iv: string }; sealed: string }) => void) => {
  const parsed = JSON.parse(file) as Parameters<typeof change>[0];
  change(parsed);
  return JSON.stringify(parsed);
};

test.each<[string, string, string]>([
  ['an altered key', changed((f) => (f.sealed = f.sealed.replace(/^./, (digit) => (digit === '0' ? '1' : '0')))), 'wrong-passphrase'],
  ['a shortened key', changed((f) => (f.sealed = f.sealed.slice(2))), 'wrong-passphrase'],
  ['a changed cost', changed((f) => (f.kdf.costLog2 += 1)), 'wrong-passphrase'],
  ['a cost that would take all memory', changed((f) => (f.kdf.costLog2 = 40)), 'bad-keys'],
  ['a cost too low to protect', changed((f) => (f.kdf.costLog2 = 1)), 'bad-keys'],
  ['a short vector', changed((f) => (f.cipher.iv = '00')), 'bad-keys'],
  ['something else', '{"v":1}', 'bad-keys'],
  ['no JSON', 'keys', 'bad-keys'],
])('a file with %s is refused', async (_, text, tag) => {
  expect(await tagOf(text)).toBe(tag);
});
