import type { ProvenFork } from '../core/fork.ts';
import { blobName } from '../lists/domain-hash.ts';
import type { HeardForkProof, SourcePool } from '../peers/source-pool.ts';
import type { ListRow } from '../store/database.ts';
import type { ListRepository } from '../store/list-repository.ts';
import { heedFork } from './note-fork.ts';
import { readForkProof } from './read-fork-proof.ts';

/** A proof that holds, and the relay by which it came. */
export interface HeardFork {
  readonly proven: ProvenFork;
  readonly proof: Uint8Array;
  readonly from: string;
}

/** Proofs of one list that are looked at to their signatures, in one round: about 12 ms each. A relay tells eight at most. */
const MOST_VERIFIED = 32;
/** The same of all lists together. */
const MOST_VERIFIED_IN_ALL = 256;

type Lists = Pick<ListRepository, 'get' | 'follow' | 'keepForkProof' | 'forkProofOf'>;

/** Lists whose fork is not proven here yet: of the others there is nothing more to learn. */
export async function unproven(rows: readonly ListRow[], lists: Lists): Promise<readonly ListRow[]> {
  const isProven = await Promise.all(rows.map(async ({ id, follow }) => follow?.problem?.why === 'fork' && (await lists.forkProofOf(id)) !== undefined));
  return rows.filter((_, i) => !isProven[i]);
}

/**
 * Asks relays for proofs that these lists forked, and gives those that hold, by list. Anybody may publish anything about a
 * list: whatever does not hold is worth no word, and is no fault of the relay. What would tell nothing new is not looked at.
 */
export async function hearForks(asked: ReadonlyMap<string, readonly string[]>, rows: readonly ListRow[], pool: Pick<SourcePool, 'forks'>): Promise<ReadonlyMap<string, readonly HeardFork[]>> {
  const heard = new Map<string, HeardFork[]>();
  if (asked.size === 0) return heard;
  const looked = new Map<string, Set<string>>();
  let inAll = 0;
  for (const told of await pool.forks(asked)) {
    const { list, proof, from } = told;
    const row = rows.find(({ id }) => id === list);
    const names = looked.get(list) ?? new Set();
    const name = blobName(proof);
    if (row === undefined || names.has(name) || !isNews(told, row) || names.size >= MOST_VERIFIED || inAll >= MOST_VERIFIED_IN_ALL) continue;
    looked.set(list, names.add(name));
    inAll += 1;
    const reading = readForkProof(proof);
    if (reading.kind === 'proves') heard.set(list, [...(heard.get(list) ?? []), { proven: reading.proven, proof, from }]);
  }
  return heard;
}

/** Heeds what was heard of a list as it stands now; whether it is frozen by it. */
export async function heedHeard(heard: readonly HeardFork[], lists: Lists): Promise<boolean> {
  let isFrozen = false;
  for (const { proven, proof, from } of heard) isFrozen = (await heedFork(proven, proof, lists, from)) || isFrozen;
  return isFrozen;
}

/** History is noted once. */
function isNews({ version }: HeardForkProof, row: ListRow): boolean {
  return version >= row.version || row.follow?.pastFork === undefined;
}
