import type { AbstractRelay } from 'nostr-tools/abstract-relay';
import type { Filter } from 'nostr-tools/filter';
import type { Event } from 'nostr-tools/pure';
import { err, ok, type Result } from '../core/result.ts';
import { relayClient } from './relay-client.ts';
import { eachEvent, LIED, RELAY_TIMEOUT_MS, speakWithRelay, whyRelayNotAsked, type RelayAccess } from './relay-conversation.ts';
import type { ListSource, SourceError, ToldForkProof, ToldTip } from './source.ts';

/** What of an event of a relay is a tip; undefined where it is none. */
export type ReadTipEvent = (event: unknown) => ToldTip | undefined;
/** What of it is the proof of a fork; 'nothing' where a stranger wrote something else, undefined where the relay altered it. */
export type ReadForkEvent = (event: unknown) => ToldForkProof | 'nothing' | undefined;

export interface RelayOptions extends RelayAccess {
  /** Key that signs a list's tips, as the root held names it: who else writes under the list's id is not asked for. */
  readonly writerOf: (list: string) => string | undefined;
  readonly readTip: ReadTipEvent;
  /** Kind of the events that carry tips. */
  readonly tipKind: number;
  /** How proofs of forks are read, and the kind of the events that carry them. */
  readonly readFork: ReadForkEvent;
  readonly forkKind: number;
}

/** A relay keeps one tip a writer and list; a few more are what it should have replaced. */
const MOST_EVENTS_A_LIST = 4;
/** Of proofs of forks, which anybody may publish, the newest few are looked at; one list's do not crowd out another's. */
const MOST_FORKS_A_LIST = 8;
const MOST_FORK_CHARACTERS = 1_048_576;
/** Lists that one question is about: relays bound the filters of one. */
const LISTS_A_QUESTION = 10;

/**
 * A Nostr relay as a source of tips and of proofs of forks. It learns which lists are asked for, which a mirror does not:
 * it is asked where mirrors are silent, or the reader wants it. Blobs are not had from relays.
 */
export function createRelay(address: string, options: RelayOptions): ListSource {
  return {
    address,
    async tips(lists, signal) {
      const asked = lists.flatMap((list) => {
        const writer = options.writerOf(list);
        return writer === undefined ? [] : [{ list, writer }];
      });
      return asked.length === 0 ? ok([]) : speakWithRelay(address, options, signal, (relay, over) => collectTips(relay, asked, options, over));
    },
    forks: (lists, signal) => speakWithRelay(address, options, signal, (relay, over) => collectForks(relay, lists, options, over)),
    blob: async () => err({ tag: 'absent', message: 'Relays have no blobs.' }),
  };
}

function collectTips(
  relay: AbstractRelay,
  asked: readonly { readonly list: string; readonly writer: string }[],
  { readTip, tipKind }: Pick<RelayOptions, 'readTip' | 'tipKind'>,
  over: AbortSignal,
): Promise<Result<readonly ToldTip[], SourceError>> {
  const most = MOST_EVENTS_A_LIST * asked.length;
  const filter = { kinds: [tipKind], authors: [...new Set(asked.map(({ writer }) => writer))], '#d': asked.map(({ list }) => list), limit: most };
  return collect(relay, [filter], { most, over, read(event) {
    const tip = readTip(event);
    return tip !== undefined && asked.some(({ list, writer }) => list === tip.list && writer === event.pubkey) ? tip : undefined;
  } });
}

/** Of each list by itself: what is published about one leaves room for the others. */
async function collectForks(
  relay: AbstractRelay,
  lists: readonly string[],
  { readFork, forkKind }: Pick<RelayOptions, 'readFork' | 'forkKind'>,
  over: AbortSignal,
): Promise<Result<readonly ToldForkProof[], SourceError>> {
  const told: ToldForkProof[] = [];
  let characters = 0;
  for (let at = 0; at < lists.length && characters < MOST_FORK_CHARACTERS; at += LISTS_A_QUESTION) {
    const asked = lists.slice(at, at + LISTS_A_QUESTION);
    const filters = asked.map((list) => ({ kinds: [forkKind], '#d': [list], limit: MOST_FORKS_A_LIST }));
    const found = await collect(relay, filters, { most: MOST_FORKS_A_LIST * asked.length, over, read(event) {
      characters += event.content.length;
      // What strangers published is not the relay's doing, nor how much: what is over is not looked at.
      const fork = characters > MOST_FORK_CHARACTERS ? 'nothing' : readFork(event);
      return typeof fork === 'object' && !asked.includes(fork.list) ? undefined : fork;
    } });
    if (!found.ok) return found;
    told.push(...found.value);
  }
  return ok(told);
}

interface Collecting<T> {
  /** Events that may come. */
  readonly most: number;
  readonly over: AbortSignal;
  /** 'nothing' where there is nothing to be had of it; undefined where it was not asked for. */
  read(event: Event): T | 'nothing' | undefined;
}

/** Everything that a relay has stored of what these filters ask for. */
async function collect<T>(relay: AbstractRelay, filters: Filter[], { most, over, read }: Collecting<T>): Promise<Result<readonly T[], SourceError>> {
  const told: T[] = [];
  let events = 0;
  const take = (event: Event): SourceError | undefined => {
    events += 1;
    const found = read(event);
    if (found === undefined) return LIED;
    if (found !== 'nothing') told.push(found);
    return events > most ? { tag: 'over-budget', message: 'It sent more than was asked for.' } : undefined;
  };
  const ended = await eachEvent(relay, filters, take, over);
  return ended.ok ? ok(told) : ended;
}

/** Sends an event to a relay; resolves once it says that it keeps it, or did already. Throws an Error with its reason where it does not. */
export async function publishToRelay(address: string, event: object, { WebSocket, timeoutMs = RELAY_TIMEOUT_MS }: Pick<RelayOptions, 'WebSocket' | 'timeoutMs'>): Promise<void> {
  const relay = relayClient(address, WebSocket);
  try {
    await relay.connect({ timeout: timeoutMs });
    relay.publishTimeout = timeoutMs;
    await relay.publish(event as Parameters<AbstractRelay['publish']>[0]);
  } catch (thrown) {
    // The library throws bare words as well.
    throw thrown instanceof Error ? thrown : new Error(String(thrown));
  } finally {
    relay.close();
  }
}

/** The same to a relay that may be asked; why it did not take it, or undefined where it did. */
export async function offerToRelay(address: string, event: object, access: RelayAccess): Promise<SourceError | undefined> {
  const refused = whyRelayNotAsked(address, access.isReaders ?? false);
  if (refused !== undefined) return refused;
  try {
    await publishToRelay(address, event, access);
    return undefined;
  } catch (thrown) {
    return { tag: 'unreachable', message: (thrown as Error).message };
  }
}
