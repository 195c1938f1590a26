import { describe, expect, it } from 'vitest';
import type { Claim } from '../../lib/core/evidence.ts';
import { sniffPicture } from '../../lib/media/sniff-picture.ts';
import { SOURCE_TERMS } from '../../lib/core/mark.ts';
import { readMarks } from '../../lib/provenance/read-marks.ts';
import { readClaims } from '../../lib/provenance/read-claims.ts';
import { aPicture, own } from '../support/media-pictures.ts';
import { aJpegWith, anXmpPacket, app1, aPngWith, aSourceType, aWebpWith, IPTC, TERMS } from '../support/provenance-pictures.ts';

const NOW = 1_800_000_000_000;

function claimsOf(bytes: Uint8Array): readonly Claim[] {
  const sniffed = sniffPicture(bytes);
  if (!sniffed.ok) throw new Error(sniffed.error.message);
  return readClaims(bytes, sniffed.value, NOW);
}

const labelsOf = (bytes: Uint8Array): readonly string[] => claimsOf(bytes).map(({ label }) => label);

describe('a declared digital source type', () => {
  it.each([
    ['trainedAlgorithmicMedia', ['ai-made']],
    ['compositeWithTrainedAlgorithmicMedia', ['ai-edited']],
    ['compositeSynthetic', ['ai-edited']],
    ['digitalCapture', ['camera-capture']],
    ['computationalCapture', ['camera-capture']],
    ['humanEdits', ['human-edited']],
    ['minorHumanEdits', ['human-edited']],
    ['screenCapture', []],
    ['algorithmicMedia', []],
    ['trainedAlgorithmicMediaX', []],
    ['', []],
  ])('%s is %j', async (term, labels) => {
    expect(labelsOf(await aJpegWith(aSourceType(term)))).toEqual(labels);
  });

  it.each(SOURCE_TERMS)('%s is a mark, by whichever address it goes', async (term) => {
    const twin = `${term.charAt(0).toUpperCase()}${term.slice(1)}DigitalSource`;
    for (const value of [`${TERMS}${term}`, `${TERMS.replace('http:', 'https:')}${term}`, `https://schema.org/${twin}`, `http://schema.org/${twin}`]) {
      const marks = readMarks(await aJpegWith(anXmpPacket({ attributes: `Iptc4xmpExt:DigitalSourceType="${value}"` })), 'jpeg');
      expect(marks).toMatchObject([{ kind: 'digital-source-type', term, value, strength: 'declared' }]);
    }
  });

  it('is told as found, unsigned, with the time it was read', async () => {
    expect(claimsOf(await aJpegWith(aSourceType('trainedAlgorithmicMedia')))).toEqual([
      {
        kind: 'claim',
        label: 'ai-made',
        source: 'iptc-digital-source-type',
        value: `${TERMS}trainedAlgorithmicMedia`,
        signed: false,
        at: NOW,
        mark: { kind: 'digital-source-type', where: 'xmp', field: 'Iptc4xmpExt:DigitalSourceType', term: 'trainedAlgorithmicMedia' },
      },
    ]);
  });

  it.each([
    ['JPEG', aJpegWith],
    ['PNG', aPngWith],
    ['WebP', aWebpWith],
  ])('is read from %s', async (_name, make) => {
    expect(labelsOf(await make(aSourceType('trainedAlgorithmicMedia')))).toEqual(['ai-made']);
  });

  it.each([
    ['as an element', { content: `<Iptc4xmpExt:DigitalSourceType>${TERMS}digitalCapture</Iptc4xmpExt:DigitalSourceType>` }, ['camera-capture']],
    ['as a resource', { content: `<Iptc4xmpExt:DigitalSourceType rdf:resource='${TERMS}digitalCapture'/>` }, ['camera-capture']],
    ['over https', { attributes: 'Iptc4xmpExt:DigitalSourceType="https://cv.iptc.org/newscodes/digitalsourcetype/humanEdits"' }, ['human-edited']],
    ['as schema.org writes it', { attributes: 'Iptc4xmpExt:DigitalSourceType="https://schema.org/TrainedAlgorithmicMediaDigitalSource"' }, ['ai-made']],
    ['under another prefix', { attributes: `xmlns:q="${IPTC}" q:DigitalSourceType="${TERMS}humanEdits"` }, ['human-edited']],
    ['twice, differently', { attributes: `Iptc4xmpExt:DigitalSourceType="${TERMS}humanEdits"`, content: `<Iptc4xmpExt:DigitalSourceType rdf:resource="${TERMS}digitalCapture"/>` }, ['human-edited', 'camera-capture']],
    ['twice, the same', { attributes: `Iptc4xmpExt:DigitalSourceType="${TERMS}humanEdits"`, content: `<Iptc4xmpExt:DigitalSourceType rdf:resource="${TERMS}humanEdits"/>` }, ['human-edited']],
    ['under a prefix bound to something else', { attributes: `xmlns:q="urn:x" q:DigitalSourceType="${TERMS}humanEdits"` }, []],
    ['in a comment', { content: `<!-- <Iptc4xmpExt:DigitalSourceType rdf:resource="${TERMS}humanEdits"/> -->` }, []],
    ['in CDATA', { content: `<![CDATA[<Iptc4xmpExt:DigitalSourceType rdf:resource="${TERMS}humanEdits"/>]]>` }, []],
    ['in the text of another property', { content: `<dc:title>Iptc4xmpExt:DigitalSourceType="${TERMS}humanEdits"</dc:title>` }, []],
    ['in the value of another attribute', { attributes: `dc:title='Iptc4xmpExt:DigitalSourceType="${TERMS}humanEdits"'` }, []],
  ])('%s', async (_name, description, labels) => {
    expect(labelsOf(await aJpegWith(anXmpPacket(description)))).toEqual(labels);
  });
});

describe('a mark counts only inside its container’s structure', () => {
  const mark = aSourceType('trainedAlgorithmicMedia');

  it.each<readonly [string, () => Promise<Uint8Array>]>([
    ['bytes after a JPEG', async () => Buffer.concat([await aPicture('jpeg', 16, 16), app1(mark)])],
    ['bytes after a PNG', async () => Buffer.concat([await aPicture('png', 16, 16), Buffer.from(mark)])],
    ['bytes after a WebP', async () => Buffer.concat([await aPicture('webp', 16, 16), Buffer.from(`XMP \xff\0\0\0${mark}`, 'latin1')])],
    ['a JPEG comment', async () => withSegment(0xfe, mark)],
    ['an APP1 segment of another name', async () => withSegment(0xe1, `http://example.org/\0${mark}`)],
    ['a PNG in a JPEG', async () => withSegment(0xe2, Buffer.from(await aPngWith(mark)).toString('latin1'))],
    ['a PNG text that states it is compressed', () => aPngWith(mark, 1)],
  ])('not as %s', async (_name, make) => {
    expect(claimsOf(own(await make()))).toEqual([]);
  });

  async function withSegment(marker: number, text: string): Promise<Uint8Array> {
    const payload = Buffer.from(text, 'latin1');
    const head = Buffer.from([0xff, marker, 0, 0]);
    head.writeUInt16BE(payload.length + 2, 2);
    const jpeg = await aPicture('jpeg', 16, 16);
    return Buffer.concat([jpeg.subarray(0, 2), head, payload, jpeg.subarray(2)]);
  }
});

describe('hostile metadata', () => {
  it('is bounded: a packet over a megabyte is not read', async () => {
    const padded = anXmpPacket({ attributes: `Iptc4xmpExt:DigitalSourceType="${TERMS}humanEdits"`, content: ' '.repeat(1 << 20) });
    expect(claimsOf(await aPngWith(padded))).toEqual([]);
  });

  it.each([
    ['never-ending tags', '<'.repeat(500_000)],
    ['one name without end', `<a ${'b'.repeat(900_000)}>`],
    ['a gap without end', `<a b${' '.repeat(900_000)}>`],
    ['an open comment', `<!--${'-'.repeat(900_000)}`],
    ['an open quote', `<a b="${'c='.repeat(400_000)}`],
    ['a hundred thousand attributes', `<a ${'b="c" '.repeat(100_000)}/>`],
    ['a hundred thousand elements', '<a/>'.repeat(100_000)],
  ])('ends: %s', async (_name, junk) => {
    expect(claimsOf(await aPngWith(junk))).toEqual([]);
  });

  it('cuts a long value', async () => {
    const long = anXmpPacket({ attributes: `Iptc4xmpExt:DigitalSourceType="${'x'.repeat(9000)}/humanEdits"` });
    expect(claimsOf(await aPngWith(long))).toEqual([]);
  });

  it('survives a file cut anywhere', async () => {
    for (const whole of [await aJpegWith(aSourceType('humanEdits')), await aPngWith(aSourceType('humanEdits')), await aWebpWith(aSourceType('humanEdits'))]) {
      const sniffed = sniffPicture(whole);
      if (!sniffed.ok) throw new Error(sniffed.error.message);
      for (let length = 0; length < whole.length; length += 7) {
        expect(readClaims(whole.subarray(0, length), sniffed.value, NOW).length).toBeLessThanOrEqual(1);
      }
    }
  });
});
