import { err, ok, type Result } from '../core/result.ts';
import { sha256Hex } from '../media/digest.ts';
import { networkKind } from '../media/network-kind.ts';
import type { BlobName, ListSource, SourceError, ToldTip } from './source.ts';

/** How the answers of a mirror are read. */
export interface TipReader {
  /** Largest answer to `/tips`, bytes. */
  readonly maxAnswerBytes: number;
  readonly maxTipBytes: number;
  /**
   * What an answer tells of some lists: tips; or blobs that tell more of them (pages of digests, or the tips themselves);
   * `undefined` where it has not the form.
   */
  read(bytes: Uint8Array, lists: readonly string[]): TipsRead | undefined;
}

export interface TipsRead {
  readonly tips: readonly ToldTip[];
  readonly more: readonly { readonly blob: BlobName | { readonly sha256: string }; readonly lists: readonly string[] }[];
}

export interface MirrorOptions {
  readonly fetch: typeof fetch;
  readonly readTips: TipReader;
  /** A request is given up after this; a blob is 1 MiB at most. */
  readonly timeoutMs?: number;
  /** Whether the reader named it: only then may it be on this very machine. */
  readonly isReaders?: boolean;
}

const TIMEOUT_MS = 30_000;
/** `/tips`, then pages of digests, then tips. */
const MOST_STEPS = 3;

/**
 * A plain web server with a folder of blobs (`GET /<sha256>`, as of Blossom BUD-01) and `GET /tips`. It learns which
 * blobs are asked for, and by `/tips` nothing about which lists are followed: the answer tells of all it has.
 */
export function createMirror(address: string, { fetch, readTips, timeoutMs = TIMEOUT_MS, isReaders = false }: MirrorOptions): ListSource {
  const get = (path: string, maxBytes: number, signal: AbortSignal): Promise<Result<Uint8Array, SourceError>> => {
    const refused = whyNotAsked(address, isReaders);
    return refused === undefined ? getBytes(new URL(path, address).href, { fetch, maxBytes, timeoutMs, signal, isSame: path !== 'tips' }) : Promise.resolve(err(refused));
  };

  async function named(name: BlobName | { readonly sha256: string }, signal: AbortSignal): Promise<Result<Uint8Array, SourceError>> {
    const maxBytes = 'bytes' in name ? name.bytes : readTips.maxTipBytes;
    const got = await get(name.sha256, maxBytes, signal);
    if (!got.ok) return got;
    const isNamed = (!('bytes' in name) || got.value.length === name.bytes) && (await sha256Hex(got.value)) === name.sha256;
    return isNamed ? got : err({ tag: 'lied', message: 'It sent other bytes than those asked for.' });
  }

  return {
    address,
    async tips(lists, signal) {
      const answer = await get('tips', readTips.maxAnswerBytes, signal);
      if (!answer.ok) return answer;
      const tips: ToldTip[] = [];
      let open = [{ bytes: answer.value, lists }];
      for (let step = 0; step < MOST_STEPS && open.length > 0; step++) {
        const read = open.map(({ bytes, lists: asked }) => readTips.read(bytes, asked));
        if (read.includes(undefined)) return err({ tag: 'lied', message: 'What it answers to /tips is not a mirror’s.' });
        tips.push(...read.flatMap((each) => each!.tips));
        const next: typeof open = [];
        for (const { blob, lists: asked } of read.flatMap((each) => each!.more)) {
          const got = await named(blob, signal);
          if (!got.ok) return got;
          next.push({ bytes: got.value, lists: asked });
        }
        open = next;
      }
      return ok(tips.filter(({ list }) => lists.includes(list)));
    },
    blob: (name, signal) => named(name, signal),
  };
}

/**
 * Why an address may not be asked, or undefined where it may: https and a public host; where the reader named it, also
 * this very machine.
 */
export function whyNotAsked(address: string, isReaders: boolean): SourceError | undefined {
  const refused = (message: string): SourceError => ({ tag: 'not-asked', message });
  if (!URL.canParse(address)) return refused('It is not an address.');
  const { protocol, hostname, username, password, search, hash } = new URL(address);
  if (username !== '' || password !== '' || search !== '' || hash !== '') return refused('The address of a mirror carries nothing but a host and a folder.');
  const kind = networkKind(hostname);
  if (isReaders && kind === 'loopback' && (protocol === 'http:' || protocol === 'https:')) return undefined;
  if (protocol !== 'https:') return refused('Mirrors are asked by https only.');
  return kind === 'public' ? undefined : refused(`A mirror on a ${kind} network is not asked.`);
}

interface GetOptions {
  readonly fetch: typeof fetch;
  readonly maxBytes: number;
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
  /** Whether what lies there never changes. */
  readonly isSame: boolean;
}

async function getBytes(url: string, { fetch, maxBytes, timeoutMs, signal, isSame }: GetOptions): Promise<Result<Uint8Array, SourceError>> {
  signal.throwIfAborted();
  const timeout = AbortSignal.timeout(timeoutMs);
  try {
    const response = await fetch(url, {
      credentials: 'omit',
      referrerPolicy: 'no-referrer',
      redirect: 'error',
      // The browser itself asks whether /tips changed; a header of ours would need the mirror's leave first.
      cache: isSame ? 'no-store' : 'no-cache',
      signal: AbortSignal.any([signal, timeout]),
    });
    if (!response.ok) {
      response.body?.cancel().catch(() => {});
      return err(response.status === 404 || response.status === 410 ? { tag: 'absent', message: 'It does not have it.' } : { tag: 'unreachable', message: `It answers ${response.status}.` });
    }
    return await readUpTo(response, maxBytes);
  } catch (error) {
    signal.throwIfAborted();
    return err(timeout.aborted ? { tag: 'over-budget', message: 'It took too long.' } : { tag: 'unreachable', message: `It could not be reached: ${String(error)}` });
  }
}

async function readUpTo(response: Response, maxBytes: number): Promise<Result<Uint8Array, SourceError>> {
  if (response.body === null) return ok(new Uint8Array());
  // Bytes come in pieces of any size: what is asked for is known, so there is room for it and no more.
  const bytes = new Uint8Array(maxBytes);
  let length = 0;
  const reader = response.body.getReader();
  for (let { done, value } = await reader.read(); !done; { done, value } = await reader.read()) {
    if (value === undefined) continue;
    if (length + value.length > maxBytes) {
      reader.cancel().catch(() => {});
      return err({ tag: 'over-budget', message: 'It sent more than was asked for.' });
    }
    bytes.set(value, length);
    length += value.length;
  }
  return ok(bytes.subarray(0, length));
}
