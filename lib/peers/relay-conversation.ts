import type { AbstractRelay } from 'nostr-tools/abstract-relay';
import { err, type Result } from '../core/result.ts';
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
