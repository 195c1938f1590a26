import type { Result } from '../core/result.ts';

/** A blob by name: SHA-256 of its bytes, 64 hex digits, and how many there are. */
export interface BlobName {
  readonly sha256: string;
  readonly bytes: number;
}

/** A part of all records of a state, packed by who holds them: those of flags, then those of pictures. */
export interface RecordsName {
  readonly list: string;
  /** The state's hash, 64 hex digits. */
  readonly state: string;
  /** From 0. */
  readonly part: number;
}

/** A tip as a source told it: looked at for its form only. */
export interface ToldTip {
  readonly bytes: Uint8Array;
  readonly list: string;
  /** Of the root it was made under. */
  readonly version: number;
  readonly seq: number;
  /** Seconds since the epoch. */
  readonly createdAt: number;
  /** SHA-256 of the bytes. */
  readonly id: string;
}

/** The proof of a fork as a stranger published it: looked at for its form only. */
export interface ToldForkProof {
  readonly list: string;
  /** Of the root that it speaks of. */
  readonly version: number;
  readonly proof: Uint8Array;
}

export type SourceErrorTag =
  /** Its address may not be asked: another protocol, a nearer network. */
  | 'not-asked'
  | 'unreachable'
  /** It does not have what was asked for. */
  | 'absent'
  /** It sent something else than was asked for: other bytes than those named, or what is not even of that form. */
  | 'lied'
  /** It sent more than was asked for, or took longer than it may. */
  | 'over-budget';

export interface SourceError {
  readonly tag: SourceErrorTag;
  /** A sentence, in English. */
  readonly message: string;
}

/**
 * Where lists are had from. What a source hands out is a stranger's: a blob has the hash it was asked for by, everything
 * else is checked by who asked. Methods reject only when `signal` aborts.
 */
export interface ListSource {
  /** Names it to the reader and in what is remembered of it. */
  readonly address: string;
  /** The tips it has of these lists, at most one a list; a source may learn which lists are meant, and says so in its docs. */
  tips(lists: readonly string[], signal: AbortSignal): Promise<Result<readonly ToldTip[], SourceError>>;
  blob(name: BlobName, signal: AbortSignal): Promise<Result<Uint8Array, SourceError>>;
  /** Sources that are readers themselves hold the records and not the blobs they came by. What they send is checked by who asked. */
  records?(name: RecordsName, signal: AbortSignal): Promise<Result<Uint8Array, SourceError>>;
  /** Proofs of forks that anybody published about these lists, a few a list; it learns which lists are meant. */
  forks?(lists: readonly string[], signal: AbortSignal): Promise<Result<readonly ToldForkProof[], SourceError>>;
  /** What it told does not hold, as who asked found. */
  blamed?(message: string): void;
}
