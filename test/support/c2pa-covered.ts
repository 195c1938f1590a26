import { readUint, spells } from '../../lib/media/bytes.ts';
import { jpegSegments } from '../../lib/media/sniff-jpeg.ts';

/** From the first byte to before the last one. */
type Range = readonly [start: number, end: number];

const BOX_HEADER = 8;
const DESCRIPTION = 'jumd';

/**
 * What hashes and signatures cover of a JPEG with one APP11 segment, as the specification has it: the file around the
 * segment; of each manifest the content of every assertion, the claim, and of the signature what it protects and
 * itself. Not covered are the headers and names of boxes around those, which the library writes anew before it hashes
 * them, the time stamp, which is signed by somebody else, and what only fills up.
 */
export function coveredOf(bytes: Uint8Array): (at: number) => boolean {
  const ranges = rangesOf(bytes);
  return (at) => ranges.some(([start, end]) => at >= start && at < end) && !isToggles(bytes, at);
}

/** The byte of a description whose bits say what else is in it; the library (0.13.3) hashes it without those that nobody uses. */
function isToggles(bytes: Uint8Array, at: number): boolean {
  const AFTER_TYPE = 20;
  return spells(bytes, at - AFTER_TYPE, DESCRIPTION);
}

function rangesOf(bytes: Uint8Array): readonly Range[] {
  const APP11 = 0xeb;
  const segment = [...jpegSegments(bytes)].find(({ marker }) => marker === APP11);
  if (segment === undefined) throw new Error('There is no APP11 segment.');
  const MARKER_AND_LENGTH = 4;
  const PACKET_HEADER = 8;
  const around: readonly Range[] = [[0, segment.start - MARKER_AND_LENGTH], [segment.end, bytes.length]];
  const store = boxesIn(bytes, [segment.start + PACKET_HEADER, segment.end])[0]!;
  const manifests = boxesIn(bytes, contentOf(store)).slice(1);
  const parts = manifests.flatMap((manifest) => boxesIn(bytes, contentOf(manifest)).slice(1));
  return [...around, ...parts.flatMap((part) => coveredOfPart(bytes, part))];
}

function coveredOfPart(bytes: Uint8Array, part: Range): readonly Range[] {
  const [description, ...inner] = boxesIn(bytes, contentOf(part));
  const kind = (type: string): boolean => spells(bytes, description![0] + BOX_HEADER, type);
  if (kind('c2as')) return inner.map(contentOf);
  if (kind('c2cl')) return inner.map(contentOf);
  if (!kind('c2cs')) return [];
  const [start, end] = contentOf(inner[0]!);
  // Tag, array of four, then the protected header; the signature (64 bytes of ES256) is last.
  const protectedStart = start + 2;
  const length = readUint(bytes, protectedStart + 1, 2);
  return [[protectedStart + 3, protectedStart + 3 + length], [end - 64, end]];
}

function contentOf([start, end]: Range): Range {
  return [start + BOX_HEADER, end];
}

/** Boxes side by side. */
function boxesIn(bytes: Uint8Array, [from, to]: Range): readonly Range[] {
  const boxes: Range[] = [];
  for (let at = from; at + BOX_HEADER <= to; at = boxes.at(-1)![1]) boxes.push([at, at + readUint(bytes, at, 4)]);
  if (!spells(bytes, boxes[0]![0] + 4, DESCRIPTION) && !spells(bytes, boxes[0]![0] + 4, 'jumb')) throw new Error('Not a box of JUMBF.');
  return boxes;
}
