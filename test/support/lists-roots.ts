import { changeRoot, type ChangeOptions, type RootDraft } from '../../lib/lists/change-root.ts';
import { publicKey, type Random } from '../../lib/lists/event.ts';
import { keysOf, newListKeys, publicKeys, type ListKeys } from '../../lib/lists/list-keys.ts';
import type { ListPublicKeys } from '../../lib/lists/verify-flag-list.ts';
import { NOW_MS, seededRandom, signersWith } from './lists-draft.ts';

/** Keys that take the place of TEST_KEYS; everybody knows them too. */
export const NEW_KEYS: ListKeys = newListKeys(seededRandom('NEW TEST KEYS'));

/** A list under its next root, made by all secrets of these keys. */
export async function changedList(file: Uint8Array, change: RootDraft, keys: readonly ListKeys[], options: Partial<ChangeOptions & { readonly random: Random }> = {}): Promise<Uint8Array> {
  const { random = seededRandom('changed'), ...more } = options;
  const changed = await changeRoot(file, change, signersWith(keys.flatMap((each) => keysOf(each)), random), { nowMs: NOW_MS, ...more });
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
