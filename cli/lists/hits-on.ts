import { FlagIndex } from '../../lib/lists/flag-index.ts';
import { isConfirmed } from '../../lib/lists/key-tails.ts';
import type { Stated } from '../../lib/lists/record.ts';
import type { VerifiedList } from '../../lib/lists/verify-flag-list.ts';

/** What the records of a list say of a subject, by its key of 12 bytes; whether they still speak is not looked at. */
export function hitsOn(key: Uint8Array, list: VerifiedList): readonly Stated[] {
  const index = new FlagIndex();
  index.add(list.id, list.index);
  return index.lookup(key).filter((hit) => isConfirmed(list.shards, hit, key));
}
