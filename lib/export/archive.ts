import { Inflate, Zip, ZipDeflate, ZipPassThrough } from 'fflate';
import { err, ok, type Result } from '../core/result.ts';

export interface ArchiveFile {
  readonly path: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Whether it is worth compressing: lists are compact already. */
  readonly compress: boolean;
}

/** Largest archive that is written or read: everything in it is in memory once while it is checked. */
export const MAX_ARCHIVE_BYTES = 1024 ** 3;
const MAX_ENTRIES = 4096;
const MAX_PATH_BYTES = 256;

/** Packs files into one .zip; only one of them is in memory at a time. */
export async function packArchive(files: AsyncIterable<ArchiveFile>, nowMs: number): Promise<Blob> {
  const done: Blob[] = [];
  let chunks: Uint8Array<ArrayBuffer>[] = [];
  const zip = new Zip((error, chunk) => {
    if (error !== null) throw error;
    chunks.push(chunk);
  });
  for await (const { path, bytes, compress } of files) {
    const entry = compress ? new ZipDeflate(path) : new ZipPassThrough(path);
    entry.mtime = nowMs;
    zip.add(entry);
    entry.push(bytes, true);
    done.push(new Blob(chunks));
    chunks = [];
  }
  zip.end();
  return new Blob([...done, ...chunks], { type: 'application/zip' });
}

export type ArchiveFault = 'not-an-archive' | 'too-large' | 'altered';

/** What a .zip says it holds; nothing of it is unpacked yet. */
export interface Archive {
  readonly entries: readonly ArchiveEntry[];
  /** The bytes of an entry, exactly as many as it states, with the checksum it states. */
  read(entry: ArchiveEntry): Promise<Result<Uint8Array<ArrayBuffer>, ArchiveFault>>;
}

export interface ArchiveEntry {
  /** A stranger's text: compare it, never open anything by it. */
  readonly path: string;
  /** Unpacked. */
  readonly size: number;
  readonly packedSize: number;
  readonly isDeflated: boolean;
  readonly crc32: number;
  /** Where its local header begins. */
  readonly offset: number;
}

const END_BYTES = 22;
const CENTRAL_BYTES = 46;
const LOCAL_BYTES = 30;
const STORED = 0;
const DEFLATED = 8;

/**
 * Opens a .zip by its directory: no zip64, no encryption, no parts. Sizes are checked before anything is allocated,
 * and unpacking stops at the stated size, so that an archive costs what it says or less.
 */
export async function openArchive(blob: Blob): Promise<Result<Archive, ArchiveFault>> {
  if (blob.size > MAX_ARCHIVE_BYTES) return err('too-large');
  const tailStart = Math.max(0, blob.size - END_BYTES - 0xffff);
  const tail = await viewOf(blob, tailStart, blob.size);
  const end = findEnd(tail);
  if (end === undefined) return err('not-an-archive');
  const count = tail.getUint16(end + 10, true);
  const length = tail.getUint32(end + 12, true);
  const start = tail.getUint32(end + 16, true);
  if (count > MAX_ENTRIES) return err('too-large');
  if (start + length > tailStart + end || length > count * (CENTRAL_BYTES + 2 * MAX_PATH_BYTES)) return err('not-an-archive');
  const entries = readDirectory(await viewOf(blob, start, start + length), count);
  if (entries === undefined) return err('not-an-archive');
  if (entries.reduce((sum, { size }) => sum + size, 0) > MAX_ARCHIVE_BYTES) return err('too-large');
  return ok({ entries, read: (entry) => readEntry(blob, entry) });
}

/** The last record that ends where the file ends; a comment may follow it. */
function findEnd(tail: DataView): number | undefined {
  for (let at = tail.byteLength - END_BYTES; at >= 0; at--) {
    if (tail.getUint32(at, true) === 0x06054b50 && at + END_BYTES + tail.getUint16(at + 20, true) === tail.byteLength) return at;
  }
  return undefined;
}

function readDirectory(view: DataView, count: number): readonly ArchiveEntry[] | undefined {
  const entries: ArchiveEntry[] = [];
  let at = 0;
  for (let i = 0; i < count; i++) {
    if (at + CENTRAL_BYTES > view.byteLength || view.getUint32(at, true) !== 0x02014b50) return undefined;
    const isEncrypted = (view.getUint16(at + 8, true) & 1) !== 0;
    const method = view.getUint16(at + 10, true);
    const pathBytes = view.getUint16(at + 28, true);
    const next = at + CENTRAL_BYTES + pathBytes + view.getUint16(at + 30, true) + view.getUint16(at + 32, true);
    if (isEncrypted || (method !== STORED && method !== DEFLATED) || pathBytes > MAX_PATH_BYTES || next > view.byteLength) return undefined;
    entries.push({
      path: new TextDecoder().decode(new Uint8Array(view.buffer, at + CENTRAL_BYTES, pathBytes)),
      size: view.getUint32(at + 24, true),
      packedSize: view.getUint32(at + 20, true),
      isDeflated: method === DEFLATED,
      crc32: view.getUint32(at + 16, true),
      offset: view.getUint32(at + 42, true),
    });
    at = next;
  }
  return entries;
}

async function readEntry(blob: Blob, entry: ArchiveEntry): Promise<Result<Uint8Array<ArrayBuffer>, ArchiveFault>> {
  const { offset, packedSize, size, isDeflated } = entry;
  const local = await viewOf(blob, offset, offset + LOCAL_BYTES);
  if (local.byteLength < LOCAL_BYTES || local.getUint32(0, true) !== 0x04034b50) return err('altered');
  const start = offset + LOCAL_BYTES + local.getUint16(26, true) + local.getUint16(28, true);
  if (start + packedSize > blob.size) return err('altered');
  const packed = new Uint8Array(await blob.slice(start, start + packedSize).arrayBuffer());
  const bytes = isDeflated ? inflate(packed, size) : packed;
  return bytes?.length === size && crc32(bytes) === entry.crc32 ? ok(bytes) : err('altered');
}

/** How much of a packed entry is unpacked at once: a byte of it becomes 1032 at most. */
const SLICE_BYTES = 16_384;

/** Exactly `size` bytes, or undefined: a stream that is broken or holds more is given up on. */
function inflate(packed: Uint8Array, size: number): Uint8Array<ArrayBuffer> | undefined {
  // What a stream of this length can hold bounds what is allocated for it.
  if (size > packed.length * 1032 + SLICE_BYTES) return undefined;
  const bytes = new Uint8Array(size);
  let filled = 0;
  const stream = new Inflate((chunk) => {
    if (filled + chunk.length <= size) bytes.set(chunk, filled);
    filled += chunk.length;
  });
  try {
    for (let at = 0; at < packed.length && filled <= size; at += SLICE_BYTES) {
      stream.push(packed.subarray(at, at + SLICE_BYTES), at + SLICE_BYTES >= packed.length);
    }
  } catch {
    // fflate throws on streams that are broken.
    return undefined;
  }
  return filled === size ? bytes : undefined;
}

async function viewOf(blob: Blob, start: number, end: number): Promise<DataView<ArrayBuffer>> {
  return new DataView(await blob.slice(start, end).arrayBuffer());
}

const CRC_TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte;
  for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  return crc;
});

function crc32(bytes: Uint8Array): number {
  let crc = ~0;
  for (const byte of bytes) crc = (crc >>> 8) ^ CRC_TABLE[(crc ^ byte) & 255]!;
  return ~crc >>> 0;
}
