import type { C2paTrust } from '../core/c2pa-reading.ts';
import type { Refusal } from '../core/refusal.ts';
import { err, ok, type Result } from '../core/result.ts';
import { MAX_TRUST_LIST_BYTES, MAX_TRUST_SOURCE, OFFICIAL_ADDRESS, type TrustList, type TrustListKind, type TrustListSummary } from '../core/trust-list.ts';
import { sha256Hex } from '../media/digest.ts';
import { readPem } from '../provenance/read-pem.ts';
import type { TrustListRepository } from '../store/trust-list-repository.ts';

export interface TrustListPorts {
  readonly lists: TrustListRepository;
  readonly fetch: typeof fetch;
  readonly now: () => number;
  /** What was read with other lists is out of date. */
  readonly onChanged: () => void;
}

export interface TrustListError {
  readonly why: Refusal;
  /** A sentence, in English, that says more than `why`; empty where there is no more to say. */
  readonly message: string;
}

export interface TrustLists {
  /** In the form in which files are read with them; read from the store once. */
  trust(): Promise<C2paTrust>;
  summaries(): Promise<readonly TrustListSummary[]>;
  /** From the official address of its kind: asks that server, and nobody else. */
  install(kind: TrustListKind): Promise<Result<TrustListSummary, TrustListError>>;
  import(kind: TrustListKind, file: Blob, name: string): Promise<Result<TrustListSummary, TrustListError>>;
  remove(kind: TrustListKind): Promise<void>;
  /** The store was changed by somebody else. */
  reload(): void;
}

const WITHIN_MS = 30_000;

/** The trust lists that the reader installed. None comes with the extension: whom to trust is for the reader to say. */
export function createTrustLists({ lists, fetch, now, onChanged }: TrustListPorts): TrustLists {
  let known: Promise<C2paTrust> | undefined;

  function reload(): void {
    known = undefined;
    onChanged();
  }

  async function keep(kind: TrustListKind, bytes: Uint8Array<ArrayBuffer>, source: string): Promise<Result<TrustListSummary, TrustListError>> {
    const list = await trustListOf(kind, bytes, source, now());
    if (!list.ok) return list;
    await lists.save(list.value);
    reload();
    return ok(summaryOf(list.value));
  }

  return {
    trust: () =>
      (known ??= lists.all().then(trustOf, (error: unknown) => {
        known = undefined;
        throw error;
      })),
    summaries: async () => (await lists.all()).map(summaryOf),
    async install(kind) {
      const address = OFFICIAL_ADDRESS[kind];
      try {
        const answer = await fetch(address, { credentials: 'omit', referrerPolicy: 'no-referrer', cache: 'no-store', redirect: 'error', signal: AbortSignal.timeout(WITHIN_MS) });
        if (!answer.ok) return err({ why: 'no-answer', message: `${address} answers with ${answer.status}.` });
        const bytes = await answer.arrayBuffer();
        return await keep(kind, new Uint8Array(bytes), address);
      } catch (error) {
        return err({ why: 'no-answer', message: `${address}: ${String(error)}` });
      }
    },
    async import(kind, file, name) {
      if (file.size > MAX_TRUST_LIST_BYTES) return err(TOO_LARGE);
      return keep(kind, new Uint8Array(await file.arrayBuffer()), name.slice(0, MAX_TRUST_SOURCE));
    },
    async remove(kind) {
      await lists.remove(kind);
      reload();
    },
    reload,
  };
}

const TOO_LARGE: TrustListError = { why: 'too-large', message: 'It is larger than 2 MiB.' };

/** A list as it is kept, of the bytes of its file. */
export async function trustListOf(kind: TrustListKind, bytes: Uint8Array<ArrayBuffer>, source: string, at: number): Promise<Result<TrustList, TrustListError>> {
  if (bytes.length > MAX_TRUST_LIST_BYTES) return err(TOO_LARGE);
  const certificates = readPem(new TextDecoder().decode(bytes));
  if (certificates === undefined) return err({ why: 'no-certificates', message: '' });
  return ok({ kind, source, digest: await sha256Hex(bytes), certificates: certificates.count, at, pem: certificates.pem });
}

function trustOf(all: readonly TrustList[]): C2paTrust {
  const pemOf = (kind: TrustListKind): string => all.find((each) => each.kind === kind)?.pem ?? '';
  return { signers: pemOf('signers'), timeStampers: pemOf('time-stampers'), interim: pemOf('interim') };
}

function summaryOf({ kind, source, digest, certificates, at }: TrustList): TrustListSummary {
  return { kind, source, digest, certificates, at };
}
