import type { PeerChannel } from './peer-channel.ts';

/** What is used of a connection of the browser's. */
export type Connection = Pick<
  RTCPeerConnection,
  'createDataChannel' | 'setLocalDescription' | 'setRemoteDescription' | 'localDescription' | 'iceGatheringState' | 'connectionState' | 'close' | 'onicegatheringstatechange' | 'onconnectionstatechange' | 'ondatachannel' | 'ontrack'
>;

/** A connection to one peer, from the first word to the open channel. */
export interface PeerConnection {
  /** How this end can be reached, with all its addresses. */
  offer(): Promise<string>;
  /** The same in answer to an offer. */
  answer(offer: string): Promise<string>;
  /** Takes the answer to its offer; another one is not heard. */
  accept(answer: string): Promise<void>;
  close(): void;
}

export interface PeerConnectionPorts {
  readonly connect: () => Connection;
  readonly onOpen: (channel: PeerChannel) => void;
  /** It did not come about, is gone, or its channel was closed; not told when it is closed as a whole. */
  readonly onGone: () => void;
}

/** Addresses that were not found by then are left out. */
export const GATHERING_MS = 4_000;
/** From the first word to the open channel. */
const OPENING_MS = 30_000;
/** As much may wait to be sent; a sender waits until it is half of that. */
const MOST_WAITING_BYTES = 262_144;
/** Both ends know the one channel there is: a peer has no say in it, and any other is refused. */
const CHANNEL = { negotiated: true, id: 0, ordered: true } as const;

export function createPeerConnection({ connect, onOpen, onGone }: PeerConnectionPorts): PeerConnection {
  const connection = connect();
  const data = connection.createDataChannel('flagsync', CHANNEL);
  data.binaryType = 'arraybuffer';
  data.bufferedAmountLowThreshold = MOST_WAITING_BYTES / 2;
  let isOver = false;
  let isAnswered = false;
  const late = setTimeout(fail, OPENING_MS);

  function close(): void {
    isOver = true;
    clearTimeout(late);
    connection.close();
  }
  function fail(): void {
    if (isOver) return;
    close();
    channel.onClose();
    onGone();
  }

  /** The channel was closed by who converses over it. */
  function leave(): void {
    if (isOver) return;
    close();
    onGone();
  }

  const channel = channelOver(data, leave);
  connection.ondatachannel = fail;
  connection.ontrack = fail;
  connection.onconnectionstatechange = () => {
    if (connection.connectionState === 'failed' || connection.connectionState === 'closed') fail();
  };
  data.addEventListener('close', fail);
  data.addEventListener('open', () => {
    clearTimeout(late);
    if (!isOver) onOpen(channel);
  });

  async function described(): Promise<string> {
    await connection.setLocalDescription();
    await gathered(connection);
    return connection.localDescription?.sdp ?? '';
  }

  return {
    offer: described,
    async answer(sdp) {
      await connection.setRemoteDescription({ type: 'offer', sdp });
      return described();
    },
    async accept(sdp) {
      if (isAnswered) return;
      isAnswered = true;
      await connection.setRemoteDescription({ type: 'answer', sdp });
    },
    close,
  };
}

function gathered(connection: Connection): Promise<void> {
  return new Promise((resolve) => {
    const late = setTimeout(resolve, GATHERING_MS);
    const look = (): void => {
      if (connection.iceGatheringState !== 'complete') return;
      clearTimeout(late);
      resolve();
    };
    connection.onicegatheringstatechange = look;
    look();
  });
}

/** What a stranger sends before anybody listens is kept up to this many messages, and is then the end. */
const MOST_UNHEARD = 8;

function channelOver(data: RTCDataChannel, close: () => void): PeerChannel {
  const unheard: Uint8Array[] = [];
  let listener: ((message: Uint8Array) => void) | undefined;
  data.addEventListener('message', ({ data: message }: MessageEvent<unknown>) => {
    // Text is no message of ours; an empty one is none either, and is refused as such.
    const bytes = message instanceof ArrayBuffer ? new Uint8Array(message) : new Uint8Array();
    if (listener !== undefined) listener(bytes);
    else if (unheard.push(bytes) > MOST_UNHEARD) close();
  });
  return {
    async send(message) {
      if (data.bufferedAmount > MOST_WAITING_BYTES) await lessWaiting(data);
      data.send(message as Uint8Array<ArrayBuffer>);
    },
    get onMessage() {
      return listener ?? (() => {});
    },
    set onMessage(listen) {
      listener = listen;
      for (const message of unheard.splice(0)) listen(message);
    },
    onClose: () => {},
    close,
  };
}

function lessWaiting(data: RTCDataChannel): Promise<void> {
  return new Promise((resolve) => {
    data.addEventListener('bufferedamountlow', () => resolve(), { once: true });
    data.addEventListener('close', () => resolve(), { once: true });
  });
}
