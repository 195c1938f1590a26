import type { ProvenFork } from '../core/fork.ts';
import type { ListRepository } from '../store/list-repository.ts';

type Lists = Pick<ListRepository, 'get' | 'keepForkProof' | 'follow'>;

/** A list was found to fork: from now on it stays as it is and does no more than label. A proof can be handed on. */
export async function noteFork(id: string, proof: Uint8Array | undefined, since: number, lists: Omit<Lists, 'get'>): Promise<void> {
  if (proof !== undefined) await lists.keepForkProof(id, proof.slice());
  await lists.follow(id, (before) => ({ mirrors: [], isOn: false, ...before, problem: { why: 'fork', since, message: '' } }));
}

/** A proof that the reader shows counts as one that was met with. */
export async function heedFork({ list: { id }, version, signedAt }: ProvenFork, proof: Uint8Array, lists: Lists): Promise<void> {
  const row = await lists.get(id);
  // What forked under an earlier root is history: the roots after it say where the list goes on.
  if (row?.version === version) await noteFork(id, proof, Math.max(...signedAt), lists);
}
