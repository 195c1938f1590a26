import { WebSocket } from 'ws';

const HANDSHAKE_MS = 15_000;

/** Node 20 has no WebSocket. One that is closed while it is being opened says so by an event that would end the program. */
class NodeSocket extends WebSocket {
  constructor(address: string | URL, protocols?: string | string[]) {
    super(address, protocols, { handshakeTimeout: HANDSHAKE_MS, maxPayload: 1 << 20 });
    this.on('error', () => {});
  }
}

/** What the web calls WebSocket, for whoever speaks to relays. */
export const webSocket = NodeSocket as unknown as typeof globalThis.WebSocket;
