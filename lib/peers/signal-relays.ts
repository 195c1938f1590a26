import type { AbstractRelay, Subscription } from 'nostr-tools/abstract-relay';
import type { Event } from 'nostr-tools/pure';
import { relayClient } from './relay-client.ts';

/** By which members of a room hear of each other, and a remote signer of what it is asked. */
export interface Signalling {
  send(event: Event): void;
  /** From now on events of these filters are heard and no others. */
  listen(filters: readonly object[]): void;
  close(): void;
}

export interface SignallingPorts {
  /** Of events that are heard at first. */
  readonly filters: readonly object[];
  readonly onEvent: (event: unknown) => void;
  /** A relay was reached, at first or again; `send` says something to it alone. */
  readonly onReached: (address: string, send: (event: Event) => void) => void;
  readonly now: () => number;
  /** How long ago what is heard may have been said, seconds. */
  readonly heardForS?: number;
  /** A relay took an event. */
  readonly onTaken?: (event: Event) => void;
  /** A relay was not reached, is gone or did not take an event; in its own words. */
  readonly onTrouble?: (address: string, reason: string) => void;
}

/** A relay that is gone is tried again after so long, and then twice as long each time. */
const AGAIN_AFTER_MS = 5_000;
const AGAIN_AT_MOST_MS = 600_000;
/** How long a relay has to say that it took an event. */
const TAKES_MS = 15_000;
/** Who speaks repeats itself: what was said before is over. */
const HEARD_FOR_S = 5;

/** Speaks with all these relays as long as it is open. */
export function openSignalling(relays: readonly string[], ports: SignallingPorts, WebSocket?: typeof globalThis.WebSocket): Signalling {
  const open = relays.map((address) => keepOpen(address, ports, WebSocket));
  return {
    send: (event) => open.forEach((each) => each.send(event)),
    listen: (filters) => open.forEach((each) => each.listen(filters)),
    close: () => open.forEach((each) => each.close()),
  };
}

function keepOpen(address: string, { filters: first, onEvent, onReached, now, heardForS = HEARD_FOR_S, onTaken, onTrouble }: SignallingPorts, WebSocket: typeof globalThis.WebSocket | undefined): Signalling {
  let filters = first;
  let subscription: Subscription | undefined;
  let relay: AbstractRelay | undefined;
  let isClosed = false;
  let waitMs = AGAIN_AFTER_MS;
  let waiting: ReturnType<typeof setTimeout> | undefined;

  async function connect(): Promise<void> {
    const reached = relayClient(address, WebSocket);
    reached.publishTimeout = TAKES_MS;
    relay = reached;
    try {
      // However long it takes: nobody waits for one relay.
      await reached.connect();
      if (isClosed) return reached.close();
      waitMs = AGAIN_AFTER_MS;
      subscribe(reached);
      onReached(address, send);
    } catch (thrown) {
      // It may be there later; until then the other relays have to do.
      trouble(thrown);
      tryAgain();
    }
  }

  function subscribe(reached: AbstractRelay): void {
    const before = subscription;
    const since = Math.floor(now() / 1000) - heardForS;
    const mine = reached.subscribe(filters.map((filter) => ({ ...filter, since })), {
      onevent: onEvent,
      oninvalidevent: () => {},
      onclose: () => (subscription === mine ? lose(reached) : undefined),
    });
    subscription = mine;
    if (before?.closed === false) before.close();
  }

  function send(event: Event): void {
    // To who listens, whether a relay took it shows by whether anybody answers.
    if (relay?.connected === true) void relay.publish(event).then(() => onTaken?.(event), trouble);
  }

  function trouble(thrown: unknown): void {
    if (!isClosed) onTrouble?.(address, thrown instanceof Error ? thrown.message : String(thrown));
  }

  /** The connection is gone, or the relay will not tell more over it. */
  function lose(reached: AbstractRelay): void {
    if (relay !== reached) return;
    relay = undefined;
    if (reached.connected) reached.close();
    tryAgain();
  }

  function tryAgain(): void {
    if (isClosed) return;
    clearTimeout(waiting);
    waiting = setTimeout(() => void connect(), waitMs);
    waitMs = Math.min(2 * waitMs, AGAIN_AT_MOST_MS);
  }

  void connect();
  return {
    send,
    listen(others) {
      filters = others;
      if (relay?.connected === true) subscribe(relay);
    },
    close() {
      isClosed = true;
      clearTimeout(waiting);
      relay?.close();
    },
  };
}
