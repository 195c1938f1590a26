import { readLatin1, readUint, spells } from '../../media/bytes.ts';
import { jpegSegments } from '../../media/sniff-jpeg.ts';
import { MAX_PART_BYTES, type Part } from '../metadata.ts';
import { readPacket, readText } from '../text.ts';
import { xmpFields } from '../xmp-fields.ts';

const APP0 = 0xe0;
const APP1 = 0xe1;
const APP13 = 0xed;
const APP15 = 0xef;
const COMMENT = 0xfe;

const XMP = 'http://ns.adobe.com/xap/1.0/\0';
const EXTENSION = 'http://ns.adobe.com/xmp/extension/\0';
const HAS_EXTENDED = 'http://ns.adobe.com/xmp/note/HasExtendedXMP';
const EXIF = 'Exif\0\0';
const PHOTOSHOP = 'Photoshop 3.0\0';
/** GB 45438 as some services write it: the word and its JSON are all that the segment holds. */
const AIGC = 'AIGC{';

/** Segments before the pixels, by the names they begin with. */
export function* jpegParts(bytes: Uint8Array): Generator<Part> {
  const extensions: Uint8Array[] = [];
  let digest: string | undefined;
  for (const { marker, start, end } of jpegSegments(bytes)) {
    const data = bytes.subarray(start, end);
    if (marker === COMMENT) {
      yield { kind: 'text', where: 'jpeg-comment', name: 'COM', text: readText(data) };
    } else if (marker === APP1 && spells(data, 0, XMP)) {
      const packet = data.subarray(XMP.length);
      digest ??= digestIn(readPacket(packet));
      yield { kind: 'xmp', bytes: packet };
    } else if (marker === APP1 && spells(data, 0, EXTENSION)) {
      extensions.push(data.subarray(EXTENSION.length));
    } else if (marker === APP1 && spells(data, 0, EXIF)) {
      yield { kind: 'exif', bytes: data.subarray(EXIF.length) };
    } else if (marker === APP13 && spells(data, 0, PHOTOSHOP)) {
      yield { kind: 'iptc', bytes: data.subarray(PHOTOSHOP.length) };
    } else if (marker >= APP0 && marker <= APP15 && spells(data, 0, AIGC)) {
      yield { kind: 'text', where: 'jpeg-segment', name: 'AIGC', text: readText(data.subarray(AIGC.length - 1)) };
    }
  }
  const extended = digest === undefined ? undefined : extendedXmp(extensions, digest);
  if (extended !== undefined) yield { kind: 'xmp', bytes: extended };
}

/** The digest of the extended packet that a main packet names. Most name none, and are not taken apart for it. */
function digestIn(packet: string): string | undefined {
  if (!packet.includes('HasExtendedXMP')) return undefined;
  return xmpFields(packet).find(({ namespace, name }) => namespace + name === HAS_EXTENDED)?.text;
}

/**
 * XMP specification part 3, 1.1.3.1: what is too long for one segment, in pieces of 32 characters of digest, the full
 * length and the place of the piece. Only the one whose digest the main packet names, and only where it is complete.
 */
function extendedXmp(pieces: readonly Uint8Array[], digest: string): Uint8Array | undefined {
  const DIGEST = 32;
  const HEAD = DIGEST + 8;
  const own = pieces.filter((piece) => readLatin1(piece, 0, DIGEST) === digest);
  const length = own[0] === undefined ? -1 : readUint(own[0], DIGEST, 4);
  if (length < 1 || length > MAX_PART_BYTES) return undefined;
  const whole = new Uint8Array(length);
  let filled = 0;
  for (const piece of own) {
    const at = readUint(piece, DIGEST + 4, 4);
    const data = piece.subarray(HEAD);
    // Pieces come in order as writers make them; gaps and overlaps are nobody's.
    if (readUint(piece, DIGEST, 4) !== length || at !== filled || at + data.length > length) return undefined;
    whole.set(data, at);
    filled += data.length;
  }
  return filled === length ? whole : undefined;
}
