import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createInterface } from 'node:readline/promises';
import { Writable, type Readable } from 'node:stream';
import type { Random } from '../lib/lists/event.ts';
import { EXIT } from './command.ts';

/** What a command may use of the world. */
export interface Terminal {
  /** A line of result, to standard output. */
  out(line: string): void;
  /** A line for the person at the keyboard, to standard error. */
  note(line: string): void;
  /** How far a command is, for the person at the keyboard: each takes the place of the one before. */
  progress(text: string): void;
  /** Resolves when standard output takes more: whoever writes without end awaits it now and then. */
  drained(): Promise<void>;
  /** Standard input. */
  input(): Readable;
  /** From now on the first Ctrl-C aborts this instead of ending the program; the second ends it. */
  untilInterrupted(): AbortSignal;
  /** Asks without showing what is typed; undefined where nobody can answer. */
  askSecret(question: string): Promise<string | undefined>;
  readonly env: Readonly<Record<string, string | undefined>>;
  nowMs(): number;
  readonly random: Random;
}

/** Least time between two lines of progress. */
const PROGRESS_MS = 100;
const CLEAR_LINE = '\r\u001b[K';

export function processTerminal(): Terminal {
  const { stdout, stderr } = process;
  endQuietlyWhenNobodyReads();
  return {
    ...linesOn(stdout, stderr),
    async drained() {
      if (stdout.writableNeedDrain) await once(stdout, 'drain');
    },
    input: () => process.stdin,
    untilInterrupted() {
      const controller = new AbortController();
      process.once('SIGINT', () => controller.abort());
      return controller.signal;
    },
    askSecret,
    env: process.env,
    nowMs: () => Date.now(),
    random: (length) => new Uint8Array(randomBytes(length)),
  };
}

type Stream = Pick<NodeJS.WriteStream, 'write'> & { readonly isTTY?: boolean };

/** Results on one stream, everything else on the other; progress is shown to people only, and gives way to every line. */
export function linesOn(stdout: Stream, stderr: Stream): Pick<Terminal, 'out' | 'note' | 'progress'> {
  let progressAtMs = 0;
  let isProgressShown = false;
  return {
    out(line) {
      clearProgress();
      stdout.write(`${line}\n`);
    },
    note(line) {
      clearProgress();
      stderr.write(`${line}\n`);
    },
    progress(text) {
      if (stderr.isTTY !== true || Date.now() - progressAtMs < PROGRESS_MS) return;
      progressAtMs = Date.now();
      isProgressShown = true;
      stderr.write(`${CLEAR_LINE}${text}`);
    },
  };

  /** Before anything that stays, so that no line begins behind it. */
  function clearProgress(): void {
    if (isProgressShown) stderr.write(CLEAR_LINE);
    isProgressShown = false;
  }
}

/** `| head` has seen enough: that is no failure. */
function endQuietlyWhenNobodyReads(): void {
  process.stdout.once('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    process.exit(EXIT.ok);
  });
}

/** Control characters, and marks that end or reorder a line. */
const UNPRINTABLE = /[\p{Cc}\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu;

/** Text from a list, made safe for a terminal. */
export function printable(text: string): string {
  return text.replaceAll(UNPRINTABLE, ' ');
}

/** A value as one line of JSON, as safe for a terminal: what `printable` takes out is escaped here, so that nothing is lost. */
export function jsonLine(value: unknown): string {
  return JSON.stringify(value).replaceAll(UNPRINTABLE, (mark) => `\\u${mark.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

async function askSecret(question: string): Promise<string | undefined> {
  if (!process.stdin.isTTY || !process.stderr.isTTY) return undefined;
  process.stderr.write(question);
  const silence = new Writable({ write: (_chunk, _encoding, done) => done() });
  const lines = createInterface({ input: process.stdin, output: silence, terminal: true });
  try {
    return await lines.question('');
  } finally {
    lines.close();
    process.stderr.write('\n');
  }
}
