import { err, type Result } from '../core/result.ts';
import type { ListSource, SourceError } from './source.ts';

/** Sources of another context of ours: workers reach no peers, pages do. */
export interface SourceHost {
  /** Addresses of the sources there are, by list. */
  members(): ReadonlyMap<string, readonly string[]>;
  source(address: string): ListSource | undefined;
}

/** What `sourcesOver` gives. */
export interface DistantSources {
  readonly of: ReadonlyMap<string, readonly string[]>;
  open(address: string): ListSource;
}

type Asked = 'tips' | 'blob' | 'records' | 'blamed';

interface Question {
  readonly id: number;
  readonly address: string;
  readonly asked: Asked;
  readonly given: unknown;
}

interface Answer {
  readonly id: number;
  readonly result: Result<unknown, SourceError>;
}

const GONE: Result<never, SourceError> = err({ tag: 'unreachable', message: 'The peer is gone.' });

/** Answers for these sources over a port, until it is closed. Both ends are ours: nothing is checked. */
export function serveSources(port: MessagePort, host: SourceHost): void {
  port.addEventListener('message', ({ data }: MessageEvent<Question>) => {
    void carryOut(data, host.source(data.address)).then((result) => port.postMessage({ id: data.id, result } satisfies Answer));
  });
  port.start();
  port.postMessage({ of: host.members() });
}

const NEVER = new AbortController().signal;

function carryOut({ asked, given }: Question, source: ListSource | undefined): Promise<Result<unknown, SourceError>> {
  switch (asked) {
    case 'tips':
      return source?.tips(given as readonly string[], NEVER) ?? Promise.resolve(GONE);
    case 'blob':
      return source?.blob(given as Parameters<ListSource['blob']>[0], NEVER) ?? Promise.resolve(GONE);
    case 'records':
      return source?.records?.(given as Parameters<NonNullable<ListSource['records']>>[0], NEVER) ?? Promise.resolve(GONE);
    case 'blamed':
      source?.blamed?.(given as string);
      return Promise.resolve(GONE);
  }
}

/** The sources at the other end of a port. */
export async function sourcesOver(port: MessagePort): Promise<DistantSources> {
  const open = new Map<number, (result: Result<unknown, SourceError>) => void>();
  let last = 0;
  let tellOf = (_: DistantSources['of']): void => {};
  const of = new Promise<DistantSources['of']>((resolve) => (tellOf = resolve));
  port.addEventListener('message', ({ data }: MessageEvent<Answer | { readonly of: DistantSources['of'] }>) => {
    if ('of' in data) return tellOf(data.of);
    open.get(data.id)?.(data.result);
    open.delete(data.id);
  });
  port.start();

  function ask<T>(address: string, asked: Asked, given: unknown, signal?: AbortSignal): Promise<Result<T, SourceError>> {
    signal?.throwIfAborted();
    return new Promise((resolve, reject) => {
      const id = ++last;
      signal?.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
      open.set(id, resolve as (result: Result<unknown, SourceError>) => void);
      port.postMessage({ id, address, asked, given } satisfies Question);
    });
  }

  return {
    of: await of,
    open: (address) => ({
      address,
      tips: async (lists, signal) => ask(address, 'tips', lists, signal),
      blob: async (name, signal) => ask(address, 'blob', name, signal),
      records: async (name, signal) => ask(address, 'records', name, signal),
      blamed: (message) => void ask(address, 'blamed', message),
    }),
  };
}
