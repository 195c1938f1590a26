import type { ForkReading } from '../core/fork.ts';
import { verifyForkProof } from '../lists/verify-fork-proof.ts';
import { REFUSAL_OF } from './import-list.ts';

/** What a proof of a fork proves, or why it proves nothing, by its bytes alone. */
export function readForkProof(bytes: Uint8Array): ForkReading {
  const verified = verifyForkProof(bytes);
  if (!verified.ok) {
    const { tag, message } = verified.error;
    return { kind: 'proves-nothing', why: tag === 'malformed' ? 'not-a-proof' : REFUSAL_OF[tag], message };
  }
  const { value } = verified;
  const [first, second] = value.kind === 'updates' ? value.tips : value.roots;
  return {
    kind: 'proves',
    proven: { list: value.list, version: value.version, ...(value.kind === 'updates' ? { seq: value.seq } : {}), signedAt: [first.signedAtMs, second.signedAtMs] },
  };
}
