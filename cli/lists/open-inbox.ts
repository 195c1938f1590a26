import { fetchNotes, type FetchedNotes } from '../../lib/flows/fetch-notes.ts';
import { publicHalf } from '../../lib/lists/list-keys.ts';
import { DAY_S } from '../../lib/lists/limits.ts';
import type { InboxBudget } from '../../lib/lists/inbox-gate.ts';
import type { VerifiedList } from '../../lib/lists/verify-flag-list.ts';
import { CommandError, EXIT } from '../command.ts';
import { readDate } from '../options.ts';
import { printable, type Terminal } from '../terminal.ts';
import { inboxRelays, type InboxRelays } from './deliver-note.ts';
import type { InboxState } from './inbox-state.ts';
import { readKeys } from './read-keys.ts';

/** How far back an inbox is read where nothing is said. */
const DEFAULT_DAYS = 30;

export interface InboxOptions {
  readonly keys: readonly string[];
  readonly relay?: readonly string[] | undefined;
  readonly since?: string | undefined;
}

export interface OpenedInbox {
  readonly secret: Uint8Array;
  readonly to: InboxRelays;
  readonly read: FetchedNotes;
}

/** Fetches what is in the inbox of a list; ends the command where its key is not in these files. */
export async function openInbox(list: VerifiedList, { keys, relay, since }: InboxOptions, { known, spent, budget }: InboxState & { readonly budget?: InboxBudget | undefined }, terminal: Terminal): Promise<OpenedInbox> {
  const to = inboxRelays(list, relay);
  const nowMs = terminal.nowMs();
  const sentSinceMs = readDate(since, nowMs - DEFAULT_DAYS * DAY_S * 1000);
  const secret = (await readKeys(keys, terminal)).flatMap(({ inbox }) => inbox ?? []).find((each) => publicHalf(each) === list.keys.inbox);
  if (secret === undefined) throw new CommandError(EXIT.refused, `none of these key files holds the inbox key of the list, ${list.keys.inbox}`);
  if (!(secret instanceof Uint8Array)) throw new CommandError(EXIT.refused, 'the inbox key lies with a remote signer: notes can be read with a key file only');
  const door = { key: list.keys.inbox, secret, list: list.id, bits: list.inbox.pow, accepts: ['report', 'appeal'] } as const;
  const read = await fetchNotes(door, { ...to, nowMs, sentSinceMs, signal: new AbortController().signal, known, spent, ...(budget && { budget }) });
  for (const { relay: address, trouble } of read.asked) if (trouble !== undefined) terminal.note(`witnessmark: ${printable(address)}: ${printable(trouble)}`);
  return { secret, to, read };
}

/** Whether nothing at all was heard from any relay. */
export function isUnheard({ asked, notes }: FetchedNotes): boolean {
  return notes.length === 0 && asked.every(({ trouble }) => trouble !== undefined);
}
