import type { AbstractRelay } from 'nostr-tools/abstract-relay';
import { err, ok, type Result } from '../core/result.ts';
import { networkKind } from '../media/network-kind.ts';
import { relayClient } from './relay-client.ts';
import type { ListSource, SourceError, ToldTip } from './source.ts';

/** What of an event of a relay is a tip; undefined where it is none. */
export type ReadTipEvent = (event: unknown) => ToldTip | undefined;

export interface RelayOptions {
  /** Key that signs a list's tips, as the root held names it: who else writes under the list's id is not asked for. */
  readonly writerOf: (list: string) => string | undefined;
  readonly readTip: ReadTipEvent;
  /** Kind of the events that carry tips. */
  readonly tipKind: number;
  readonly timeoutMs?: number;
  /** Whether the reader named it: only then may it be on this very machine, and without TLS. */
  readonly isReaders?: boolean;
  /** Where the runtime has none of its own. */
  readonly WebSocket?: typeof WebSocket;
}

const TIMEOUT_MS = 10_000;
/** A relay keeps one tip a writer and list; a few more are what it should have replaced. */
const MOST_EVENTS_A_LIST = 4;

/**
 * A Nostr relay as a source of tips. It learns which lists are asked for, which a mirror does not: it is asked where
 * mirrors are silent. Blobs are not had from relays.
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
      return asked.length === 0 ? ok([]) : ask(address, asked, options, signal);
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

async function ask(
  address: string,
  asked: readonly { readonly list: string; readonly writer: string }[],
  { readTip, tipKind, timeoutMs = TIMEOUT_MS, WebSocket }: RelayOptions,
  signal: AbortSignal,
): Promise<Result<readonly ToldTip[], SourceError>> {
  signal.throwIfAborted();
  const relay = relayClient(address, WebSocket);
  const timeout = AbortSignal.timeout(timeoutMs);
  const either = AbortSignal.any([signal, timeout]);
  try {
    await relay.connect({ timeout: timeoutMs, abort: either });
    return await collect(relay, asked, { readTip, tipKind, either });
  } catch (error) {
    signal.throwIfAborted();
    return err(timeout.aborted ? { tag: 'over-budget', message: 'It took too long.' } : { tag: 'unreachable', message: `It could not be reached: ${String(error)}` });
  } finally {
    relay.close();
  }
}

function collect(
  relay: AbstractRelay,
  asked: readonly { readonly list: string; readonly writer: string }[],
  { readTip, tipKind, either }: { readonly readTip: ReadTipEvent; readonly tipKind: number; readonly either: AbortSignal },
): Promise<Result<readonly ToldTip[], SourceError>> {
  const most = MOST_EVENTS_A_LIST * asked.length;
  const told: ToldTip[] = [];
  let events = 0;
  return new Promise((resolve, reject) => {
    either.addEventListener('abort', () => reject(either.reason as Error), { once: true });
    const filter = { kinds: [tipKind], authors: [...new Set(asked.map(({ writer }) => writer))], '#d': asked.map(({ list }) => list), limit: most };
    const subscription = relay.subscribe([filter], {
      eoseTimeout: TIMEOUT_MS,
      onevent(event) {
        events += 1;
        const tip = readTip(event);
        const isAsked = tip !== undefined && asked.some(({ list, writer }) => list === tip.list && writer === event.pubkey);
        if (isAsked) told.push(tip);
        else return end(LIED);
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

const LIED: SourceError = { tag: 'lied', message: 'It sent something else than the tips it was asked for.' };

/** Sends an event to a relay; resolves once it says that it keeps it. Throws with its reason where it does not. */
export async function publishToRelay(address: string, event: object, { WebSocket, timeoutMs = TIMEOUT_MS }: Pick<RelayOptions, 'WebSocket' | 'timeoutMs'>): Promise<void> {
  const relay = relayClient(address, WebSocket);
  try {
    await relay.connect({ timeout: timeoutMs });
    relay.publishTimeout = timeoutMs;
    await relay.publish(event as Parameters<AbstractRelay['publish']>[0]);
  } finally {
    relay.close();
  }
}
