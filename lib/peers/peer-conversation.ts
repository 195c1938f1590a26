import type { Result } from '../core/result.ts';
import type { PeerChannel } from './peer-channel.ts';
import { createAsking } from './peer-asking.ts';
import { decodeFrame } from './peer-frames.ts';
import { createServing, type PeerLibrary, type ServingLimits } from './peer-serving.ts';
import type { BlobName, RecordsName, SourceError } from './source.ts';

export interface PeerLimits extends ServingLimits {
  /** From a question to the last byte of its answer, either way. */
  readonly timeoutMs: number;
}

/**
 * What one peer may cost. The largest list takes 245 parts of 1 MiB and a newcomer asks for them one after the other;
 * what takes longer than half a minute a part is not worth waiting for.
 */
export const PEER_LIMITS: PeerLimits = {
  timeoutMs: 30_000,
  openQuestions: 4,
  questionsAMinute: 300,
  servedBytes: 300 * 1024 * 1024,
};

export interface PeerConversationPorts {
  /** What is handed out to this peer. */
  readonly library: PeerLibrary;
  readonly now: () => number;
  readonly limits?: PeerLimits;
  /** Told once: what the peer did where it was cut off, undefined where it went. */
  readonly onEnd?: (why: SourceError | undefined) => void;
}

/**
 * Asks a peer and answers it, over one channel. A peer that sends anything that was not asked for, or asks for more than
 * it may, is cut off at once: an honest one never does. Methods reject only when `signal` aborts.
 */
export interface PeerConversation {
  tip(list: string, signal: AbortSignal): Promise<Result<Uint8Array, SourceError>>;
  /** The bytes have that name. */
  blob(name: BlobName, signal: AbortSignal): Promise<Result<Uint8Array, SourceError>>;
  /** One part; whether it is what it should be shows when all are there. */
  records(name: RecordsName, signal: AbortSignal): Promise<Result<Uint8Array, SourceError>>;
  /** What it told does not hold: only who asked can know. */
  cutOff(why: SourceError): void;
  close(): void;
}

export function createPeerConversation(channel: PeerChannel, { library, now, limits = PEER_LIMITS, onEnd = () => {} }: PeerConversationPorts): PeerConversation {
  let isOver = false;

  function end(why: SourceError | undefined): void {
    if (isOver) return;
    isOver = true;
    channel.close();
    asking.end(why ?? { tag: 'unreachable', message: 'The peer is gone.' });
    onEnd(why);
  }
  async function send(message: Uint8Array): Promise<void> {
    if (!isOver) await channel.send(message).catch(() => end(undefined));
  }

  const asking = createAsking({ send, cutOff: end, timeoutMs: limits.timeoutMs });
  const serving = createServing({ send, cutOff: end, library, now, limits, isOver: () => isOver });
  channel.onClose = () => end(undefined);
  channel.onMessage = (message) => {
    if (isOver) return;
    const frame = decodeFrame(message);
    if (frame === undefined) end({ tag: 'lied', message: 'It sent what is no message of this protocol.' });
    else if (frame.kind === 'tip' || frame.kind === 'blob' || frame.kind === 'records') serving.take(frame);
    else asking.take(frame);
  };

  return {
    tip: (list, signal) => asking.ask({ kind: 'tip', list }, signal),
    blob: ({ sha256, bytes }, signal) => asking.ask({ kind: 'blob', sha256, bytes }, signal),
    records: ({ list, state, part }, signal) => asking.ask({ kind: 'records', list, state, part }, signal),
    cutOff: end,
    close: () => end(undefined),
  };
}
