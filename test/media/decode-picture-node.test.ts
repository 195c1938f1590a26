import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import type { DecodePicture } from '../../lib/media/decode-picture.ts';
import { decodePictureInNode } from '../../lib/media/decode-picture-node.ts';
import { decodeSelfTest } from '../../lib/media/decode-self-test.ts';
import { sniffPicture } from '../../lib/media/sniff-picture.ts';
import { ok } from '../../lib/core/result.ts';
import { writePng } from '../../lib/media/write-png.ts';
import { aPicture, aScene, anAnimation, anApng, ENCODED_TYPES, own } from '../support/media-pictures.ts';

async function sniffAndDecode(bytes: Uint8Array): ReturnType<DecodePicture> {
  const sniffed = sniffPicture(bytes);
  return sniffed.ok ? decodePictureInNode(bytes, sniffed.value) : sniffed;
}

describe('decodePictureInNode', () => {
  it.each(ENCODED_TYPES)('gives the pixels of a %s', async (type) => {
    const decoded = await sniffAndDecode(await aPicture(type, 64, 48));
    expect(decoded).toMatchObject({ ok: true, value: { width: 64, height: 48 } });
    if (!decoded.ok) return;
    const original = await aScene(64, 48).raw().toBuffer();
    const { rgba } = decoded.value;
    const difference = original.reduce((sum, value, i) => sum + Math.abs(value - (rgba[Math.floor(i / 3) * 4 + (i % 3)] ?? 0)), 0);
    expect(difference / original.length).toBeLessThan(type === 'png' ? 1e-9 : 16);
    expect(rgba.every((value, i) => i % 4 !== 3 || value === 255)).toBe(true);
  });

  it('is exact on transparent pixels', async () => {
    const row = Uint8Array.of(255, 0, 0, 0, 0, 200, 7, 1, 9, 8, 7, 128, 1, 2, 3, 255);
    const png = writePng({ width: 4, height: 1, bitDepth: 8, colourType: 'rgba' }, [row]);
    expect(await sniffAndDecode(png)).toEqual(ok({ rgba: new Uint8ClampedArray(row), width: 4, height: 1 }));
  });

  it.each([
    ['grey', (w: number, h: number) => aScene(w, h).greyscale().jpeg()],
    ['CMYK', (w: number, h: number) => aScene(w, h).toColourspace('cmyk').jpeg()],
    ['16-bit', (w: number, h: number) => aScene(w, h).toColourspace('rgb16').png()],
    ['palette', (w: number, h: number) => aScene(w, h).png({ palette: true })],
  ])('gives four 8-bit channels for a %s picture', async (_name, make) => {
    const decoded = await sniffAndDecode(own(await make(30, 20).toBuffer()));
    expect(decoded).toMatchObject({ ok: true, value: { width: 30, height: 20, rgba: { length: 2400 } } });
  });

  it('turns a picture as its orientation tag says', async () => {
    const turned = own(await aScene(60, 40).withMetadata({ orientation: 6 }).jpeg().toBuffer());
    expect(await sniffAndDecode(turned)).toMatchObject({ ok: true, value: { width: 40, height: 60 } });
  });

  it('leaves a WebP as it is stored, as browsers do', async () => {
    const tagged = own(await aScene(60, 40).withMetadata({ orientation: 6 }).webp().toBuffer());
    expect(await sniffAndDecode(tagged)).toMatchObject({ ok: true, value: { width: 60, height: 40 } });
  });

  it('takes ink for what it lets through', async () => {
    const paper = own(await sharp({ create: { width: 8, height: 8, channels: 3, background: '#fff' } }).toColourspace('cmyk').jpeg({ quality: 100 }).toBuffer());
    const decoded = await sniffAndDecode(paper);
    expect(decoded.ok && [...new Set(decoded.value.rgba)]).toEqual([255]);
    const scene = await sniffAndDecode(own(await aScene(60, 40).jpeg().toBuffer()));
    const printed = await sniffAndDecode(own(await aScene(60, 40).toColourspace('cmyk').jpeg().toBuffer()));
    if (!scene.ok || !printed.ok) throw new Error('not decoded');
    expect(printed.value.rgba.every((value, i) => i % 4 !== 3 || value === 255)).toBe(true);
    const light = (rgba: Uint8ClampedArray) => rgba.reduce((sum, value) => sum + value, 0) / rgba.length;
    expect(Math.abs(light(printed.value.rgba) - light(scene.value.rgba))).toBeLessThan(25);
  });

  it('declines what moves, by name', async () => {
    for (const bytes of [await anAnimation('webp'), await anAnimation('gif'), anApng()]) {
      expect(await sniffAndDecode(bytes)).toMatchObject({ ok: false, error: { tag: 'animated' } });
    }
    expect(await sniffAndDecode(own(await aScene(30, 20).gif().toBuffer()))).toMatchObject({
      ok: false,
      error: { tag: 'unsupported-type' },
    });
  });

  it.each(ENCODED_TYPES)('declines a %s whose pixels are garbage, without throwing', async (type) => {
    const bytes = await aPicture(type, 200, 150);
    const broken = Uint8Array.from(bytes, (byte, i) => (i > bytes.length / 2 && i < bytes.length - 60 ? (byte * 7 + i) & 0xfe : byte));
    const decoded = await sniffAndDecode(broken);
    // A lossy decoder may find meaning in garbage; what counts is that the answer is a well-formed one.
    if (decoded.ok) expect(decoded.value.rgba.length).toBe(200 * 150 * 4);
    else expect(decoded.error.tag).toBe('undecodable');
  });

  it('declines a picture whose header states another size than its pixels have', async () => {
    const bytes = await aPicture('png', 64, 48);
    const lie = await decodePictureInNode(bytes, { type: 'png', width: 640, height: 480, animated: false });
    expect(lie).toMatchObject({ ok: false, error: { tag: 'undecodable' } });
    const header = Uint8Array.from(bytes);
    new DataView(header.buffer).setUint32(16, 6000);
    expect(await sniffAndDecode(header)).toMatchObject({ ok: false, error: { tag: 'undecodable' } });
  });

  it('decodes a picture as the type it was sniffed as: a page hidden behind a picture stays hidden', async () => {
    const polyglot = own(Buffer.concat([await aPicture('jpeg', 32, 32), Buffer.from('<script>alert(1)</script>'), await aPicture('png', 8, 8)]));
    expect(await sniffAndDecode(polyglot)).toMatchObject({ ok: true, value: { width: 32, height: 32 } });
  });
});

describe('decodeSelfTest', () => {
  it('passes a decoder that gives back every byte', async () => {
    expect(await decodeSelfTest(decodePictureInNode)).toBe(true);
  });

  it.each<readonly [string, (rgba: Uint8ClampedArray) => Uint8ClampedArray]>([
    ['one level of noise in one channel of one pixel', (rgba) => rgba.map((value, i) => (i === 4001 ? value ^ 1 : value))],
    ['noise everywhere', (rgba) => rgba.map((value, i) => (i % 4 === 3 ? value : value ^ (i & 1)))],
    ['an all-white canvas', (rgba) => rgba.map(() => 255)],
    ['channels in another order', (rgba) => rgba.map((_, i) => rgba[i ^ (i % 4 < 3 ? 2 : 0)] ?? 0)],
    ['a row too few', (rgba) => rgba.slice(0, -96 * 4)],
  ])('fails a decoder with %s', async (_name, change) => {
    const noisy: DecodePicture = async (bytes, sniffed) => {
      const decoded = await decodePictureInNode(bytes, sniffed);
      return decoded.ok ? ok({ ...decoded.value, rgba: change(decoded.value.rgba) }) : decoded;
    };
    expect(await decodeSelfTest(noisy)).toBe(false);
  });

  it('fails a decoder that declines', async () => {
    const declining: DecodePicture = async () => ({ ok: false, error: { tag: 'undecodable', message: '' } });
    expect(await decodeSelfTest(declining)).toBe(false);
  });
});
