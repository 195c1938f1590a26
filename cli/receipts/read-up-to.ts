import { createReadStream } from 'node:fs';
import { err, ok, type Result } from '../../lib/core/result.ts';
import { reasonOf } from '../options.ts';
import type { Terminal } from '../terminal.ts';

/** In the place of a file: standard input. */
const INPUT = '-';

/** A file or standard input, never more of it than may be; the error is a sentence for a person. */
export async function readUpTo(path: string, maxBytes: number, terminal: Terminal): Promise<Result<Uint8Array, string>> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const chunk of path === INPUT ? terminal.input() : createReadStream(path)) {
      const part = Buffer.from(chunk as Uint8Array | string);
      bytes += part.length;
      if (bytes > maxBytes) return err(`It has more than ${maxBytes / 2 ** 20} MiB.`);
      chunks.push(part);
    }
  } catch (thrown) {
    return err(`It cannot be read: ${reasonOf(thrown)}.`);
  }
  return ok(new Uint8Array(Buffer.concat(chunks)));
}
