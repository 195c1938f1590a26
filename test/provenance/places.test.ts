import { describe, expect, it } from 'vitest';
import { sniffFile } from '../../lib/media/sniff-file.ts';
import { readMarks } from '../../lib/provenance/read-marks.ts';
import { extendedXmp, LABEL, LABEL_PLACES, PACKET, XMP_PLACES } from '../support/provenance-cases.ts';
import { aFileWith, aJpegFile, anSvgFile, aPdfFile, aTiffFile, bytesOf, directory, u16, u32, type ExifEntry } from '../support/provenance-files.ts';

describe('XMP is read from', () => {
  it.each(XMP_PLACES)('$what', ({ bytes, type }) => {
    expect(sniffFile(bytes)).toBe(type);
    expect(readMarks(bytes, type)).toMatchObject([{ kind: 'digital-source-type', where: 'xmp', term: 'trainedAlgorithmicMedia', label: 'ai-made' }]);
  });
});

describe('the label of GB 45438 is read from', () => {
  it.each(LABEL_PLACES)('$what', ({ bytes, type }) => {
    expect(sniffFile(bytes)).toBe(type);
    expect(readMarks(bytes, type)).toMatchObject([{ kind: 'tc260', value: 'Label 1, ContentProducer 001191110102MACQD9K64010000', strength: 'declared', label: 'ai-made' }]);
  });
});

describe('the label of GB 45438', () => {
  const label = (text: string) => {
    const { bytes, type } = aFileWith({ where: 'png-text', name: 'AIGC', text });
    return readMarks(bytes, type).map(({ strength, label: amountsTo, value }) => [strength, amountsTo, value]);
  };

  it.each([
    ['{"Label":"1"}', [['declared', 'ai-made', 'Label 1']]],
    ['{"Label":1}', [['declared', 'ai-made', 'Label 1']]],
    ['{"Label":"2"}', [['possible', undefined, 'Label 2']]],
    ['{"Label":"3","ContentProducer":""}', [['suspected', undefined, 'Label 3']]],
    ['{"Label":"4"}', []],
    ['{"Label":"value1"}', []],
    ['{"Label":"toString"}', []],
    ['{"Label":["1"]}', []],
    ['{"label":"1"}', []],
    ['[{"Label":"1"}]', []],
    ['{"Label":"1"', []],
    ['AIGC', []],
  ])('%s is %j', (text, expected) => {
    expect(label(text)).toEqual(expected);
  });

  it('is none of anything else that has a label', () => {
    for (const field of [
      { where: 'exif', name: 'UserComment', text: LABEL },
      { where: 'png-text', name: 'Comment', text: LABEL },
      { where: 'xmp', name: 'http://example.org/AIGC', text: LABEL },
      { where: 'jpeg-comment', name: 'COM', text: `AIGC${LABEL}` },
    ] as const) {
      const { bytes, type } = aFileWith(field);
      expect(readMarks(bytes, type)).toEqual([]);
    }
  });
});

describe('extended XMP is nothing', () => {
  it.each<[string, readonly Uint8Array[]]>([
    ['under another digest than the main packet names', extendedXmp(PACKET, 3, { named: 'F'.repeat(32) })],
    ['without a main packet', extendedXmp(PACKET, 3).slice(1)],
    ['with a piece missing', extendedXmp(PACKET, 3).toSpliced(2, 1)],
    ['with a piece twice', [...extendedXmp(PACKET, 3), extendedXmp(PACKET, 3)[1]!]],
  ])('%s', (_, segments) => {
    expect(readMarks(aJpegFile(...segments), 'jpeg')).toEqual([]);
  });
});

describe('directories of EXIF', () => {
  const entry: ExifEntry = { tag: 0x0131, type: 2, data: bytesOf('reve.com\0') };

  it('are read one after another', () => {
    const first = directory([], 8, 'le', 0);
    expect(first).toHaveLength(6);
    const at = 8 + 2 + 12 + 4 + 8;
    const tiff = bytesOf('II', u16(42, 'le'), u32(8, 'le'), directory([{ tag: 0x010f, type: 2, data: bytesOf('Camera\0\0') }], 8, 'le', at), directory([entry], at, 'le'));
    expect(readMarks(tiff, 'tiff')).toMatchObject([{ value: 'Reve: reve.com' }]);
  });

  it('that lead to themselves end', () => {
    expect(readMarks(bytesOf('II', u16(42, 'le'), u32(8, 'le'), directory([entry], 8, 'le', 8)), 'tiff')).toHaveLength(1);
    expect(readMarks(aTiffFile([entry, { tag: 0x8769, type: 4, data: u32(8, 'le') }]), 'tiff')).toHaveLength(1);
  });

  it('with values outside the block give none of them', () => {
    const outside = bytesOf(aTiffFile([{ ...entry, data: bytesOf('reve.com\0\0\0\0') }]));
    expect(readMarks(outside.subarray(0, outside.length - 4), 'tiff')).toEqual([]);
  });
});

describe('nothing is read', () => {
  it.each<[string, Uint8Array, 'svg' | 'pdf']>([
    ['from a group of a drawing that is called metadata', anSvgFile('', `<g><metadata>${PACKET.toString()}</metadata></g>`), 'svg'],
    ['from a comment of a drawing', anSvgFile('', `<!-- <metadata>${PACKET.toString()}</metadata> -->`), 'svg'],
    ['behind a drawing', bytesOf(anSvgFile(''), `<svg><metadata>${PACKET.toString()}</metadata></svg>`), 'svg'],
    ['from a PDF that no table leads through', bytesOf(aPdfFile(new Uint8Array()), `9 0 obj\n<< /Type /Metadata /Subtype /XML /Length ${PACKET.length} >>\nstream\n`, PACKET, '\nendstream\nendobj\n'), 'pdf'],
    ['from a PDF without a table', bytesOf(`%PDF-1.7\n1 0 obj\n<< /Type /Catalog /Metadata 2 0 R >>\nendobj\n2 0 obj\n<< /Type /Metadata /Subtype /XML /Length ${PACKET.length} >>\nstream\n`, PACKET, '\nendstream\nendobj\n'), 'pdf'],
    ['from an encrypted PDF', Buffer.from(Buffer.from(aPdfFile(PACKET)).toString('latin1').replace('/Size 4', '/Encrypt 9 0 R /Size 4'), 'latin1'), 'pdf'],
  ])('%s', (_, bytes, type) => {
    expect(readMarks(bytes, type)).toEqual([]);
  });
});
