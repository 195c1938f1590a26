import { writeFile } from 'node:fs/promises';
import { publicKey } from '../../lib/lists/event.ts';
import { sealKeys } from '../../lib/lists/key-file.ts';
import { keysFromWords, keysToWords } from '../../lib/lists/key-words.ts';
import { MAX_KEYS } from '../../lib/lists/limits.ts';
import { newKeyPart, newListKeys, publicKeys, type KeyPart } from '../../lib/lists/list-keys.ts';
import { CommandError, EXIT, type Command } from '../command.ts';
import { readBytes, readCount, readOptions, reasonOf, required } from '../options.ts';
import { jsonLine, type Terminal } from '../terminal.ts';
import { askPassphrase } from './passphrase.ts';
import { readKeys } from './read-keys.ts';

export const keys: Command = {
  summary: 'make the secret keys of a new list, or some for a list there is',
  usage: `Usage: witnessmark lists keys --out FILE [--root N] [--writer] [--heads N] [--inbox] [--json]
       witnessmark lists keys --show FILE [--words] [--json]
       witnessmark lists keys --from-words WORDS.txt --out FILE

Makes three root keys (two of which must sign a change of terms), one writer key and one
inbox key, and writes them encrypted with a passphrase (scrypt, AES-256-GCM) to FILE, readable
by you alone. An existing file is never overwritten. Keep a copy: without its keys a list
cannot be continued.

--root, --writer, --heads and --inbox make only that many keys of each use: to take the place of
others, or for somebody who is to hold one of several. "lists change-root" puts them into a list
by the public keys that are printed here; --show prints those of a key file again.

--words prints the secret keys themselves, as 24 words each, to be written on paper and kept away from
any network; --from-words takes such lines back. Whoever reads them can sign for the list.

The passphrase is taken from WITNESSMARK_PASSPHRASE, or asked for.

Exit code: 0 written or shown, 1 could not write or read, 2 wrong usage.`,

  async run(args, terminal) {
    const text = { type: 'string' } as const;
    const flag = { type: 'boolean' } as const;
    const { values } = readOptions(args, { out: text, show: text, words: flag, 'from-words': text, root: text, writer: flag, heads: text, inbox: flag, json: flag });
    const isJson = values.json === true;
    if (values.show !== undefined) {
      const [held] = await readKeys([values.show], terminal);
      if (values.words === true) for (const line of keysToWords(held!)) terminal.out(line);
      else show(values.show, held!, isJson, terminal);
      return EXIT.ok;
    }
    const out = required(values.out, '--out FILE');
    const counts = {
      root: readCount(values.root, '--root') ?? 0,
      writer: values.writer === true ? 1 : 0,
      heads: readCount(values.heads, '--heads') ?? 0,
      inbox: values.inbox === true ? 1 : 0,
    } as const;
    if (Math.max(counts.root, counts.heads) > MAX_KEYS) throw new CommandError(EXIT.usage, `a list names at most ${MAX_KEYS} keys of a use`);
    const isPart = Object.values(counts).some((count) => count > 0);
    const passphrase = await askPassphrase(terminal, 'twice', out);
    const made = values['from-words'] === undefined ? (isPart ? newKeyPart(counts, terminal.random) : newListKeys(terminal.random)) : await readWords(values['from-words']);
    try {
      await writeFile(out, await sealKeys(made, passphrase, terminal.random), { mode: 0o600, flag: 'wx' });
    } catch (thrown) {
      throw new CommandError(EXIT.refused, `cannot write ${out}: ${reasonOf(thrown)}`);
    }
    if (!isJson) terminal.out(`wrote ${out}`);
    show(out, made, isJson, terminal);
    return EXIT.ok;
  },
};

async function readWords(path: string): Promise<KeyPart> {
  const read = keysFromWords(new TextDecoder().decode(await readBytes(path)));
  if (!read.ok) throw new CommandError(EXIT.refused, `${path}: ${read.error.message}`);
  return read.value;
}

/** The public halves. */
function show(file: string, { root, writer, heads, inbox }: KeyPart, isJson: boolean, terminal: Terminal): void {
  const shown = {
    root: publicKeys(root),
    ...(writer && { writer: publicKey(writer) }),
    heads: publicKeys(heads),
    ...(inbox && { inbox: publicKey(inbox) }),
  };
  if (isJson) {
    terminal.out(jsonLine({ file, ...shown }));
    return;
  }
  for (const key of shown.root) terminal.out(`root key  ${key}`);
  if (shown.writer !== undefined) terminal.out(`writer    ${shown.writer}`);
  for (const key of shown.heads) terminal.out(`head key  ${key}`);
  if (shown.inbox !== undefined) terminal.out(`inbox     ${shown.inbox}`);
}
