import type { Flag } from '../core/evidence.ts';
import type { Subject } from '../core/subject.ts';
import type { FlagIndex, IndexHit } from '../lists/flag-index.ts';
import { flagOfHit, type ListMeaning } from '../lists/flag-of-hit.ts';
import { confirmHit, tailShardOf } from '../lists/key-tails.ts';
import { subjectKeyBytes } from '../subjects/subject-key.ts';

/** Flags of every followed list on each subject, in the order of the subjects. Local: nothing is asked of anyone. */
export type LookUpFlags = (subjects: readonly Subject[]) => Promise<readonly (readonly Flag[])[]>;

export interface LookUpPorts {
  readonly index: FlagIndex;
  readonly meaningOf: (listId: string) => ListMeaning | undefined;
  /** A stored piece of a list's key tails; read only where the first 64 bits matched. */
  readonly tailsOf: (listId: string, piece: number) => Promise<Uint8Array | undefined>;
  /** Why a flag does no more than label; by default nothing holds it back. */
  readonly heldBack?: (hit: IndexHit, key: Uint8Array) => Flag['held'];
  readonly now: () => number;
}

/** Looks up in memory; a match of 64 bits is confirmed on all 96 from the store before it counts. */
export function createLookUpFlags(ports: LookUpPorts): LookUpFlags {
  async function flagOf(hit: IndexHit, key: Uint8Array, subject: Subject): Promise<readonly Flag[]> {
    const meaning = ports.meaningOf(hit.listId);
    if (meaning === undefined || !(await isOn(key, hit))) return [];
    const flag = flagOfHit(hit, meaning, subject.kind, ports.now());
    const held = ports.heldBack?.(hit, key);
    return flag === undefined ? [] : [held === undefined ? flag : { ...flag, held }];
  }

  /** Whether a hit is on all of this key. */
  async function isOn(key: Uint8Array, { listId, position }: IndexHit): Promise<boolean> {
    if (position === undefined) return true;
    const tails = await ports.tailsOf(listId, tailShardOf(position));
    return tails !== undefined && confirmHit(tails, { position }, key);
  }

  return (subjects) =>
    Promise.all(
      subjects.map(async (subject) => {
        const key = subjectKeyBytes(subject);
        const flags = await Promise.all(ports.index.lookup(key).map((hit) => flagOf(hit, key, subject)));
        return flags.flat();
      }),
    );
}
