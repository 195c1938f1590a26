import { writeFile } from 'node:fs/promises';
import { CommandError, EXIT } from '../command.ts';
import { reasonOf } from '../options.ts';

/** Writes what a command made, over a file of that name if there is one. */
export async function writeResult(path: string, bytes: Uint8Array | string): Promise<void> {
  try {
    await writeFile(path, bytes);
  } catch (thrown) {
    throw new CommandError(EXIT.refused, `cannot write ${path}: ${reasonOf(thrown)}`);
  }
}
