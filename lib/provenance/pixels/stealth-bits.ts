import type { PictureInput } from '../../core/detector.ts';
import type { Mark } from '../../core/mark.ts';
import { inflateCapped } from '../inflate-capped.ts';
import { jsonObject } from '../marks/json-object.ts';
import { shortened } from '../marks/mark-reader.ts';
import { MAX_PART_BYTES } from '../metadata.ts';
import { latin1 } from '../text.ts';

/** Where the bits are: one in each pixel's alpha, or one in each of its colours. */
const CHANNELS = { png: [3], rgb: [0, 1, 2] } as const;
const MAGIC_BYTES = 'stealth_pngcomp'.length;
const LENGTH_BYTES = 4;

/**
 * NovelAI's hidden text, which other programs write as well: lowest bits, column by column, that spell
 * `stealth_pnginfo` (`pngcomp` where it is gzipped; `rgb…` where it is in the colours), how many bits follow, and the
 * text. It outlives the loss of metadata and no recompression. Chance spells 15 letters once in 2^120 pictures.
 */
export function readStealthBits(picture: PictureInput): Mark | undefined {
  for (const kind of ['png', 'rgb'] as const) {
    const text = hiddenText(picture, kind);
    if (text === undefined) continue;
    const told = jsonObject(text);
    const software = told?.['Software'];
    const description = told?.['Description'];
    const name = software === 'NovelAI' ? 'NovelAI' : 'Stealth PNG info';
    return {
      kind: 'stealth-bits',
      where: 'pixels',
      field: `stealth_${kind}`,
      value: `${name}: ${shortened(typeof description === 'string' ? description : text, 200)}`,
      strength: 'declared',
      label: 'ai-made',
    };
  }
  return undefined;
}

function hiddenText(picture: PictureInput, kind: keyof typeof CHANNELS): string | undefined {
  const channels = CHANNELS[kind];
  const capacity = Math.floor((picture.width * picture.height * channels.length) / 8);
  if (capacity < MAGIC_BYTES + LENGTH_BYTES) return undefined;
  const magic = latin1(bitsOf(picture, channels, 0, MAGIC_BYTES));
  const isCompressed = magic === `stealth_${kind}comp`;
  if (!isCompressed && magic !== `stealth_${kind}info`) return undefined;
  const [a = 0, b = 0, c = 0, d = 0] = bitsOf(picture, channels, MAGIC_BYTES, LENGTH_BYTES);
  const length = Math.floor((a * 2 ** 24 + b * 2 ** 16 + c * 2 ** 8 + d) / 8);
  const start = MAGIC_BYTES + LENGTH_BYTES;
  if (length < 1 || length > MAX_PART_BYTES || start + length > capacity) return undefined;
  const payload = bitsOf(picture, channels, start, length);
  const bytes = isCompressed ? inflateCapped(payload, 'gzip') : payload;
  if (bytes === undefined) return undefined;
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    // What is no text was written by no program that writes this.
    return undefined;
  }
}

/** Bytes from the lowest bits, the first bit highest; pixels go down each column. */
function bitsOf({ rgba, width, height }: PictureInput, channels: readonly number[], start: number, length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  for (let i = 0; i < length * 8; i++) {
    const bit = start * 8 + i;
    const pixel = Math.floor(bit / channels.length);
    const at = ((pixel % height) * width + Math.floor(pixel / height)) * 4 + channels[bit % channels.length]!;
    bytes[i >> 3] = (bytes[i >> 3]! << 1) | (rgba[at]! & 1);
  }
  return bytes;
}
