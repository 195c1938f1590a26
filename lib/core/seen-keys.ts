import type { SubjectKind } from './subject.ts';

/** What something shown is looked up by: the 12 bytes that lists carry, and its kind, on which a label may depend. */
export interface SeenKey {
  readonly kind: SubjectKind;
  /** 12 bytes. */
  readonly key: Uint8Array;
}

/** Days that the ring holds: today and those before it. */
export const RING_DAYS = 7;

/** Most keys of a day: some 4,000 posts; 260 KB. */
export const MAX_SEEN_A_DAY = 20_000;

const KEY_BYTES = 12;
/** Key, then kind. */
export const SEEN_BYTES = KEY_BYTES + 1;

/** As they are stored, by place: what is added goes to the end. */
const KINDS: readonly SubjectKind[] = ['url', 'post', 'account', 'domain', 'media', 'text'];

const DAY_MS = 86_400_000;

/** The day of a moment: days since the epoch, by UTC. No zone to travel in, and none that is written down. */
export function dayOf(nowMs: number): number {
  return Math.floor(nowMs / DAY_MS);
}

/** When a day began, milliseconds since the epoch. */
export function startOfDay(day: number): number {
  return day * DAY_MS;
}

/** The first of the days that the ring holds today. The last is today: one that is yet to come, by a clock that was set back, is not held. */
export function firstDay(today: number): number {
  return today - RING_DAYS + 1;
}

/** Writes an entry of SEEN_BYTES at this offset. */
export function putSeen(into: Uint8Array, at: number, { kind, key }: SeenKey): void {
  into.set(key, at);
  into[at + KEY_BYTES] = KINDS.indexOf(kind);
}

/** The entries in ascending order, each once. */
export function sortedSeen(entries: Uint8Array): Uint8Array<ArrayBuffer> {
  const order = Uint32Array.from({ length: countOf(entries) }, (_, i) => i * SEEN_BYTES).sort((a, b) => compare(entries, a, entries, b));
  const sorted = new Uint8Array(order.length * SEEN_BYTES);
  let to = 0;
  for (const at of order) {
    if (to > 0 && compare(sorted, to - SEEN_BYTES, entries, at) === 0) continue;
    copyEntry(entries, at, sorted, to);
    to += SEEN_BYTES;
  }
  return sorted.slice(0, to);
}

/**
 * What is in either, both sorted, at most so many: the smallest stay. Keys are hashes, so that what stays of too many is
 * an even sample, whenever each was shown; and batches give the same in whatever order they come, also twice.
 */
export function mergedSeen(a: Uint8Array, b: Uint8Array, most: number): Uint8Array<ArrayBuffer> {
  const [endOfA, endOfB] = [countOf(a) * SEEN_BYTES, countOf(b) * SEEN_BYTES];
  const merged = new Uint8Array(Math.min(most * SEEN_BYTES, endOfA + endOfB));
  let [atA, atB, to] = [0, 0, 0];
  while (to < merged.length && (atA < endOfA || atB < endOfB)) {
    const order = atA === endOfA ? 1 : atB === endOfB ? -1 : compare(a, atA, b, atB);
    if (order <= 0) copyEntry(a, atA, merged, to);
    else copyEntry(b, atB, merged, to);
    if (order <= 0) atA += SEEN_BYTES;
    if (order >= 0) atB += SEEN_BYTES;
    to += SEEN_BYTES;
  }
  return merged.slice(0, to);
}

/** The keys in these entries; what is of no kind that is known, or cut short, is left out. */
export function seenIn(entries: Uint8Array): readonly SeenKey[] {
  const seen: SeenKey[] = [];
  for (let at = 0; at + SEEN_BYTES <= entries.length; at += SEEN_BYTES) {
    const kind = KINDS[entries[at + KEY_BYTES]!];
    if (kind !== undefined) seen.push({ kind, key: entries.subarray(at, at + KEY_BYTES) });
  }
  return seen;
}

function countOf(entries: Uint8Array): number {
  return Math.floor(entries.length / SEEN_BYTES);
}

function copyEntry(from: Uint8Array, at: number, into: Uint8Array, to: number): void {
  // Byte by byte: a view an entry costs more than the copy.
  for (let b = 0; b < SEEN_BYTES; b++) into[to + b] = from[at + b]!;
}

function compare(a: Uint8Array, atA: number, b: Uint8Array, atB: number): number {
  for (let i = 0; i < SEEN_BYTES; i++) {
    const order = a[atA + i]! - b[atB + i]!;
    if (order !== 0) return order;
  }
  return 0;
}
