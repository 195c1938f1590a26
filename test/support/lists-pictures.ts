import fc from 'fast-check';
import type { DraftFlag, DraftPicture } from '../../lib/lists/build-flag-list.ts';
import { PICTURE_BYTES, PICTURE_LAYOUT, writePictureRecord, type PictureFields } from '../../lib/lists/picture-record.ts';
import { compareRecords } from '../../lib/lists/record.ts';
import type { Look } from '../../lib/core/look.ts';
import { PDQ_WORDS, writePdq, type PdqHash } from '../../lib/subjects/pdq.ts';
import { seededRandom } from './lists-draft.ts';

/** Half of its bits set, as of a picture with features: words and their opposites. */
export const hashes: fc.Arbitrary<PdqHash> = fc
  .uint32Array({ minLength: PDQ_WORDS / 2, maxLength: PDQ_WORDS / 2 })
  .map((words) => Uint32Array.from([...words, ...words.map((word) => ~word)]));

/** The hash with these bits changed. */
export function offBy(hash: PdqHash, bits: Iterable<number>): PdqHash {
  const other = hash.slice();
  for (const bit of bits) other[bit >> 5]! ^= 1 << (bit & 31);
  return other;
}

/** Hashes a few bits from one of these. */
export function near(some: fc.Arbitrary<PdqHash>, maxBits = 40): fc.Arbitrary<PdqHash> {
  return fc.tuple(some, fc.uniqueArray(fc.nat(255), { maxLength: maxBits })).map(([hash, bits]) => offBy(hash, bits));
}

export function recordsOn(some: fc.Arbitrary<PdqHash>): fc.Arbitrary<PictureFields> {
  return fc.record<PictureFields>({
    hash: some,
    label: fc.oneof(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 255 })),
    polarity: fc.constantFrom('asserts' as const, 'disputes' as const),
    confidence: fc.nat(63).map((steps) => steps / 63),
    week: fc.nat(350),
    radius: fc.nat(31),
  });
}

/** Picture records as a list holds them: some on one hash, some on hashes near each other. */
export const pictureSets: fc.Arbitrary<readonly PictureFields[]> = fc
  .tuple(fc.array(hashes, { minLength: 1, maxLength: 5 }), fc.array(recordsOn(hashes), { maxLength: 40 }), fc.infiniteStream(fc.nat(255)))
  .map(([centres, records, choices]) => {
    const pick = () => choices.next().value;
    return asPictureSet(records.map((record) => (pick() % 3 === 0 ? record : { ...record, hash: offBy(centres[pick() % centres.length]!, pick() % 2 === 0 ? [] : [pick(), pick()]) })));
  });

/** Picture records as updates lead from one set to the next. */
export const pictureHistories: fc.Arbitrary<readonly (readonly PictureFields[])[]> = fc
  .tuple(pictureSets, fc.array(fc.tuple(pictureSets, fc.infiniteStream(fc.nat(9))), { minLength: 1, maxLength: 5 }))
  .map(([first, updates]) => {
    const history = [first];
    for (const [added, choices] of updates) {
      const kept = history.at(-1)!.flatMap((record) => changed(record, choices.next().value));
      history.push(asPictureSet([...kept, ...added.slice(0, 10)]));
    }
    return history;
  });

function changed(record: PictureFields, choice: number): readonly PictureFields[] {
  if (choice === 0) return [];
  if (choice === 1) return [{ ...record, radius: (record.radius + 1) % 32 }];
  return choice === 2 ? [{ ...record, week: (record.week + 1) % 350 }] : [record];
}

/** In order, without two of one hash and label, at most eight labels a hash. */
export function asPictureSet(items: readonly PictureFields[]): readonly PictureFields[] {
  const kept: PictureFields[] = [];
  for (const record of items) {
    const same = kept.filter(({ hash }) => String(hash) === String(record.hash));
    if (same.length < 8 && same.every(({ label }) => label !== record.label)) kept.push(record);
  }
  return kept.toSorted((a, b) => compareRecords(pictureRun([a]), 0, pictureRun([b]), 0, PICTURE_LAYOUT.nameBytes));
}

export function pictureRun(items: readonly PictureFields[]): Uint8Array {
  const run = new Uint8Array(items.length * PICTURE_BYTES);
  for (const [i, item] of items.entries()) writePictureRecord(run, i * PICTURE_BYTES, item);
  return run;
}

/** Some hash, the same for the same number. */
export function aHash(number: number): PdqHash {
  const words = new Uint32Array(seededRandom(`hash ${number}`)(16).buffer);
  return Uint32Array.from([...words, ...words.map((word) => ~word)]);
}

export function aPicture(number: number, changes: Partial<PictureFields> = {}): PictureFields {
  return { hash: aHash(number), label: 1, polarity: 'asserts', confidence: 1, week: 300, radius: 16, ...changes };
}

/** `n` flags on pictures, with every label, stand and some weeks and radii among them. */
export function somePictures(n: number): readonly (DraftFlag & DraftPicture)[] {
  const labels = ['Scam', 'AI-made', 'Off topic'];
  return Array.from({ length: n }, (_, i) => ({
    pdq: aHash(i),
    label: labels[i % labels.length]!,
    polarity: i % 5 === 4 ? 'disputes' : 'asserts',
    confidence: (i % 64) / 63,
    week: 300 + (i % 50),
    radius: (i * 7) % 32,
  }));
}

/** What the flag on a picture is on. */
export function lookOf({ pdq }: DraftPicture): Look {
  return { kind: 'look', pdq: writePdq(pdq) };
}
