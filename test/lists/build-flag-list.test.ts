import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { subjectKeyBytes } from '../../lib/subjects/subject-key.ts';
import { buildFlagList, type DraftFlag, type ListDraft } from '../../lib/lists/build-flag-list.ts';
import { linkChain, RESET } from '../../lib/lists/chain.ts';
import { decodeFlagListFile } from '../../lib/lists/flag-list-file.ts';
import type { ListErrorTag } from '../../lib/lists/list-error.ts';
import { keysOf, type ListKeys } from '../../lib/lists/list-keys.ts';
import { decodeRoots } from '../../lib/lists/root-line.ts';
import { verifyFlagList } from '../../lib/lists/verify-flag-list.ts';
import { aDraft, builtList, DAY_MS, NOW_MS, NOW_S, OTHER_KEYS, seededRandom, signersOf, signersWith, someFlags, TEST_KEYS, verifiedList } from '../support/lists-draft.ts';
import { forge } from '../support/lists-forge.ts';

const outcome = async (draft: ListDraft, keys: ListKeys = TEST_KEYS, previous?: Uint8Array): Promise<ListErrorTag | 'built'> => {
  const built = await buildFlagList(draft, signersOf(keys), { nowMs: NOW_MS, ...(previous && { previous }) });
  return built.ok ? 'built' : built.error.tag;
};

const url = (name: string) => ({ kind: 'url', canonical: `https://example.org/${name}` }) as const;
const aFlag = (changes: Partial<DraftFlag> = {}): DraftFlag => ({ subject: url('a'), label: 'Scam', ...changes }) as DraftFlag;

describe('a draft', () => {
  test('gives one state whatever the order of its flags', async () => {
    const flags = someFlags(60);
    const state = verifiedList(await builtList(aDraft({ flags }))).state;
    await fc.assert(
      fc.asyncProperty(fc.shuffledSubarray([...flags], { minLength: flags.length }), async (shuffled) => {
        expect(verifiedList(await builtList(aDraft({ flags: shuffled }))).state).toBe(state);
      }),
      { numRuns: 5 },
    );
  });

  test('that says the same twice says it once', async () => {
    expect(verifiedList(await builtList(aDraft({ flags: [aFlag(), aFlag()] }))).n).toBe(1);
  });

  test('may name a subject by its key', async () => {
    const byKey = aFlag({ key: subjectKeyBytes(url('a')) } as Partial<DraftFlag>);
    const { subject: _subject, ...flag } = byKey as DraftFlag & { subject: unknown };
    expect(verifiedList(await builtList(aDraft({ flags: [flag as DraftFlag] }))).state).toBe(
      verifiedList(await builtList(aDraft({ flags: [aFlag()] }))).state,
    );
  });

  test('fills in what it leaves out: asserts, surely, this week', async () => {
    const list = verifiedList(await builtList(aDraft({ flags: [aFlag()] })));
    const flag = list.index.flagAt(0);
    expect(flag).toMatchObject({ label: 1, polarity: 'asserts', confidence: 1 });
    expect(NOW_MS - (list.epochMs + flag.week * 7 * DAY_MS)).toBeLessThan(7 * DAY_MS);
  });

  test('keeps a sensitive label on media and domains', async () => {
    const labels = [{ name: 'Scam', core: 'scam', sensitive: true }] as const;
    expect(verifiedList(await builtList(aDraft({ labels }))).labels[0]!.subjects).toEqual(['domain', 'media']);
    expect(await outcome(aDraft({ labels, flags: [aFlag()] }))).toBe('bad-draft');
    expect(await outcome(aDraft({ labels: [{ ...labels[0], subjects: ['url'] }] }))).toBe('bad-root');
  });

  test.each<[string, Partial<ListDraft>, ListErrorTag]>([
    ['with a flag under a label it does not have', { flags: [aFlag({ label: 'Fraud' })] }, 'bad-draft'],
    ['that both asserts and disputes', { flags: [aFlag(), aFlag({ polarity: 'disputes' })] }, 'bad-draft'],
    ['with a confidence above 1', { flags: [aFlag({ confidence: 1.1 })] }, 'bad-draft'],
    ['with a confidence that is no number', { flags: [aFlag({ confidence: Number.NaN })] }, 'bad-draft'],
    ['with a flag from next week', { flags: [aFlag({ week: 400 })] }, 'bad-record'],
    ['with a flag before the epoch', { flags: [aFlag({ week: -1 })] }, 'bad-draft'],
    ['with a key of 8 bytes', { flags: [{ key: new Uint8Array(8), label: 'Scam' }] }, 'bad-draft'],
    ['without a name', { name: ' ' }, 'bad-root'],
    ['without labels', { labels: [] }, 'bad-root'],
    ['with two labels of one code', { labels: [{ name: 'A', core: 'scam', code: 1 }, { name: 'B', core: 'spam', code: 1 }] }, 'bad-root'],
    ['with half a character in its charter', { charter: '\ud800' }, 'bad-root'],
    ['with a mirror that is no address', { mirrors: ['mirror'] }, 'bad-root'],
    ['that vouches for no list', { vouches: ['https://b.example/'] }, 'bad-root'],
    ['that vouches for a list without TLS', { vouches: [`http://b.example/#${'ab'.repeat(32)}`] }, 'bad-root'],
    ['that vouches for a list by a link in another writing', { vouches: [`https://b.example#${'ab'.repeat(32)}`] }, 'bad-root'],
    ['that vouches for one list twice', { vouches: [`https://b.example/#${'ab'.repeat(32)}`, `https://b.example/#${'ab'.repeat(32)}`] }, 'bad-root'],
  ])('%s is refused', async (_, changes, refusedAs) => {
    expect(await outcome(aDraft(changes))).toBe(refusedAs);
  });

  test('says which flag is wrong', async () => {
    const built = await buildFlagList(aDraft({ flags: [aFlag(), aFlag({ label: 'Fraud' })] }), signersOf(TEST_KEYS), { nowMs: NOW_MS });
    expect(built).toMatchObject({ error: { message: 'Flag 2 of the draft: no label is named "Fraud".' } });
  });

  test('signed with keys that are none is refused without quoting them', async () => {
    const built = await buildFlagList(aDraft(), signersOf({ ...TEST_KEYS, writer: new Uint8Array(32) }), { nowMs: NOW_MS });
    expect(built).toEqual({ ok: false, error: { tag: 'bad-keys', message: 'One of the secret keys is not a valid key.' } });
  });

  test('signed with one key for two purposes is refused', async () => {
    expect(await outcome(aDraft(), { ...TEST_KEYS, inbox: TEST_KEYS.writer })).toBe('bad-keys');
  });

  test('is co-signed as its keys ask', async () => {
    const random = seededRandom('heads');
    const keys = { ...TEST_KEYS, heads: [random(32), random(32)], headThreshold: 2 };
    expect(verifiedList(await builtList(aDraft(), keys)).keys).toMatchObject({ headThreshold: 2 });
    expect(await outcome(aDraft(), { ...keys, headThreshold: 4 })).toBe('bad-root');
  });

  test('that is followed over a network is confirmed within 30 days', async () => {
    const { expiresAtMs } = verifiedList(await builtList(aDraft({ mirrors: ['https://mirror.example/'] })));
    expect(expiresAtMs).toBe(NOW_MS + 30 * DAY_MS);
  });
});

describe('a list that continues another', async () => {
  const draft = aDraft({ flags: someFlags(3) });
  const start = await builtList(draft);
  const week = 7 * DAY_MS;

  test('keeps its id, counts on, and holds the new flags', async () => {
    const next = verifiedList(await builtList(aDraft({ flags: someFlags(5) }), TEST_KEYS, { previous: start, nowMs: NOW_MS + week }), NOW_MS + week);
    expect(next).toMatchObject({ id: verifiedList(start).id, seq: 2, n: 5 });
    // Two puts of 16 bytes.
    expect(next.log).toMatchObject([{ seq: 1 }, { seq: 2, state: next.state, chain: next.chain, delta: { bytes: 44, inline: true } }]);
  });

  test('verifies after more updates than its log holds, which begins later then', async () => {
    let bytes = start;
    for (let i = 1; i <= 17; i++) {
      bytes = await builtList(aDraft({ flags: someFlags(i) }), TEST_KEYS, { previous: bytes, nowMs: NOW_MS + i * week });
    }
    expect(verifiedList(bytes, NOW_MS + 17 * week)).toMatchObject({ seq: 18, n: 17, id: verifiedList(start).id });
  });

  test('leaves the date of a statement that stays the same in the draft without one', async () => {
    const undated = aDraft({ flags: [aFlag(), aFlag({ subject: url('b') }), aFlag({ subject: url('c') })] });
    const before = await builtList(undated);
    const flags = [aFlag(), aFlag({ subject: url('b'), confidence: 0.5 }), aFlag({ subject: url('c'), week: 350 }), aFlag({ subject: url('d') })];
    const next = verifiedList(await builtList(aDraft({ flags }), TEST_KEYS, { previous: before, nowMs: NOW_MS + 2 * week }), NOW_MS + 2 * week);
    const weekOf = (name: string) => {
      const key = Buffer.from(subjectKeyBytes(url(name)));
      return next.index.flagAt(next.index.find(key.readUInt32BE(0), key.readUInt32BE(4))).week;
    };
    expect(['a', 'b', 'c', 'd'].map(weekOf)).toEqual([358, 360, 350, 360]);
  });

  test('may do so after it went stale, while its root holds', async () => {
    const late = NOW_MS + 370 * DAY_MS;
    expect(verifyFlagList(start, { nowMs: late })).toMatchObject({ error: { tag: 'expired' } });
    expect(verifiedList(await builtList(draft, TEST_KEYS, { previous: start, nowMs: late }), late).seq).toBe(2);
  });

  test('is refused once its root expired', async () => {
    const built = await buildFlagList(draft, signersOf(TEST_KEYS), { nowMs: NOW_MS + 400 * DAY_MS, previous: start });
    expect(built).toMatchObject({ error: { tag: 'expired' } });
  });

  test('is refused where readers would: after more updates than its age allows', async () => {
    const zero = '00'.repeat(32);
    const manyUpdates = forge({
      roots: decodeRoots(decodeFlagListFile(start).roots),
      createdAt: NOW_S,
      manifest: (manifest) => ({ ...manifest, seq: 256 }),
      index: (index) => ({
        ...index,
        base: { seq: 255, chain: zero, state: zero },
        log: [{ ...index.log[0]!, seq: 256 }],
        snapshot: { ...index.snapshot, seq: 256 },
      }),
      tip: (tip) => ({ ...tip, seq: 256, chain: linkChain(zero, 256, tip.state, RESET) }),
    });
    expect(verifiedList(manyUpdates).seq).toBe(256);
    expect(await outcome(draft, TEST_KEYS, manyUpdates)).toBe('runs-ahead');
  });

  test('is refused under other terms or labels, and by keys that are not those of its writer', async () => {
    expect(await outcome(aDraft({ charter: 'Something else.' }), TEST_KEYS, start)).toBe('charter-changed');
    expect(await outcome(aDraft({ labels: draft.labels.slice(1) }), TEST_KEYS, start)).toBe('charter-changed');
    expect(await outcome(draft, OTHER_KEYS, start)).toBe('wrong-key');
  });

  test('says which terms differ', async () => {
    const built = await buildFlagList(aDraft({ name: 'Other', charter: 'Other.' }), signersOf(TEST_KEYS), { nowMs: NOW_MS, previous: start });
    expect(built).toMatchObject({ error: { message: 'Terms differ from those the list was signed with (name, charter); that needs a new root.' } });
  });

  test('takes the keys that sign its states alone, which begin no new one', async () => {
    const options = { nowMs: NOW_MS };
    expect((await buildFlagList(draft, signersWith([TEST_KEYS.writer]), { ...options, previous: start })).ok).toBe(true);
    expect(await buildFlagList(draft, signersWith(keysOf(TEST_KEYS)), options)).toMatchObject({ error: { tag: 'bad-keys' } });
  });

  test('is refused with fewer heads at hand than its root asks for', async () => {
    const random = seededRandom('heads');
    const keys = { ...TEST_KEYS, heads: [random(32), random(32)], headThreshold: 2 };
    const cosigned = await builtList(draft, keys);
    const after = async (secrets: readonly Uint8Array[]) => {
      const built = await buildFlagList(draft, signersWith(secrets), { nowMs: NOW_MS, previous: cosigned });
      return built.ok ? 'built' : built.error.tag;
    };
    expect(await after([keys.writer, keys.heads[1]!])).toBe('built');
    expect(await after([keys.writer])).toBe('missing-signature');
    expect(await after(keys.heads)).toBe('wrong-key');
  });

  test('is refused by a clock behind it', async () => {
    const built = await buildFlagList(draft, signersOf(TEST_KEYS), { nowMs: NOW_MS - 1000, previous: start });
    expect(built).toMatchObject({ error: { tag: 'not-yet-valid' } });
  });

  test('is refused where the one before does not hold', async () => {
    const at = Buffer.from(start).indexOf('FLT1') + 100;
    expect(await outcome(draft, TEST_KEYS, start.with(at, start[at]! ^ 1))).toBe('bad-signature');
  });
});
