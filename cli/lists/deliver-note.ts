import type { InboxNote } from '../../lib/core/inbox-note.ts';
import { prepareNote, sendNote, type Sending } from '../../lib/flows/send-note.ts';
import { measureTries } from '../../lib/lists/inbox-work.ts';
import type { WrappedNote } from '../../lib/lists/inbox-wrap.ts';
import type { VerifiedList } from '../../lib/lists/verify-flag-list.ts';
import type { RelayAccess } from '../../lib/peers/relay-conversation.ts';
import { CommandError, EXIT, orRefused } from '../command.ts';
import { printable, type Terminal } from '../terminal.ts';
import { webSocket } from '../web-socket.ts';

/** Relays are asked by this; those that are named on the command line may be on this machine. */
export function relayAccess(isReaders: boolean): RelayAccess {
  return { isReaders, WebSocket: webSocket, timeoutMs: 60_000 };
}

/** Where the notes of a list go: what its root says, or what was named instead. */
export interface InboxRelays {
  readonly relays: readonly string[];
  readonly access: RelayAccess;
}

/** As many as a root may name. */
const MOST_RELAYS = 4;

/** Ends the command where the list takes no notes. */
export function inboxRelays({ inbox, appealContact }: VerifiedList, named: readonly string[] | undefined): InboxRelays {
  const relays = named ?? inbox.relays;
  if (relays.length > MOST_RELAYS) throw new CommandError(EXIT.usage, `a note goes to at most ${MOST_RELAYS} relays`);
  if (relays.length > 0) return { relays, access: relayAccess(named !== undefined) };
  throw new CommandError(EXIT.refused, `the list has no inbox; its contact for appeals is "${appealContact}". --relay names a relay all the same`);
}

export interface Outgoing extends Sending {
  readonly note: InboxNote;
}

/** "18 bits, about 9 seconds on this machine": the average, as this machine is now. */
export function workText(bits: number): string {
  if (bits === 0) return 'none';
  const seconds = 2 ** bits / measureTries(() => performance.now());
  return `${bits} bits, about ${timeText(seconds)} on this machine, sometimes several times that`;
}

function timeText(seconds: number): string {
  if (seconds < 1.5) return 'a second';
  if (seconds < 90) return `${Math.round(seconds)} seconds`;
  return seconds < 5400 ? `${Math.round(seconds / 60)} minutes` : `${Math.round(seconds / 3600)} hours`;
}

/** Does the work; undefined where it was interrupted. */
export async function prepared({ note, ...envelope }: Outgoing, terminal: Terminal): Promise<WrappedNote | undefined> {
  const stop = terminal.untilInterrupted();
  const options = {
    random: terminal.random,
    nowMs: terminal.nowMs(),
    now: () => performance.now(),
    pause: () => new Promise<void>((resolve) => setImmediate(resolve)),
    onProgress: ({ tries, triesPerSecond, expectedMs }: { readonly tries: number; readonly triesPerSecond: number; readonly expectedMs: number }) =>
      terminal.progress(`working: ${tries} tries, ${Math.round(triesPerSecond)} a second, about ${timeText(expectedMs / 1000)} in all`),
    signal: stop,
  };
  try {
    return orRefused(await prepareNote(note, envelope, options), 'the note is refused');
  } catch (thrown) {
    if (stop.aborted) return undefined;
    throw thrown;
  }
}

/** Hands it to the relays and says what each says; whether one took it. */
export async function delivered(note: WrappedNote, { relays, access }: InboxRelays, terminal: Terminal): Promise<boolean> {
  const deliveries = await sendNote(note, relays, access);
  for (const { relay, trouble } of deliveries) {
    if (trouble === undefined) terminal.out(`${relay}: taken`);
    else terminal.note(`witnessmark: ${relay}: ${printable(trouble)}`);
  }
  return deliveries.some(({ trouble }) => trouble === undefined);
}
