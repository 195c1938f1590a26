import { err } from '../core/result.ts';
import type { ReadStore, StoreAnswer } from './c2pa-runtime.ts';
import type { C2paCall, C2paReply } from './serve-c2pa.ts';

/** A worker that runs `serveC2pa`, in a browser or in node. */
export interface C2paWorker {
  post(call: C2paCall): void;
  /** One listener each, set before anything is posted. */
  onReply(listener: (reply: C2paReply) => void): void;
  /** It stopped by itself. */
  onStopped(listener: () => void): void;
  end(): void;
}

export interface C2paHost {
  readonly read: ReadStore;
  end(): void;
}

export interface C2paHostOptions {
  readonly startWorker: () => C2paWorker;
  /** A file that takes longer brought the library to no end. Starting it is part of the first one's time. */
  readonly withinMs?: number;
  /** After so long without a file the worker is ended, and its memory given back. */
  readonly idleMs?: number;
}

const WITHIN_MS = 30_000;
const IDLE_MS = 120_000;

/**
 * Asks the library about one file after the other. It runs in a worker of its own, which starts at the first file that
 * has credentials: one that brings it down, or to no end, costs that file its answer, and the next one gets a new worker.
 */
export function createC2paHost({ startWorker, withinMs = WITHIN_MS, idleMs = IDLE_MS }: C2paHostOptions): C2paHost {
  let running: C2paWorker | undefined;
  let last: Promise<unknown> = Promise.resolve();
  let lastId = 0;
  let idle: ReturnType<typeof setTimeout> | undefined;

  function end(): void {
    clearTimeout(idle);
    running?.end();
    running = undefined;
  }

  function ask(call: C2paCall): Promise<StoreAnswer> {
    clearTimeout(idle);
    const worker = (running ??= startWorker());
    return new Promise((resolve) => {
      const late = setTimeout(() => fail('It took too long.'), withinMs);
      let isSettled = false;
      function settle(answer: StoreAnswer): void {
        // A worker that is ended says so later.
        if (isSettled) return;
        isSettled = true;
        clearTimeout(late);
        if (running !== undefined) idle = setTimeout(end, idleMs);
        resolve(answer);
      }
      function fail(message: string): void {
        if (running === worker) end();
        settle(err(message));
      }
      worker.onReply((reply) => {
        if (reply.kind === 'trapped') fail(reply.message);
        else if (reply.id === call.id) settle(reply.answer);
      });
      worker.onStopped(() => fail('The worker stopped.'));
      worker.post(call);
    });
  }

  return {
    read(bytes, mediaType, settings) {
      const answer = last.then(() => ask({ id: ++lastId, bytes, mediaType, settings }));
      last = answer;
      return answer;
    },
    end,
  };
}
