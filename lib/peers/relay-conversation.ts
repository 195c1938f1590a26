import type { AbstractRelay } from 'nostr-tools/abstract-relay';
import type { Filter } from 'nostr-tools/filter';
import type { Event } from 'nostr-tools/pure';
import { err, ok, type Result } from '../core/result.ts';
import { networkKind } from '../media/network-kind.ts';
import { relayClient } from './relay-client.ts';
import type { SourceError } from './source.ts';

export interface RelayAccess {
  readonly timeoutMs?: number;
  /** Whether the reader named it: only then may it be on this very machine, and without TLS. */
  readonly isReaders?: boolean;
  /** Where the runtime has none of its own. */
  readonly WebSocket?: typeof WebSocket;
}

export const RELAY_TIMEOUT_MS = 10_000;

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

/**
 * Connects to a relay, speaks with it and hangs up. `over` aborts when the time is over or who asked goes; rejects in
 * the latter case only.
 */
export async function speakWithRelay<T>(
  address: string,
  { timeoutMs = RELAY_TIMEOUT_MS, isReaders = false, WebSocket }: RelayAccess,
  signal: AbortSignal,
  speak: (relay: AbstractRelay, over: AbortSignal) => Promise<Result<T, SourceError>>,
): Promise<Result<T, SourceError>> {
  const refused = whyRelayNotAsked(address, isReaders);
  if (refused !== undefined) return err(refused);
  signal.throwIfAborted();
  const relay = relayClient(address, WebSocket);
  const timeout = AbortSignal.timeout(timeoutMs);
  const over = AbortSignal.any([signal, timeout]);
  try {
    await relay.connect({ timeout: timeoutMs, abort: over });
    return await speak(relay, over);
  } catch (error) {
    signal.throwIfAborted();
    return err(timeout.aborted ? { tag: 'over-budget', message: 'It took too long.' } : { tag: 'unreachable', message: `It could not be reached: ${String(error)}` });
  } finally {
    relay.close();
  }
}

export const LIED: SourceError = { tag: 'lied', message: 'It sent something else than it was asked for.' };

/**
 * Hands on what a relay has for these filters, one by one, until it says that this was all, or until `take` gives a reason to
 * hear no more. Of the events nothing is checked but that a filter asks for them. Rejects when `over` aborts.
 */
export function eachEvent(relay: AbstractRelay, filters: Filter[], take: (event: Event) => SourceError | undefined, over: AbortSignal): Promise<Result<undefined, SourceError>> {
  return new Promise((resolve, reject) => {
    over.throwIfAborted();
    let isOver = false;
    const stop = (): void => reject(over.reason as Error);
    over.addEventListener('abort', stop, { once: true });
    const end = (why: SourceError | undefined): void => {
      // The first word counts. Closing tells itself as well, and on a connection that is gone again and again.
      if (isOver) return;
      isOver = true;
      over.removeEventListener('abort', stop);
      resolve(why === undefined ? ok(undefined) : err(why));
      if (!subscription.closed) subscription.close();
    };
    const subscription = relay.subscribe(filters, {
      eoseTimeout: RELAY_TIMEOUT_MS,
      onevent(event) {
        const why = isOver ? undefined : take(event);
        if (why !== undefined) end(why);
      },
      // The library hands on what a filter asks for; the rest goes here.
      oninvalidevent: () => end(LIED),
      oneose: () => end(undefined),
      onclose: (reason) => end({ tag: 'unreachable', message: `It ended the conversation: ${reason}` }),
    });
  });
}
