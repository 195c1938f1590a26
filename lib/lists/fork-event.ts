import type { Result } from '../core/result.ts';
import { fromBase64, toBase64 } from './base64.ts';
import { EVENT_KINDS, eventId, signEvent, toNostrEvent, type EventBody, type NostrEvent, type Random } from './event.ts';
import { eventSchema } from './event-schema.ts';
import { decodeForkProof, listOfFork, versionOfFork } from './fork-proof.ts';
import { DAY_S, MAX_FORK_EVENT_BYTES } from './limits.ts';
import { attempt, refuse, type ListError } from './list-error.ts';
import { newKey } from './list-keys.ts';

/** What an event tells of a list; nothing of the proof is believed yet. */
export interface ToldFork {
  /** Id of the list, in the event and in the proof. */
  readonly list: string;
  /** Of the root that the proof speaks of. */
  readonly version: number;
  /** `FLP1`. */
  readonly proof: Uint8Array;
}

const forkEvent = eventSchema(EVENT_KINDS.fork, { maxTags: 1, maxContent: Math.ceil(MAX_FORK_EVENT_BYTES / 3) * 4 });

/**
 * The event by which relays carry a proof (`FLP1`), signed by a key that is made for it and forgotten, and dated the
 * beginning of the day (UTC): it says nothing of who sends it. 'too-large' of a proof that only a file can carry.
 */
export function forkToEvent(proof: Uint8Array, { nowMs, random }: { readonly nowMs: number; readonly random: Random }): Result<NostrEvent, ListError> {
  return attempt(() => {
    if (proof.length > MAX_FORK_EVENT_BYTES) refuse('too-large', `The proof takes ${proof.length} bytes; relays take ${MAX_FORK_EVENT_BYTES}.`);
    const body = forkBody(listOfFork(decodeForkProof(proof)), toBase64(proof));
    return toNostrEvent(body, signEvent(body, newKey(random), dayOf(nowMs / 1000), random));
  });
}

/**
 * What an event from a relay tells of a fork. 'hash-mismatch' is the relay's doing: the event is not the one that its id
 * names. Any other refusal is of what a stranger wrote. The event's signature is not looked at: anybody may sign one, and
 * what counts is in the proof.
 */
export function forkFromEvent(event: unknown): Result<ToldFork, ListError> {
  return attempt(() => {
    const parsed = forkEvent.safeParse(event);
    if (!parsed.success) refuse('malformed', 'It is not the event of a fork.');
    const { tags, content, pubkey, created_at: createdAt, id, kind } = parsed.data;
    if (eventId({ kind, tags, content }, { pubkey, createdAt }) !== id) refuse('hash-mismatch', 'The event is not the one that its id names.');
    const [[name, list, ...more] = []] = tags;
    if (name !== 'd' || list === undefined || more.length > 0) refuse('malformed', 'The event names no list.');
    if (createdAt !== dayOf(createdAt)) refuse('not-canonical', 'The event tells more of its time than the day.');
    const bytes = fromBase64(content, 'The proof in the event');
    const proof = decodeForkProof(bytes);
    if (listOfFork(proof) !== list) refuse('malformed', 'The event names another list than its proof.');
    return { list, version: versionOfFork(proof), proof: bytes };
  });
}

function forkBody(list: string, content: string): EventBody {
  return { kind: EVENT_KINDS.fork, tags: [['d', list]], content };
}

function dayOf(seconds: number): number {
  return Math.floor(seconds / DAY_S) * DAY_S;
}
