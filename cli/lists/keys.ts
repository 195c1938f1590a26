import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { EVENT_KINDS } from '../../lib/lists/event.ts';
import { sealKeys } from '../../lib/lists/key-file.ts';
import { keysFromWords, keysToWords } from '../../lib/lists/key-words.ts';
import { MAX_KEYS } from '../../lib/lists/limits.ts';
import { keysOf, mapKeys, newKey, newKeyPart, newListKeys, publicHalf, publicKeys, type HeldKey, type KeyCounts, type KeyPart, type RemoteKey } from '../../lib/lists/list-keys.ts';
import { parseBunkerAddress, type BunkerAddress } from '../../lib/peers/bunker-address.ts';
import { CommandError, EXIT, orRefused, type Command } from '../command.ts';
import { readBytes, readCount, readOptions, reasonOf, required } from '../options.ts';
import { jsonLine, printable, type Terminal } from '../terminal.ts';
import { askPassphrase } from './passphrase.ts';
import { readKeys } from './read-keys.ts';
import { bunkerAt, MAY_WAIT, readWait } from './with-signers.ts';

export const keys: Command = {
  summary: 'make the secret keys of a new list, or some for a list there is',
  usage: `Usage: witnessmark lists keys --out FILE [--root N] [--writer] [--heads N] [--inbox] [--json]
       witnessmark lists keys --show FILE [--words] [--json]
       witnessmark lists keys --from-words WORDS.txt --out FILE
       witnessmark lists keys --bunker ADDRESS --out FILE --root 1 | --writer | --heads 1 | --inbox [--wait S]

Makes three root keys (two of which must sign a change of terms), one writer key and one
inbox key, and writes them encrypted with a passphrase (scrypt, AES-256-GCM) to FILE, readable
by you alone. An existing file is never overwritten. Keep a copy: without its keys a list
cannot be continued.

--root, --writer, --heads and --inbox make only that many keys of each use: to take the place of
others, or for somebody who is to hold one of several. "lists change-root" puts them into a list
by the public keys that are printed here; --show prints those of a key file again.

--bunker is for a key that never lies in a file: it stays with a remote signer (NIP-46: a "bunker", on a
telephone or a machine of its own), whose ADDRESS looks like bunker://KEY?relay=wss://…&secret=…; "-" reads
it from standard input, where nobody else sees it. FILE then holds who the signer is, its relays and a key
made for this that tells the signer who asks. Say which one use the key is for; a signer with several
keys gives out several addresses. Wherever a command takes --keys it takes such a file, asks the signer for
each signature and checks what comes back; that of an inbox key is also asked to decrypt notes and to
encrypt answers. --wait says how many seconds the signer has (120).

--words prints the secret keys themselves, as 24 words each, to be written on paper and kept away from
any network; --from-words takes such lines back. Whoever reads them can sign for the list.

The passphrase is taken from WITNESSMARK_PASSPHRASE, or asked for.

Exit code: 0 written or shown, 1 could not write or read, 2 wrong usage, 130 stopped by Ctrl-C.`,

  async run(args, terminal) {
    const text = { type: 'string' } as const;
    const flag = { type: 'boolean' } as const;
    const { values } = readOptions(args, { out: text, show: text, words: flag, 'from-words': text, root: text, writer: flag, heads: text, inbox: flag, json: flag, bunker: text, wait: text });
    const isJson = values.json === true;
    if (values.show !== undefined) {
      const [held] = await readKeys([values.show], terminal);
      if (values.words === true) for (const line of keysToWords(mapKeys(held!, secretOf))) terminal.out(line);
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
    const bunker = values.bunker === undefined ? undefined : readAddress(values.bunker === '-' ? await firstLine(terminal) : values.bunker);
    if (bunker !== undefined && (values['from-words'] !== undefined || keyCount(counts) !== 1)) {
      throw new CommandError(EXIT.usage, '--bunker takes one of --root 1, --writer, --heads 1 and --inbox; --help says more');
    }
    const waitMs = readWait(values.wait);
    // A signer is introduced to once: not where it would be for nothing.
    if (existsSync(out)) throw new CommandError(EXIT.refused, `cannot write ${out}: the file exists already`);
    const passphrase = await askPassphrase(terminal, 'twice', out);
    const made =
      bunker !== undefined ? await remotePart(bunker, counts, waitMs, terminal)
      : values['from-words'] !== undefined ? await readWords(values['from-words'])
      : isPart ? newKeyPart(counts, terminal.random)
      : newListKeys(terminal.random);
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

function secretOf(key: HeldKey): Uint8Array {
  if (key instanceof Uint8Array) return key;
  throw new CommandError(EXIT.refused, `the secret of ${key.pubkey} lies with its signer: there are no words to print`);
}

function keyCount({ root, writer, heads, inbox }: KeyCounts): number {
  return root + writer + heads + inbox;
}

async function firstLine(terminal: Terminal): Promise<string> {
  for await (const line of createInterface({ input: terminal.input() })) return line.trim();
  return '';
}

function readAddress(text: string): BunkerAddress {
  const address = parseBunkerAddress(text);
  // What was given may be a secret: it is not said again.
  if (!address.ok) throw new CommandError(EXIT.usage, `--bunker: ${address.error}`);
  return address.value;
}

/** Introduces us to a remote signer, and gives what its key is and how it is asked from now on. */
async function remotePart({ signer, relays, secret }: BunkerAddress, counts: KeyCounts, waitMs: number, terminal: Terminal): Promise<KeyPart<HeldKey>> {
  const client = newKey(terminal.random);
  const signal = terminal.untilInterrupted();
  const bunker = bunkerAt({ signer, relays }, client, { terminal, waitMs, signal });
  try {
    terminal.progress(`asks the signer; ${MAY_WAIT}`);
    const greeted = await bunker.connect(secret, permissionsFor(counts));
    const named = greeted.ok ? await bunker.publicKey() : greeted;
    if (!named.ok && named.error.tag === 'interrupted') throw new CommandError(EXIT.interrupted, 'interrupted; nothing was written');
    const key: RemoteKey = { pubkey: orRefused(named, 'the signer is not taken'), signer, relays, client };
    return {
      root: counts.root === 1 ? [key] : [],
      ...(counts.writer === 1 && { writer: key }),
      heads: counts.heads === 1 ? [key] : [],
      ...(counts.inbox === 1 && { inbox: key }),
    };
  } finally {
    bunker.close();
  }
}

/** What keys of this use do: whatever a root names co-signs it, and an inbox key reads notes and seals answers. */
function permissionsFor({ root, writer, heads, inbox }: KeyCounts): readonly string[] {
  const kinds = [
    EVENT_KINDS.rootCosignature,
    ...(root === 1 ? [EVENT_KINDS.root] : []),
    ...(writer === 1 ? [EVENT_KINDS.tip] : []),
    ...(heads === 1 ? [EVENT_KINDS.tipCosignature] : []),
    ...(inbox === 1 ? [EVENT_KINDS.seal] : []),
  ];
  return ['get_public_key', ...kinds.map((kind) => `sign_event:${kind}`), ...(inbox === 1 ? ['nip44_decrypt', 'nip44_encrypt'] : [])];
}

/** The public halves. */
function show(file: string, part: KeyPart<HeldKey>, isJson: boolean, terminal: Terminal): void {
  const { root, writer, heads, inbox } = part;
  const shown = {
    root: publicKeys(root),
    ...(writer && { writer: publicHalf(writer) }),
    heads: publicKeys(heads),
    ...(inbox && { inbox: publicHalf(inbox) }),
  };
  const remote = keysOf(part).flatMap((key) => (key instanceof Uint8Array ? [] : [{ key: key.pubkey, signer: key.signer, relays: key.relays }]));
  if (isJson) {
    terminal.out(jsonLine({ file, ...shown, ...(remote.length > 0 && { remote }) }));
    return;
  }
  for (const key of shown.root) terminal.out(`root key  ${key}`);
  if (shown.writer !== undefined) terminal.out(`writer    ${shown.writer}`);
  for (const key of shown.heads) terminal.out(`head key  ${key}`);
  if (shown.inbox !== undefined) terminal.out(`inbox     ${shown.inbox}`);
  for (const { key, signer, relays } of remote) terminal.out(printable(`${key} lies with the signer ${signer} at ${relays.join(', ')}`));
}
