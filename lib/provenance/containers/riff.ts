import { readLatin1, readUintLe, spells } from '../../media/bytes.ts';
import type { Part } from '../metadata.ts';
import { readText } from '../text.ts';
import { mp3Parts } from './mp3.ts';

interface RiffChunk {
  readonly id: string;
  readonly data: Uint8Array;
}

/** Chunks side by side in a range; stops silently at the first that does not fit. */
function* riffChunks(bytes: Uint8Array, from: number, to: number): Generator<RiffChunk> {
  for (let at = from; at + 8 <= to; ) {
    const length = readUintLe(bytes, at + 4, 4);
    const start = at + 8;
    if (start + length > to) return;
    yield { id: readLatin1(bytes, at, 4), data: bytes.subarray(start, start + length) };
    // Chunks are padded to an even length.
    at = start + length + (length % 2);
  }
}

/** The outermost chunks of a file of the family, whatever its form. */
export function chunksOfFile(bytes: Uint8Array): Generator<RiffChunk> {
  const FIRST_CHUNK = 12;
  return riffChunks(bytes, FIRST_CHUNK, Math.min(bytes.length, readUintLe(bytes, 4, 4) + 8));
}

/** RFC 9649, 2.7.1.5. Some writers put before EXIF what JPEG has there. */
export function* webpParts(bytes: Uint8Array): Generator<Part> {
  const JPEG_NAME = 'Exif\0\0';
  for (const { id, data } of chunksOfFile(bytes)) {
    if (id === 'XMP ') yield { kind: 'xmp', bytes: data };
    else if (id === 'EXIF') yield { kind: 'exif', bytes: data.subarray(spells(data, 0, JPEG_NAME) ? JPEG_NAME.length : 0) };
  }
}

/** Microsoft's RIFF (LIST INFO), XMP specification part 3, 1.2.5 (`_PMX`), EBU Tech 3285 (`bext`), and the tag of an MP3 in a chunk of its own. */
export function* wavParts(bytes: Uint8Array): Generator<Part> {
  for (const { id, data } of chunksOfFile(bytes)) {
    if (id === '_PMX') {
      yield { kind: 'xmp', bytes: data };
    } else if (id === 'LIST' && spells(data, 0, 'INFO')) {
      for (const info of riffChunks(data, 4, data.length)) yield { kind: 'text', where: 'wav-tags', name: info.id, text: readText(info.data) };
    } else if (id === 'id3 ' || id === 'ID3 ') {
      yield* mp3Parts(data);
    } else if (id === 'bext') {
      const DESCRIPTION = 256;
      const ORIGINATOR = 32;
      yield { kind: 'text', where: 'wav-tags', name: 'bext:Description', text: readText(data.subarray(0, DESCRIPTION)) };
      yield { kind: 'text', where: 'wav-tags', name: 'bext:Originator', text: readText(data.subarray(DESCRIPTION, DESCRIPTION + ORIGINATOR)) };
    }
  }
}
