import { fetchNotes, type FetchedNotes, type FetchNotes } from '../../lib/flows/fetch-notes.ts';
import { publicHalf } from '../../lib/lists/list-keys.ts';
import { DAY_S } from '../../lib/lists/limits.ts';
import { INBOX_BUDGET, type InboxBudget } from '../../lib/lists/inbox-gate.ts';
import { localNoteKey, type NoteKey } from '../../lib/lists/note-key.ts';
import type { VerifiedList } from '../../lib/lists/verify-flag-list.ts';
import { noteCipher } from '../../lib/peers/note-cipher.ts';
import { CommandError, EXIT, type ExitCode } from '../command.ts';
import { readCount, readDate } from '../options.ts';
import { printable, type Terminal } from '../terminal.ts';
import { inboxRelays, type InboxRelays } from './deliver-note.ts';
import { readKeys } from './read-keys.ts';
import { KEY_OPTIONS, MAY_WAIT, openRemote, readWait } from './with-signers.ts';

/** How far back an inbox is read where nothing is said. */
const DEFAULT_DAYS = 30;
/** Each takes two questions: one or two minutes of a signer that answers by itself, and more than anybody allows one by one. */
const REMOTE_NOTES_A_DAY = 100;

/** Options of every command that reads an inbox. */
export const INBOX_OPTIONS = { ...KEY_OPTIONS, since: { type: 'string' }, budget: { type: 'string' }, relay: { type: 'string', multiple: true } } as const;

/** What was given for them. */
export interface InboxValues {
  readonly keys: readonly string[];
  readonly wait?: string | undefined;
  readonly since?: string | undefined;
  readonly budget?: string | undefined;
  readonly relay?: readonly string[] | undefined;
}

export interface OpenedInbox {
  readonly key: NoteKey;
  readonly to: InboxRelays;
  readonly read: FetchedNotes;
  /** Why the signer of the key did not decrypt what it was asked to: how the command ends once it has told what was read. */
  readonly trouble?: CommandError;
}

/**
 * Fetches what is in the inbox of a list, and does something with it while its key can be used; ends the command where
 * that is not in these files. A key that is in no file is asked for where it lies.
 */
export async function withInbox(
  list: VerifiedList,
  { keys, wait, since, budget, relay }: InboxValues,
  state: Pick<FetchNotes, 'known' | 'spent' | 'doubted' | 'opened' | 'isEnough'>,
  terminal: Terminal,
  work: (opened: OpenedInbox) => Promise<ExitCode>,
): Promise<ExitCode> {
  const to = inboxRelays(list, relay);
  const nowMs = terminal.nowMs();
  const sentSinceMs = readDate(since, nowMs - DEFAULT_DAYS * DAY_S * 1000);
  const notesADay = readCount(budget, '--budget');
  const remote = openRemote(terminal, readWait(wait));
  const held = (await readKeys(keys, terminal)).flatMap(({ inbox }) => inbox ?? []).find((each) => publicHalf(each) === list.keys.inbox);
  if (held === undefined) throw new CommandError(EXIT.refused, `none of these key files holds the inbox key of the list, ${list.keys.inbox}`);
  const key = held instanceof Uint8Array ? localNoteKey(held, noteCipher, terminal.random) : remote.noteKey(held);
  const door = { key, list: list.id, bits: list.inbox.pow, accepts: ['report', 'appeal'] } as const;
  try {
    const read = await fetchNotes(door, {
      ...to,
      ...state,
      nowMs,
      sentSinceMs,
      signal: new AbortController().signal,
      budget: budgetOf(notesADay, key),
      onProgress: (place, of) => terminal.progress(`opening ${place} of ${of}${key.isRemote ? `; the signer is asked, ${MAY_WAIT}` : ''}`),
    });
    for (const { relay: address, trouble } of read.asked) if (trouble !== undefined) terminal.note(`witnessmark: ${printable(address)}: ${printable(trouble)}`);
    const trouble = troubleIn(read, key, remote.isInterrupted());
    return await work({ key, to, read, ...(trouble && { trouble }) });
  } finally {
    remote.close();
  }
}

/** What may be done a day; signatures are verified here, whoever decrypts. */
function budgetOf(notesADay: number | undefined, { isRemote }: NoteKey): InboxBudget {
  if (notesADay !== undefined) return { ...INBOX_BUDGET, signatures: 2 * notesADay, decryptions: 2 * notesADay };
  return isRemote ? { ...INBOX_BUDGET, decryptions: 2 * REMOTE_NOTES_A_DAY } : INBOX_BUDGET;
}

function troubleIn({ stopped, denied }: FetchedNotes, { pubkey }: NoteKey, isInterrupted: boolean): CommandError | undefined {
  if (stopped !== undefined) {
    const far = `${stopped.place - 1} of ${stopped.of} were looked at`;
    return isInterrupted ? new CommandError(EXIT.interrupted, `interrupted; ${far}`) : new CommandError(EXIT.refused, `${far}, then the signer of key ${pubkey} did not decrypt: ${stopped.reason}`);
  }
  if (denied === undefined) return undefined;
  return new CommandError(EXIT.refused, `the signer of key ${pubkey} refuses to decrypt: ${denied} Does it allow nip44_decrypt? A new key file ("lists keys --bunker … --inbox") asks for that.`);
}

/** Whether nothing at all was heard from any relay. */
export function isUnheard({ asked, notes }: FetchedNotes): boolean {
  return notes.length === 0 && asked.every(({ trouble }) => trouble !== undefined);
}
