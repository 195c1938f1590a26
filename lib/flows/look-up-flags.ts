import type { Flag } from '../core/evidence.ts';
import type { SeenKey } from '../core/seen-keys.ts';
import type { Subject } from '../core/subject.ts';
import type { FlagIndex, IndexHit } from '../lists/flag-index.ts';
import { flagOfHit, type ListMeaning } from '../lists/flag-of-hit.ts';
import { confirmHit, tailShardOf } from '../lists/key-tails.ts';
import { subjectKeyBytes } from '../subjects/subject-key.ts';

/**
 * Flags of every followed list on each subject, in the order of the subjects. Local: nothing is asked of anyone.
 * `onKey` is told by what each was looked up.
 */
export type LookUpFlags = (subjects: readonly Subject[], onKey?: OnKey) => Promise<readonly (readonly Flag[])[]>;

export type OnKey = (key: SeenKey) => void;

/** The same by keys. */
export type LookUpKeys = (keys: readonly SeenKey[]) => Promise<readonly (readonly Flag[])[]>;

export interface LookUpPorts {
  readonly index: FlagIndex;
  readonly meaningOf: (listId: string) => ListMeaning | undefined;
  /** A stored piece of a list's key tails; read only where the first 64 bits matched. */
  readonly tailsOf: (listId: string, piece: number) => Promise<Uint8Array | undefined>;
  /** Why a flag does no more than label; by default nothing holds it back. */
  readonly heldBack?: (hit: IndexHit, key: Uint8Array) => Flag['held'];
  readonly now: () => number;
}

const NO_FLAGS: readonly Flag[] = [];

/** Looks up in memory; a match of 64 bits is confirmed on all 96 from the store before it counts. */
export function createLookUpFlags(ports: LookUpPorts): LookUpFlags {
  const lookUpKeys = createLookUpKeys(ports);
  return (subjects, onKey) =>
    lookUpKeys(
      subjects.map((subject) => {
        const named = { kind: subject.kind, key: subjectKeyBytes(subject) };
        onKey?.(named);
        return named;
      }),
    );
}

export function createLookUpKeys(ports: LookUpPorts): LookUpKeys {
  async function flagOf(hit: IndexHit, { kind, key }: SeenKey): Promise<readonly Flag[]> {
    const meaning = ports.meaningOf(hit.listId);
    if (meaning === undefined || !(await isOnKey(hit, key, ports.tailsOf))) return NO_FLAGS;
    const flag = flagOfHit(hit, meaning, kind, ports.now());
    const held = ports.heldBack?.(hit, key);
    return flag === undefined ? NO_FLAGS : [held === undefined ? flag : { ...flag, held }];
  }

  return (keys) =>
    Promise.all(
      keys.map((named) => {
        const hits = ports.index.lookup(named.key);
        return hits.length === 0 ? NO_FLAGS : Promise.all(hits.map((hit) => flagOf(hit, named))).then((flags) => flags.flat());
      }),
    );
}

/** Whether a hit is on all of this key, of which look-ups in memory compare the first 64 bits. */
export async function isOnKey({ listId, position }: IndexHit, key: Uint8Array, tailsOf: LookUpPorts['tailsOf']): Promise<boolean> {
  if (position === undefined) return true;
  const tails = await tailsOf(listId, tailShardOf(position));
  return tails !== undefined && confirmHit(tails, { position }, key);
}
