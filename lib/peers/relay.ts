import type { AbstractRelay } from 'nostr-tools/abstract-relay';
import type { Event } from 'nostr-tools/pure';
import { err, ok, type Result } from '../core/result.ts';
import { networkKind } from '../media/network-kind.ts';
import { relayClient } from './relay-client.ts';
import type { ListSource, SourceError, ToldForkProof, ToldTip } from './source.ts';

/** What of an event of a relay is a tip; undefined where it is none. */
export type ReadTipEvent = (event: unknown) => ToldTip | undefined;
/** What of it is the proof of a fork; 'nothing' where a stranger wrote something else, undefined where the relay altered it. */
export type ReadForkEvent = (event: unknown) => ToldForkProof | 'nothing' | undefined;

export interface RelayOptions {
  /** Key that signs a list's tips, as the root held names it: who else writes under the list's id is not asked for. */
  readonly writerOf: (list: string) => string | undefined;
  readonly readTip: ReadTipEvent;
  /** Kind of the events that carry tips. */
  readonly tipKind: number;
  /** How proofs of forks are read, and the kind of the events that carry them. */
  readonly readFork: ReadForkEvent;
  readonly forkKind: number;
  readonly timeoutMs?: number;
  /** Whether the reader named it: only then may it be on this very machine, and without TLS. */
  readonly isReaders?: boolean;
  /** Where the runtime has none of its own. */
  readonly WebSocket?: typeof WebSocket;
}

const TIMEOUT_MS = 10_000;
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
      const refused = whyRelayNotAsked(address, options.isReaders ?? false);
      if (refused !== undefined) return err(refused);
      const asked = lists.flatMap((list) => {
        const writer = options.writerOf(list);
        return writer === undefined ? [] : [{ list, writer }];
      });
      if (asked.length === 0) return ok([]);
      return converse(address, options, signal, (relay, either) => collectTips(relay, asked, options, either));
    },
    async forks(lists, signal) {
      const refused = whyRelayNotAsked(address, options.isReaders ?? false);
      if (refused !== undefined) return err(refused);
      return converse(address, options, signal, (relay, either) => collectForks(relay, lists, options, either));
    },
    blob: async () => err({ tag: 'absent', message: 'Relays have no blobs.' }),
  };
}

/** Why a relay may not be asked, or undefined where it may: `wss:` and a public host, or as the reader says. */
export function whyRelayNotAsked(address: string, isReaders: boolean): SourceError | undefined {
  const refused = (message: string): SourceError => ({ tag: 'not-asked', message });
  if (!URL.canParse(address)) return refused('It is not an address.');
  const { protocol, hostname, username, password } = new URL(address);
  if (username !== '' || password !== '') return refused('The address of a relay carries no password.');
  const kind = networkKind(hostname);
  if (isReaders && kind === 'loopback' && (protocol === 'ws:' || protocol === 'wss:')) return undefined;
  if (protocol !== 'wss:') return refused('Relays are asked by wss only.');
  return kind === 'public' ? undefined : refused(`A relay on a ${kind} network is not asked.`);
}

async function converse<T>(
  address: string,
  { timeoutMs = TIMEOUT_MS, WebSocket }: Pick<RelayOptions, 'timeoutMs' | 'WebSocket'>,
  signal: AbortSignal,
  work: (relay: AbstractRelay, either: AbortSignal) => Promise<Result<T, SourceError>>,
): Promise<Result<T, SourceError>> {
  signal.throwIfAborted();
  const relay = relayClient(address, WebSocket);
  const timeout = AbortSignal.timeout(timeoutMs);
  const either = AbortSignal.any([signal, timeout]);
  try {
    await relay.connect({ timeout: timeoutMs, abort: either });
    return await work(relay, either);
  } catch (error) {
    signal.throwIfAborted();
    return err(timeout.aborted ? { tag: 'over-budget', message: 'It took too long.' } : { tag: 'unreachable', message: `It could not be reached: ${String(error)}` });
  } finally {
    relay.close();
  }
}

function collectTips(
  relay: AbstractRelay,
  asked: readonly { readonly list: string; readonly writer: string }[],
  { readTip, tipKind }: Pick<RelayOptions, 'readTip' | 'tipKind'>,
  either: AbortSignal,
): Promise<Result<readonly ToldTip[], SourceError>> {
  const most = MOST_EVENTS_A_LIST * asked.length;
  const filter = { kinds: [tipKind], authors: [...new Set(asked.map(({ writer }) => writer))], '#d': asked.map(({ list }) => list), limit: most };
  return collect(relay, [filter], { most, either, read(event) {
    const tip = readTip(event);
    return tip !== undefined && asked.some(({ list, writer }) => list === tip.list && writer === event.pubkey) ? tip : undefined;
  } });
}

/** Of each list by itself: what is published about one leaves room for the others. */
async function collectForks(
  relay: AbstractRelay,
  lists: readonly string[],
  { readFork, forkKind }: Pick<RelayOptions, 'readFork' | 'forkKind'>,
  either: AbortSignal,
): Promise<Result<readonly ToldForkProof[], SourceError>> {
  const told: ToldForkProof[] = [];
  let characters = 0;
  for (let at = 0; at < lists.length && characters < MOST_FORK_CHARACTERS; at += LISTS_A_QUESTION) {
    const asked = lists.slice(at, at + LISTS_A_QUESTION);
    const filters = asked.map((list) => ({ kinds: [forkKind], '#d': [list], limit: MOST_FORKS_A_LIST }));
    const found = await collect(relay, filters, { most: MOST_FORKS_A_LIST * asked.length, either, read(event) {
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
  readonly either: AbortSignal;
  /** 'nothing' where there is nothing to be had of it; undefined where it was not asked for. */
  read(event: Event): T | 'nothing' | undefined;
}

/** Everything that a relay has stored of what these filters ask for. */
function collect<T>(relay: AbstractRelay, filters: Parameters<AbstractRelay['subscribe']>[0], { most, either, read }: Collecting<T>): Promise<Result<readonly T[], SourceError>> {
  const told: T[] = [];
  let events = 0;
  return new Promise((resolve, reject) => {
    either.addEventListener('abort', () => reject(either.reason as Error), { once: true });
    const subscription = relay.subscribe(filters, {
      eoseTimeout: TIMEOUT_MS,
      onevent(event) {
        events += 1;
        const found = read(event);
        if (found === undefined) return end(LIED);
        if (found !== 'nothing') told.push(found);
        if (events > most) end({ tag: 'over-budget', message: 'It sent more than was asked for.' });
      },
      // The library hands on what the filter asks for; the rest goes here.
      oninvalidevent: () => end(LIED),
      oneose: () => end(undefined),
      onclose: (reason) => end({ tag: 'unreachable', message: `It ended the conversation: ${reason}` }),
    });
    function end(error: SourceError | undefined): void {
      // The first word counts: closing tells itself as well.
      resolve(error === undefined ? ok(told) : err(error));
      if (!subscription.closed) subscription.close();
    }
  });
}

const LIED: SourceError = { tag: 'lied', message: 'It sent something else than it was asked for.' };

/** Sends an event to a relay; resolves once it says that it keeps it, or did already. Throws an Error with its reason where it does not. */
export async function publishToRelay(address: string, event: object, { WebSocket, timeoutMs = TIMEOUT_MS }: Pick<RelayOptions, 'WebSocket' | 'timeoutMs'>): Promise<void> {
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
