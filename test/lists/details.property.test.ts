import fc from 'fast-check';
import { expect, test } from 'vitest';
import { DISPUTE_STATES, REPORTER_BANDS, type FlagDetails } from '../../lib/core/flag-reason.ts';
import { decodeBucket, detailName, encodeBucket, type Detail } from '../../lib/lists/detail-bucket.ts';
import { bucketOf, bucketsOf, decodeDetailManifest } from '../../lib/lists/detail-manifest.ts';
import { isSilent, whyNoDetails } from '../../lib/lists/detail-rules.ts';
import { MIN_DETAIL_FLAGS } from '../../lib/lists/limits.ts';
import { attempt } from '../../lib/lists/list-error.ts';
import { packDetails } from '../../lib/lists/pack-details.ts';
import { compareRecords } from '../../lib/lists/record.ts';
import { seededRandom } from '../support/lists-draft.ts';
import { runOf } from '../support/lists-records.ts';

/** Mostly what may be told, and everything beside it. */
const texts = fc.oneof(fc.string({ unit: 'grapheme', maxLength: 300 }), fc.string({ unit: 'binary', maxLength: 20 }), fc.constantFrom('', ' ', '\ud800', 'x\n', '\ufeff', 'x'.repeat(280), 'x'.repeat(281)));
const links = fc.oneof(fc.webUrl({ validSchemes: ['https', 'http'], withFragments: true, withQueryParameters: true }), fc.string({ maxLength: 30 }));
const evidence = fc.oneof(fc.record({ link: links }), fc.record({ sha256: fc.stringMatching(/^[0-9a-f]{64}$/) }));
const reasons = fc.record({ text: texts, lang: fc.option(fc.oneof(fc.constantFrom('en', 'de-AT', 'x'), texts), { nil: undefined }) }, { requiredKeys: ['text'] });
const flagDetails: fc.Arbitrary<FlagDetails> = fc
  .record({ reason: fc.option(reasons, { nil: undefined }), evidence: fc.array(evidence, { maxLength: 5 }), reporters: fc.option(fc.constantFrom(...REPORTER_BANDS), { nil: undefined }), dispute: fc.option(fc.constantFrom(...DISPUTE_STATES), { nil: undefined }) })
  .map((given) => JSON.parse(JSON.stringify(given)) as FlagDetails);

const KEY = new Uint8Array(12).fill(7);

test('what a builder may write is what a reader takes, and it comes back as it was', () => {
  const seen = { taken: 0, refused: 0 };
  fc.assert(
    fc.property(flagDetails, (flag) => {
      const isFine = whyNoDetails(flag, false) === undefined && !isSilent(flag);
      const read = attempt(() => decodeBucket(encodeBucket([{ key: KEY, label: 3, flag }])));
      if (isFine) expect(read).toEqual({ ok: true, value: [{ key: KEY, label: 3, flag }] });
      // Half a character is written as another one.
      else if (read.ok) expect(JSON.stringify(flag)).toMatch(/\\ud[89a-f]|"lang":""|"text":""/);
      seen[isFine ? 'taken' : 'refused'] += 1;
    }),
    { numRuns: 2000 },
  );
  expect(Math.min(seen.taken, seen.refused)).toBeGreaterThan(100);
});

test('however many flags there are, details come back from parts of at least 64 of them or of all', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 6000 }), fc.integer({ min: 1, max: 40 }), fc.boolean(), fc.string({ maxLength: 8 }), (n, every, isSkewed, seed) => {
      const bytes = seededRandom(seed)(n * 12);
      const keys = Array.from({ length: n }, (_, i) => bytes.slice(i * 12, i * 12 + 12)).toSorted((a, b) => compareRecords(a, 0, b, 0, 12));
      // Keys that somebody ground: nearly all in one range.
      if (isSkewed) for (const key of keys.slice(0, Math.floor(n * 0.95))) key.fill(0, 0, 2);
      keys.sort((a, b) => compareRecords(a, 0, b, 0, 12));
      const records = runOf(keys.map((key) => ({ key, label: 1, polarity: 'asserts', confidence: 1, week: 1 })));
      const details = keys.filter((_, i) => i % every === 0).map((key, i): Detail => ({ key, label: 1, flag: { reason: { text: `Reason ${i}` }, evidence: [] } }));
      const packed = packDetails(details, records)!;
      const manifest = decodeDetailManifest(packed.blobs.get(packed.manifest.sha256)!);
      const counts = new Array<number>(2 ** manifest.bits).fill(0);
      for (const key of keys) counts[bucketOf(key, manifest.bits)]! += 1;
      expect(manifest.bits === 0 || Math.min(...counts) >= MIN_DETAIL_FLAGS).toBe(true);
      expect(bucketsOf(manifest).flatMap(({ sha256 }) => decodeBucket(packed.blobs.get(sha256)!)).map(detailName)).toEqual(details.map(detailName));
      expect(packed.blobs.size).toBe(1 + bucketsOf(manifest).length);
    }),
    { numRuns: 60 },
  );
});
