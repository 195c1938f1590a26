import { describe, expect, test } from 'vitest';
import { confirmList } from '../../lib/lists/confirm-list.ts';
import { buildFlagList, type BuildOptions } from '../../lib/lists/build-flag-list.ts';
import { cosignState, finishState, readProposedState } from '../../lib/lists/cosign.ts';
import { publicKey } from '../../lib/lists/event.ts';
import { decodeFlagListFile } from '../../lib/lists/flag-list-file.ts';
import type { ListKeys } from '../../lib/lists/list-keys.ts';
import { decodeTip } from '../../lib/lists/tip.ts';
import { verifyFlagList } from '../../lib/lists/verify-flag-list.ts';
import { aDraft, builtList, NOW_MS, OTHER_KEYS, seededRandom, signersOf, signersWith, someFlags, TEST_KEYS } from '../support/lists-draft.ts';

const HOUR_MS = 3_600_000;
const random = seededRandom('co-signers');
/** The writer and two of three others sign. */
const [ann, ben, cleo] = [random(32), random(32), random(32)] as const;
const KEYS: ListKeys = { ...TEST_KEYS, heads: [ann, ben, cleo], headThreshold: 3 };
const writer = signersWith([KEYS.writer]);

const first = await builtList(aDraft({ flags: someFlags(3) }), KEYS, { nowMs: NOW_MS - 3 * HOUR_MS });
const propose = async (flags: number, more: Partial<BuildOptions> = {}) => await builtList(aDraft({ flags: someFlags(flags) }), { ...KEYS, heads: [] }, { previous: first, isProposal: true, nowMs: NOW_MS - 2 * HOUR_MS, ...more });
const proposal = await propose(5);
const at = (minute: number) => ({ nowMs: NOW_MS - HOUR_MS + minute * 60_000 });

async function cosigned(secrets: readonly Uint8Array[], file = proposal, minute = 0): Promise<Uint8Array> {
  const signed = await cosignState(file, signersWith(secrets), at(minute));
  if (!signed.ok) throw new Error(signed.error.message);
  return signed.value;
}
const flipped = (bytes: Uint8Array, where: number) => bytes.with(where, bytes[where]! ^ 1);
const refusalOf = (result: { readonly ok: boolean; readonly error?: { readonly tag: string } }) => result.error?.tag ?? 'accepted';

describe('a state that its writer proposes', () => {
  test('is refused by readers, and read by who is to co-sign it', () => {
    expect(refusalOf(verifyFlagList(proposal, { nowMs: NOW_MS }) as never)).toBe('missing-signature');
    expect(readProposedState(proposal, { nowMs: NOW_MS })).toMatchObject({ ok: true, value: { missing: 2, list: { seq: 2, n: 5 } } });
  });

  test('becomes the list that is made where all keys lie together', async () => {
    const finished = await finishState(proposal, [await cosigned([cleo]), await cosigned([ann])], writer, at(5));
    if (!finished.ok) throw new Error(finished.error.message);
    const list = verifyFlagList(finished.value, { nowMs: NOW_MS });
    expect(list).toMatchObject({ ok: true, value: { seq: 2, n: 5 } });
    const together = decodeFlagListFile(await builtList(aDraft({ flags: someFlags(5) }), KEYS, { previous: first, nowMs: NOW_MS - 2 * HOUR_MS }));
    const apart = decodeFlagListFile(finished.value);
    expect([apart.index, [...apart.blobs.keys()]]).toEqual([together.index, [...together.blobs.keys()]]);
    expect(decodeTip(apart.tip).cosignatures.map(({ pubkey }) => pubkey)).toEqual([ann, cleo].map(publicKey).toSorted());
    const next = await builtList(aDraft({ flags: someFlags(6) }), KEYS, { previous: finished.value, nowMs: NOW_MS });
    expect(verifyFlagList(next, { nowMs: NOW_MS })).toMatchObject({ ok: true, value: { seq: 3 } });
  });

  test('takes as many co-signatures as its root asks for, from one file or several', async () => {
    const all = await finishState(proposal, [await cosigned([ann, ben, cleo]), await cosigned([ann], proposal, 2)], writer, at(5));
    expect(all.ok && decodeTip(decodeFlagListFile(all.value).tip).cosignatures.length).toBe(2);
    expect(all.ok && verifyFlagList(all.value, { nowMs: NOW_MS }).ok).toBe(true);
  });

  test('is confirmed in the same way', async () => {
    const again = await confirmList(first, writer, { ...at(0), isProposal: true });
    if (!again.ok) throw new Error(again.error.message);
    expect(refusalOf(verifyFlagList(again.value, { nowMs: NOW_MS }) as never)).toBe('missing-signature');
    const finished = await finishState(again.value, [await cosigned([ann, ben], again.value)], writer, at(5));
    expect(finished.ok && verifyFlagList(finished.value, { nowMs: NOW_MS })).toMatchObject({ ok: true, value: { seq: 1, n: 3 } });
  });

  test.each<[string, () => Promise<{ readonly ok: boolean; readonly error?: { readonly tag: string } }>, string]>([
    ['too few co-signatures', async () => finishState(proposal, [await cosigned([ann])], writer, at(5)), 'missing-signature'],
    ['one of them twice', async () => finishState(proposal, [await cosigned([ann]), await cosigned([ann], proposal, 1)], writer, at(5)), 'missing-signature'],
    ['one of another state', async () => finishState(proposal, [await cosigned([ann]), await cosigned([ben], await propose(6))], writer, at(5)), 'bad-signature'],
    ['one that is younger than the writer’s', async () => finishState(proposal, [await cosigned([ann, ben], proposal, 9)], writer, at(5)), 'not-canonical'],
    ['one that was altered', async () => finishState(proposal, [flipped(await cosigned([ann, ben]), 120)], writer, at(5)), 'bad-signature'],
    ['one cut short', async () => finishState(proposal, [(await cosigned([ann, ben])).subarray(0, -1)], writer, at(5)), 'malformed'],
    ['no end of them', async () => finishState(proposal, [new Uint8Array([...await cosigned([ann]), ...new Uint8Array(100_000)])], writer, at(5)), 'malformed'],
    ['another writer', async () => finishState(proposal, [await cosigned([ann, ben])], signersWith([OTHER_KEYS.writer]), at(5)), 'wrong-key'],
    ['a key that the root does not name', async () => cosignState(proposal, signersWith([OTHER_KEYS.writer]), at(0)), 'wrong-key'],
    ['a proposal that was altered', async () => cosignState(flipped(proposal, Buffer.from(proposal).indexOf('FLT1') + 100), signersWith([ann]), at(0)), 'bad-signature'],
    ['a list that nobody co-signs', async () => buildFlagList(aDraft(), signersOf(TEST_KEYS), { nowMs: NOW_MS, isProposal: true }), 'bad-keys'],
  ])('is refused: %s', async (_, act, tag) => {
    expect(refusalOf(await act())).toBe(tag);
  });
});
