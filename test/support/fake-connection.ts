import type { Connection } from '../../lib/peers/peer-connection.ts';

/** Connections of a browser, as far as two in one process need it: descriptions name an end, channels are ports. */
export interface FakeNet {
  connect(): Connection & FakeConnection;
  /** All that were made so far. */
  readonly made: readonly FakeConnection[];
}

export interface FakeConnection {
  readonly isClosed: boolean;
  close(): void;
  /** What the other side opens unasked. */
  receiveChannel(): void;
}

export function createFakeNet(): FakeNet {
  const made: Fake[] = [];
  return {
    connect() {
      const fake = new Fake(made);
      made.push(fake);
      return fake as unknown as Connection & FakeConnection;
    },
    made,
  };
}

class Fake {
  readonly #all: readonly Fake[];
  readonly #id: number;
  #other: Fake | undefined;
  readonly data = new FakeDataChannel();
  iceGatheringState = 'new';
  connectionState = 'new';
  localDescription: { readonly sdp: string } | null = null;
  isClosed = false;
  onicegatheringstatechange: (() => void) | null = null;
  onconnectionstatechange: (() => void) | null = null;
  ondatachannel: (() => void) | null = null;
  ontrack: (() => void) | null = null;

  constructor(all: readonly Fake[]) {
    this.#all = all;
    this.#id = all.length;
  }
  createDataChannel(): FakeDataChannel {
    return this.data;
  }
  async setLocalDescription(): Promise<void> {
    this.localDescription = { sdp: `v=0\nm=application 9\na=end:${this.#id}\n` };
    setTimeout(() => {
      this.iceGatheringState = 'complete';
      this.onicegatheringstatechange?.();
    }, 1);
    this.#meet();
  }
  async setRemoteDescription({ type, sdp }: { readonly type: string; readonly sdp: string }): Promise<void> {
    if (type === 'answer' && this.#other !== undefined) throw new Error('InvalidStateError');
    const id = /a=end:(\d+)/.exec(sdp)?.[1];
    if (id === undefined) throw new Error('no description');
    this.#other = this.#all[Number(id)];
    this.#meet();
  }
  receiveChannel(): void {
    this.ondatachannel?.();
  }
  close(): void {
    if (this.isClosed) return;
    this.isClosed = true;
    this.data.end();
    this.#other?.data.end();
  }
  #meet(): void {
    if (this.localDescription === null || this.#other === undefined || this.#other.#other !== this) return;
    const { port1, port2 } = new MessageChannel();
    this.data.begin(port1);
    this.#other.data.begin(port2);
  }
}

class FakeDataChannel extends EventTarget {
  binaryType = 'blob';
  bufferedAmountLowThreshold = 0;
  bufferedAmount = 0;
  #port: MessagePort | undefined;
  #isOver = false;

  begin(port: MessagePort): void {
    this.#port = port;
    port.addEventListener('message', ({ data }) => this.dispatchEvent(new MessageEvent('message', { data })));
    port.start();
    setTimeout(() => this.#isOver || this.dispatchEvent(new Event('open')), 1);
  }
  send(message: Uint8Array): void {
    if (this.#isOver || this.#port === undefined) throw new Error('InvalidStateError');
    this.#port.postMessage(message.slice().buffer);
  }
  end(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    setTimeout(() => {
      this.#port?.close();
      this.dispatchEvent(new Event('close'));
    }, 1);
  }
}
