import { encodeFrame, MAX_ANSWER_BYTES, NUMBERS, PIECE_BYTES, type PeerQuestion } from './peer-frames.ts';
import type { SourceError } from './source.ts';

/** What is handed out; undefined where it is not here, or not for this peer. */
export interface PeerLibrary {
  tipOf(list: string): Promise<Uint8Array | undefined>;
  blobOf(sha256: string): Promise<Uint8Array | undefined>;
  recordsOf(list: string, state: string, part: number): Promise<Uint8Array | undefined>;
}

export interface ServingLimits {
  /** Questions that wait for their answer at once. */
  readonly openQuestions: number;
  readonly questionsAMinute: number;
  /** In one conversation. */
  readonly servedBytes: number;
  readonly timeoutMs: number;
}

export interface ServingPorts {
  readonly send: (message: Uint8Array) => Promise<void>;
  readonly cutOff: (why: SourceError) => void;
  readonly library: PeerLibrary;
  readonly now: () => number;
  readonly limits: ServingLimits;
  readonly isOver: () => boolean;
}

export interface Serving {
  take(question: { readonly number: number } & PeerQuestion): void;
}

const MINUTE_MS = 60_000;

/**
 * The side that answers: questions in their order, each to its last byte before the next. Nothing is looked up for a
 * question that breaks a limit, and nothing is packed while an answer waits to be taken.
 */
export function createServing({ send, cutOff, library, now, limits, isOver }: ServingPorts): Serving {
  let next = 0;
  let open = 0;
  let served = 0;
  let minute = { begun: now(), questions: 0 };
  let last: Promise<void> = Promise.resolve();

  function whyRefused(number: number): SourceError | undefined {
    if (number !== next) return { tag: 'lied', message: 'It asked a question twice, or left one out.' };
    if (open >= limits.openQuestions) return { tag: 'over-budget', message: 'It asked for more at once than it may.' };
    if (now() - minute.begun >= MINUTE_MS) minute = { begun: now(), questions: 0 };
    if (minute.questions >= limits.questionsAMinute) return { tag: 'over-budget', message: 'It asked for more in a minute than it may.' };
    return undefined;
  }

  async function answer(question: { readonly number: number } & PeerQuestion): Promise<void> {
    if (isOver()) return;
    const { number } = question;
    // What cannot be read here is not here.
    const bytes = await lookUp(question, library).catch(() => undefined);
    if (bytes === undefined || bytes.length === 0 || bytes.length > MAX_ANSWER_BYTES) return send(encodeFrame({ kind: 'absent', number }));
    served += bytes.length;
    if (served > limits.servedBytes) return cutOff({ tag: 'over-budget', message: 'It asked for more bytes than it may.' });
    const late = setTimeout(() => cutOff({ tag: 'over-budget', message: 'It did not take what it asked for.' }), limits.timeoutMs);
    await send(encodeFrame({ kind: 'here', number, bytes: bytes.length }));
    for (let at = 0; at < bytes.length && !isOver(); at += PIECE_BYTES) {
      await send(encodeFrame({ kind: 'piece', number, bytes: bytes.subarray(at, at + PIECE_BYTES) }));
    }
    clearTimeout(late);
  }

  return {
    take(question) {
      const refused = whyRefused(question.number);
      if (refused !== undefined) return cutOff(refused);
      next = (next + 1) % NUMBERS;
      minute.questions += 1;
      open += 1;
      last = last.then(() => answer(question)).finally(() => (open -= 1));
    },
  };
}

async function lookUp(question: PeerQuestion, library: PeerLibrary): Promise<Uint8Array | undefined> {
  switch (question.kind) {
    case 'tip':
      return library.tipOf(question.list);
    case 'blob': {
      const blob = await library.blobOf(question.sha256);
      return blob?.length === question.bytes ? blob : undefined;
    }
    case 'records':
      return library.recordsOf(question.list, question.state, question.part);
  }
}
