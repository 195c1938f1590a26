import { deflateSync } from 'node:zlib';
import { pngChunk, writePng } from '../../lib/media/write-png.ts';
import type { FileType } from '../../lib/media/sniff-file.ts';
import type { Field } from '../../lib/provenance/metadata.ts';

/** Writers of every place that a mark may be in, apart from the readers they test. Each gives the bytes that the container holds. */

export interface MadeFile {
  readonly type: FileType;
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** What was put into the container: outside of it, the same bytes are nothing. */
  readonly inserted: Uint8Array;
}

const RDF = 'http://www.w3.org/1999/02/22-rdf-syntax-ns#';

export function bytesOf(...parts: readonly (Uint8Array | string | number)[]): Uint8Array<ArrayBuffer> {
  const buffers = parts.map((part) => (typeof part === 'number' ? Buffer.from([part]) : typeof part === 'string' ? Buffer.from(part, 'latin1') : part));
  return new Uint8Array(Buffer.concat(buffers));
}

export function u16(value: number, order: 'le' | 'be' = 'be'): Uint8Array {
  const bytes = Buffer.alloc(2);
  if (order === 'le') bytes.writeUInt16LE(value);
  else bytes.writeUInt16BE(value);
  return bytes;
}

export function u32(value: number, order: 'le' | 'be' = 'be'): Uint8Array {
  const bytes = Buffer.alloc(4);
  if (order === 'le') bytes.writeUInt32LE(value);
  else bytes.writeUInt32BE(value);
  return bytes;
}

/** A packet with one property, its text escaped. */
export function xmpOf(fields: readonly Pick<Field, 'name' | 'text'>[]): Uint8Array {
  const properties = fields.map(({ name, text }, i) => {
    const split = Math.max(name.lastIndexOf('/'), name.lastIndexOf('#')) + 1;
    const escaped = text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
    return `<n${i}:${name.slice(split)} xmlns:n${i}="${name.slice(0, split)}">${escaped}</n${i}:${name.slice(split)}>`;
  });
  return Buffer.from(`<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="${RDF}"><rdf:Description rdf:about="">${properties.join('')}</rdf:Description></rdf:RDF></x:xmpmeta>`);
}

const EXIF_TAGS: Readonly<Record<string, number>> = {
  ImageDescription: 0x010e,
  Make: 0x010f,
  Model: 0x0110,
  Software: 0x0131,
  Artist: 0x013b,
  UserComment: 0x9286,
};

export interface ExifEntry {
  readonly tag: number;
  readonly type: number;
  readonly data: Uint8Array;
}

/** EXIF as it is in JPEG's segment after its name. `UserComment` goes into the EXIF directory, the rest into the first. */
export function exifOf(fields: readonly Pick<Field, 'name' | 'text'>[], order: 'le' | 'be' = 'le', comment: (text: string) => Uint8Array = unicodeComment('be')): Uint8Array<ArrayBuffer> {
  const entries = fields.map(({ name, text }): ExifEntry => {
    const tag = EXIF_TAGS[name];
    if (tag === undefined) throw new Error(`no tag of EXIF: ${name}`);
    return name === 'UserComment' ? { tag, type: 7, data: comment(text) } : { tag, type: 2, data: bytesOf(Buffer.from(text), 0) };
  });
  const own = entries.filter(({ tag }) => tag !== EXIF_TAGS['UserComment']);
  const inner = entries.filter(({ tag }) => tag === EXIF_TAGS['UserComment']);
  const header = bytesOf(order === 'le' ? 'II' : 'MM', u16(42, order), u32(8, order));
  const POINTER = 0x8769;
  const innerAt = 8 + directory(inner.length === 0 ? own : [...own, { tag: POINTER, type: 4, data: u32(0, order) }], 8, order).length;
  const first = directory(inner.length === 0 ? own : [...own, { tag: POINTER, type: 4, data: u32(innerAt, order) }], 8, order);
  return bytesOf(header, first, inner.length === 0 ? '' : directory(inner, innerAt, order));
}

export function unicodeComment(order: 'le' | 'be'): (text: string) => Uint8Array {
  return (text) => {
    const words = Buffer.from(text, 'utf16le');
    return bytesOf('UNICODE\0', order === 'le' ? words : words.swap16());
  };
}

export function asciiComment(text: string): Uint8Array {
  return bytesOf('ASCII\0\0\0', Buffer.from(text));
}

/** A directory at `at`, its values behind it. */
export function directory(entries: readonly ExifEntry[], at: number, order: 'le' | 'be', next = 0): Uint8Array<ArrayBuffer> {
  const rows: Uint8Array[] = [];
  const values: Uint8Array[] = [];
  let valueAt = at + 2 + 12 * entries.length + 4;
  for (const { tag, type, data } of entries) {
    const count = type === 4 ? data.length / 4 : data.length;
    rows.push(u16(tag, order), u16(type, order), u32(count, order));
    if (data.length <= 4) {
      rows.push(bytesOf(data, new Uint8Array(4 - data.length)));
    } else {
      rows.push(u32(valueAt, order));
      const padded = bytesOf(data, new Uint8Array(data.length % 2));
      values.push(padded);
      valueAt += padded.length;
    }
  }
  return bytesOf(u16(entries.length, order), ...rows, u32(next, order), ...values);
}

const DATASETS: Readonly<Record<string, number>> = { Credit: 110, Source: 115, Caption: 120 };

/** Photoshop's resources with a block of IIM. */
export function iptcOf(fields: readonly Pick<Field, 'name' | 'text'>[]): Uint8Array<ArrayBuffer> {
  const block = bytesOf(...fields.map(({ name, text }) => bytesOf(0x1c, 2, DATASETS[name] ?? 0, u16(Buffer.byteLength(text)), Buffer.from(text))));
  return bytesOf('8BIM', u16(0x0404), 0, 0, u32(block.length), block, new Uint8Array(block.length % 2));
}

export function jpegSegment(marker: number, payload: Uint8Array): Uint8Array<ArrayBuffer> {
  return bytesOf(0xff, marker, u16(payload.length + 2), payload);
}

/** A grey JPEG without its pixels' code, but with all that comes before: readers of metadata go no further. */
export function aJpegFile(...segments: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const frame = jpegSegment(0xc0, bytesOf(8, u16(8), u16(8), 1, 1, 0x11, 0));
  const scan = jpegSegment(0xda, bytesOf(1, 1, 0, 0, 63, 0));
  return bytesOf(0xff, 0xd8, ...segments, frame, scan, 0x3f, 0xff, 0xd9);
}

export function aPngFile(...chunks: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const png = writePng({ width: 2, height: 2, bitDepth: 8, colourType: 'rgba' }, [new Uint8Array(8), new Uint8Array(8)]);
  const AFTER_IHDR = 8 + 25;
  return bytesOf(png.subarray(0, AFTER_IHDR), ...chunks, png.subarray(AFTER_IHDR));
}

export type PngTextKind = 'tEXt' | 'zTXt' | 'iTXt' | 'iTXt compressed';

export function pngText(keyword: string, text: string, kind: PngTextKind = 'iTXt'): Uint8Array<ArrayBuffer> {
  const data = Buffer.from(text);
  switch (kind) {
    case 'tEXt':
      return pngChunk('tEXt', bytesOf(keyword, 0, data));
    case 'zTXt':
      return pngChunk('zTXt', bytesOf(keyword, 0, 0, deflateSync(data)));
    case 'iTXt':
      return pngChunk('iTXt', bytesOf(keyword, 0, 0, 0, 0, 0, data));
    case 'iTXt compressed':
      return pngChunk('iTXt', bytesOf(keyword, 0, 1, 0, 0, 0, deflateSync(data)));
  }
}

export function riffChunk(id: string, data: Uint8Array): Uint8Array<ArrayBuffer> {
  return bytesOf(id, u32(data.length, 'le'), data, new Uint8Array(data.length % 2));
}

export function aRiffFile(form: 'WEBP' | 'WAVE', ...chunks: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const head = form === 'WEBP' ? riffChunk('VP8X', bytesOf(0x0c, 0, 0, 0, 7, 0, 0, 7, 0, 0)) : riffChunk('fmt ', bytesOf(u16(1, 'le'), u16(1, 'le'), u32(8000, 'le'), u32(8000, 'le'), u16(1, 'le'), u16(8, 'le')));
  const data = bytesOf(form, head, ...chunks);
  return bytesOf('RIFF', u32(data.length, 'le'), data);
}

export function aGifFile(...blocks: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const image = bytesOf(0x2c, new Uint8Array(4), u16(1, 'le'), u16(1, 'le'), 0, 2, 2, 0x4c, 1, 0);
  return bytesOf('GIF89a', u16(1, 'le'), u16(1, 'le'), 0x80, 0, 0, new Uint8Array(6), ...blocks, image, 0x3b);
}

export function gifComment(text: string): Uint8Array<ArrayBuffer> {
  const data = Buffer.from(text);
  const blocks: Uint8Array[] = [];
  for (let at = 0; at < data.length; at += 255) blocks.push(bytesOf(Math.min(255, data.length - at), data.subarray(at, at + 255)));
  return bytesOf(0x21, 0xfe, ...blocks, 0);
}

export function gifXmp(packet: Uint8Array): Uint8Array<ArrayBuffer> {
  const trailer = bytesOf(1, Uint8Array.from({ length: 256 }, (_, i) => 255 - i), 0);
  return bytesOf(0x21, 0xff, 0x0b, 'XMP DataXMP', packet, trailer);
}

export function box(type: string, ...content: readonly (Uint8Array | string | number)[]): Uint8Array<ArrayBuffer> {
  const data = bytesOf(...content);
  return bytesOf(u32(data.length + 8), type, data);
}

export function fullBox(type: string, version: number, ...content: readonly (Uint8Array | string | number)[]): Uint8Array<ArrayBuffer> {
  return box(type, version, 0, 0, 0, ...content);
}

/** An AVIF or HEIC of metadata only: one item, behind the boxes or among them. */
export function aHeifFile(brand: 'avif' | 'heic', item: { readonly type: 'Exif' | 'mime'; readonly data: Uint8Array }, place: 'mdat' | 'idat' = 'mdat'): Uint8Array<ArrayBuffer> {
  const ftyp = box('ftyp', brand, u32(0), 'mif1', brand);
  const infe = fullBox('infe', 2, u16(1), u16(0), item.type, 0, item.type === 'mime' ? 'application/rdf+xml\0' : '');
  const iinf = fullBox('iinf', 0, u16(1), infe);
  const metaOf = (offset: number) => {
    const iloc = place === 'mdat' ? fullBox('iloc', 0, 0x44, 0x00, u16(1), u16(1), u16(0), u16(1), u32(offset), u32(item.data.length)) : fullBox('iloc', 1, 0x44, 0x00, u16(1), u16(1), u16(1), u16(0), u16(1), u32(0), u32(item.data.length));
    return fullBox('meta', 0, fullBox('hdlr', 0, u32(0), 'pict', new Uint8Array(13)), iinf, iloc, place === 'idat' ? box('idat', item.data) : '');
  };
  const at = ftyp.length + metaOf(0).length + 8;
  return bytesOf(ftyp, metaOf(at), box('mdat', place === 'mdat' ? item.data : ''));
}

export function exifItem(exif: Uint8Array): Uint8Array<ArrayBuffer> {
  return bytesOf(u32(6), 'Exif\0\0', exif);
}

/** A film of nothing but tags: QuickTime's keys and their texts. */
export function anMp4File(fields: readonly Pick<Field, 'name' | 'text'>[], place: 'moov' | 'udta' = 'moov'): Uint8Array<ArrayBuffer> {
  const keys = fullBox('keys', 0, u32(fields.length), ...fields.map(({ name }) => box('mdta', name)));
  const values = fields.map(({ text }, i) => bytesOf(u32(24 + Buffer.byteLength(text)), u32(i + 1), box('data', u32(1), u32(0), Buffer.from(text))));
  const meta = fullBox('meta', 0, fullBox('hdlr', 0, u32(0), 'mdta', new Uint8Array(13)), keys, box('ilst', ...values));
  return bytesOf(box('ftyp', 'isom', u32(0), 'isom', 'mp42'), box('moov', place === 'moov' ? meta : box('udta', meta)), box('mdat'));
}

const XMP_NAME = 'http://ns.adobe.com/xap/1.0/\0';

/** A small file that says what `fields` say, each where its `where` is: a PNG, GIF, MP4 or JPEG. */
export function aFileWith(...fields: readonly Field[]): MadeFile {
  const of = (where: Field['where']) => fields.filter((field) => field.where === where);
  const png = of('png-text');
  if (png.length > 0) {
    const xmp = of('xmp');
    const inserted = bytesOf(...png.map(({ name, text }) => pngText(name, text)), xmp.length > 0 ? pngText('XML:com.adobe.xmp', Buffer.from(xmpOf(xmp)).toString()) : '');
    return { type: 'png', bytes: aPngFile(inserted), inserted };
  }
  const gif = of('gif-comment');
  if (gif.length > 0) {
    const inserted = bytesOf(...gif.map(({ text }) => gifComment(text)));
    return { type: 'gif', bytes: aGifFile(inserted), inserted };
  }
  const mp4 = of('mp4-tags');
  if (mp4.length > 0) {
    const bytes = anMp4File(mp4);
    return { type: 'mp4', bytes, inserted: bytes.subarray(28) };
  }
  const inserted = bytesOf(
    ...of('jpeg-comment').map(({ text }) => jpegSegment(0xfe, Buffer.from(text))),
    ...of('jpeg-segment').map(({ name, text }) => jpegSegment(0xe9, bytesOf(name, Buffer.from(text)))),
    of('exif').length > 0 ? jpegSegment(0xe1, bytesOf('Exif\0\0', exifOf(of('exif')))) : '',
    of('xmp').length > 0 ? jpegSegment(0xe1, bytesOf(XMP_NAME, xmpOf(of('xmp')))) : '',
    of('iptc').length > 0 ? jpegSegment(0xed, bytesOf('Photoshop 3.0\0', iptcOf(of('iptc')))) : '',
  );
  return { type: 'jpeg', bytes: aJpegFile(inserted), inserted };
}

export function anSvgFile(inMetadata: string, around = ''): Uint8Array<ArrayBuffer> {
  return bytesOf(Buffer.from(`<?xml version="1.0"?>\n<!-- drawn by hand --><svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9">${around}<metadata>${inMetadata}</metadata><path d="M0 0h9"/></svg>`));
}

export function aTiffFile(entries: readonly ExifEntry[], order: 'le' | 'be' = 'le'): Uint8Array<ArrayBuffer> {
  return bytesOf(order === 'le' ? 'II' : 'MM', u16(42, order), u32(8, order), directory(entries, 8, order));
}

export function id3Frame(id: string, data: Uint8Array, version: 3 | 4 = 3): Uint8Array<ArrayBuffer> {
  return bytesOf(id, version === 3 ? u32(data.length) : synchsafe(data.length), u16(0), data);
}

export function anMp3File(frames: readonly Uint8Array[], version: 3 | 4 = 3): Uint8Array<ArrayBuffer> {
  const body = bytesOf(...frames, new Uint8Array(16));
  return bytesOf('ID3', version, 0, 0, synchsafe(body.length), body, 0xff, 0xfb, 0x90, 0x64, new Uint8Array(64));
}

function synchsafe(value: number): Uint8Array {
  return Uint8Array.of((value >> 21) & 127, (value >> 14) & 127, (value >> 7) & 127, value & 127);
}

/** An element of EBML, its length in four bytes. */
export function ebml(id: number, ...content: readonly (Uint8Array | string)[]): Uint8Array<ArrayBuffer> {
  const data = bytesOf(...content);
  const digits = id.toString(16);
  return bytesOf(Buffer.from(digits.padStart(digits.length + (digits.length % 2), '0'), 'hex'), u32((0x10000000 | data.length) >>> 0), data);
}

export function aMatroskaFile(fields: readonly Pick<Field, 'name' | 'text'>[]): Uint8Array<ArrayBuffer> {
  const tags = fields.map(({ name, text }) => ebml(0x7373, ebml(0x63c0), ebml(0x67c8, ebml(0x45a3, name), ebml(0x4487, Buffer.from(text)))));
  return bytesOf(ebml(0x1a45dfa3, ebml(0x4282, 'matroska')), ebml(0x18538067, ebml(0x1549a966, ebml(0x5741, 'a writer')), ebml(0x1254c367, ...tags)));
}

export interface PdfOptions {
  readonly isDeflated?: boolean;
  /** The table as a stream, the catalogue in a stream of objects, as PDF 1.5 has it. */
  readonly isCompressed?: boolean;
  readonly info?: string;
}

/** A PDF of nothing but its metadata. */
export function aPdfFile(packet: Uint8Array, { isDeflated = false, isCompressed = false, info = '' }: PdfOptions = {}): Uint8Array<ArrayBuffer> {
  const data = isDeflated ? deflateSync(packet) : packet;
  const objects: { readonly number: number; readonly bytes: Uint8Array }[] = [
    { number: 2, bytes: bytesOf(`2 0 obj\n<< /Type /Metadata /Subtype /XML ${isDeflated ? '/Filter /FlateDecode ' : ''}/Length ${data.length} >>\nstream\n`, data, '\nendstream\nendobj\n') },
    { number: 3, bytes: bytesOf(`3 0 obj\n<< ${info} >>\nendobj\n`) },
  ];
  const catalogue = '<< /Type /Catalog /Metadata 2 0 R >>';
  if (isCompressed) {
    const inner = deflateSync(Buffer.from(`1 0 ${catalogue}`));
    objects.push({ number: 4, bytes: bytesOf(`4 0 obj\n<< /Type /ObjStm /N 1 /First 4 /Filter /FlateDecode /Length ${inner.length} >>\nstream\n`, inner, '\nendstream\nendobj\n') });
  } else {
    objects.push({ number: 1, bytes: bytesOf(`1 0 obj\n${catalogue}\nendobj\n`) });
  }
  const head = bytesOf('%PDF-1.7\n%\xe2\xe3\xcf\xd3\n');
  const places = new Map<number, number>();
  let at = head.length;
  for (const { number, bytes } of objects) {
    places.set(number, at);
    at += bytes.length;
  }
  const body = bytesOf(head, ...objects.map(({ bytes }) => bytes));
  if (!isCompressed) {
    const entry = (number: number) => `${String(places.get(number) ?? 0).padStart(10, '0')} 00000 n \n`;
    return bytesOf(body, `xref\n0 4\n0000000000 65535 f \n${[1, 2, 3].map(entry).join('')}trailer\n<< /Size 4 /Root 1 0 R /Info 3 0 R >>\nstartxref\n${at}\n%%EOF\n`);
  }
  const rows = [[0, 0, 0], [2, 4, 0], [1, places.get(2)!, 0], [1, places.get(3)!, 0], [1, places.get(4)!, 0], [1, at, 0]].map(([type, place, rank]) => bytesOf(type!, u32(place!), rank!));
  // As most writers do: each row less the one above it.
  const filtered = rows.map((row, i) => bytesOf(2, row.map((byte, j) => byte - (rows[i - 1]?.[j] ?? 0))));
  const table = deflateSync(bytesOf(...filtered));
  return bytesOf(body, `5 0 obj\n<< /Type /XRef /Size 6 /W [1 4 1] /Root 1 0 R /Info 3 0 R /Filter /FlateDecode /DecodeParms << /Columns 6 /Predictor 12 >> /Length ${table.length} >>\nstream\n`, table, `\nendstream\nendobj\nstartxref\n${at}\n%%EOF\n`);
}
