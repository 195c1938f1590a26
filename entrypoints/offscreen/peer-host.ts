import type { ListPeers, PeerTrouble } from '../../lib/core/list-peers.ts';
import { parsePeerServer } from '../../lib/core/peer-server.ts';
import { toldTip } from '../../lib/flows/open-sources.ts';
import { shareList } from '../../lib/flows/share-lists.ts';
import { joinRoom } from '../../lib/peers/peer-room.ts';
import { createPeerRooms, type WantedRoom } from '../../lib/peers/peer-rooms.ts';
import { watchRelay } from '../../lib/peers/relayed-way.ts';
import { whyRelayNotAsked } from '../../lib/peers/relay-conversation.ts';
import { openSignalling } from '../../lib/peers/signal-relays.ts';
import { serveSources } from '../../lib/peers/source-port.ts';
import { openDatabase, type ListRow } from '../../lib/store/database.ts';
import { listRepository } from '../../lib/store/list-repository.ts';
import { partRepository } from '../../lib/store/part-repository.ts';

/** The rooms of the lists that are followed: workers reach no peers, so this page does. */
export interface PeerHost {
  /** Is in the rooms of all lists that are kept up to date, by way of this server; in none where nothing is given. */
  meet(by: { readonly server: string } | undefined): Promise<void>;
  portForImporter(): MessagePort | undefined;
  /** By list, those whose rooms it is in. */
  met(): readonly ListPeers[];
}

export function createPeerHost(): PeerHost {
  const database = openDatabase();
  const lists = listRepository(database);
  const parts = partRepository(database);
  let server = '';
  let serverTrouble: PeerTrouble | undefined;
  let isIn = false;
  const rooms = createPeerRooms({
    join: ({ list, relays }, onMember) =>
      joinRoom(list, {
        signalling: (ports) => openSignalling(relays, ports),
        connect,
        now: Date.now,
        random: Math.random,
        onMember,
      }),
    libraryOf: (list) => shareList(list, { lists, parts }),
    readTip: toldTip,
    now: Date.now,
  });

  function connect(): RTCPeerConnection {
    const by = server;
    const ice = iceOf(by);
    const connection = new RTCPeerConnection(ice);
    if (ice.iceTransportPolicy === 'relay') {
      watchRelay(connection, (message) => {
        if (by === server) serverTrouble = message === undefined ? undefined : { message, at: Date.now() };
      });
    }
    return connection;
  }

  function troubleOf(id: string): Pick<ListPeers, 'trouble'> {
    const last = rooms.notes().findLast(({ list }) => list === id);
    return last === undefined ? {} : { trouble: { message: last.message, at: last.at } };
  }

  return {
    async meet(by) {
      // Connections that are open went another way.
      if (by?.server !== server) {
        rooms.be([]);
        serverTrouble = undefined;
      }
      server = by?.server ?? '';
      const wanted = by === undefined ? [] : (await lists.all()).flatMap(wantedRoom);
      rooms.be(wanted);
      isIn = wanted.length > 0;
    },
    portForImporter() {
      if (!isIn) return undefined;
      const { port1, port2 } = new MessageChannel();
      serveSources(port1, rooms);
      return port2;
    },
    met: () => [...rooms.members()].map(([list, { length: readers }]) => ({ list, readers, ...troubleOf(list), ...(serverTrouble === undefined ? {} : { serverTrouble }) })),
  };
}

/** A list that is kept up to date, and whose relays may be asked. */
function wantedRoom({ id, follow }: ListRow): readonly WantedRoom[] {
  const relays = (follow?.relays ?? []).filter((address) => whyRelayNotAsked(address, false) === undefined);
  return follow?.isOn === true && relays.length > 0 ? [{ list: id, relays }] : [];
}

/** Nobody but the reader’s own choice is asked for a way: no server of anybody else. */
function iceOf(text: string): RTCConfiguration {
  const server = parsePeerServer(text);
  if (server === undefined) return { iceServers: [] };
  const { isRelay, ...ice } = server;
  return { iceServers: [ice], iceTransportPolicy: isRelay ? 'relay' : 'all' };
}
