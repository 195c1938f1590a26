import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { deflateSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MARK_KINDS, MARK_PLACES, MARK_STRENGTHS, MAX_MARK_VALUE, type Mark } from '../../lib/core/mark.ts';
import { sniffFile, type FileType } from '../../lib/media/sniff-file.ts';
import { partsOf } from '../../lib/provenance/containers/parts-of.ts';
import { fieldsOf } from '../../lib/provenance/fields-of.ts';
import { MAX_ALL_BYTES } from '../../lib/provenance/metadata.ts';
import { MAX_MARKS, readMarks } from '../../lib/provenance/read-marks.ts';
import { DATA_DIR, readManifest } from '../../training/pictures/manifest.ts';
import { LABEL_PLACES, OTHER_PLACES, PACKET, XMP_PLACES, type PlaceCase } from '../support/provenance-cases.ts';
import { aGifFile, aJpegFile, aMatroskaFile, anMp3File, anMp4File, anSvgFile, aPdfFile, aPngFile, aRiffFile, aTiffFile, bytesOf, jpegSegment, pngText, u16, u32, type ExifEntry } from '../support/provenance-files.ts';

const PLACES: readonly PlaceCase[] = [...XMP_PLACES, ...LABEL_PLACES, ...OTHER_PLACES];
const TYPES = [...new Set(PLACES.map(({ type }) => type))];

/** A file of each kind without any metadata. */
const BARE: Readonly<Record<FileType, Uint8Array<ArrayBuffer>>> = {
  jpeg: aJpegFile(),
  png: aPngFile(),
  webp: aRiffFile('WEBP'),
  wav: aRiffFile('WAVE'),
  gif: aGifFile(),
  avif: bytesOf(0, 0, 0, 16, 'ftypavif', 0, 0, 0, 0),
  heic: bytesOf(0, 0, 0, 16, 'ftypheic', 0, 0, 0, 0),
  mp4: anMp4File([]),
  tiff: aTiffFile([{ tag: 0x0100, type: 4, data: bytesOf(1, 0, 0, 0) }]),
  svg: anSvgFile(''),
  pdf: aPdfFile(new Uint8Array()),
  mp3: anMp3File([]),
  matroska: aMatroskaFile([]),
};

/** Lets nobody throw, and nothing be told that is longer, more or other than what there is. */
function expectSound(bytes: Uint8Array, type: FileType): readonly Mark[] {
  const marks = readMarks(bytes, type);
  expect(marks.length).toBeLessThanOrEqual(MAX_MARKS);
  for (const { kind, where, field, value, strength } of marks) {
    expect([MARK_KINDS.includes(kind), MARK_PLACES.includes(where), MARK_STRENGTHS.includes(strength)]).toEqual([true, true, true]);
    expect(value.length).toBeLessThanOrEqual(MAX_MARK_VALUE);
    expect(field.length).toBeLessThanOrEqual(64);
  }
  return marks;
}

/** The same bytes between others that would be a mark, were they read. */
function amongPoison(bytes: Uint8Array, poison: Uint8Array): Uint8Array {
  const all = new Uint8Array(poison.length + bytes.length + poison.length);
  all.set(poison);
  all.set(bytes, poison.length);
  all.set(poison, poison.length + bytes.length);
  return all.subarray(poison.length, poison.length + bytes.length);
}

const POISON: readonly Uint8Array[] = [
  new Uint8Array(64).fill(0xff),
  new Uint8Array(64),
  ...XMP_PLACES.filter((_, i) => i % 4 === 0).map(({ bytes }) => bytes),
];

const aChange = fc.tuple(fc.nat(), fc.oneof(fc.constantFrom(0, 1, 0x7f, 0x80, 0xff), fc.nat(255)));

function changed(bytes: Uint8Array, changes: readonly (readonly [number, number])[]): Uint8Array<ArrayBuffer> {
  const copy = Uint8Array.from(bytes);
  for (const [at, value] of changes) copy[at % copy.length] = value;
  return copy;
}

describe('whatever it is given', () => {
  it('each walker ends without throwing, for any bytes after any beginning', () => {
    fc.assert(
      fc.property(fc.constantFrom(...TYPES), fc.nat(64), fc.uint8Array({ maxLength: 600 }), (type, kept, rest) => {
        expectSound(bytesOf(BARE[type].subarray(0, kept), rest), type);
      }),
      { numRuns: 4000 },
    );
  });

  it('and for every file with bytes changed, bytes cut and bytes put in', () => {
    fc.assert(
      fc.property(fc.constantFrom(...PLACES), fc.array(aChange, { minLength: 1, maxLength: 6 }), fc.nat(), fc.uint8Array({ maxLength: 12 }), ({ bytes, type }, changes, cut, more) => {
        const spoiled = changed(bytes, changes);
        const at = cut % spoiled.length;
        expectSound(spoiled, type);
        expectSound(spoiled.subarray(0, at), type);
        expectSound(bytesOf(spoiled.subarray(0, at), more, spoiled.subarray(at)), type);
      }),
      { numRuns: 4000 },
    );
  });

  it('nothing beside the bytes is read: others around them change no answer', () => {
    fc.assert(
      fc.property(fc.constantFrom(...PLACES), fc.array(aChange, { maxLength: 3 }), fc.nat(), fc.constantFrom(...POISON), ({ bytes, type }, changes, cut, poison) => {
        const spoiled = changed(bytes, changes);
        const kept = spoiled.slice(0, cut % 3 === 0 ? spoiled.length : cut % (spoiled.length + 1));
        const alone = fieldsOf(partsOf(kept, type));
        expect(fieldsOf(partsOf(amongPoison(kept, poison), type))).toEqual(alone);
        expect(readMarks(amongPoison(kept, poison), type)).toEqual(readMarks(kept, type));
      }),
      { numRuns: 3000 },
    );
  });

  it('what is told does not depend on who calls it what: no type finds what is in another', () => {
    for (const { bytes, type } of PLACES) {
      for (const other of TYPES) {
        // These are of one family, and read alike.
        const FAMILIES: readonly (readonly FileType[])[] = [['avif', 'heic', 'mp4'], ['webp', 'wav']];
        if (other === type || FAMILIES.some((family) => family.includes(other) && family.includes(type))) continue;
        expect(readMarks(bytes, other)).toEqual([]);
      }
    }
  });
});

describe('outside of its container a mark is nothing', () => {
  it.each(PLACES)('$what: behind, before, or within what is no place for it', ({ bytes, type }) => {
    const bare = BARE[type];
    const count = bare.length;
    // A table at the end of a PDF, and a box behind a box, are the container: what they lead to is in it.
    if (!['avif', 'heic', 'mp4', 'pdf'].includes(type)) {
      expect(readMarks(bytesOf(bare, bytes), type)).toEqual([]);
      expect(readMarks(bytesOf(bare, bytes.subarray(8)), type)).toEqual([]);
    }
    expect(sniffFile(bytesOf('x', bytes)) ?? 'none').toBe('none');
    expect(readMarks(aJpegFile(jpegSegment(0xe2, bytes)), 'jpeg')).toEqual([]);
    expect(readMarks(bytesOf(aJpegFile(), bytes), 'jpeg')).toEqual([]);
    expect(readMarks(bytesOf(aPngFile(), bytes), 'png')).toEqual([]);
    expect(readMarks(bytesOf(aRiffFile('WEBP'), bytes), 'webp')).toEqual([]);
    expect(readMarks(bytesOf(aGifFile(), bytes), 'gif')).toEqual([]);
    expect(readMarks(aPngFile(pngText('Title', Buffer.from(bytes).toString('latin1'))), 'png')).toEqual([]);
    expect(count).toBeGreaterThan(0);
  });
});

describe('what is read is bounded', () => {
  const A1111 = 'Steps: 20, Sampler: Euler';

  it('in all, however many texts there are', () => {
    const texts = Array.from({ length: 2000 }, (_, i) => pngText('parameters', `${A1111}, n: ${i}`));
    expect(readMarks(aPngFile(...texts), 'png')).toHaveLength(MAX_MARKS);
  });

  it('by what texts unfold to', () => {
    const bombs = Array.from({ length: 40 }, () => pngText('parameters', `${A1111}${'x'.repeat(900_000)}`, 'zTXt'));
    const read = fieldsOf(partsOf(aPngFile(...bombs), 'png')).reduce((sum, { text }) => sum + text.length, 0);
    expect(read).toBeGreaterThan(0);
    expect(read).toBeLessThanOrEqual(MAX_ALL_BYTES);
  });

  it('where ten thousand chunks unfold to too much each', () => {
    const bomb = pngText('parameters', `${A1111}${'x'.repeat(2 << 20)}`, 'zTXt');
    expect(readMarks(aPngFile(...Array.from({ length: 10_000 }, () => bomb)), 'png')).toEqual([]);
  });

  it('where five hundred entries share one value of megabytes, or a table states more than there is', () => {
    const entry: ExifEntry = { tag: 0x0131, type: 2, data: new Uint8Array(8 << 20).fill(0x61) };
    const shared = aTiffFile([entry]);
    const rows = Array.from({ length: 500 }, () => shared.subarray(10, 22));
    expect(readMarks(bytesOf(shared.subarray(0, 8), u16(500, 'le'), ...rows, u32(0, 'le'), shared.subarray(26)), 'tiff')).toEqual([]);
    const tables = Array.from({ length: 3000 }, () => 'xref\n0 90000\n     \n');
    expect(readMarks(bytesOf('%PDF-1.4\n', ...tables, ' '.repeat(2_000_000), 'trailer << /Prev 9 >> startxref 9 \n'), 'pdf')).toEqual([]);
  });

  it('where nothing but spaces stands between a name and its value', () => {
    const spaces = ' '.repeat(900_000);
    expect(readMarks(aPngFile(pngText('Raw profile type exif', `\nexif\n 42${spaces}x`, 'tEXt'), pngText('Dream', ` -s${spaces}`), pngText('UserComment', `AIGC${spaces}`), pngText('parameters', `{"a":${spaces}`)), 'png')).toEqual([]);
    expect(readMarks(aPdfFile(PACKET, { info: `/Filter${spaces.slice(0, 16_000)}` }), 'pdf')).toHaveLength(1);
  });

  it('where one chunk unfolds a thousandfold, and again', () => {
    const bomb = deflateSync(deflateSync(new Uint8Array(1 << 26)));
    expect(readMarks(aPngFile(bytesOf(0, 0, 0, 0)), 'png')).toEqual([]);
    expect(readMarks(aPngFile(pngText('parameters', bomb.toString('latin1'), 'zTXt')), 'png')).toEqual([]);
  });
});

const NESTED = join(DATA_DIR, 'c2pa');
const samples = readManifest(['val']);
if (!existsSync(NESTED) || samples === undefined) console.log(`2 tests skipped: no data at ${DATA_DIR}`);

describe.skipIf(!existsSync(NESTED))('on signed and hostile files of others', () => {
  it('each ends, whole, changed and cut', () => {
    const files = readdirSync(NESTED).filter((name) => /\.(jpg|png|webp|heic|mp4|wav|tiff)$/.test(name));
    const told: string[] = [];
    for (const name of files) {
      const bytes = new Uint8Array(readFileSync(join(NESTED, name)));
      const type = sniffFile(bytes);
      if (type === undefined) continue;
      told.push(`${name} ${type} ${expectSound(bytes, type).map(({ kind }) => kind).join('+')}`);
      fc.assert(
        fc.property(fc.array(aChange, { minLength: 1, maxLength: 6 }), fc.nat(), (changes, cut) => {
          // Metadata is at the front: changes there, cuts anywhere.
          const spoiled = Uint8Array.from(bytes);
          for (const [at, value] of changes) spoiled[at % Math.min(spoiled.length, 4096)] = value;
          expectSound(spoiled.subarray(0, cut % 2 === 0 ? spoiled.length : cut % spoiled.length), type);
        }),
        { numRuns: 40 },
      );
    }
    console.log(`${told.length} files: ${told.join(', ')}`);
    expect(told.length).toBeGreaterThan(5);
  });
});

describe.skipIf(samples === undefined)('on pictures of strangers', () => {
  it('each ends, and what they say of themselves is counted', () => {
    const kinds = new Map<string, number>();
    const looked = (samples ?? []).filter((_, i) => i % 5 === 0);
    for (const { path } of looked) {
      const bytes = new Uint8Array(readFileSync(path));
      const type = sniffFile(bytes);
      expect(type).toBeDefined();
      for (const { kind } of expectSound(bytes, type!)) kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
    }
    console.log(`${looked.length} pictures: ${JSON.stringify([...kinds])}`);
  });
});
