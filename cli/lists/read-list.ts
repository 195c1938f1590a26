import { stat } from 'node:fs/promises';
import { decodeFlagListFile, type FlagListFile } from '../../lib/lists/flag-list-file.ts';
import { MAX_FILE_BYTES } from '../../lib/lists/limits.ts';
import { attempt } from '../../lib/lists/list-error.ts';
import { decodeIndex, type ListIndex } from '../../lib/lists/list-index.ts';
import { verifyFile, type VerifiedList } from '../../lib/lists/verify-flag-list.ts';
import { CommandError, EXIT, orRefused } from '../command.ts';
import { readBytes } from '../options.ts';

/** A verified list from a file; ends the command with the reason when it is refused. */
export async function readList(path: string, nowMs: number): Promise<VerifiedList> {
  return (await readListFile(path, nowMs)).list;
}

/** A list and the file that was verified as it. */
export interface ReadListFile {
  readonly list: VerifiedList;
  readonly bytes: Uint8Array;
  readonly file: FlagListFile;
  readonly index: ListIndex;
}

/** The same with the file, taken apart once. */
export async function readListFile(path: string, nowMs: number): Promise<ReadListFile> {
  const size = await stat(path).then(({ size: bytes }) => bytes, () => 0);
  if (size > MAX_FILE_BYTES) throw new CommandError(EXIT.refused, `${path} is refused (too-large): it is larger than 256 MiB`);
  const bytes = await readBytes(path);
  const read = attempt(() => {
    const file = decodeFlagListFile(bytes);
    return { list: verifyFile(file, { nowMs }), bytes, file, index: decodeIndex(file.index) };
  });
  return orRefused(read, `${path} is refused`);
}

/** "3 flags", "1 flag, 2 pictures": those on how a picture looks are told apart, since they do less. */
export function countText({ n, pictures }: Pick<VerifiedList, 'n' | 'pictures'>): string {
  return pictures.n === 0 ? counted(n, 'flag') : `${counted(n, 'flag')}, ${counted(pictures.n, 'picture')}`;
}

/** "1 flag", "3 flags". */
export function counted(n: number, what: string): string {
  return `${n} ${n === 1 ? what : `${what}s`}`;
}

export function isoDate(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10);
}
