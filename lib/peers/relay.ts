import type { AbstractRelay } from 'nostr-tools/abstract-relay';
import { err, ok, type Result } from '../core/result.ts';
import { relayClient } from './relay-client.ts';
import { eachEvent, LIED, RELAY_TIMEOUT_MS, speakWithRelay, type RelayAccess } from './relay-conversation.ts';
import type { ListSource, SourceError, ToldTip } from './source.ts';

/** What of an event of a relay is a tip; undefined where it is none. */
export type ReadTipEvent = (event: unknown) => ToldTip | undefined;

export interface RelayOptions extends RelayAccess {
  /** Key that signs a list's tips, as the root held names it: who else writes under the list's id is not asked for. */
  readonly writerOf: (list: string) => string | undefined;
  readonly readTip: ReadTipEvent;
  /** Kind of the events that carry tips. */
  readonly tipKind: number;
}

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
      const asked = lists.flatMap((list) => {
        const writer = options.writerOf(list);
        return writer === undefined ? [] : [{ list, writer }];
      });
      const { readTip, tipKind } = options;
      return asked.length === 0 ? ok([]) : speakWithRelay(address, options, signal, (relay, over) => collect(relay, asked, { readTip, tipKind, over }));
    },
    blob: async () => err({ tag: 'absent', message: 'Relays have no blobs.' }),
  };
}

async function collect(
  relay: AbstractRelay,
  asked: readonly { readonly list: string; readonly writer: string }[],
  { readTip, tipKind, over }: { readonly readTip: ReadTipEvent; readonly tipKind: number; readonly over: AbortSignal },
): Promise<Result<readonly ToldTip[], SourceError>> {
  const most = MOST_EVENTS_A_LIST * asked.length;
  const told: ToldTip[] = [];
  const filter = { kinds: [tipKind], authors: [...new Set(asked.map(({ writer }) => writer))], '#d': asked.map(({ list }) => list), limit: most };
  const take = (event: { readonly pubkey: string }): SourceError | undefined => {
    const tip = readTip(event);
    if (tip === undefined || !asked.some(({ list, writer }) => list === tip.list && writer === event.pubkey)) return LIED;
    told.push(tip);
    return told.length > most ? { tag: 'over-budget', message: 'It sent more than was asked for.' } : undefined;
  };
  const ended = await eachEvent(relay, filter, take, over);
  return ended.ok ? ok(told) : ended;
}

/** Sends an event to a relay; resolves once it says that it keeps it. Throws with its reason where it does not. */
export async function publishToRelay(address: string, event: object, { WebSocket, timeoutMs = RELAY_TIMEOUT_MS }: Pick<RelayOptions, 'WebSocket' | 'timeoutMs'>): Promise<void> {
  const relay = relayClient(address, WebSocket);
  try {
    await relay.connect({ timeout: timeoutMs });
    relay.publishTimeout = timeoutMs;
    await relay.publish(event as Parameters<AbstractRelay['publish']>[0]);
  } finally {
    relay.close();
  }
}
