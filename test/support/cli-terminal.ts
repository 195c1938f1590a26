import { Readable } from 'node:stream';
import type { Terminal } from '../../cli/terminal.ts';
import { main } from '../../cli/main.ts';
import { NOW_MS, seededRandom } from './lists-draft.ts';

export interface Ran {
  readonly code: number;
  readonly out: readonly string[];
  readonly notes: readonly string[];
}

/** Runs one command line in this process, at the time of the tests. */
export async function witnessmark(args: readonly string[], changes: Partial<Terminal> = {}): Promise<Ran> {
  const out: string[] = [];
  const notes: string[] = [];
  const terminal: Terminal = {
    out: (line) => out.push(line),
    note: (line) => notes.push(line),
    progress: () => {},
    drained: () => Promise.resolve(),
    input: () => Readable.from([]),
    untilInterrupted: () => new AbortController().signal,
    askSecret: () => Promise.resolve(undefined),
    env: { WITNESSMARK_PASSPHRASE: 'a passphrase for tests' },
    nowMs: () => NOW_MS,
    random: seededRandom(args.join(' ')),
    ...changes,
  };
  return { code: await main(args, terminal), out, notes };
}
