import { createServer } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { EventRepository, type Event, type Filter } from '@nostr-relay/common';
import { NostrRelay } from '@nostr-relay/core';
import { WebSocketServer } from 'ws';
import { certificateOf } from './mirror-server.ts';

/** Events in memory, with the filters that matter here: the library's own in-memory repository knows no tags. */
class InMemory extends EventRepository {
  readonly events: Event[] = [];
  isSearchSupported(): boolean {
    return false;
  }
  upsert(event: Event): { isDuplicate: boolean } {
    if (this.events.some(({ id }) => id === event.id)) return { isDuplicate: true };
    const isSameName = (other: Event): boolean => other.kind === event.kind && other.pubkey === event.pubkey && dOf(other) === dOf(event);
    const before = event.kind >= 30_000 && event.kind < 40_000 ? this.events.findIndex(isSameName) : -1;
    if (before >= 0 && this.events[before]!.created_at > event.created_at) return { isDuplicate: true };
    if (before >= 0) this.events.splice(before, 1);
    this.events.push(event);
    return { isDuplicate: false };
  }
  find(filter: Filter): Event[] {
    return this.events.filter((event) => matches(event, filter)).toSorted((a, b) => b.created_at - a.created_at).slice(0, filter.limit ?? 500);
  }
  async destroy(): Promise<void> {}
}

function dOf(event: Event): string | undefined {
  return event.tags.find(([name]) => name === 'd')?.[1];
}

function matches(event: Event, filter: Filter): boolean {
  const tags = Object.entries(filter).filter(([name]) => name.startsWith('#')) as [string, string[]][];
  return (
    (filter.kinds?.includes(event.kind) ?? true) &&
    (filter.authors?.includes(event.pubkey) ?? true) &&
    (filter.ids?.includes(event.id) ?? true) &&
    event.created_at >= (filter.since ?? 0) &&
    event.created_at <= (filter.until ?? Number.POSITIVE_INFINITY) &&
    tags.every(([name, values]) => event.tags.some(([tag, value]) => tag === name.slice(1) && values.includes(value ?? '')))
  );
}

export interface RelayServer {
  readonly url: string;
  /** Events it keeps; a test may put others among them. */
  readonly events: Event[];
  /** Filters that were asked by. */
  readonly asked: Filter[];
  /** What is sent instead of what the relay would; undefined lets it through. */
  meddle: (message: string) => readonly string[] | undefined;
  /** Hangs up on everybody. */
  drop(): void;
  close(): Promise<void>;
}

/**
 * A real relay on loopback; `meddle` stands between it and who asks. With a `host` it stands behind a certificate of that
 * name, as `serveMirror` does.
 */
export async function serveRelay(host?: string): Promise<RelayServer> {
  const repository = new InMemory();
  // Its caches would answer with what was so a second ago.
  const relay = new NostrRelay(repository, { filterResultCacheTtl: 0, eventHandlingResultCacheTtl: 0 });
  const carrier = host === undefined ? createServer() : createHttpsServer(await certificateOf(host));
  const server = new WebSocketServer({ server: carrier });
  await new Promise<void>((resolve) => carrier.listen(0, '127.0.0.1', resolve));
  const asked: Filter[] = [];
  const served: RelayServer = {
    url: `${host === undefined ? 'ws://127.0.0.1' : `wss://${host}`}:${(carrier.address() as AddressInfo).port}/`,
    events: repository.events,
    asked,
    meddle: () => undefined,
    drop() {
      for (const client of server.clients) client.terminate();
    },
    async close() {
      served.drop();
      await new Promise<void>((resolve) => server.close(() => resolve()));
      const closed = new Promise<void>((resolve) => carrier.close(() => resolve()));
      // Who was about to come in would be waited for.
      carrier.closeAllConnections();
      await closed;
    },
  };
  server.on('connection', (socket) => {
    const client = {
      get readyState() {
        return socket.readyState;
      },
      send(message: string) {
        for (const each of served.meddle(message) ?? [message]) socket.send(each);
      },
    };
    relay.handleConnection(client);
    socket.on('message', (data) => {
      const message = JSON.parse(String(data)) as [string, ...unknown[]];
      if (message[0] === 'REQ') asked.push(...(message.slice(2) as Filter[]));
      void relay.handleMessage(client, message as never);
    });
    socket.on('close', () => relay.handleDisconnect(client));
  });
  return served;
}
