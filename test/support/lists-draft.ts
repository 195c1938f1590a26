import { sha256 } from '@noble/hashes/sha2.js';
import { utf8ToBytes } from '@noble/hashes/utils.js';
import { buildFlagList, type BuildOptions, type DraftFlag, type ListDraft } from '../../lib/lists/build-flag-list.ts';
import type { Subject } from '../../lib/core/subject.ts';
import type { Random } from '../../lib/lists/event.ts';
import { mapKeys, newListKeys, type ListKeys } from '../../lib/lists/list-keys.ts';
import { localSigner, type Signer } from '../../lib/lists/signer.ts';
import { verifyFlagList, type VerifiedList } from '../../lib/lists/verify-flag-list.ts';

/** Sunday, 22 November 2026, 12:00 UTC. */
export const NOW_MS = Date.UTC(2026, 10, 22, 12);
export const NOW_S = NOW_MS / 1000;
export const DAY_MS = 86_400_000;

/** The same bytes for the same seed: tests and golden files only, never for a key that matters. */
export function seededRandom(seed: string): Random {
  let drawn = 0;
  return (length) => {
    const bytes = new Uint8Array(length);
    for (let at = 0; at < length; at += 32) {
      bytes.set(sha256(utf8ToBytes(`${seed}/${drawn++}`)).subarray(0, length - at), at);
    }
    return bytes;
  };
}

/** Keys everybody knows. */
export const TEST_KEYS: ListKeys = newListKeys(seededRandom('TEST KEYS, known to everybody'));

/** Keys of somebody else. */
export const OTHER_KEYS: ListKeys = newListKeys(seededRandom('OTHER TEST KEYS, known to everybody'));

export function aDraft(changes: Partial<ListDraft> = {}): ListDraft {
  return {
    name: 'Test list',
    description: 'For tests only.',
    charter: 'Flags made by tests.\nNothing here is about anybody.',
    appealContact: 'appeals@example.org',
    languages: ['en'],
    labels: [
      { name: 'Scam', core: 'scam' },
      { name: 'AI-made', core: 'ai-made' },
      { name: 'Off topic', core: 'x-off-topic' },
    ],
    flags: [],
    ...changes,
  };
}

/** `n` flags on addresses, with every label, stand and some weeks among them. */
export function someFlags(n: number): readonly (DraftFlag & { readonly subject: Subject })[] {
  const labels = ['Scam', 'AI-made', 'Off topic'];
  return Array.from({ length: n }, (_, i) => ({
    subject: { kind: 'url', canonical: `https://example.org/${i}` },
    label: labels[i % labels.length]!,
    polarity: i % 5 === 4 ? 'disputes' : 'asserts',
    confidence: (i % 64) / 63,
    week: 300 + (i % 50),
  }));
}

/** Who signs with these keys. */
export function signersOf(keys: ListKeys, random = seededRandom('signers')): ListKeys<Signer> {
  return mapKeys(keys, (secret) => localSigner(secret, random));
}

export function signersWith(secrets: readonly Uint8Array[], random = seededRandom('signers')): readonly Signer[] {
  return secrets.map((secret) => localSigner(secret, random));
}

export async function builtList(draft: ListDraft, keys: ListKeys = TEST_KEYS, options: Partial<BuildOptions & { readonly random: Random }> = {}): Promise<Uint8Array> {
  const { random = seededRandom(draft.name), ...more } = options;
  const built = await buildFlagList(draft, signersOf(keys, random), { nowMs: NOW_MS, ...more });
  if (!built.ok) throw new Error(`${built.error.tag}: ${built.error.message}`);
  return built.value;
}

export function verifiedList(bytes: Uint8Array, nowMs = NOW_MS): VerifiedList {
  const verified = verifyFlagList(bytes, { nowMs });
  if (!verified.ok) throw new Error(`${verified.error.tag}: ${verified.error.message}`);
  return verified.value;
}
