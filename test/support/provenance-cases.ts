import { deflateSync } from 'node:zlib';
import type { FileType } from '../../lib/media/sniff-file.ts';
import { pngChunk } from '../../lib/media/write-png.ts';
import {
  aFileWith, aGifFile, aHeifFile, aJpegFile, aMatroskaFile, aPdfFile, aPngFile, aRiffFile, aTiffFile, anMp3File, anMp4File, anSvgFile,
  box, bytesOf, exifItem, exifOf, fullBox, gifComment, gifXmp, id3Frame, iptcOf, jpegSegment, pngText, riffChunk, u32, unicodeComment, xmpOf,
} from './provenance-files.ts';

/** Every place where a container may keep metadata, each with one mark in it. */
export interface PlaceCase {
  readonly what: string;
  readonly type: FileType;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

export const SOURCE_TYPE = 'http://iptc.org/std/Iptc4xmpExt/2008-02-29/DigitalSourceType';
export const AI_TERM = 'http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia';
export const PACKET = xmpOf([{ name: SOURCE_TYPE, text: AI_TERM }]);
export const LABEL = '{"Label":"1","ContentProducer":"001191110102MACQD9K64010000"}';
const XMP_NAME = 'http://ns.adobe.com/xap/1.0/\0';
const XMP_UUID = Buffer.from('be7acfcb97a942e89c71999491e3afac', 'hex');
const COMMENTED = exifOf([{ name: 'UserComment', text: `AIGC${LABEL}` }]);

/** Main packet and the pieces of an extended one, as many as asked. */
export function extendedXmp(packet: Uint8Array, pieces: number, { digest = '0123456789ABCDEF0123456789ABCDEF', named = digest }: { readonly digest?: string; readonly named?: string } = {}): readonly Uint8Array[] {
  const step = Math.ceil(packet.length / pieces);
  const main = xmpOf([{ name: 'http://ns.adobe.com/xmp/note/HasExtendedXMP', text: named }]);
  const parts = Array.from({ length: pieces }, (_, i) => bytesOf('http://ns.adobe.com/xmp/extension/\0', digest, u32(packet.length), u32(i * step), packet.subarray(i * step, (i + 1) * step)));
  return [jpegSegment(0xe1, bytesOf(XMP_NAME, main)), ...parts.map((part) => jpegSegment(0xe1, part))];
}

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex').replaceAll(/.{72}/g, '$&\n');

export const XMP_PLACES: readonly PlaceCase[] = [
  { what: 'JPEG', type: 'jpeg', bytes: aJpegFile(jpegSegment(0xe1, bytesOf(XMP_NAME, PACKET))) },
  { what: 'extended XMP in one segment', type: 'jpeg', bytes: aJpegFile(...extendedXmp(PACKET, 1)) },
  { what: 'extended XMP in five segments', type: 'jpeg', bytes: aJpegFile(...extendedXmp(PACKET, 5)) },
  { what: 'PNG', type: 'png', bytes: aPngFile(pngText('XML:com.adobe.xmp', PACKET.toString())) },
  { what: 'compressed PNG text', type: 'png', bytes: aPngFile(pngText('XML:com.adobe.xmp', PACKET.toString(), 'iTXt compressed')) },
  { what: 'a raw profile of PNG', type: 'png', bytes: aPngFile(pngText('Raw profile type xmp', `\nxmp\n${String(PACKET.length).padStart(8)}\n${hex(PACKET)}\n`, 'zTXt')) },
  { what: 'WebP', type: 'webp', bytes: aRiffFile('WEBP', riffChunk('XMP ', PACKET)) },
  { what: 'GIF', type: 'gif', bytes: aGifFile(gifXmp(PACKET)) },
  { what: 'AVIF', type: 'avif', bytes: aHeifFile('avif', { type: 'mime', data: PACKET }) },
  { what: 'HEIC', type: 'heic', bytes: aHeifFile('heic', { type: 'mime', data: PACKET }) },
  { what: 'a uuid box', type: 'avif', bytes: bytesOf(box('ftyp', 'avif', u32(0), 'avif'), box('uuid', XMP_UUID, PACKET), box('mdat')) },
  { what: 'MP4', type: 'mp4', bytes: bytesOf(box('ftyp', 'isom', u32(0), 'isom'), box('uuid', XMP_UUID, PACKET), box('mdat')) },
  { what: 'QuickTime', type: 'mp4', bytes: bytesOf(box('ftyp', 'qt  ', u32(0), 'qt  '), box('moov', box('udta', box('XMP_', PACKET)))) },
  { what: 'SVG', type: 'svg', bytes: anSvgFile(PACKET.toString()) },
  { what: 'TIFF', type: 'tiff', bytes: aTiffFile([{ tag: 0x02bc, type: 1, data: PACKET }]) },
  { what: 'TIFF, high byte first', type: 'tiff', bytes: aTiffFile([{ tag: 0x02bc, type: 7, data: PACKET }], 'be') },
  { what: 'PDF', type: 'pdf', bytes: aPdfFile(PACKET) },
  { what: 'a deflated stream of PDF', type: 'pdf', bytes: aPdfFile(PACKET, { isDeflated: true }) },
  { what: 'PDF 1.5 with compressed objects', type: 'pdf', bytes: aPdfFile(PACKET, { isDeflated: true, isCompressed: true }) },
  { what: 'MP3, ID3v2.3', type: 'mp3', bytes: anMp3File([id3Frame('PRIV', bytesOf('XMP\0', PACKET))]) },
  { what: 'MP3, ID3v2.4', type: 'mp3', bytes: anMp3File([id3Frame('PRIV', bytesOf('XMP\0', PACKET), 4)], 4) },
  { what: 'an object in MP3', type: 'mp3', bytes: anMp3File([id3Frame('GEOB', bytesOf(0, 'application/rdf+xml\0', 'a.xmp\0', 'XMP\0', PACKET))]) },
  { what: 'WAV', type: 'wav', bytes: aRiffFile('WAVE', riffChunk('_PMX', PACKET)) },
  { what: 'the tag of an MP3 in WAV', type: 'wav', bytes: aRiffFile('WAVE', riffChunk('id3 ', anMp3File([id3Frame('PRIV', bytesOf('XMP\0', PACKET))]))) },
  { what: 'WebP, in UTF-16', type: 'webp', bytes: aRiffFile('WEBP', riffChunk('XMP ', Buffer.from(`\ufeff${PACKET.toString()}`, 'utf16le').swap16())) },
  { what: 'TIFF, in UTF-16 without a mark', type: 'tiff', bytes: aTiffFile([{ tag: 0x02bc, type: 1, data: Buffer.from(PACKET.toString(), 'utf16le') }]) },
  { what: 'HEIC, within its own box of data', type: 'heic', bytes: aHeifFile('heic', { type: 'mime', data: PACKET }, 'idat') },
];

export const LABEL_PLACES: readonly PlaceCase[] = [
  ...([
    { where: 'xmp', name: 'http://www.tc260.org.cn/ns/AIGC/1.0/AIGC', text: LABEL },
    { where: 'png-text', name: 'AIGC', text: LABEL },
    { where: 'exif', name: 'UserComment', text: `AIGC${LABEL}` },
    { where: 'exif', name: 'UserComment', text: `{"AIGC":${LABEL}}` },
    { where: 'exif', name: 'ImageDescription', text: `{"AIGC":${LABEL}}` },
    { where: 'jpeg-segment', name: 'AIGC', text: LABEL },
    { where: 'mp4-tags', name: 'AIGC', text: LABEL },
    { where: 'mp4-tags', name: 'AIGC', text: `{"AIGC":${LABEL}}` },
  ] as const).map((field) => {
    const { type, bytes } = aFileWith(field);
    return { what: `${field.where} ${field.name} ${field.text.slice(0, 12)}`, type, bytes };
  }),
  { what: 'an attribute of XMP', type: 'jpeg', bytes: aJpegFile(jpegSegment(0xe1, bytesOf(XMP_NAME, `<x><rdf:Description xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:T="http://www.tc260.org.cn/ns/AIGC/1.0/" T:AIGC="${LABEL.replaceAll('"', '&quot;')}"/></x>`))) },
  { what: 'XMP escaped twice', type: 'jpeg', bytes: aJpegFile(jpegSegment(0xe1, bytesOf(XMP_NAME, `<x xmlns:T="http://www.tc260.org.cn/ns/AIGC/1.0/"><T:AIGC>${LABEL.replaceAll('"', '&amp;quot;')}</T:AIGC></x>`))) },
  { what: 'keys in udta', type: 'mp4', bytes: anMp4File([{ name: 'AIGC', text: LABEL }], 'udta') },
  { what: 'Matroska', type: 'matroska', bytes: aMatroskaFile([{ name: 'AIGC', text: LABEL }]) },
  { what: 'a text of MP3', type: 'mp3', bytes: anMp3File([id3Frame('TXXX', bytesOf(3, 'AIGC\0', LABEL))]) },
  { what: 'a text of MP3 in UTF-16', type: 'mp3', bytes: anMp3File([id3Frame('TXXX', bytesOf(1, Buffer.from(`\ufeffAIGC\0\ufeff${LABEL}`, 'utf16le')))]) },
  { what: 'WAV', type: 'wav', bytes: aRiffFile('WAVE', riffChunk('LIST', bytesOf('INFO', riffChunk('AIGC', bytesOf(LABEL, 0))))) },
  { what: 'PDF', type: 'pdf', bytes: aPdfFile(new Uint8Array(), { info: `/AIGC (${LABEL})` }) },
  { what: 'EXIF in PNG', type: 'png', bytes: aPngFile(pngChunk('eXIf', COMMENTED)) },
  { what: 'EXIF in a raw profile of PNG', type: 'png', bytes: aPngFile(pngText('Raw profile type exif', `\nexif\n${COMMENTED.length + 6}\n${hex(bytesOf('Exif\0\0', COMMENTED))}\n`, 'zTXt')) },
  { what: 'EXIF in WebP', type: 'webp', bytes: aRiffFile('WEBP', riffChunk('EXIF', COMMENTED)) },
  { what: 'EXIF in AVIF', type: 'avif', bytes: aHeifFile('avif', { type: 'Exif', data: exifItem(COMMENTED) }) },
  { what: 'EXIF in HEIC', type: 'heic', bytes: aHeifFile('heic', { type: 'Exif', data: exifItem(COMMENTED) }) },
  { what: 'a comment of EXIF without its code', type: 'jpeg', bytes: aJpegFile(jpegSegment(0xe1, bytesOf('Exif\0\0', exifOf([{ name: 'UserComment', text: '' }], 'le', () => bytesOf(`{"AIGC":${LABEL}}`))))) },
  { what: 'EXIF with the high byte first', type: 'jpeg', bytes: aJpegFile(jpegSegment(0xe1, bytesOf('Exif\0\0', exifOf([{ name: 'UserComment', text: `AIGC${LABEL}` }], 'be', unicodeComment('be'))))) },
];

/** Others, for whoever reads every place there is. */
export const OTHER_PLACES: readonly PlaceCase[] = [
  { what: 'IPTC in JPEG', type: 'jpeg', bytes: aJpegFile(jpegSegment(0xed, bytesOf('Photoshop 3.0\0', iptcOf([{ name: 'Credit', text: 'Made with Google AI' }])))) },
  { what: 'a comment in GIF', type: 'gif', bytes: aGifFile(gifComment(`${'x'.repeat(600)}`)) },
  { what: 'a description in WAV', type: 'wav', bytes: aRiffFile('WAVE', riffChunk('bext', new Uint8Array(602))) },
  { what: 'compressed text', type: 'png', bytes: aPngFile(pngChunk('zTXt', bytesOf('parameters\0\0', deflateSync('Steps: 20, Sampler: Euler')))) },
  { what: 'nested boxes', type: 'mp4', bytes: bytesOf(box('ftyp', 'isom', u32(0)), box('moov', box('udta', fullBox('meta', 0, fullBox('hdlr', 0, u32(0), 'mdir', new Uint8Array(13)), box('ilst', box('\xa9too', box('data', u32(1), u32(0), 'a writer'))))))) },
];
