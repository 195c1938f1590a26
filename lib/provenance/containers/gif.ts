import { readUint, spells } from '../../media/bytes.ts';
import { gifBlocks } from '../../media/sniff-gif.ts';
import type { Part } from '../metadata.ts';
import { readText } from '../text.ts';

const EXTENSION = 0x21;
const COMMENT = 0xfe;
const APPLICATION = 0xff;
const XMP = '\x0bXMP DataXMP';
/** XMP specification part 3, 1.1.2: bytes after the packet that lead any reader of sub-blocks to its end. */
const TRAILER_BYTES = 258;

/** GIF89a comments, and XMP, which lies there whole and not in blocks of 255 bytes. */
export function* gifParts(bytes: Uint8Array): Generator<Part> {
  for (const { kind, start, end } of gifBlocks(bytes)) {
    if (kind !== EXTENSION) continue;
    const type = readUint(bytes, start + 1, 1);
    const data = start + 2;
    if (type === APPLICATION && spells(bytes, data, XMP)) {
      const from = data + XMP.length;
      if (end - TRAILER_BYTES > from && readUint(bytes, end - TRAILER_BYTES, 1) === 1) {
        yield { kind: 'xmp', bytes: bytes.subarray(from, end - TRAILER_BYTES) };
      }
    } else if (type === COMMENT) {
      yield { kind: 'text', where: 'gif-comment', name: 'comment', text: readText(subBlocks(bytes, data, end)) };
    }
  }
}

function subBlocks(bytes: Uint8Array, start: number, end: number): Uint8Array {
  const joined = new Uint8Array(Math.max(0, end - start));
  let length = 0;
  for (let at = start; at < end; ) {
    const size = readUint(bytes, at, 1);
    if (size <= 0) break;
    joined.set(bytes.subarray(at + 1, Math.min(at + 1 + size, end)), length);
    length += size;
    at += 1 + size;
  }
  return joined.subarray(0, length);
}
