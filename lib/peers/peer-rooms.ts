import type { PeerChannel } from './peer-channel.ts';
import { createPeerConversation, type PeerConversation } from './peer-conversation.ts';
import type { PeerLibrary } from './peer-serving.ts';
import { createPeerSource } from './peer-source.ts';
import type { ListSource, SourceError, ToldTip } from './source.ts';

/** A room as it is wanted. */
export interface WantedRoom {
  readonly list: string;
  /** By which its members find each other. */
  readonly relays: readonly string[];
}

export interface JoinedRoom {
  refuse(id: string): void;
  leave(): void;
}

export interface PeerRoomsPorts {
  readonly join: (room: WantedRoom, onMember: (id: string, channel: PeerChannel) => void) => JoinedRoom;
  /** What is handed out in the room of a list. */
  readonly libraryOf: (list: string) => PeerLibrary;
  readonly readTip: (bytes: Uint8Array) => ToldTip | undefined;
  readonly now: () => number;
  /** Handed out within an hour, to all peers together. */
  readonly servedBytesAnHour?: number;
}

/** What a peer was cut off for. */
export interface PeerNote extends SourceError {
  readonly list: string;
  readonly at: number;
}

/** The rooms a reader is in, and the peers in them as sources of lists. */
export interface PeerRooms {
  /** From now on these and no others; rooms that stay as they are keep their members. */
  be(wanted: readonly WantedRoom[]): void;
  /** Addresses of the members by list. */
  members(): ReadonlyMap<string, readonly string[]>;
  /** Undefined where that peer is gone. */
  source(address: string): ListSource | undefined;
  /** The last peers that were cut off. */
  notes(): readonly PeerNote[];
}

/** Rooms at once: each keeps a connection to each of its relays. */
export const MAX_ROOMS = 32;
/** A list of a million flags about fourteen times. */
const SERVED_BYTES_AN_HOUR = 128 * 1024 * 1024;
const HOUR_MS = 3_600_000;
const MOST_NOTES = 50;

export function createPeerRooms({ join, libraryOf, readTip, now, servedBytesAnHour = SERVED_BYTES_AN_HOUR }: PeerRoomsPorts): PeerRooms {
  const rooms = new Map<string, Room>();
  const notes: PeerNote[] = [];
  const served = { begun: now(), bytes: 0 };

  /** Beyond an hour's bytes nothing is here, and nothing is looked up. */
  async function within(lookUp: () => Promise<Uint8Array | undefined>): Promise<Uint8Array | undefined> {
    if (now() - served.begun >= HOUR_MS) Object.assign(served, { begun: now(), bytes: 0 });
    if (served.bytes >= servedBytesAnHour) return undefined;
    const bytes = await lookUp();
    served.bytes += bytes?.length ?? 0;
    return bytes;
  }

  function enter(wanted: WantedRoom): Room {
    const { list } = wanted;
    const peers = new Map<string, Peer>();
    const library = libraryOf(list);
    const budgeted: PeerLibrary = {
      tipOf: (asked) => within(() => library.tipOf(asked)),
      blobOf: (sha256) => within(() => library.blobOf(sha256)),
      recordsOf: (asked, state, part) => within(() => library.recordsOf(asked, state, part)),
    };
    const joined = join(wanted, (id, channel) => {
      const conversation = createPeerConversation(channel, {
        library: budgeted,
        now,
        onEnd(why) {
          if (peers.get(id)?.conversation === conversation) peers.delete(id);
          if (why === undefined) return;
          notes.push({ ...why, list, at: now() });
          if (notes.length > MOST_NOTES) notes.shift();
          joined.refuse(id);
        },
      });
      const address = `peer:${list.slice(0, 16)}/${id.slice(0, 16)}`;
      peers.set(id, { address, conversation, source: createPeerSource(address, conversation, readTip) });
    });
    return { wanted, joined, peers };
  }

  function leave(list: string): void {
    const room = rooms.get(list);
    rooms.delete(list);
    for (const { conversation } of room?.peers.values() ?? []) conversation.close();
    room?.joined.leave();
  }

  return {
    be(wanted) {
      const kept = wanted.slice(0, MAX_ROOMS);
      for (const [list, room] of rooms) if (!kept.some((each) => isSame(each, room.wanted))) leave(list);
      for (const each of kept) if (!rooms.has(each.list)) rooms.set(each.list, enter(each));
    },
    members: () => new Map([...rooms].map(([list, { peers }]) => [list, [...peers.values()].map(({ address }) => address)])),
    source: (address) => [...rooms.values()].flatMap(({ peers }) => [...peers.values()]).find((peer) => peer.address === address)?.source,
    notes: () => notes,
  };
}

interface Room {
  readonly wanted: WantedRoom;
  readonly joined: JoinedRoom;
  readonly peers: Map<string, Peer>;
}

interface Peer {
  readonly address: string;
  readonly conversation: PeerConversation;
  readonly source: ListSource;
}

function isSame(a: WantedRoom, b: WantedRoom): boolean {
  return a.list === b.list && a.relays.join() === b.relays.join();
}
