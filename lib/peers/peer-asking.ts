import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import { err, ok, type Result } from '../core/result.ts';
import { encodeFrame, MAX_ANSWER_BYTES, NUMBERS, PIECE_BYTES, type PeerAnswer, type PeerQuestion } from './peer-frames.ts';
import type { SourceError } from './source.ts';

export interface AskingPorts {
  readonly send: (message: Uint8Array) => Promise<void>;
  readonly cutOff: (why: SourceError) => void;
  readonly timeoutMs: number;
}

export interface Asking {
  ask(question: PeerQuestion, signal: AbortSignal): Promise<Result<Uint8Array, SourceError>>;
  take(answer: { readonly number: number } & PeerAnswer): void;
  /** The conversation is over: whatever is open is answered by this. */
  end(why: SourceError): void;
}

const ABSENT: SourceError = { tag: 'absent', message: 'The peer does not have it.' };
const UNASKED: SourceError = { tag: 'lied', message: 'It sent what it was not asked for.' };
const OTHER_BYTES: SourceError = { tag: 'lied', message: 'It sent other bytes than those asked for.' };
const TOO_LATE: SourceError = { tag: 'over-budget', message: 'It took too long.' };
/** Longest tip there is. */
const MAX_TIP_BYTES = 2048;

/**
 * The side that asks: one question at a time, so that whatever arrives belongs to it or was not asked for. A question
 * that its asker left stays open until its answer is over; the answer is then thrown away.
 */
export function createAsking({ send, cutOff, timeoutMs }: AskingPorts): Asking {
  let over: SourceError | undefined;
  let open: Open | undefined;
  let asked = 0;
  let last: Promise<unknown> = Promise.resolve();

  function settle(result: Result<Uint8Array, SourceError>): void {
    if (open === undefined) return;
    const { late, resolve } = open;
    clearTimeout(late);
    open = undefined;
    resolve(result);
  }

  function put(question: PeerQuestion): Promise<Result<Uint8Array, SourceError>> {
    if (over !== undefined) return Promise.resolve(err(over));
    return new Promise((resolve) => {
      const number = asked++ % NUMBERS;
      open = { question, number, resolve, late: setTimeout(() => cutOff(TOO_LATE), timeoutMs) };
      void send(encodeFrame({ ...question, number }));
    });
  }

  return {
    ask(question, signal) {
      signal.throwIfAborted();
      const answer = last.then(() => (signal.aborted ? err(ABSENT) : put(question)));
      last = answer;
      return until(answer, signal);
    },
    take(answer) {
      if (open === undefined || open.number !== answer.number) return cutOff(UNASKED);
      const { question, coming } = open;
      if (coming === undefined) {
        if (answer.kind === 'absent') return settle(err(ABSENT));
        if (answer.kind !== 'here') return cutOff(UNASKED);
        if (!isExpected(question, answer.bytes)) return cutOff(OTHER_BYTES);
        open = { ...open, coming: { bytes: new Uint8Array(answer.bytes), length: 0, ...(question.kind === 'blob' ? { hash: sha256.create() } : {}) } };
        return;
      }
      const { bytes, length, hash } = coming;
      // Pieces have the one length they may have, so that a stranger cannot make a million of them.
      if (answer.kind !== 'piece' || answer.bytes.length !== Math.min(PIECE_BYTES, bytes.length - length)) return cutOff(UNASKED);
      bytes.set(answer.bytes, length);
      hash?.update(answer.bytes);
      coming.length += answer.bytes.length;
      if (coming.length < bytes.length) return;
      const isNamed = question.kind !== 'blob' || (hash !== undefined && bytesToHex(hash.digest()) === question.sha256);
      if (isNamed) settle(ok(bytes));
      else cutOff(OTHER_BYTES);
    },
    end(why) {
      over = why;
      settle(err(why));
    },
  };
}

interface Open {
  readonly question: PeerQuestion;
  readonly number: number;
  readonly resolve: (result: Result<Uint8Array, SourceError>) => void;
  readonly late: ReturnType<typeof setTimeout>;
  readonly coming?: Coming;
}

/** Room is made for what was announced, once it was found to be no more than was asked for. */
interface Coming {
  readonly bytes: Uint8Array;
  length: number;
  /** Of a blob, which has a name to be compared with. */
  readonly hash?: ReturnType<typeof sha256.create>;
}

function isExpected(question: PeerQuestion, bytes: number): boolean {
  switch (question.kind) {
    case 'tip':
      return bytes <= MAX_TIP_BYTES;
    case 'blob':
      return bytes === question.bytes;
    case 'records':
      return bytes <= MAX_ANSWER_BYTES;
  }
}

/** As `answer`, left when the signal aborts. */
function until<T>(answer: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const leave = (): void => reject(signal.reason as Error);
    signal.addEventListener('abort', leave, { once: true });
    void answer.then(resolve, reject).finally(() => signal.removeEventListener('abort', leave));
  });
}
