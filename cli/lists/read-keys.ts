import { openKeys } from '../../lib/lists/key-file.ts';
import type { HeldKey, KeyPart } from '../../lib/lists/list-keys.ts';
import { CommandError, EXIT } from '../command.ts';
import { readBytes } from '../options.ts';
import type { Terminal } from '../terminal.ts';
import { askPassphrase } from './passphrase.ts';

/** The keys of each file, in order; ends the command with the reason where one does not open. */
export async function readKeys(paths: readonly string[], terminal: Terminal): Promise<readonly KeyPart<HeldKey>[]> {
  const parts: KeyPart<HeldKey>[] = [];
  // One after another: each may ask for its passphrase.
  for (const path of paths) {
    const text = new TextDecoder().decode(await readBytes(path));
    const keys = await openKeys(text, await askPassphrase(terminal, 'once', path));
    if (!keys.ok) throw new CommandError(EXIT.refused, `${path}: ${keys.error.message}`);
    parts.push(keys.value);
  }
  return parts;
}
