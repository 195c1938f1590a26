import type { FileType } from '../../media/sniff-file.ts';
import { exifParts } from '../exif-fields.ts';
import type { Part } from '../metadata.ts';
import { bmffParts } from './bmff.ts';
import { gifParts } from './gif.ts';
import { jpegParts } from './jpeg.ts';
import { matroskaParts } from './matroska.ts';
import { mp3Parts } from './mp3.ts';
import { pdfParts } from './pdf.ts';
import { pngParts } from './png.ts';
import { wavParts, webpParts } from './riff.ts';
import { svgParts } from './svg.ts';

/**
 * Where each kind of file keeps metadata. A walker yields what lies inside the container's own structure and nothing
 * else: bytes after the file's end, or a look-alike inside other data, are not found. None reads past what it was
 * given, and each is linear in it.
 */
const WALKERS: Readonly<Record<FileType, (bytes: Uint8Array) => Iterable<Part>>> = {
  jpeg: jpegParts,
  png: pngParts,
  webp: webpParts,
  gif: gifParts,
  avif: bmffParts,
  heic: bmffParts,
  mp4: bmffParts,
  tiff: exifParts,
  wav: wavParts,
  svg: svgParts,
  pdf: pdfParts,
  mp3: mp3Parts,
  matroska: matroskaParts,
};

export function partsOf(bytes: Uint8Array, type: FileType): Iterable<Part> {
  return WALKERS[type](bytes);
}
