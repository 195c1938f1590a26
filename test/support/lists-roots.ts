import { changeRoot, type ChangeOptions, type RootDraft } from '../../lib/lists/change-root.ts';
import { publicKey } from '../../lib/lists/event.ts';
import { newListKeys, publicKeys, secretsOf, type ListKeys } from '../../lib/lists/list-keys.ts';
import type { ListPublicKeys } from '../../lib/lists/verify-flag-list.ts';
import { NOW_MS, seededRandom } from './lists-draft.ts';

/** Keys that take the place of TEST_KEYS; everybody knows them too. */
export const NEW_KEYS: ListKeys = newListKeys(seededRandom('NEW TEST KEYS'));

/** A list under its next root, made by all secrets of these keys. */
export function changedList(file: Uint8Array, change: RootDraft, keys: readonly ListKeys[], options: Partial<ChangeOptions> = {}): Uint8Array {
  const changed = changeRoot(file, change, keys.flatMap(secretsOf), { nowMs: NOW_MS, random: seededRandom('changed'), ...options });
  if (!changed.ok) throw new Error(`${changed.error.tag}: ${changed.error.message}`);
  return changed.value;
}

/** The public keys of a list, for a root to name. */
export function namesOf({ root, rootThreshold, writer, heads, headThreshold, inbox }: ListKeys): ListPublicKeys {
  return {
    root: publicKeys(root),
    rootThreshold,
    writer: publicKey(writer),
    heads: publicKeys(heads),
    headThreshold,
    inbox: publicKey(inbox),
  };
}
