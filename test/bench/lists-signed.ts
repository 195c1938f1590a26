import { randomFillSync } from 'node:crypto';
import { buildFlagList } from '../../lib/lists/build-flag-list.ts';
import { newListKeys } from '../../lib/lists/list-keys.ts';
import { signersOf } from '../support/lists-draft.ts';

const LABELS = [
  { name: 'Scam', core: 'scam' },
  { name: 'Spam', core: 'spam' },
  { name: 'AI-made', core: 'ai-made' },
] as const;

const keys = newListKeys(randomBytes);

/** A signed list of random subjects, all by one curator; `subjects` are the keys in it. */
export async function signedList(flags: number): Promise<{ readonly file: Uint8Array<ArrayBuffer>; readonly subjects: readonly Uint8Array[] }> {
  const subjects = randomKeys(flags);
  const draft = {
    name: `Bench ${flags}`,
    charter: 'Made to measure with.',
    appealContact: 'nobody',
    labels: LABELS,
    flags: subjects.map((key, i) => ({ key, label: LABELS[i % 3]!.name, confidence: (i % 8) / 7, week: 250 + (i % 100) })),
  };
  const built = await buildFlagList(draft, signersOf(keys, randomBytes), { nowMs: Date.now() });
  if (!built.ok) throw new Error(built.error.message);
  return { file: Uint8Array.from(built.value), subjects };
}

export function randomKeys(count: number): readonly Uint8Array[] {
  const bytes = randomBytes(12 * count);
  return Array.from({ length: count }, (_, i) => bytes.subarray(12 * i, 12 * i + 12));
}

/** A fingerprint as of a picture with features: half of its bits are set. */
export function randomHash(): Uint32Array {
  const words = new Uint32Array(randomBytes(16).buffer);
  return Uint32Array.from([...words, ...words.map((word) => ~word)]);
}

function randomBytes(length: number): Uint8Array {
  return randomFillSync(new Uint8Array(length));
}
