import { err, ok, type Result } from '../core/result.ts';
import { spells } from './bytes.ts';
import type { MediaError } from './media-error.ts';
import { MAX_PIXELS, type PictureHeader } from './picture-header.ts';
import { isAvif, sniffAvif } from './sniff-avif.ts';
import { sniffGif } from './sniff-gif.ts';
import { sniffJpeg } from './sniff-jpeg.ts';
import { sniffPng } from './sniff-png.ts';
import { sniffWebp } from './sniff-webp.ts';

export const PICTURE_TYPES = ['jpeg', 'png', 'webp', 'avif', 'gif'] as const;
export type PictureType = (typeof PICTURE_TYPES)[number];

/** What a picture's own structure says of it, before anything is decoded. */
export interface SniffedPicture {
  readonly type: PictureType;
  /** Pixels as stored: an orientation tag may swap the two when the picture is shown. */
  readonly width: number;
  readonly height: number;
  readonly animated: boolean;
}

/** Each with the reader of its header, which answers undefined where the header is broken. */
const READERS: readonly (readonly [
  type: PictureType,
  is: (bytes: Uint8Array) => boolean,
  read: (bytes: Uint8Array) => PictureHeader | undefined,
])[] = [
  ['jpeg', (b) => spells(b, 0, '\xff\xd8\xff'), sniffJpeg],
  ['png', (b) => spells(b, 0, '\x89PNG\r\n\x1a\n'), sniffPng],
  ['webp', (b) => spells(b, 0, 'RIFF') && spells(b, 8, 'WEBP'), sniffWebp],
  ['avif', isAvif, sniffAvif],
  ['gif', (b) => spells(b, 0, 'GIF87a') || spells(b, 0, 'GIF89a'), sniffGif],
];

/**
 * Names type and size of a picture from its structure alone: content types and file extensions are never
 * asked. Linear in the number of the container's parts, allocates nothing of the size a header states.
 * Errors: `unsupported-type` for anything else (SVG among it), `undecodable` for a broken or cut file,
 * `too-large` beyond MAX_PIXELS.
 */
export function sniffPicture(bytes: Uint8Array): Result<SniffedPicture, MediaError> {
  const reader = READERS.find(([, is]) => is(bytes));
  if (reader === undefined) {
    return bytes.length === 0
      ? err({ tag: 'undecodable', message: 'The picture is empty.' })
      : err({ tag: 'unsupported-type', message: 'Not a JPEG, PNG, WebP, AVIF or GIF picture.' });
  }
  const [type, , read] = reader;
  const header = read(bytes);
  if (header === undefined || header.width < 1 || header.height < 1) {
    return err({ tag: 'undecodable', message: `The ${type} header is broken.` });
  }
  const { width, height, animated, complete } = header;
  if (width * height > MAX_PIXELS) {
    return err({ tag: 'too-large', message: `${width} × ${height} pixels; the limit is ${MAX_PIXELS / 1e6} million.` });
  }
  if (!complete) return err({ tag: 'undecodable', message: `The ${type} file ends too early.` });
  return ok({ type, width, height, animated });
}
