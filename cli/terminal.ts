import { randomBytes } from 'node:crypto';
import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import type { Random } from '../lib/lists/event.ts';

/** What a command may use of the world. */
export interface Terminal {
  /** A line of result, to standard output. */
  out(line: string): void;
  /** A line for the person at the keyboard, to standard error. */
  note(line: string): void;
  /** Asks without showing what is typed; undefined where nobody can answer. */
  askSecret(question: string): Promise<string | undefined>;
  readonly env: Readonly<Record<string, string | undefined>>;
  nowMs(): number;
  readonly random: Random;
}

export function processTerminal(): Terminal {
  return {
    out: (line) => void process.stdout.write(`${line}\n`),
    note: (line) => void process.stderr.write(`${line}\n`),
    askSecret,
    env: process.env,
    nowMs: () => Date.now(),
    random: (length) => new Uint8Array(randomBytes(length)),
  };
}

/** Text from a list, made safe for a terminal: no control characters, no marks that reorder a line. */
export function printable(text: string): string {
  return text.replaceAll(/[\p{Cc}\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu, ' ');
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
