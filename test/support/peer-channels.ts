import type { AddressInfo } from 'node:net';
import { WebSocket, WebSocketServer } from 'ws';
import type { PeerChannel } from '../../lib/peers/peer-channel.ts';

/** Two ends of one channel, and what stands between them. */
export interface ChannelPair {
  readonly ours: PeerChannel;
  readonly theirs: PeerChannel;
  /** Everything that either end sent so far, as it left. */
  readonly sent: { readonly from: 'ours' | 'theirs'; readonly message: Uint8Array }[];
  close(): Promise<void>;
}

/** What becomes of the nth message from one end: any number of messages, each after so many milliseconds. */
export type Meddle = (from: 'ours' | 'theirs', message: Uint8Array, n: number) => readonly (Uint8Array | { readonly afterMs: number; readonly message: Uint8Array })[];

/** Over a `MessageChannel`. */
export function portPair(): ChannelPair {
  const { port1, port2 } = new MessageChannel();
  const sent: ChannelPair['sent'] = [];
  return {
    ours: portChannel(port1, (message) => sent.push({ from: 'ours', message })),
    theirs: portChannel(port2, (message) => sent.push({ from: 'theirs', message })),
    sent,
    async close() {
      port1.close();
      port2.close();
    },
  };
}

function portChannel(port: MessagePort, note: (message: Uint8Array) => void): PeerChannel {
  const channel: PeerChannel = {
    async send(message) {
      note(message.slice());
      port.postMessage(message.slice());
    },
    onMessage: () => {},
    onClose: () => {},
    close: () => port.close(),
  };
  port.addEventListener('message', ({ data }) => channel.onMessage(data as Uint8Array));
  // Types of node know this event of a port, those of a document do not.
  port.addEventListener('close' as 'message', () => channel.onClose());
  port.start();
  return channel;
}

/** Over two WebSockets on loopback, with a proxy between them that may meddle. */
export async function socketPair(meddle: Meddle = (_, message) => [message]): Promise<ChannelPair> {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1' });
  await new Promise<void>((resolve) => server.once('listening', resolve));
  const url = `ws://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  const sent: ChannelPair['sent'] = [];
  const inner: Partial<Record<'ours' | 'theirs', WebSocket>> = {};
  async function dial(from: 'ours' | 'theirs'): Promise<PeerChannel> {
    const accepted = new Promise<WebSocket>((resolve) => server.once('connection', resolve));
    const socket = new WebSocket(url);
    inner[from] = await accepted;
    await new Promise<void>((resolve) => (socket.readyState === WebSocket.OPEN ? resolve() : socket.once('open', resolve)));
    const channel: PeerChannel = {
      send(message) {
        sent.push({ from, message: message.slice() });
        return new Promise((resolve, reject) => socket.send(message, (error) => (error ? reject(error) : resolve())));
      },
      onMessage: () => {},
      onClose: () => {},
      close: () => socket.close(),
    };
    socket.on('message', (data: Buffer) => channel.onMessage(Uint8Array.from(data)));
    socket.on('close', () => channel.onClose());
    return channel;
  }
  const ours = await dial('ours');
  const theirs = await dial('theirs');
  for (const [from, to] of [['ours', 'theirs'], ['theirs', 'ours']] as const) {
    let n = 0;
    const forward = (message: Uint8Array): void => inner[to]!.send(message);
    inner[from]!.on('message', (data: Buffer) => {
      for (const each of meddle(from, Uint8Array.from(data), n++)) {
        if (each instanceof Uint8Array) forward(each);
        else setTimeout(() => forward(each.message), each.afterMs);
      }
    });
    inner[from]!.on('close', () => inner[to]!.close());
  }
  return {
    ours,
    theirs,
    sent,
    async close() {
      for (const client of server.clients) client.terminate();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}
