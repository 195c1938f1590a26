import { MAX_PART_BYTES, type Part } from '../metadata.ts';
import { readText } from '../text.ts';

/** RFC 9559 and RFC 8794: ids of the elements on the way to a tag. */
const EBML = 0x1a45dfa3;
const SEGMENT = 0x18538067;
const TAGS = 0x1254c367;
const TAG = 0x7373;
const SIMPLE_TAG = 0x67c8;
const TAG_NAME = 0x45a3;
const TAG_STRING = 0x4487;
const INFO = 0x1549a966;
const WRITING_APP = 0x5741;

const MAX_ELEMENTS = 65_536;
/** Tags within tags. */
const MAX_DEPTH = 8;

interface Element {
  readonly id: number;
  readonly data: Uint8Array;
}

/** Matroska and WebM: tags by name, and what wrote the file. */
export function* matroskaParts(bytes: Uint8Array): Generator<Part> {
  const [head, segment] = elements(bytes);
  if (head?.id !== EBML || segment?.id !== SEGMENT) return;
  for (const { id, data } of elements(segment.data)) {
    if (id === TAGS) {
      for (const tag of elements(data)) if (tag.id === TAG) yield* simpleTags(tag.data, 0);
    } else if (id === INFO) {
      for (const info of elements(data)) {
        if (info.id === WRITING_APP) yield { kind: 'text', where: 'matroska-tags', name: 'WritingApp', text: readText(info.data) };
      }
    }
  }
}

function* simpleTags(bytes: Uint8Array, depth: number): Generator<Part> {
  if (depth > MAX_DEPTH || bytes.length > MAX_PART_BYTES) return;
  for (const { id, data } of elements(bytes)) {
    if (id !== SIMPLE_TAG) continue;
    const inner = [...elements(data)];
    const name = inner.find((element) => element.id === TAG_NAME);
    const text = inner.find((element) => element.id === TAG_STRING);
    if (name !== undefined && text !== undefined) yield { kind: 'text', where: 'matroska-tags', name: readText(name.data), text: readText(text.data) };
    yield* simpleTags(data, depth + 1);
  }
}

/** Elements side by side; stops silently at the first that does not fit. One of unknown length, as live streams have, reaches to the end. */
function* elements(bytes: Uint8Array): Generator<Element> {
  let at = 0;
  for (let count = 0; count < MAX_ELEMENTS && at < bytes.length; count++) {
    const idBytes = Math.clz32(bytes[at]!) - 23;
    const id = readNumber(bytes, at, idBytes, 4, false);
    const sizeAt = at + idBytes;
    const sizeBytes = Math.clz32(bytes[sizeAt] ?? 0) - 23;
    const size = readNumber(bytes, sizeAt, sizeBytes, 8, true);
    if (id === undefined || size === undefined) return;
    const start = sizeAt + sizeBytes;
    const isUnknown = size === 2 ** (7 * sizeBytes) - 1;
    const end = isUnknown ? bytes.length : start + size;
    if (end > bytes.length) return;
    yield { id, data: bytes.subarray(start, end) };
    at = end;
  }
}

/** A number whose first byte tells how many there are; undefined where they do not fit or are too many. */
function readNumber(bytes: Uint8Array, at: number, length: number, most: number, isWithoutMarker: boolean): number | undefined {
  if (length < 1 || length > most || at + length > bytes.length) return undefined;
  let value = isWithoutMarker ? bytes[at]! & (0xff >> length) : bytes[at]!;
  for (let i = 1; i < length; i++) value = value * 256 + bytes[at + i]!;
  return value;
}
