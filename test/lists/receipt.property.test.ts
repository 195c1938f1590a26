import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { DraftFlag } from '../../lib/lists/build-flag-list.ts';
import type { Subject } from '../../lib/core/subject.ts';
import { decodeReceipt, encodeReceipt } from '../../lib/lists/receipt.ts';
import { verifyReceipt } from '../../lib/lists/verify-receipt.ts';
import { writePdq } from '../../lib/subjects/pdq.ts';
import { aDraft, builtList, NOW_MS, OTHER_KEYS, someFlags, TEST_KEYS } from '../support/lists-draft.ts';
import { pictureSets } from '../support/lists-pictures.ts';
import { changed, flipped, judged, madeReceipt, provenBy } from '../support/lists-receipts.ts';

const LABELS = ['Scam', 'AI-made', 'Off topic'] as const;

type SubjectFlag = Omit<DraftFlag, 'key'> & { readonly subject: Subject };

const flags: fc.Arbitrary<readonly SubjectFlag[]> = fc.uniqueArray(
  fc.record<SubjectFlag>({
    subject: fc.record({
      kind: fc.constantFrom('url', 'post', 'account', 'domain', 'media', 'text'),
      canonical: fc.oneof(fc.constantFrom('a', 'b'), fc.string({ unit: 'grapheme', minLength: 1, maxLength: 60 })),
    }),
    label: fc.constantFrom(...LABELS),
    polarity: fc.constantFrom('asserts', 'disputes'),
    confidence: fc.nat(63).map((steps) => steps / 63),
    week: fc.integer({ min: 340, max: 350 }),
  }),
  { minLength: 1, maxLength: 12, selector: ({ subject, label }) => `${subject.kind} ${subject.canonical} ${label}` },
);

const another = await builtList(aDraft({ name: 'Another list', flags: someFlags(20) }), OTHER_KEYS);

test('every flag of any list has a receipt that says what the list says, and of any flipped byte nothing', async () => {
  await fc.assert(
    fc.asyncProperty(flags, fc.array(fc.tuple(fc.nat(), fc.integer({ min: 1, max: 255 })), { minLength: 20, maxLength: 20 }), async (all, flips) => {
      const list = await builtList(aDraft({ flags: all }));
      const { tip, roots } = decodeReceipt(madeReceipt(another, someFlags(1)[0]!.subject));
      for (const { subject, label, polarity, confidence } of all) {
        const receipt = madeReceipt(list, subject, label);
        const { flag, ...proven } = provenBy(receipt);
        expect(flag).toMatchObject({ list: { name: 'Test list' }, on: subject.kind, labelName: label, polarity, confidence });
        expect(proven).toMatchObject({ about: subject, signedAt: NOW_MS, hasExpired: false, hasLapsed: false });
        for (const [at, mask] of flips) expect(judged(flipped(receipt, at % receipt.length, mask))).not.toBe('holds');
        expect(judged(changed(receipt, { about: { ...subject, canonical: `${subject.canonical}/` } }))).toBe('not-listed');
        expect(judged(changed(receipt, { tip }))).toBe('hash-mismatch');
        expect(judged(changed(receipt, { tip, roots }))).toBe('state-mismatch');
      }
    }),
    { numRuns: 8 },
  );
});

test('so has every picture of any list', async () => {
  await fc.assert(
    fc.asyncProperty(pictureSets, fc.array(fc.tuple(fc.nat(), fc.integer({ min: 1, max: 255 })), { minLength: 20, maxLength: 20 }), async (set, flips) => {
      // Those that look-ups find by themselves: nothing else stands at the same distance.
      const all = set.filter(({ hash, label }) => label <= LABELS.length && set.filter((other) => String(other.hash) === String(hash)).length === 1);
      const list = await builtList(aDraft({ flags: [...someFlags(20), ...all.map(({ hash, label, ...said }) => ({ ...said, pdq: hash, label: LABELS[label - 1]! }))] }));
      for (const { hash, label, polarity, confidence, radius } of all) {
        const about = { kind: 'look', pdq: writePdq(hash) } as const;
        const receipt = madeReceipt(list, about);
        expect(provenBy(receipt)).toMatchObject({ about: { ...about, radius }, flag: { on: 'media', labelName: LABELS[label - 1], polarity, confidence }, signedAt: NOW_MS });
        for (const [at, mask] of flips) expect(judged(flipped(receipt, at % receipt.length, mask))).not.toBe('holds');
      }
    }),
    { numRuns: 8 },
  );
});

const list = await builtList(aDraft({ flags: someFlags(1000) }));
const small = madeReceipt(list, someFlags(8)[7]!.subject);

test('every byte of a small receipt counts, whichever of its bits is flipped', () => {
  const held: number[] = [];
  // The lowest bit keeps most characters in base64's alphabet; the others are taken in turn.
  for (let at = 0; at < small.length; at++) {
    for (const mask of [1, 2 << at % 7]) if (judged(flipped(small, at, mask)) === 'holds') held.push(at);
  }
  expect(held).toEqual([]);
}, 60_000);

test('sampled bytes of a larger receipt count, in the leaf and everywhere', async () => {
  const many = Array.from({ length: 40_000 }, (_, i) => ({ subject: { kind: 'url', canonical: `https://example.org/${i}` } as const, label: 'Scam' }));
  const large = madeReceipt(await builtList(aDraft({ flags: many })), many[39_999]!.subject);
  expect(decodeReceipt(large).leaf.length).toBeGreaterThan(4 * 16);
  fc.assert(
    fc.property(fc.nat(large.length - 1), fc.integer({ min: 1, max: 255 }), (at, mask) => {
      expect(judged(flipped(large, at, mask))).not.toBe('holds');
    }),
    { numRuns: 1000 },
  );
});

test('bytes put in, taken out or cut off are refused, and nothing is thrown', () => {
  const edit = fc.record({ at: fc.nat(small.length - 1), drop: fc.nat(3), put: fc.uint8Array({ maxLength: 4 }) });
  fc.assert(
    fc.property(edit, ({ at, drop, put }) => {
      const mutated = Uint8Array.of(...small.subarray(0, at), ...put, ...small.subarray(at + drop));
      const verified = verifyReceipt(mutated, NOW_MS);
      // The line feed at the end may go.
      if (verified.ok) expect(Buffer.compare(Buffer.from(mutated).subarray(0, small.length - 1), small.subarray(0, -1))).toBe(0);
    }),
    { numRuns: 2000 },
  );
});

test('whatever is handed in is answered, not thrown', () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => !verifyReceipt(bytes, NOW_MS).ok));
  fc.assert(fc.property(fc.json(), (text) => !verifyReceipt(new TextEncoder().encode(text), NOW_MS).ok));
});

test('a receipt is read back as it was written', () => {
  expect(encodeReceipt(decodeReceipt(small))).toEqual(small);
  expect(judged(small.subarray(0, -1))).toBe('holds');
});

test('the tip of a later state does not carry an earlier receipt', async () => {
  const later = await builtList(aDraft({ flags: someFlags(1001) }), TEST_KEYS, { previous: list, nowMs: NOW_MS + 60_000 });
  const lifted = decodeReceipt(madeReceipt(later, someFlags(8)[7]!.subject)).tip;
  expect(judged(changed(small, { tip: lifted }), NOW_MS + 60_000)).toBe('state-mismatch');
});
