import { writeFile } from 'node:fs/promises';
import { publicKey } from '../../lib/lists/event.ts';
import { sealKeys } from '../../lib/lists/key-file.ts';
import { newListKeys } from '../../lib/lists/list-keys.ts';
import { CommandError, EXIT, type Command } from '../command.ts';
import { readOptions, reasonOf, required } from '../options.ts';
import { askPassphrase } from './passphrase.ts';

export const keys: Command = {
  summary: 'make the secret keys of a new list',
  usage: `Usage: witnessmark lists keys --out FILE

Makes three root keys (two of which must sign a change of terms), one writer key and one
inbox key, and writes them encrypted with a passphrase (scrypt, AES-256-GCM) to FILE, readable
by you alone. An existing file is never overwritten. Keep a copy: without its keys a list
cannot be continued.

The passphrase is taken from WITNESSMARK_PASSPHRASE, or asked for.

Exit code: 0 written, 1 could not write, 2 wrong usage.`,

  async run(args, terminal) {
    const { values } = readOptions(args, { out: { type: 'string' } });
    const out = required(values.out, '--out FILE');
    const passphrase = await askPassphrase(terminal, 'twice');
    const made = newListKeys(terminal.random);
    try {
      await writeFile(out, await sealKeys(made, passphrase, terminal.random), { mode: 0o600, flag: 'wx' });
    } catch (thrown) {
      throw new CommandError(EXIT.refused, `cannot write ${out}: ${reasonOf(thrown)}`);
    }
    terminal.out(`wrote ${out}: writer ${publicKey(made.writer)}`);
    return EXIT.ok;
  },
};
