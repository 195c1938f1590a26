import { bytesToHex } from '@noble/hashes/utils.js';
import type { Result } from '../../lib/core/result.ts';
import { bunkerNoteKey } from '../../lib/flows/bunker-note-key.ts';
import type { ListError } from '../../lib/lists/list-error.ts';
import { keysOf, mapKeys, type KeyPart, type RemoteKey } from '../../lib/lists/list-keys.ts';
import type { NoteKey } from '../../lib/lists/note-key.ts';
import { localSigner, remoteSigner, type Signer } from '../../lib/lists/signer.ts';
import { openBunker, type Bunker, type BunkerPlace } from '../../lib/peers/bunker.ts';
import { CommandError, EXIT } from '../command.ts';
import { readCount, required } from '../options.ts';
import { printable, type Terminal } from '../terminal.ts';
import { webSocket } from '../web-socket.ts';
import { readKeys } from './read-keys.ts';

/** Options of every command that signs. */
export const KEY_OPTIONS = { keys: { type: 'string', multiple: true }, wait: { type: 'string' } } as const;

/** What `--help` says of them. */
export const KEY_HELP = `The passphrase of the keys is taken from WITNESSMARK_PASSPHRASE, or asked for. Keys that lie with a remote
signer ("lists keys --bunker") are asked for each signature; --wait says how many seconds for (120).`;

const WAIT_S = 120;
const MAX_WAIT_S = 3600;

interface KeyValues {
  readonly keys?: readonly string[] | undefined;
  readonly wait?: string | undefined;
}

/**
 * Opens the key files and does with their keys what has to be signed; a key that is in no file is asked for where it lies,
 * and whoever was asked is let go of at the end. Ends the command where a file does not open, and on Ctrl-C.
 */
export async function withSigners<T>(
  values: KeyValues,
  terminal: Terminal,
  work: (parts: readonly KeyPart<Signer>[]) => Promise<Result<T, ListError>>,
): Promise<Result<T, ListError>> {
  required(values.keys?.[0], '--keys KEYS.json');
  const waitMs = readWait(values.wait);
  const parts = await readKeys(values.keys!, terminal);
  const remote = openRemote(terminal, waitMs);
  try {
    const result = await work(parts.map((part) => mapKeys(part, (key): Signer => (key instanceof Uint8Array ? localSigner(key, terminal.random) : remote.signer(key)))));
    if (!result.ok && remote.isInterrupted()) throw new CommandError(EXIT.interrupted, 'interrupted; nothing was written');
    return result;
  } finally {
    remote.close();
  }
}

/** The same where it does not matter which key is for what. */
export function withAllSigners<T>(values: KeyValues, terminal: Terminal, work: (keys: readonly Signer[]) => Promise<Result<T, ListError>>): Promise<Result<T, ListError>> {
  return withSigners(values, terminal, (parts) => work(parts.flatMap(keysOf)));
}

/** How long a remote signer has to answer, milliseconds. */
export function readWait(value: string | undefined): number {
  const seconds = readCount(value, '--wait') ?? WAIT_S;
  if (seconds < 1 || seconds > MAX_WAIT_S) throw new CommandError(EXIT.usage, `--wait takes 1 to ${MAX_WAIT_S} seconds`);
  return seconds * 1000;
}

/** A remote signer, spoken to; ends the command where its address is none. */
export function bunkerAt(place: BunkerPlace, client: Uint8Array, { terminal, waitMs, signal }: { readonly terminal: Terminal; readonly waitMs: number; readonly signal: AbortSignal }): Bunker {
  const opened = openBunker(place, client, {
    now: terminal.nowMs,
    newId: () => bytesToHex(terminal.random(16)),
    timeoutMs: waitMs,
    signal,
    onAuth: (url) => terminal.note(`the signer waits for you at ${printable(url)}`),
    WebSocket: webSocket,
  });
  if (!opened.ok) throw new CommandError(EXIT.refused, opened.error);
  return opened.value;
}

/** What is shown while a remote signer is asked, after what it is asked for. */
export const MAY_WAIT = 'it may wait for you to allow this, Ctrl-C gives up';

/** Remote signers, each spoken to from when it is first asked for something. */
export function openRemote(terminal: Terminal, waitMs: number) {
  const open = new Map<RemoteKey, Bunker>();
  let signal: AbortSignal | undefined;
  const bunkerOf = (key: RemoteKey): Bunker => {
    signal ??= terminal.untilInterrupted();
    const bunker = open.get(key) ?? bunkerAt(key, key.client, { terminal, waitMs, signal });
    open.set(key, bunker);
    return bunker;
  };
  return {
    signer: (key: RemoteKey): Signer =>
      remoteSigner(key.pubkey, async (template) => {
        terminal.progress(`asks the signer of ${key.pubkey}; ${MAY_WAIT}`);
        return bunkerOf(key).sign(template);
      }),
    noteKey: (key: RemoteKey): NoteKey => bunkerNoteKey(key.pubkey, () => bunkerOf(key)),
    isInterrupted: () => signal?.aborted === true,
    close: () => open.forEach((bunker) => bunker.close()),
  };
}
