import type { ProvenFork } from '../core/fork.ts';
import type { ListProblem } from '../core/settings.ts';
import type { ListRepository } from '../store/list-repository.ts';

type Lists = Pick<ListRepository, 'get' | 'keepForkProof' | 'follow'>;

/**
 * A list was found to fork: from now on it stays as it is and does no more than label. A proof can be handed on. What is
 * known of a fork already stays as it is known.
 */
export async function noteFork(id: string, proof: Uint8Array | undefined, { since, from }: Pick<ListProblem, 'since' | 'from'>, lists: Omit<Lists, 'get'>): Promise<void> {
  if (proof !== undefined) await lists.keepForkProof(id, proof.slice());
  await lists.follow(id, (before) => ({
    mirrors: [],
    isOn: false,
    ...before,
    problem: before?.problem?.why === 'fork' ? before.problem : { why: 'fork', since, message: '', ...(from === undefined ? {} : { from }) },
  }));
}

/**
 * A proof that the reader shows, or that another reader published (`from` is the relay), counts as one that was met with.
 * Whether the list is frozen by it: what forked under an earlier root is history, which is noted and says nothing of what
 * the list is now.
 */
export async function heedFork({ list: { id }, version, signedAt }: ProvenFork, proof: Uint8Array, lists: Lists, from?: string): Promise<boolean> {
  const row = await lists.get(id);
  if (row === undefined || row.version < version) return false;
  if (row.version === version) {
    await noteFork(id, proof, { since: Math.max(...signedAt), ...(from === undefined ? {} : { from }) }, lists);
    return true;
  }
  // It may be from before the reader came to the list.
  await lists.keepForkProof(id, proof.slice(), 'past-fork');
  await lists.follow(id, (before) => ({ mirrors: [], isOn: false, ...before, pastFork: before?.pastFork ?? { version, signedAt } }));
  return false;
}
