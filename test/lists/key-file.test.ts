import { expect, test } from 'vitest';
import { openKeys, sealKeys } from '../../lib/lists/key-file.ts';
import { joinKeys, type HeldKey, type KeyPart, type RemoteKey } from '../../lib/lists/list-keys.ts';
import { seededRandom, TEST_KEYS } from '../support/lists-draft.ts';

/** The least work a key file may ask for: these keys guard nothing. */
const COST_LOG2 = 14;
const PASSPHRASE = 'over the hills and far';

const file = await sealKeys(TEST_KEYS, PASSPHRASE, seededRandom('file'), COST_LOG2);

/** What the first version of key files wrote for TEST_KEYS. */
const WHOLE = JSON.stringify({
  v: 1,
  kind: 'witnessmark list keys',
  kdf: { name: 'scrypt', costLog2: 14, salt: '3246a3472fd775f384d3ee612b7a915a' },
  cipher: { name: 'AES-256-GCM', iv: '13f76ca74c85bd996e21cbe9' },
  sealed: [
    'd21e05d2e4a23bad341259333ca333d338f14403a725d46954985303b9199819c4f21ef9bbf2940d292af5dcdc0f34a45bced187abda39dc5f33b49a',
    '9cfffe4e19261cad9d0fd99708c622888be4cef6f0503fdb223ad79ee529cdb47917ad5beb8640f7e57c7f9949355cc5cfb5c3dc267c7719ed52df32',
    '0dd0980c8a222764f5e7f3d9b96a5602d9d23a6aaa0f1be8645fd9039e6ef6fcb978ecb0561e40847dd15a49697e6e343c3c70112af4051aeccdcf5a',
    'b1738d7e21ae6eb83ee24c4d80dce4419dbf7258dca95000ddaf357b61a67eac3fa7ca36cd9e697e6b53534f371cd5a9a18db7418a53803f9b16c72f',
    '6d95a3e81790fb9cf4336ad76c534385e3a54fad9b26ee9c912e5f183779c3cd1228d5d5563c8af751e9ebf4c986f7e5da8ea5f3b22b75152ba8f3ba',
    '87f2453265cab1ab983db2d0a4d046d3ed3179ad86e8f3a7fc5da2689e71e5ce701847ec53f0ccb7ea408660feca392b0d9fd2cc62a2a1f9feb8d604',
    'c5f8c3804fcb12f718dc2793c1331ceb23c22b485148c00b88d3159f34c7ff66e82a14f9abb5093ab92caa62867e8a313a028eea019a574839a0e371',
    '9d5bc0e06a',
  ].join(''),
});

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

const REMOTE: RemoteKey = { pubkey: 'ab'.repeat(32), signer: 'cd'.repeat(32), relays: ['wss://one.example/', 'wss://two.example/'], client: seededRandom('client')(32) };

test.each<[string, KeyPart<HeldKey>]>([
  ['a key that lies with a remote signer', { root: [], writer: REMOTE, heads: [] }],
  ['such keys beside others', { root: [TEST_KEYS.root[0], REMOTE], heads: [REMOTE], inbox: TEST_KEYS.inbox }],

  ['one root key', { root: [TEST_KEYS.root[1]!], heads: [] }],
  ['writer and heads', { root: [], writer: TEST_KEYS.writer, heads: [TEST_KEYS.root[0]] }],
  ['the inbox', { root: [], heads: [], inbox: TEST_KEYS.inbox }],
])('a file may hold %s alone', async (_, part) => {
  const opened = await openKeys(await sealKeys(part, PASSPHRASE, seededRandom('part'), COST_LOG2), PASSPHRASE);
  expect(opened).toEqual({ ok: true, value: part });
  expect(joinKeys([part])).toMatchObject({ ok: false, error: { tag: 'bad-keys' } });
});

test.each<[string, Partial<RemoteKey>]>([
  ['no relay', { relays: [] }],
  ['relays without end', { relays: Array.from({ length: 9 }, (_, i) => `wss://${i}.example/`) }],
  ['a relay without end', { relays: [`wss://${'a'.repeat(600)}.example/`] }],
  ['half a key', { pubkey: 'ab' }],
])('a remote key with %s is none', async (_, changes) => {
  const sealed = await sealKeys({ root: [], writer: { ...REMOTE, ...changes }, heads: [] }, PASSPHRASE, seededRandom('part'), COST_LOG2);
  expect(await tagOf(sealed)).toBe('bad-keys');
});

test('keys of several files begin a list together, most of whose root keys sign a change where nobody says how many', () => {
  const [a, b, c] = ['a', 'b', 'c'].map((name) => seededRandom(name)(32)) as [Uint8Array, Uint8Array, Uint8Array];
  const rest = { root: [], heads: [], writer: TEST_KEYS.writer, inbox: TEST_KEYS.inbox };
  const thresholds = (...roots: readonly Uint8Array[]) => {
    const joined = joinKeys([{ root: roots, heads: [a] }, rest]);
    return joined.ok && [joined.value.rootThreshold, joined.value.headThreshold];
  };
  expect([thresholds(a), thresholds(a, b), thresholds(a, b, c)]).toEqual([[1, 1], [2, 1], [2, 1]]);
  expect(joinKeys([{ root: [a], heads: [], rootThreshold: 1 }, rest], { rootThreshold: 3, headThreshold: 2 })).toMatchObject({ ok: true, value: { rootThreshold: 3, headThreshold: 2 } });
  expect(joinKeys([TEST_KEYS, rest])).toMatchObject({ ok: false, error: { tag: 'bad-keys' } });
});

test('a file written before there were parts opens as all keys of its list', async () => {
  const opened = await openKeys(WHOLE, PASSPHRASE);
  expect(opened).toEqual({ ok: true, value: TEST_KEYS });
  expect(joinKeys([TEST_KEYS])).toEqual({ ok: true, value: TEST_KEYS });
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
