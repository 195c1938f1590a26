import type { Result } from '../core/result.ts';
import { decodeFlagListFile, encodeFlagListFile } from './flag-list-file.ts';
import { attemptAsync, refuse, type ListError } from './list-error.ts';
import { keyRing } from './list-keys.ts';
import { currentRoot } from './root-line.ts';
import { publishedState, tipSigners } from './sign-state.ts';
import type { Signer } from './signer.ts';
import { checkTip, encodeTip, signTip } from './tip.ts';

export interface ConfirmOptions {
  readonly nowMs: number;
  /** The writer signs alone, for others to co-sign. */
  readonly isProposal?: boolean;
}

/**
 * Signs the state of a `.flaglist` again, as of now: nothing in the list changes but until when its curator stands by
 * it. Readers who hold the state load the new tip alone. Never a new number: a list that is only confirmed cannot fork.
 */
export function confirmList(file: Uint8Array, keys: readonly Signer[], { nowMs, isProposal = false }: ConfirmOptions): Promise<Result<Uint8Array, ListError>> {
  return attemptAsync(async () => {
    const { roots, tip } = publishedState(file);
    const root = currentRoot(roots.line);
    const createdAt = Math.floor(nowMs / 1000);
    if (createdAt <= tip.by.createdAt) refuse('not-yet-valid', 'The clock here is not ahead of the signature that is to be renewed.');
    const exp = Math.min(createdAt + root.maxAge, root.expires);
    if (exp <= createdAt) refuse('expired', 'The root of this list has expired: it can only be continued under a new root.');
    const signers = tipSigners(root, keyRing(keys), isProposal);
    const again = await signTip(tip.list, { ...tip, exp }, signers.writer, signers.heads, createdAt);
    checkTip(again, roots.line, nowMs, isProposal);
    return encodeFlagListFile({ ...decodeFlagListFile(file), tip: encodeTip(again) });
  });
}
