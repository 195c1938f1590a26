import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FILE_KINDS } from '../../lib/core/examined-file.ts';
import { fileKind } from '../../lib/media/file-kind.ts';
import { aPicture, ENCODED_TYPES } from '../support/media-pictures.ts';

const bytes = (text: string) => Uint8Array.from(text, (letter) => letter.charCodeAt(0));
const box = (brand: string) => bytes(`\0\0\0\x18ftyp${brand}\0\0\0\0${brand}mif1`);
/** MPEG 1, layer III, 128 kbit/s, 44.1 kHz: frames of 417 bytes. */
const mpegAudio = (frames: number) => bytes(`\xff\xfb\x90\x00${'\0'.repeat(413)}`.repeat(frames));

describe('what a file is', () => {
  it.each([
    ['gif', bytes('GIF89a\x01\0\x01\0')],
    ['heic', box('heic')],
    ['tiff', bytes('II*\0\x08\0\0\0')],
    ['tiff', bytes('MM\0*\0\0\0\x08')],
    ['svg', bytes('<svg xmlns="http://www.w3.org/2000/svg"/>')],
    ['svg', bytes('\xef\xbb\xbf<?xml version="1.0"?>\n<!-- <html> -->\n<!DOCTYPE svg PUBLIC "x">\n<svg:svg width="1">')],
    ['mp4', box('isom')],
    ['mp4', bytes('\0\0\0\x08wide\0\0\0\0mdat')],
    ['webm', bytes('\x1a\x45\xdf\xa3\x01')],
    ['mp3', bytes('ID3\x04\0\0\0\0\0\0')],
    ['mp3', mpegAudio(2)],
    ['wav', bytes('RIFF\x24\0\0\0WAVEfmt ')],
    ['pdf', bytes('%PDF-1.7\n')],
    [undefined, mpegAudio(1)],
    [undefined, bytes('')],
    [undefined, bytes('<html><svg></svg></html>')],
    [undefined, bytes('<svgx>')],
    [undefined, bytes('RIFF\x24\0\0\0AVI LIST')],
    [undefined, bytes('Made with Midjourney')],
  ])('%s is told by its first bytes', (kind, file) => {
    expect(fileKind(file)).toBe(kind);
  });

  it.each(ENCODED_TYPES)('%s is what an encoder made it', async (type) => {
    expect(fileKind(await aPicture(type, 16, 16))).toBe(type);
  });

  it('is answered of any bytes', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 64 }), (file) => {
      expect([...FILE_KINDS, undefined]).toContain(fileKind(file));
    }));
  });
});
