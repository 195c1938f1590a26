import type { Sharp } from 'sharp';
import { describe, expect, it } from 'vitest';
import { sniffFile } from '../../lib/media/sniff-file.ts';
import { readMarks } from '../../lib/provenance/read-marks.ts';
import { aScene } from '../support/media-pictures.ts';
import { LABEL, PACKET } from '../support/provenance-cases.ts';

/** Files of libraries that know nothing of ours: libjpeg, libpng, libwebp, libheif, libtiff by way of sharp. */
const ENCODERS: readonly (readonly [type: string, encode: (picture: Sharp) => Sharp])[] = [
  ['jpeg', (picture) => picture.jpeg()],
  ['png', (picture) => picture.png()],
  ['webp', (picture) => picture.webp()],
  ['avif', (picture) => picture.avif({ effort: 0 })],
  ['tiff', (picture) => picture.tiff()],
];

describe.each(ENCODERS)('%s as another library writes it', (type, encode) => {
  it('gives its XMP', async () => {
    const bytes = new Uint8Array(await encode(aScene(32, 24).withXmp(PACKET.toString())).toBuffer());
    expect(sniffFile(bytes)).toBe(type);
    expect(readMarks(bytes, sniffFile(bytes)!)).toMatchObject([{ kind: 'digital-source-type', term: 'trainedAlgorithmicMedia' }]);
  });

  // Of TIFF the library writes only what pixels need.
  it.skipIf(type === 'tiff')('gives its EXIF', async () => {
    const bytes = new Uint8Array(await encode(aScene(32, 24).withExif({ IFD0: { ImageDescription: `{"AIGC":${LABEL}}`, Make: 'Ideogram AI' } })).toBuffer());
    expect(readMarks(bytes, sniffFile(bytes)!)).toMatchObject(expect.arrayContaining([expect.objectContaining({ kind: 'tc260', where: 'exif' }), expect.objectContaining({ value: 'Ideogram: Ideogram AI' })]));
  });
});
