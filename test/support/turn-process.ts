import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { TurnCounts, TurnServerOptions } from './turn-server.ts';

/** What a TURN server's process is told. */
export type TurnWord = { readonly kind: 'count' } | { readonly kind: 'die'; readonly bytes: number };

export interface TurnProcess {
  readonly port: number;
  counts(): Promise<TurnCounts>;
  /** Is gone without a word once it passed on so many bytes more; `gone` resolves then. */
  dieAfter(bytes: number): void;
  readonly gone: Promise<void>;
  close(): Promise<void>;
}

/** Starts a TURN server as a process of its own, by this command where it is to run somewhere else: `nsenter … --`. */
export async function startTurn(options: TurnServerOptions, [command, ...args]: readonly string[] = []): Promise<TurnProcess> {
  const node = [process.execPath, '--import', 'tsx', fileURLToPath(new URL('turn-child.ts', import.meta.url)), JSON.stringify(options)];
  const child = command === undefined ? spawn(node[0]!, node.slice(1), STDIO) : spawn(command, [...args, ...node], STDIO);
  const gone = once(child, 'exit').then(() => {});
  async function heard<T>(): Promise<T> {
    const [message] = (await Promise.race([once(child, 'message'), gone.then(() => Promise.reject(new Error('The TURN server is gone.')))])) as [T];
    return message;
  }
  const { port } = await heard<{ readonly port: number }>();
  const tell = (word: TurnWord): void => void child.send(word);
  return {
    port,
    async counts() {
      tell({ kind: 'count' });
      return heard<TurnCounts>();
    },
    dieAfter: (bytes) => tell({ kind: 'die', bytes }),
    gone,
    async close() {
      child.kill('SIGKILL');
      await gone;
    },
  };
}

const STDIO = { cwd: fileURLToPath(new URL('../..', import.meta.url)), stdio: ['ignore', 'inherit', 'inherit', 'ipc'] as ['ignore', 'inherit', 'inherit', 'ipc'] };
