import { randomBytes } from 'node:crypto';
import { createSocket, type Socket } from 'node:dgram';
import { ATTRIBUTE, decodeAddress, decodeStun, encodeAddress, encodeErrorCode, encodeStun, encodeUInt32, isIntegrityOf, longTermKey, METHOD, type Address, type StunKind, type StunMessage } from './stun-message.ts';

export interface TurnServerOptions {
  /** Where it listens. */
  readonly host: string;
  /** 0 takes any. */
  readonly port: number;
  /** Where its relayed addresses lie. */
  readonly relayHost: string;
  readonly name: string;
  readonly password: string;
}

export interface TurnCounts {
  /** Addresses that were lent so far. */
  readonly allocations: number;
  /** Requests under another name or password. */
  readonly refused: number;
  /** Datagrams and their bytes that were passed from who has an allocation to a peer, without what carries them. */
  readonly datagrams: number;
  readonly bytes: number;
}

export interface TurnServer {
  readonly port: number;
  readonly counts: TurnCounts;
  /** Told after each datagram that was passed on. */
  onRelayed: () => void;
}

const REALM = 'tides.example';
const LIFETIME_S = 600;
const MAX_LIFETIME_S = 3600;
const PERMISSION_MS = 300_000;
const CHANNEL_MS = 600_000;
const MAX_ALLOCATIONS = 64;
const UDP = 17;

interface Allocation {
  readonly socket: Socket;
  readonly relayed: Address;
  /** A request that is sent again is answered as before. */
  readonly transaction: Buffer;
  until: number;
  /** Until when peers at an address are let through. */
  readonly permissions: Map<string, number>;
  readonly channels: Map<number, { readonly peer: Address; until: number }>;
}

/**
 * A TURN server (RFC 8656) over UDP and IPv4 with long-term credentials of one name: it lends who knows the password an
 * address, and passes on what goes to and from the peers they permitted. It ends with its process.
 */
export async function serveTurn({ host, port, relayHost, name, password }: TurnServerOptions): Promise<TurnServer> {
  const key = longTermKey(name, REALM, password);
  const nonce = Buffer.from(randomBytes(16).toString('hex'));
  const allocations = new Map<string, Allocation>();
  const lending = new Set<string>();
  const counts = { allocations: 0, refused: 0, datagrams: 0, bytes: 0 };
  const listening = await bound(host, port);

  function take(bytes: Buffer, client: Address): void {
    // The first two bits tell data of a channel from a message.
    if (bytes.length >= 4 && bytes[0]! >> 6 === 1) return takeChannelData(bytes, client);
    const message = decodeStun(bytes);
    if (message?.kind === 'indication' && message.method === METHOD.send) return takeSend(message, client);
    if (message?.kind !== 'request') return;
    if (message.method === METHOD.binding) return reply(client, message, 'success', [[ATTRIBUTE.mappedAddress, encodeAddress(client)]]);
    const { attributes, signed } = message;
    if (signed === undefined) return refuse(client, message, 401, 'Unauthorized');
    if (attributes.get(ATTRIBUTE.username)?.toString() !== name || !isIntegrityOf(message, key)) {
      counts.refused += 1;
      return refuse(client, message, 401, 'Unauthorized');
    }
    if (attributes.get(ATTRIBUTE.nonce)?.equals(nonce) !== true) return refuse(client, message, 438, 'Stale Nonce');
    void answer(message, client);
  }

  async function answer(message: StunMessage, client: Address): Promise<void> {
    const held = allocationOf(client);
    if (message.method === METHOD.allocate) return allocate(message, client, held);
    if (held === undefined) return fail(client, message, 437, 'Allocation Mismatch');
    if (message.method === METHOD.refresh) return refresh(message, client, held);
    if (message.method === METHOD.createPermission) return permit(message, client, held);
    if (message.method === METHOD.channelBind) return bindChannel(message, client, held);
    fail(client, message, 400, 'Bad Request');
  }

  async function allocate(message: StunMessage, client: Address, held: Allocation | undefined): Promise<void> {
    if (held !== undefined && !held.transaction.equals(message.transaction)) return fail(client, message, 437, 'Allocation Mismatch');
    if (message.attributes.get(ATTRIBUTE.requestedTransport)?.[0] !== UDP) return fail(client, message, 442, 'Unsupported Transport Protocol');
    if (allocations.size >= MAX_ALLOCATIONS) return fail(client, message, 486, 'Allocation Quota Reached');
    // One that is sent again while the first is at work gets the answer to that.
    if (lending.has(textOf(client))) return;
    const made = held ?? (await lend(client, message.transaction));
    succeed(client, message, [
      [ATTRIBUTE.relayedAddress, encodeAddress(made.relayed)],
      [ATTRIBUTE.mappedAddress, encodeAddress(client)],
      [ATTRIBUTE.lifetime, encodeUInt32(LIFETIME_S)],
    ]);
  }

  async function lend(client: Address, transaction: Buffer): Promise<Allocation> {
    lending.add(textOf(client));
    const socket = await bound(relayHost, 0).finally(() => lending.delete(textOf(client)));
    const made: Allocation = {
      socket,
      relayed: { address: relayHost, port: socket.address().port },
      transaction: Buffer.from(transaction),
      until: Date.now() + LIFETIME_S * 1000,
      permissions: new Map(),
      channels: new Map(),
    };
    allocations.set(textOf(client), made);
    counts.allocations += 1;
    socket.on('message', (bytes, peer) => deliver(made, client, bytes, peer));
    return made;
  }

  function refresh(message: StunMessage, client: Address, held: Allocation): void {
    const asked = message.attributes.get(ATTRIBUTE.lifetime);
    const lifetimeS = Math.min(asked?.length === 4 ? asked.readUInt32BE(0) : LIFETIME_S, MAX_LIFETIME_S);
    held.until = Date.now() + lifetimeS * 1000;
    if (lifetimeS === 0) end(client, held);
    succeed(client, message, [[ATTRIBUTE.lifetime, encodeUInt32(lifetimeS)]]);
  }

  function permit(message: StunMessage, client: Address, held: Allocation): void {
    const peer = decodeAddress(message.attributes.get(ATTRIBUTE.peerAddress));
    if (peer === undefined) return fail(client, message, 400, 'Bad Request');
    held.permissions.set(peer.address, Date.now() + PERMISSION_MS);
    succeed(client, message, []);
  }

  function bindChannel(message: StunMessage, client: Address, held: Allocation): void {
    const peer = decodeAddress(message.attributes.get(ATTRIBUTE.peerAddress));
    const number = message.attributes.get(ATTRIBUTE.channelNumber)?.readUInt16BE(0) ?? 0;
    const before = held.channels.get(number);
    const other = [...held.channels].find(([, each]) => peer !== undefined && textOf(each.peer) === textOf(peer))?.[0];
    const isTaken = (before !== undefined && peer !== undefined && textOf(before.peer) !== textOf(peer)) || (other !== undefined && other !== number);
    if (peer === undefined || number < 0x4000 || number > 0x4fff || isTaken) return fail(client, message, 400, 'Bad Request');
    held.channels.set(number, { peer, until: Date.now() + CHANNEL_MS });
    held.permissions.set(peer.address, Date.now() + PERMISSION_MS);
    succeed(client, message, []);
  }

  function takeSend({ attributes }: StunMessage, client: Address): void {
    const peer = decodeAddress(attributes.get(ATTRIBUTE.peerAddress));
    const data = attributes.get(ATTRIBUTE.data);
    const held = allocationOf(client);
    if (held !== undefined && peer !== undefined && data !== undefined) passOn(held, data, peer);
  }

  function takeChannelData(bytes: Buffer, client: Address): void {
    const data = bytes.subarray(4, 4 + bytes.readUInt16BE(2));
    const held = allocationOf(client);
    const channel = held?.channels.get(bytes.readUInt16BE(0));
    if (held !== undefined && channel !== undefined && channel.until > Date.now() && data.length === bytes.readUInt16BE(2)) passOn(held, data, channel.peer);
  }

  /** From who has an allocation to a peer. */
  function passOn(held: Allocation, data: Buffer, peer: Address): void {
    if (!isPermitted(held, peer)) return;
    held.socket.send(data, peer.port, peer.address);
    counts.datagrams += 1;
    counts.bytes += data.length;
    served.onRelayed();
  }

  /** From a peer to who has an allocation. */
  function deliver(held: Allocation, client: Address, data: Buffer, peer: Address): void {
    if (allocationOf(client) !== held || !isPermitted(held, peer)) return;
    const channel = [...held.channels].find(([, each]) => textOf(each.peer) === textOf(peer) && each.until > Date.now())?.[0];
    if (channel === undefined) {
      const attributes = new Map([[ATTRIBUTE.peerAddress, encodeAddress(peer)], [ATTRIBUTE.data, data]]);
      return send(client, encodeStun({ method: METHOD.data, kind: 'indication', transaction: randomBytes(12), attributes }));
    }
    const header = Buffer.alloc(4);
    header.writeUInt16BE(channel, 0);
    header.writeUInt16BE(data.length, 2);
    send(client, Buffer.concat([header, data]));
  }

  /** The allocation of a client while it lasts. */
  function allocationOf(client: Address): Allocation | undefined {
    const held = allocations.get(textOf(client));
    if (held === undefined || held.until > Date.now()) return held;
    end(client, held);
    return undefined;
  }

  function end(client: Address, held: Allocation): void {
    allocations.delete(textOf(client));
    held.socket.close();
  }

  function refuse(client: Address, message: StunMessage, code: number, reason: string): void {
    reply(client, message, 'error', [[ATTRIBUTE.errorCode, encodeErrorCode(code, reason)], [ATTRIBUTE.realm, Buffer.from(REALM)], [ATTRIBUTE.nonce, nonce]]);
  }
  function fail(client: Address, message: StunMessage, code: number, reason: string): void {
    reply(client, message, 'error', [[ATTRIBUTE.errorCode, encodeErrorCode(code, reason)]], key);
  }
  function succeed(client: Address, message: StunMessage, attributes: readonly (readonly [number, Buffer])[]): void {
    reply(client, message, 'success', attributes, key);
  }
  function reply(client: Address, { method, transaction }: StunMessage, kind: StunKind, attributes: readonly (readonly [number, Buffer])[], signWith?: Buffer): void {
    send(client, encodeStun({ method, kind, transaction, attributes: new Map(attributes) }, signWith));
  }
  function send({ port: to, address }: Address, bytes: Buffer): void {
    listening.send(bytes, to, address);
  }

  const served: TurnServer = { port: listening.address().port, counts, onRelayed: () => {} };
  listening.on('message', take);
  return served;
}

function isPermitted({ permissions }: Allocation, { address }: Address): boolean {
  return (permissions.get(address) ?? 0) > Date.now();
}

function textOf({ address, port }: Address): string {
  return `${address}:${port}`;
}

async function bound(host: string, port: number): Promise<Socket> {
  const socket = createSocket('udp4');
  await new Promise<void>((resolve, reject) => {
    socket.once('error', reject);
    socket.bind(port, host, resolve);
  });
  // A peer that is gone is told by ICMP; to pass on nothing more to it is enough.
  socket.on('error', () => {});
  return socket;
}
