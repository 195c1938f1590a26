import { createReadStream } from 'node:fs';
import { addAbortSignal, pipeline, type Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { reasonOf } from '../options.ts';
import type { Terminal } from '../terminal.ts';
import { readTexts, type TextItem } from './read-texts.ts';

/** Where JSONL comes from that is no file. */
export const INPUT = '-';

/** The texts of a file or of standard input; a stream that breaks ends in an item that says so. */
export async function* openTexts(path: string, terminal: Terminal, stop: AbortSignal): AsyncGenerator<readonly TextItem[]> {
  const stream = addAbortSignal(stop, path === INPUT ? terminal.input() : openFile(path));
  try {
    yield* readTexts(stream, path);
  } catch (thrown) {
    if (!stop.aborted) yield [{ id: path, why: 'unreadable', problem: `It cannot be read to its end: ${reasonOf(thrown)}.` }];
  }
}

/** The bytes of a file, of a gzipped one the unpacked ones. */
export function openFile(path: string): Readable {
  const file = createReadStream(path);
  // An error of the file ends the other stream with it, and is told there.
  return /\.gz$/i.test(path) ? pipeline(file, createGunzip(), () => {}) : file;
}
