import { describe, expect, it } from 'vitest';
import { confirmList } from '../../lib/lists/confirm-list.ts';
import { decodeFlagListFile } from '../../lib/lists/flag-list-file.ts';
import { keysOf } from '../../lib/lists/list-keys.ts';
import { makeForkProof } from '../../lib/lists/make-fork-proof.ts';
import { mayReplace } from '../../lib/lists/mirror-folder.ts';
import { aDraft, builtList, DAY_MS, NOW_MS, OTHER_KEYS, signersOf, someFlags, TEST_KEYS, verifiedList } from '../support/lists-draft.ts';

const file = await builtList(aDraft({ flags: someFlags(5) }));
const again = async (keys = TEST_KEYS, nowMs = NOW_MS + DAY_MS) => await confirmList(file, keysOf(signersOf(keys)), { nowMs });

describe('a list that is confirmed', () => {
  it('is the same list in the same state, for longer', async () => {
    const confirmed = await again();
    if (!confirmed.ok) throw new Error(confirmed.error.message);
    const [before, after] = [verifiedList(file), verifiedList(confirmed.value, NOW_MS + DAY_MS)];
    expect(after).toMatchObject({ id: before.id, seq: before.seq, chain: before.chain, state: before.state, createdAtMs: before.createdAtMs + DAY_MS });
    expect(after.expiresAtMs).toBeGreaterThan(before.expiresAtMs);
    const [old, now] = [decodeFlagListFile(file), decodeFlagListFile(confirmed.value)];
    expect(mayReplace(now.tip, now.index, old.tip)).toEqual({ ok: true, value: 'confirmed' });
    expect(mayReplace(old.tip, old.index, now.tip)).toMatchObject({ ok: false, error: { tag: 'rollback' } });
    expect(makeForkProof(old, now)).toMatchObject({ ok: false, error: { tag: 'no-fork' } });
  });

  it('is not by other keys, nor at an earlier time, nor once its root has expired', async () => {
    expect(await again(OTHER_KEYS)).toMatchObject({ ok: false, error: { tag: 'wrong-key' } });
    expect(await again(TEST_KEYS, NOW_MS)).toMatchObject({ ok: false, error: { tag: 'not-yet-valid' } });
    expect(await again(TEST_KEYS, NOW_MS + 401 * DAY_MS)).toMatchObject({ ok: false, error: { tag: 'expired' } });
    expect((await confirmList(file.slice(1), keysOf(signersOf(TEST_KEYS)), { nowMs: NOW_MS + DAY_MS })).ok).toBe(false);
  });
});
