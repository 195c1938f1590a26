import fc from 'fast-check';
import { deflateSync, inflateSync } from 'fflate';
import { expect, test } from 'vitest';
import { decodeDelta, encodeDelta } from '../../lib/lists/delta.ts';
import { decodeBucket, encodeBucket } from '../../lib/lists/detail-bucket.ts';
import { decodeDetailManifest, encodeDetailManifest } from '../../lib/lists/detail-manifest.ts';
import { decodeFlagListFile, encodeFlagListFile } from '../../lib/lists/flag-list-file.ts';
import { decodeForkProof, encodeForkProof } from '../../lib/lists/fork-proof.ts';
import { keptCopy } from '../../lib/lists/kept-copy.ts';
import { attempt, refuse } from '../../lib/lists/list-error.ts';
import { decodeIndex, encodeIndex } from '../../lib/lists/list-index.ts';
import { decodeManifest, encodeManifest } from '../../lib/lists/manifest.ts';
import { decodeRoots, encodeRoots } from '../../lib/lists/root-line.ts';
import { decodePictureShard, encodePictureShard } from '../../lib/lists/picture-shard.ts';
import { decodeSegment, encodeSegment } from '../../lib/lists/segment.ts';
import { decodeShard, encodeShard } from '../../lib/lists/shard.ts';
import { decodeTip, encodeTip } from '../../lib/lists/tip.ts';
import { decodeTipPage, encodeTips } from '../../lib/lists/tip-page.ts';
import { detailedFlags } from '../support/lists-details.ts';
import { aDraft, builtList, NOW_MS, someFlags, TEST_KEYS, verifiedList } from '../support/lists-draft.ts';
import { forksOfBothKinds } from '../support/lists-forks.ts';
import { somePictures } from '../support/lists-pictures.ts';
import { mutations } from '../support/mutations.ts';

/** `WITNESSMARK_MUTATIONS=100000` is the long run. */
const RUNS = Number(process.env['WITNESSMARK_MUTATIONS'] ?? 2000);
const DELTA_RUNS = Math.max(RUNS, 10_000);

const first = await builtList(aDraft({ flags: someFlags(40) }));
const file = await builtList(aDraft({ flags: someFlags(60).slice(10) }), TEST_KEYS, { previous: first, nowMs: NOW_MS + 60_000 });
const { roots, tip, index, blobs } = decodeFlagListFile(file);
const named = (magic: string) => [...blobs.values()].find((blob) => Buffer.from(blob.subarray(0, 4)).toString() === magic)!;

const detailed = decodeFlagListFile(await builtList(aDraft({ flags: detailedFlags(600) })));
const detailManifest = detailed.blobs.get(decodeIndex(detailed.index).details!.sha256)!;
const bucket = encodeBucket(detailedFlags(40).flatMap((flag, i) => (flag.details === undefined ? [] : [{ key: Uint8Array.of(1, i, ...new Uint8Array(10)), label: 1, flag: flag.details }])));

const forks = forksOfBothKinds();
const segment = encodeSegment({ chainBefore: '1f'.repeat(32), steps: [3, 4, 5].map((seq) => ({ seq, state: `${seq}e`.repeat(32), delta: { sha256: `${seq}d`.repeat(32), bytes: 90 + seq } })) });
const pictureShard = encodePictureShard(verifiedList(await builtList(aDraft({ flags: somePictures(12) }))).pictures.run());

const keptBytes = keptCopy({ tip: decodeTip(tip), file: decodeFlagListFile(file) }, verifiedList(file, NOW_MS + 60_000));
const tipOf = (i: number): Uint8Array => {
  const parts = decodeTip(tip);
  return encodeTip({ ...parts, list: i.toString(16).padStart(4, '0') + parts.list.slice(4) });
};
const tipsBytes = encodeTips([tip, tipOf(1), tipOf(0xffff)]).answer;
/** Of a mirror with so many lists that it tells digests. */
const many = encodeTips(Array.from({ length: 1030 }, (_, i) => tipOf(i * 60)));
const pagesBytes = many.answer;
const digestBytes = [...many.blobs.values()].filter((blob) => Buffer.from(blob.subarray(0, 4)).toString() === 'FLTD').toSorted((a, b) => a.length - b.length)[0]!;

/** The one writing of what was read; throws what the decoder refuses with. */
function rewrittenTips(bytes: Uint8Array): Uint8Array {
  const page = decodeTipPage(bytes);
  if (!page.ok) return refuse(page.error.tag, page.error.message);
  const { value } = page;
  const u16 = (n: number) => Uint8Array.of(n >> 8, n);
  const u32 = (n: number) => Uint8Array.of(n >>> 24, n >>> 16, n >>> 8, n);
  const text = (magic: string) => new TextEncoder().encode(magic);
  const hex = (digits: string) => Uint8Array.from(Buffer.from(digits, 'hex'));
  switch (value.kind) {
    case 'tips':
      return Uint8Array.of(...text('FLTS'), ...u16(value.tips.length), ...value.tips.flatMap((each) => [...u16(each.length), ...each]));
    case 'pages':
      return Uint8Array.of(...text('FLTP'), Math.log2(value.pages.length), ...value.pages.flatMap(({ sha256, bytes: size }) => [...hex(sha256), ...u32(size)]));
    case 'digests':
      return Uint8Array.of(...text('FLTD'), ...u16(value.digests.length), ...value.digests.flatMap(({ listHead, seq, tip: name }) => [...hex(listHead), ...u32(seq), ...hex(name)]));
  }
}

/** Twenty puts and ten deletes. */
const delta = decodeIndex(index).inline[0]!.delta;

/** Each layout with bytes of it, and the way back. A shard has many packings; its records are what is compared. */
const LAYOUTS: readonly (readonly [string, Uint8Array, (bytes: Uint8Array) => Uint8Array])[] = [
  ['file', file, (bytes) => encodeFlagListFile(decodeFlagListFile(bytes))],
  ['roots', roots, (bytes) => encodeRoots(decodeRoots(bytes))],
  ['tip', tip, (bytes) => encodeTip(decodeTip(bytes))],
  ['index', index, (bytes) => encodeIndex(decodeIndex(bytes))],
  ['reader’s copy', keptBytes, (bytes) => encodeFlagListFile(decodeFlagListFile(bytes))],
  ['mirror’s tips', tipsBytes, rewrittenTips],
  ['page of digests', digestBytes, rewrittenTips],
  ['list of pages', pagesBytes, rewrittenTips],
  ['manifest', named('FLM1'), (bytes) => encodeManifest(decodeManifest(bytes))],
  ['manifest of reasons', detailManifest, (bytes) => encodeDetailManifest(decodeDetailManifest(bytes))],
  ['segment', segment, (bytes) => encodeSegment(decodeSegment(bytes))],
  ['shard of pictures', pictureShard, (bytes) => encodePictureShard(decodePictureShard(bytes))],
  ['fork of updates', forks.updates, (bytes) => encodeForkProof(decodeForkProof(bytes))],
  ['fork of roots', forks.roots, (bytes) => encodeForkProof(decodeForkProof(bytes))],
];

test.each(LAYOUTS)('a %s is read back as it was written', (_, bytes, roundTrip) => {
  expect(roundTrip(bytes)).toEqual(bytes);
});

test.each(LAYOUTS)('of a mutated %s only the one writing of what was read is accepted', (_, bytes, roundTrip) => {
  fc.assert(
    fc.property(mutations(bytes), (mutated) => {
      const result = attempt(() => roundTrip(mutated));
      if (result.ok) expect(Buffer.compare(result.value, mutated)).toBe(0);
    }),
    { numRuns: RUNS },
  );
});

test('a delta is read back as it was written', () => {
  expect(encodeDelta(decodeDelta(delta))).toEqual(delta);
});

test('of a mutated delta only the one writing of what was read is accepted', () => {
  const seen = { accepted: 0, refused: 0 };
  fc.assert(
    fc.property(mutations(delta), (mutated) => {
      const result = attempt(() => encodeDelta(decodeDelta(mutated)));
      if (result.ok) expect(Buffer.compare(result.value, mutated)).toBe(0);
      seen[result.ok ? 'accepted' : 'refused'] += 1;
    }),
    { numRuns: DELTA_RUNS },
  );
  // Neither half of the rule goes untried: a changed week is another delta, a lost byte is none.
  expect(Math.min(seen.accepted, seen.refused)).toBeGreaterThan(DELTA_RUNS / 50);
});

test('a mutated shard is refused or holds whole records', () => {
  fc.assert(
    fc.property(mutations(named('FLS1')), (mutated) => {
      const result = attempt(() => decodeShard(mutated));
      if (result.ok) expect(decodeShard(encodeShard(result.value))).toEqual(result.value);
    }),
    { numRuns: RUNS },
  );
});

/** What a bucket holds, by itself: its plain head says how much, and the rest is packed anyhow. */
const unpacked = inflateSync(bucket.subarray(12 + 13 * 27));
const head = bucket.subarray(0, 12 + 13 * 27);

test('a mutated part of the reasons is refused or holds whole details', () => {
  fc.assert(
    fc.property(mutations(bucket), (mutated) => {
      const result = attempt(() => decodeBucket(mutated));
      if (result.ok) expect(decodeBucket(encodeBucket(result.value))).toEqual(result.value);
    }),
    { numRuns: RUNS },
  );
});

test('of mutated reasons that are packed well only the one writing of what was read is accepted', () => {
  const seen = { accepted: 0, refused: 0 };
  fc.assert(
    fc.property(mutations(unpacked), (mutated) => {
      const sized = head.slice();
      new DataView(sized.buffer).setUint32(8, mutated.length);
      const result = attempt(() => decodeBucket(Uint8Array.of(...sized, ...deflateSync(mutated))));
      if (result.ok) expect(Buffer.compare(inflateSync(encodeBucket(result.value).subarray(head.length)), mutated)).toBe(0);
      seen[result.ok ? 'accepted' : 'refused'] += 1;
    }),
    { numRuns: RUNS },
  );
  // A letter changed is another reason, a byte lost is none.
  expect(Math.min(seen.accepted, seen.refused)).toBeGreaterThan(RUNS / 100);
});
