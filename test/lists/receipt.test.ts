import { describe, expect, test } from 'vitest';
import { subjectKeyBytes } from '../../lib/subjects/subject-key.ts';
import { MAX_RECEIPT_BYTES } from '../../lib/lists/limits.ts';
import { makeReceipt } from '../../lib/lists/make-receipt.ts';
import { looksLikeReceipt } from '../../lib/lists/receipt-format.ts';
import { decodeReceipt } from '../../lib/lists/receipt.ts';
import { writePdq, type PdqHash } from '../../lib/subjects/pdq.ts';
import { decodeTip, encodeTip } from '../../lib/lists/tip.ts';
import { aDraft, builtList, DAY_MS, NOW_MS, OTHER_KEYS, seededRandom, someFlags, TEST_KEYS } from '../support/lists-draft.ts';
import { aRun, forge } from '../support/lists-forge.ts';
import { aHash, aPicture, asPictureSet, lookOf, offBy, pictureRun, somePictures } from '../support/lists-pictures.ts';
import { changed, judged, madeReceipt, provenBy } from '../support/lists-receipts.ts';

const SHOP = { kind: 'url', canonical: 'https://shop.example/' } as const;
const KEY = subjectKeyBytes(SHOP);
const list = await builtList(
  aDraft({
    flags: [
      { subject: SHOP, label: 'Scam', confidence: 0.5, week: 350 },
      { subject: SHOP, label: 'AI-made', polarity: 'disputes' },
      { subject: { kind: 'account', canonical: 'bsky:shop.example' }, label: 'Off topic', week: 350 },
      ...someFlags(50),
    ],
  }),
);

const refused = (bytes: Uint8Array, label?: number | string) => {
  const made = makeReceipt(bytes, SHOP, { label, nowMs: NOW_MS });
  return made.ok ? 'made' : `${made.error.tag}: ${made.error.message}`;
};

describe('a receipt', () => {
  test('says who says what of what, how sure, since which week and as of when', () => {
    expect(provenBy(madeReceipt(list, SHOP, 'Scam'))).toEqual({
      flag: {
        kind: 'flag',
        list: { id: expect.stringMatching(/^[0-9a-f]{64}$/) as string, name: 'Test list' },
        on: 'url',
        label: 'scam',
        labelName: 'Scam',
        polarity: 'asserts',
        confidence: 32 / 63,
        at: Date.UTC(2026, 8, 21),
      },
      about: SHOP,
      signedAt: NOW_MS,
      expiresAt: NOW_MS + 365 * DAY_MS,
      hasExpired: false,
      hasLapsed: false,
    });
  });

  test('tells labels of one subject apart by name and by code', async () => {
    expect(provenBy(madeReceipt(list, SHOP, 2)).flag).toMatchObject({ label: 'ai-made', polarity: 'disputes' });
    expect(refused(list)).toBe('not-listed: The list puts several labels on this, choose one: Scam (1), AI-made (2).');
    expect(refused(list, 'Off topic')).toBe('not-listed: The list has no such flag on this; there is Scam (1), AI-made (2).');
    expect(refused(await builtList(aDraft({ flags: someFlags(5) })))).toBe('not-listed: The list has no flag on this.');
  });

  test('still proves what was said after its tip expired, and tells so', () => {
    const receipt = madeReceipt(list, SHOP, 1);
    expect(provenBy(receipt, NOW_MS + 365 * DAY_MS - 1)).toMatchObject({ hasExpired: false });
    expect(provenBy(receipt, NOW_MS + 365 * DAY_MS)).toMatchObject({ hasExpired: true, hasLapsed: false });
  });

  test('tells where the flag ran out by the terms of its list', () => {
    const receipt = madeReceipt(list, { kind: 'account', canonical: 'bsky:shop.example' });
    expect(provenBy(receipt)).toMatchObject({ hasLapsed: false });
    expect(provenBy(receipt, NOW_MS + 340 * DAY_MS)).toMatchObject({ hasExpired: false, hasLapsed: true });
  });

  test('from the future waits', () => {
    expect(judged(madeReceipt(list, SHOP, 1), NOW_MS - DAY_MS)).toBe('not-yet-valid');
  });
});

describe('a receipt of how pictures look', async () => {
  const on = { pdq: aHash(1), label: 'Scam', confidence: 0.5, week: 350, radius: 9 } as const;
  const withPictures = await builtList(aDraft({ flags: [...someFlags(50), on, { ...on, label: 'AI-made', polarity: 'disputes' }, { ...on, pdq: aHash(2), radius: 31 }, ...somePictures(30).slice(3)] }));
  const of = (hash: PdqHash, label?: string) => makeReceipt(withPictures, { kind: 'look', pdq: writePdq(hash) }, { label, nowMs: NOW_MS });
  const receipt = madeReceipt(withPictures, lookOf(on), 'Scam');

  test('says who says what of all pictures how near to which', () => {
    expect(provenBy(receipt)).toMatchObject({
      flag: { kind: 'flag', on: 'media', label: 'scam', labelName: 'Scam', polarity: 'asserts', confidence: 32 / 63, at: Date.UTC(2026, 8, 21) },
      about: { kind: 'look', pdq: writePdq(aHash(1)), radius: 9 },
      signedAt: NOW_MS,
    });
    expect(provenBy(receipt).flag).not.toHaveProperty('held');
  });

  test('is of the nearest picture that the list flags, within whose radius the one asked about lies', () => {
    const made = of(offBy(aHash(1), [3, 77, 200]), 'Scam');
    expect(made.ok && provenBy(made.value)).toMatchObject({ about: { pdq: writePdq(aHash(1)) } });
    expect(of(offBy(aHash(1), [3, 77, 200]))).toMatchObject({ error: { tag: 'not-listed', message: expect.stringContaining('choose one: Scam (1), AI-made (2)') } });
    expect(of(offBy(aHash(1), Array(10).keys()))).toMatchObject({ error: { tag: 'not-listed' } });
    expect(of(offBy(aHash(2), Array(10).keys()))).toMatchObject({ ok: true });
  });

  test.each<[string, Parameters<typeof changed>[1], string]>([
    ['another look is claimed', { about: { kind: 'look', pdq: writePdq(offBy(aHash(1), [0])) } }, 'not-listed'],
    ['a subject is claimed', { about: SHOP, leaf: new Uint8Array(32) }, 'not-listed'],
    ['the other label is claimed', { label: 2 }, 'not-listed'],
    ['its radius was widened', { leaf: decodeReceipt(receipt).leaf.map((byte, at, leaf) => (at === leaf.length - 1 ? byte ^ 1 : byte)) }, 'state-mismatch'],
    ['its path is that of flags', { path: decodeReceipt(madeReceipt(withPictures, someFlags(1)[0]!.subject)).path }, 'state-mismatch'],
    ['it points behind the leaf', { at: decodeReceipt(receipt).leaf.length / 37 }, 'malformed'],
    ['a record was cut', { leaf: decodeReceipt(receipt).leaf.subarray(1) }, 'malformed'],
  ])('is refused where %s', (_, changes, tag) => {
    expect(judged(changed(receipt, changes))).toBe(tag);
  });

  test.each<[string, string]>([
    ['upper case', writePdq(aHash(1)).toUpperCase()],
    ['one digit less', writePdq(aHash(1)).slice(1)],
    ['two digits less', writePdq(aHash(1)).slice(2)],
  ])('has one writing of the fingerprint, not that in %s', (_, pdq) => {
    const text = new TextDecoder().decode(receipt).replace(writePdq(aHash(1)), pdq);
    expect(judged(new TextEncoder().encode(text))).toBe('malformed');
    expect(makeReceipt(withPictures, { kind: 'look', pdq }, { nowMs: NOW_MS })).toMatchObject({ error: { tag: 'malformed' } });
  });

  test('is of the nearest that said something when the list was signed', () => {
    const silent = { ...aPicture(1, { hash: offBy(aHash(1), [0]), label: 9, radius: 31 }) };
    const forged = forge({ pictures: pictureRun(asPictureSet([silent, aPicture(1, { radius: 31 })])), root: (content) => ({ ...content, labels: [{ ...content.labels[0]!, subjects: ['media'] }] }) });
    const made = makeReceipt(forged, lookOf({ pdq: silent.hash }), { nowMs: NOW_MS });
    expect(made.ok && provenBy(made.value)).toMatchObject({ about: { pdq: writePdq(aHash(1)) } });
  });

  test('is refused with a record from the future beside it, or from another leaf', () => {
    const other = asPictureSet([aPicture(1), aPicture(1, { label: 2, week: 400 })]);
    const forged = forge({ pictures: pictureRun(other), root: (content) => ({ ...content, labels: [{ ...content.labels[0]!, subjects: ['media'] }] }) });
    expect(makeReceipt(forged, lookOf({ pdq: aHash(1) }), { label: 1, nowMs: NOW_MS })).toMatchObject({ error: { tag: 'bad-record' } });
    const { leaf } = decodeReceipt(receipt);
    const elsewhere = decodeReceipt(madeReceipt(withPictures, lookOf({ pdq: aHash(2) }))).leaf;
    expect(judged(changed(receipt, { leaf: Uint8Array.of(...leaf, ...elsewhere) }))).toBe('bad-record');
  });

  test('has no more records in its leaf than readers take', () => {
    const many = (count: number) => Uint8Array.from({ length: 37 * count }, (_, i) => receipt[i % 37]!);
    const text = new TextDecoder().decode(receipt);
    const withLeaf = (leaf: Uint8Array) => new TextEncoder().encode(text.replace(/"leaf":"[^"]*"/, `"leaf":"${Buffer.from(leaf).toString('base64')}"`));
    expect(judged(withLeaf(many(16_384)))).toBe('not-listed');
    expect(judged(withLeaf(many(16_385)))).toBe('too-large');
  });

  test('is refused where its root calls a label of the leaf sensitive', () => {
    const sensitive = forge({ pictures: pictureRun([aPicture(1)]), root: (content) => ({ ...content, labels: [{ ...content.labels[0]!, subjects: ['media'], sensitive: true }] }) });
    expect(makeReceipt(sensitive, lookOf({ pdq: aHash(1) }), { nowMs: NOW_MS })).toMatchObject({ error: { tag: 'bad-record' } });
  });

  test('is not to be had of a list without pictures', () => {
    expect(makeReceipt(list, lookOf(on), { nowMs: NOW_MS })).toMatchObject({ error: { tag: 'not-listed' } });
  });
});

describe('a receipt is refused where', () => {
  const receipt = madeReceipt(list, SHOP, 'Scam');
  const parts = decodeReceipt(receipt);
  const text = new TextDecoder().decode(receipt);
  const written = (json: string) => new TextEncoder().encode(json);

  test.each<[string, Uint8Array, string]>([
    ['it is too large', new Uint8Array(MAX_RECEIPT_BYTES + 1), 'too-large'],
    ['it is no JSON', written('flag-receipt@1'), 'malformed'],
    ['it is no UTF-8', Uint8Array.of(0xff), 'malformed'],
    ['it begins with a byte order mark', Uint8Array.of(0xef, 0xbb, 0xbf, ...receipt), 'malformed'],
    ['it has white space', written(text.replace(',', ', ')), 'not-canonical'],
    ['it says a thing twice', written(text.replace('{"at"', '{"at":0,"at"')), 'not-canonical'],
    ['it has an unknown member', written(text.replace('{"at"', '{"__proto__":0,"at"')), 'malformed'],
    ['it is of a later format', written(text.replace('receipt@1', 'receipt@2')), 'malformed'],
    ['its base64 has bits in the padding', written(text.replace(/(?<="path":"[^"]{554})./, (last) => String.fromCharCode(last.charCodeAt(0) + 1))), 'not-canonical'],
    ['its base64 lacks the padding', written(text.replace(/(?<="path":"[^"]{555})=/, '')), 'not-canonical'],
    ['a part is not base64', written(text.replace('"leaf":"', '"leaf":"*')), 'malformed'],
    ['a hash of the path is missing', changed(receipt, { path: parts.path.slice(1) }), 'malformed'],
    ['a flag was taken out of the leaf', changed(receipt, { leaf: parts.leaf.subarray(16), at: 0 }), 'not-listed'],
    ['another label is claimed', changed(receipt, { label: 2 }), 'not-listed'],
    ['another kind of subject is claimed', changed(receipt, { about: { ...SHOP, kind: 'post' } }), 'not-listed'],
    ['it is about two things', written(text.replace('"roots"', `"pdq":"${'ab'.repeat(32)}","roots"`)), 'malformed'],
    ['it is about nothing', written(text.replace(/"subject":\{[^}]*\},/, '')), 'malformed'],
    ['a look is claimed', changed(receipt, { about: { kind: 'look', pdq: 'ab'.repeat(32) }, leaf: new Uint8Array(37), at: 0 }), 'not-listed'],
    ['it points behind the leaf', changed(receipt, { at: parts.leaf.length / 16 }), 'malformed'],
    ['a half of a character stands in the subject', written(text.replace('shop.example', String.raw`\ud800`)), 'not-canonical'],
  ])('%s', (_, bytes, tag) => {
    expect(judged(bytes)).toBe(tag);
  });

  test('its tip is signed by another key, whatever it says', async () => {
    const tip = decodeTip(parts.tip);
    const theirs = decodeTip(decodeReceipt(madeReceipt(await builtList(aDraft({ flags: someFlags(9) }), OTHER_KEYS), someFlags(1)[0]!.subject)).tip);
    expect(judged(changed(receipt, { tip: encodeTip({ ...tip, by: theirs.by }) }))).toBe('bad-signature');
    expect(judged(changed(receipt, { tip: encodeTip({ ...tip, exp: tip.exp + 1 }) }))).toBe('bad-signature');
    expect(judged(changed(receipt, { tip: encodeTip({ ...tip, n: tip.n + 1 }) }))).toBe('state-mismatch');
    expect(refused(forge({ runs: [aRun([{ key: KEY }])], writer: OTHER_KEYS.writer }))).toMatch(/^wrong-key/);
  });

  test('its tip lacks a co-signature the root asks for', () => {
    const random = seededRandom('heads');
    const keys = { ...TEST_KEYS, heads: [random(32), random(32)], headThreshold: 2 };
    const flagged = { keys, runs: [aRun([{ key: KEY }])] };
    const [first, second] = keys.heads;
    expect(refused(forge({ ...flagged, cosigners: [second!] }))).toBe('made');
    expect(refused(forge(flagged))).toMatch(/^missing-signature/);
    expect(refused(forge({ ...flagged, cosigners: [first!, second!] }))).toMatch(/^not-canonical/);
    const cosigned = madeReceipt(forge({ ...flagged, cosigners: [first!] }), SHOP);
    const tip = decodeTip(decodeReceipt(cosigned).tip);
    expect(judged(changed(cosigned, { tip: encodeTip({ ...tip, cosignatures: [] }) }))).toBe('bad-signature');
  });

  test('the list is not what its tip signs', () => {
    const flag = { key: KEY };
    expect(refused(forge({ runs: [aRun([flag])], state: () => 'ab'.repeat(32) }))).toMatch(/^state-mismatch/);
    expect(refused(forge({ runs: [aRun([{ ...flag, week: 360 }])] }))).toMatch(/^bad-record/);
    expect(refused(forge({ runs: [aRun([flag])], tip: (tip) => ({ ...tip, exp: tip.exp + 400 * 86_400 }) }))).toMatch(/^bad-tip/);
    expect(refused(forge({ runs: [aRun([flag])], blobs: () => new Map() }))).toMatch(/^missing-blob/);
    expect(refused(new Uint8Array(9))).toMatch(/^malformed/);
  });

  test('the list itself keeps the flag silent: an unknown code, a kind of subject its label is not for', () => {
    expect(refused(forge({ runs: [aRun([{ key: KEY, label: 9 }])] }))).toMatch(/^says-nothing/);
    expect(refused(forge({ runs: [aRun([{ key: KEY }])] }))).toBe('made');
    expect(refused(forge({ runs: [aRun([{ key: KEY }])], root: (content) => ({ ...content, labels: [{ ...content.labels[0], subjects: ['domain'] }] }) }))).toMatch(
      /^says-nothing/,
    );
  });
});

test('a file that means to be a receipt is told from others, also where it will be refused', () => {
  const receipt = madeReceipt(list, SHOP, 1);
  const pretty = new TextEncoder().encode(` ${JSON.stringify(JSON.parse(new TextDecoder().decode(receipt)), null, 2)}`);
  expect(looksLikeReceipt(receipt)).toBe(true);
  expect(looksLikeReceipt(pretty)).toBe(true);
  expect(judged(pretty)).toBe('not-canonical');
  for (const other of ['{"format":"examined-file@1"}', '"flag-receipt@1"', '', '\x89PNG']) expect(looksLikeReceipt(new TextEncoder().encode(other))).toBe(false);
});

test('a receipt takes 32 bytes a flag of its leaf at most, a path and what its roots take', () => {
  const receipt = madeReceipt(list, SHOP, 1);
  const { leaf, roots, tip } = decodeReceipt(receipt);
  expect(receipt.length).toBeLessThan((4 / 3) * (leaf.length + roots.length + tip.length + 13 * 32) + 250);
});
