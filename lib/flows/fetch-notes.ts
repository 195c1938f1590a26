import type { Delivery } from '../core/list-inbox.ts';
import { INBOX_BUDGET, readInbox, type GateOptions, type InboxBudget, type InboxDoor, type InboxReading } from '../lists/inbox-gate.ts';
import { WRAP_BLUR_S } from '../lists/inbox-wrap.ts';
import { MAX_WRAP_BYTES } from '../lists/limits.ts';
import { fetchWraps } from '../peers/inbox-relay.ts';
import type { RelayAccess } from '../peers/relay-conversation.ts';

export interface FetchNotes extends Omit<GateOptions, 'sinceMs' | 'budget'> {
  readonly relays: readonly string[];
  readonly access: RelayAccess;
  readonly budget?: InboxBudget | undefined;
  /** What was sent earlier is not asked for. */
  readonly sentSinceMs: number;
  readonly signal: AbortSignal;
}

export interface FetchedNotes extends InboxReading {
  /** What went wrong with which relay; what it told before counts. */
  readonly asked: readonly Delivery[];
}

/** Events taken from all relays together. */
const MOST_EVENTS = INBOX_BUDGET.events;

/**
 * Asks the relays for what is meant for a door, and takes in what comes through. Each relay has the same share, so that one
 * that is flooded, or lies, does not use up what is for the others. Rejects only when the signal aborts.
 */
export async function fetchNotes(door: InboxDoor, { relays, access, sentSinceMs, signal, budget = INBOX_BUDGET, ...gate }: FetchNotes): Promise<FetchedNotes> {
  const sinceMs = sentSinceMs - WRAP_BLUR_S * 1000;
  const most = Math.floor(MOST_EVENTS / Math.max(1, relays.length));
  const question = { ...access, key: door.key.pubkey, since: Math.max(0, Math.floor(sinceMs / 1000)), most, mostCharacters: (most * MAX_WRAP_BYTES) / 2, longest: MAX_WRAP_BYTES };
  const told = await Promise.all(relays.map((relay) => fetchWraps(relay, question, signal)));
  const reading = await readInbox(inTurns(told.map(({ events }) => events)), door, { ...gate, sinceMs, budget });
  const tooLarge = told.reduce((sum, each) => sum + each.tooLarge, reading.refused['too-large']);
  return { ...reading, refused: { ...reading.refused, 'too-large': tooLarge }, asked: relays.map((relay, i) => ({ relay, ...(told[i]?.trouble && { trouble: told[i].trouble.message }) })) };
}

/** The first of each, then the second of each, and so on. */
function* inTurns<T>(rows: readonly (readonly T[])[]): Generator<T> {
  const longest = rows.reduce((most, { length }) => Math.max(most, length), 0);
  for (let i = 0; i < longest; i++) for (const row of rows) if (i < row.length) yield row[i]!;
}
