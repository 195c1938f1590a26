import { readFile, stat } from 'node:fs/promises';
import type { C2paReading } from '../../lib/core/c2pa-reading.ts';
import type { Mark, WorkWishes } from '../../lib/core/mark.ts';
import { err, ok, type Result } from '../../lib/core/result.ts';
import { decodePictureInNode } from '../../lib/media/decode-picture-node.ts';
import { sniffFile, type FileType } from '../../lib/media/sniff-file.ts';
import { sniffPicture } from '../../lib/media/sniff-picture.ts';
import { readPixelMarks } from '../../lib/provenance/pixels/read-pixel-marks.ts';
import { readMarks } from '../../lib/provenance/read-marks.ts';
import { credentialWishes, strictest } from '../../lib/provenance/work-wishes.ts';
import { reasonOf } from '../options.ts';

/** What a file says of itself. */
export interface Examined {
  readonly type: FileType;
  readonly credentials: C2paReading;
  readonly marks: readonly Mark[];
  readonly wishes: WorkWishes;
}

/** Largest file that is read, in bytes: as large as the extension reads a film. */
export const MAX_FILE_BYTES = 200_000_000;

/** Reads credentials by the trust lists of this run. */
export type ReadCredentials = (bytes: Uint8Array) => Promise<C2paReading>;

/** Reads every mark of a file and its Content Credentials; the error is a sentence for a person. A picture that cannot be decoded has metadata all the same. */
export async function examineFile(path: string, readCredentials: ReadCredentials): Promise<Result<Examined, string>> {
  const bytes = await readWhole(path);
  if (!bytes.ok) return bytes;
  const type = sniffFile(bytes.value);
  if (type === undefined) return err('It is of no kind whose metadata is read here.');
  const marks = [...readMarks(bytes.value, type), ...(await pixelMarks(bytes.value))];
  const credentials = await readCredentials(bytes.value);
  return ok({ type, credentials, marks, wishes: strictest([...marks.flatMap(({ wishes }) => wishes ?? []), credentialWishes(credentials)]) });
}

async function readWhole(path: string): Promise<Result<Uint8Array, string>> {
  try {
    const stats = await stat(path);
    if (!stats.isFile()) return err(stats.isDirectory() ? 'It is a folder.' : 'It is no file.');
    if (stats.size > MAX_FILE_BYTES) return err(`It has more than ${MAX_FILE_BYTES / 1e6} MB.`);
    return ok(await readFile(path));
  } catch (thrown) {
    return err(`It cannot be read: ${reasonOf(thrown)}.`);
  }
}

async function pixelMarks(bytes: Uint8Array): Promise<readonly Mark[]> {
  const sniffed = sniffPicture(bytes);
  if (!sniffed.ok) return [];
  const pixels = await decodePictureInNode(bytes, sniffed.value);
  return pixels.ok ? readPixelMarks(pixels.value) : [];
}
