import { beforeAll, describe, expect, it } from 'vitest';
import { MAX_PIXELS } from '../../lib/media/picture-header.ts';
import { sniffPicture } from '../../lib/media/sniff-picture.ts';
import { writePng } from '../../lib/media/write-png.ts';
import { aPicture, aPngBomb, aScene, anAnimation, anApng, ENCODED_TYPES, own, type EncodedType } from '../support/media-pictures.ts';

const text = (value: string): Uint8Array => new TextEncoder().encode(value);

describe('sniffPicture names type and size without decoding', () => {
  const sizes = [[1, 1], [16, 16], [17, 31], [300, 200], [640, 1]] as const;
  const cases = ENCODED_TYPES.flatMap((type) => sizes.map(([width, height]) => ({ type, width, height })));
  it.each(cases)('$type of $width × $height', async ({ type, width, height }) => {
    expect(sniffPicture(await aPicture(type, width, height))).toEqual({
      ok: true,
      value: { type, width, height, animated: false },
    });
  });

  it.each([
    ['progressive JPEG', () => aScene(90, 60).jpeg({ progressive: true }).toBuffer()],
    ['grey JPEG', () => aScene(90, 60).greyscale().jpeg().toBuffer()],
    ['CMYK JPEG', () => aScene(90, 60).toColourspace('cmyk').jpeg().toBuffer()],
    ['JPEG with metadata before its frame', () => aScene(90, 60).withExif({ IFD0: { Copyright: 'x'.repeat(5000) } }).jpeg().toBuffer()],
    ['interlaced palette PNG', () => aScene(90, 60).png({ palette: true, progressive: true }).toBuffer()],
    ['lossless WebP', () => aScene(90, 60).webp({ lossless: true }).toBuffer()],
    ['WebP with transparency', () => aScene(90, 60).ensureAlpha(0.5).webp().toBuffer()],
    ['AVIF with transparency', () => aScene(90, 60).ensureAlpha(0.5).avif({ effort: 0 }).toBuffer()],
    ['still GIF', () => aScene(90, 60).gif().toBuffer()],
  ])('%s', async (_name, make) => {
    expect(sniffPicture(own(await make()))).toMatchObject({ ok: true, value: { width: 90, height: 60, animated: false } });
  });

  it.each([
    ['GIF', () => anAnimation('gif')],
    ['WebP', () => anAnimation('webp')],
    ['PNG', () => anApng()],
  ])('tells an animated %s', async (_name, make) => {
    expect(sniffPicture(await make())).toMatchObject({ ok: true, value: { animated: true } });
  });
});

describe('sniffPicture refuses', () => {
  it.each([
    ['nothing', new Uint8Array(), 'undecodable'],
    ['SVG', text('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>'), 'unsupported-type'],
    ['a web page', text('<!doctype html><title>404</title>'), 'unsupported-type'],
    ['a Windows bitmap', text('BM' + ' '.repeat(60)), 'unsupported-type'],
    ['MP4, a relative of AVIF', own(Buffer.from('\0\0\0\x14ftypisom\0\0\0\0mp42', 'latin1')), 'unsupported-type'],
    ['HEIC, a relative of AVIF', own(Buffer.from('\0\0\0\x14ftypheic\0\0\0\0mif1', 'latin1')), 'unsupported-type'],
    ['a signature and nothing else', own(Buffer.from('\x89PNG\r\n\x1a\n', 'latin1')), 'undecodable'],
    ['16k × 16k pixels in 2 KB', aPngBomb(), 'too-large'],
    ['a width of 0', writePng({ width: 0, height: 4, bitDepth: 8, colourType: 'rgba' }, []), 'undecodable'],
  ] as const)('%s', (_name, bytes, tag) => {
    expect(sniffPicture(bytes)).toMatchObject({ ok: false, error: { tag } });
  });

  it('exactly what exceeds the limit of pixels', () => {
    const wide = (width: number) => sniffPicture(writePng({ width, height: 4000, bitDepth: 1, colourType: 'grey' }, []));
    expect(wide(MAX_PIXELS / 4000)).toMatchObject({ ok: true });
    expect(wide(MAX_PIXELS / 4000 + 1)).toMatchObject({ ok: false, error: { tag: 'too-large' } });
  });
});

describe.each(ENCODED_TYPES)('a %s cut anywhere', (type: EncodedType) => {
  let whole: Uint8Array;
  beforeAll(async () => {
    whole = await aPicture(type, 40, 30);
  });

  it('is refused at every length', () => {
    for (let length = 0; length < whole.length; length++) {
      expect(sniffPicture(whole.subarray(0, length)), `cut to ${length} of ${whole.length}`).toMatchObject({ ok: false });
    }
  });

  it('is accepted with bytes after its end', () => {
    // Common: motion photographs, editors' leftovers.
    const padded = own(Buffer.concat([whole, Buffer.from('and more')]));
    expect(sniffPicture(padded)).toMatchObject({ ok: true });
  });
});
