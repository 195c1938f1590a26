import { deflateSync } from 'fflate';
import { describe, expect, test } from 'vitest';
import type { FlagDetails } from '../../lib/core/flag-reason.ts';
import type { DraftFlag, DraftRetraction, ListDraft } from '../../lib/lists/build-flag-list.ts';
import { u16, u32, u8 } from '../../lib/lists/big-endian.ts';
import { decodeBucket, detailName, encodeBucket, type Detail } from '../../lib/lists/detail-bucket.ts';
import { bucketOf, bucketsOf, decodeDetailManifest, encodeDetailManifest } from '../../lib/lists/detail-manifest.ts';
import { blobName } from '../../lib/lists/domain-hash.ts';
import { decodeFlagListFile, encodeFlagListFile } from '../../lib/lists/flag-list-file.ts';
import { confirmList } from '../../lib/lists/confirm-list.ts';
import { keysOf } from '../../lib/lists/list-keys.ts';
import { MAX_BLOB_BYTES, MIN_DETAIL_FLAGS } from '../../lib/lists/limits.ts';
import { attempt, type ListErrorTag } from '../../lib/lists/list-error.ts';
import { decodeIndex } from '../../lib/lists/list-index.ts';
import { detailsIn } from '../../lib/lists/list-details.ts';
import { keptCopy } from '../../lib/lists/kept-copy.ts';
import { publicationOf, reachableFrom } from '../../lib/lists/mirror-folder.ts';
import { decodeTip } from '../../lib/lists/tip.ts';
import { verifyFlagList } from '../../lib/lists/verify-flag-list.ts';
import { buildFlagList } from '../../lib/lists/build-flag-list.ts';
import { subjectKeyBytes } from '../../lib/subjects/subject-key.ts';
import { aDraft, builtList, DAY_MS, NOW_MS, seededRandom, signersOf, someFlags, TEST_KEYS, verifiedList } from '../support/lists-draft.ts';
import { detailedFlags, someDetails, toldBy, withDetails, withParts } from '../support/lists-details.ts';
import { somePictures } from '../support/lists-pictures.ts';
import { changedList } from '../support/lists-roots.ts';

const WEEK_MS = 7 * DAY_MS;
const later = (previous: Uint8Array, changes: Partial<ListDraft>, nowMs = NOW_MS + 60_000, forgets = false): Promise<Uint8Array> =>
  builtList(aDraft(changes), TEST_KEYS, { previous, nowMs, forgets, random: seededRandom(`${nowMs}`) });
const subjectOf = (i: number) => ({ kind: 'url', canonical: `https://example.org/${i}` }) as const;
const keyOf = (i: number) => subjectKeyBytes(subjectOf(i));
const saidOf = (file: Uint8Array, i: number) => toldBy(file).find(({ key }) => Buffer.compare(key, keyOf(i)) === 0);
const reason = (text: string): FlagDetails => ({ reason: { text }, evidence: [] });
/** A flag on the i-th subject, `Scam`, that says the same each time. */
const flag = (i: number, more: Partial<DraftFlag> = {}): DraftFlag => ({ subject: subjectOf(i), label: 'Scam', ...more }) as DraftFlag;
const retraction = (i: number, text?: string): DraftRetraction => ({ subject: subjectOf(i), label: 'Scam', ...(text === undefined ? {} : { reason: { text } }) });
const refusalOf = (file: Uint8Array): ListErrorTag | undefined => {
  const verified = verifyFlagList(file, { nowMs: NOW_MS });
  return verified.ok ? undefined : verified.error.tag;
};
const whyNoDraft = async (draft: Partial<ListDraft>, previous?: Uint8Array): Promise<string> => {
  const built = await buildFlagList(aDraft(draft), signersOf(TEST_KEYS, seededRandom('no')), { nowMs: NOW_MS + 60_000, ...(previous === undefined ? {} : { previous }) });
  return built.ok ? 'built' : `${built.error.tag}: ${built.error.message}`;
};

describe('what a list tells of its flags', async () => {
  const file = await builtList(aDraft({ flags: detailedFlags(40) }));

  test('comes back as it was given, in the order of the flags, and nothing of the others', async () => {
    const details = toldBy(file);
    expect(details).toHaveLength(27);
    for (const [i, each] of detailedFlags(40).entries()) {
      const said = saidOf(file, i);
      if (each.details === undefined) expect(said).toBeUndefined();
      else expect(said).toMatchObject({ label: 1 + (i % 3), flag: each.details });
    }
    const names = details.map((detail) => Buffer.from(detailName(detail)).toString('hex'));
    expect(names.toSorted()).toEqual(names);
  });

  test('is no part of the state, and a list without reasons is what it was', async () => {
    const plain = await builtList(aDraft({ flags: someFlags(40) }));
    expect(verifiedList(file).state).toBe(verifiedList(plain).state);
    expect(verifiedList(plain).details).toBeUndefined();
    expect(decodeIndex(decodeFlagListFile(plain).index).details).toBeUndefined();
  });

  test('is covered by the tip: every altered byte of it refuses the file', async () => {
    const { index, blobs, ...head } = decodeFlagListFile(file);
    const { details } = decodeIndex(index);
    for (const [name, blob] of blobs) {
      if (name !== details!.sha256 && !bucketsOf(detailsIn({ blobs }, decodeIndex(index))!).some(({ sha256 }) => sha256 === name)) continue;
      for (let at = 0; at < blob.length; at += 97) {
        const altered = blob.slice();
        altered[at]! ^= 1;
        const others = [...blobs].filter(([each]) => each !== name).map(([, each]) => each);
        expect(refusalOf(encodeFlagListFile({ ...head, index, blobs: named([...others, altered]) }))).toMatch(/missing-blob|unreachable-blob/);
      }
    }
  });

  test('may be left out of a file as a whole, and not in part', async () => {
    const parts = decodeFlagListFile(file);
    const index = decodeIndex(parts.index);
    const [manifest, [bucket]] = [index.details!, bucketsOf(detailsIn(parts, index)!)];
    const without = (...gone: readonly string[]) => encodeFlagListFile({ ...parts, blobs: new Map([...parts.blobs].filter(([name]) => !gone.includes(name))) });
    const bare = without(manifest.sha256, bucket!.sha256);
    expect(verifiedList(bare)).toMatchObject({ n: 40, details: manifest });
    expect(toldBy(bare)).toEqual([]);
    expect(refusalOf(without(bucket!.sha256))).toBe('missing-blob');
    expect(refusalOf(without(manifest.sha256))).toBe('unreachable-blob');
    const built = await buildFlagList(aDraft({ flags: someFlags(41) }), signersOf(TEST_KEYS, seededRandom('bare')), { nowMs: NOW_MS + 60_000, previous: bare });
    expect(built).toMatchObject({ ok: false, error: { tag: 'missing-blob' } });
  });

  test('goes with a reader’s own copy, where it is given, and never to a mirror by that', async () => {
    const parts = decodeFlagListFile(file);
    const index = decodeIndex(parts.index);
    const names = [index.details!.sha256, ...bucketsOf(detailsIn(parts, index)!).map(({ sha256 }) => sha256)];
    const details = new Map(names.map((name) => [name, parts.blobs.get(name)!]));
    const kept = { tip: decodeTip(parts.tip), file: parts };
    const copy = keptCopy(kept, verifiedList(file), details);
    expect(verifiedList(copy).n).toBe(40);
    expect(toldBy(copy)).toEqual(toldBy(file));
    expect(toldBy(keptCopy(kept, verifiedList(file)))).toEqual([]);
    expect(refusalOf(keptCopy(kept, verifiedList(file), new Map([...details].slice(0, 1))))).toBe('missing-blob');
    expect(refusalOf(keptCopy(kept, verifiedList(file), new Map([...details, ...parts.blobs])))).toBe('unreachable-blob');
    expect(publicationOf(copy)).toMatchObject({ ok: false, error: { tag: 'unsupported' } });
  });

  test('is published with the list, and reached from its tip', async () => {
    const publication = publicationOf(file);
    if (!publication.ok) throw new Error(publication.error.message);
    const { tip, blobs } = publication.value;
    expect([...reachableFrom(tip, (name) => blobs.get(name))].toSorted()).toEqual([...blobs.keys()].toSorted());
  });

  test('stays when the list is confirmed', async () => {
    const confirmed = await confirmList(file, keysOf(signersOf(TEST_KEYS, seededRandom('confirm'))), { nowMs: NOW_MS + 60_000 });
    expect(confirmed.ok && toldBy(confirmed.value)).toEqual(toldBy(file));
  });
});

describe('after an update', async () => {
  const first = await builtList(aDraft({ flags: [flag(0, { details: someDetails(0) }), flag(1, { details: someDetails(1) }), flag(2, { details: someDetails(2) }), flag(3), flag(4, { details: someDetails(4) })] }));

  test('what is told stays with flags that say the same, goes with others, and gives way to what the draft tells', async () => {
    const flags = [flag(0), flag(1, { confidence: 0.5 }), flag(2, { details: reason('Another reason.') }), flag(3, { details: reason('At last.') }), flag(4, { details: { evidence: [] } })];
    const next = await later(first, { flags });
    expect(saidOf(next, 0)).toEqual(saidOf(first, 0));
    expect(saidOf(next, 1)).toBeUndefined();
    expect(saidOf(next, 2)).toMatchObject({ flag: reason('Another reason.') });
    expect(saidOf(next, 3)).toMatchObject({ flag: reason('At last.') });
    expect(saidOf(next, 4)).toBeUndefined();
    expect(verifiedList(next, NOW_MS + 60_000).details).not.toEqual(verifiedList(first).details);
  });

  test('a flag that was taken back is told of for a year, with its reason, and then no more', async () => {
    const gone = await later(first, { flags: [flag(0)], retractions: [retraction(1, 'It was a parody.'), retraction(2), retraction(77, 'Never flagged.')] });
    const week = 358;
    expect(saidOf(gone, 1)).toMatchObject({ label: 1, retraction: { week, reason: { text: 'It was a parody.' } } });
    expect(saidOf(gone, 2)).toMatchObject({ retraction: { week } });
    expect(saidOf(gone, 77)).toBeUndefined();
    // Taken back without a word: nothing is told.
    expect(saidOf(gone, 4)).toBeUndefined();
    const [soon, last, over] = await Promise.all([10, 52, 53].map((weeks) => {
      const nowMs = NOW_MS + weeks * WEEK_MS;
      return later(gone, { flags: [flag(0)], retractions: [retraction(1, 'It was a parody, they say.')] }, nowMs);
    }));
    expect(saidOf(soon!, 1)).toMatchObject({ retraction: { week, reason: { text: 'It was a parody, they say.' } } });
    expect([saidOf(last!, 1), saidOf(last!, 2)]).toMatchObject([{ retraction: { week } }, { retraction: { week } }]);
    expect([saidOf(over!, 1), saidOf(over!, 2)]).toEqual([undefined, undefined]);
  });

  test('a flag that comes back is no longer one that was taken back', async () => {
    const gone = await later(first, { flags: [flag(0)], retractions: [retraction(1, 'It was a parody.')] });
    const back = await later(gone, { flags: [flag(0), flag(1)] }, NOW_MS + 120_000);
    expect(saidOf(back, 1)).toBeUndefined();
    expect(saidOf(back, 0)).toEqual(saidOf(first, 0));
  });

  test('nothing is told of what is forgotten, nor of what was taken back before', async () => {
    const gone = await later(first, { flags: [flag(0), flag(2)], retractions: [retraction(1, 'It was a parody.')] });
    const forgotten = await later(gone, { flags: [flag(0)] }, NOW_MS + 120_000, true);
    expect(toldBy(forgotten)).toEqual(toldBy(first).filter(({ key }) => Buffer.compare(key, keyOf(0)) === 0));
    const all = Buffer.concat([forgotten, Buffer.from(JSON.stringify(toldBy(forgotten)))]);
    for (const i of [1, 2]) expect(all.includes(Buffer.from(keyOf(i)))).toBe(false);
    expect(all.includes('parody')).toBe(false);
    // With its last reason gone a list gives none.
    expect(verifiedList(await later(first, { flags: [flag(3)] }, NOW_MS + 120_000, true), NOW_MS + 120_000).details).toBeUndefined();
  });

  test('goes on under a new root, but for what its labels may not carry any more', async () => {
    const media = { kind: 'media', canonical: `sha256:${'5'.repeat(64)}` } as const;
    const labels = [{ name: 'Scam', core: 'scam' as const }, { name: 'AI-made', core: 'ai-made' as const, subjects: ['media' as const] }];
    const details = { ...reason('Seen at its maker’s.'), reporters: '5-9' as const };
    const before = await builtList(aDraft({ labels, flags: [flag(0, { details: someDetails(0) }), { subject: media, label: 'AI-made', details }] }));
    const renewed = await changedList(before, {}, [TEST_KEYS], { nowMs: NOW_MS + 60_000 });
    expect(toldBy(renewed)).toEqual(toldBy(before));
    const sensitive = [labels[0]!, { ...labels[1]!, sensitive: true }];
    const changed = await changedList(before, { terms: aDraft({ labels: sensitive }) }, [TEST_KEYS], { nowMs: NOW_MS + 60_000 });
    expect(toldBy(changed)).toEqual(toldBy(before).filter(({ label }) => label === 1));
  });
});

describe('a draft is refused', async () => {
  const first = await builtList(aDraft({ flags: [flag(0), flag(1)] }));
  test.each<[string, string, FlagDetails]>([
    ['with too long a reason', '280 characters', reason('x'.repeat(281))],
    ['with a reason of two lines', 'one line of text', reason('x\ny')],
    ['with a reason that says nothing', 'one line of text', reason(' \u3000')],
    ['with half a character in a reason', 'one line of text', reason('x\ud800')],
    ['with a language that is none', 'a tag such as', { reason: { text: 'x', lang: 'English, of course' }, evidence: [] }],
    ['with evidence at another protocol', 'an https address', { evidence: [{ link: 'http://archive.example/' }] }],
    ['with evidence that runs', 'an https address', { evidence: [{ link: 'javascript:alert(1)' }] }],
    ['with evidence behind a password', 'an https address', { evidence: [{ link: 'https://me:secret@archive.example/' }] }],
    ['with an address in another writing', 'canonical form', { evidence: [{ link: 'https://archive.example' }] }],
    ['with too long an address', 'canonical form', { evidence: [{ link: `https://archive.example/${'x'.repeat(500)}` }] }],
    ['with a hash that is none', '64 hex digits', { evidence: [{ sha256: 'abc' }] }],
    ['with too much evidence', 'at most 4', { evidence: Array.from({ length: 5 }, (_, i) => ({ link: `https://archive.example/${i}` })) }],
    ['with the same evidence twice', 'twice', { evidence: [{ link: 'https://archive.example/' }, { link: 'https://archive.example/' }] }],
  ])('%s', async (_, words, details) => {
    expect(await whyNoDraft({ flags: [flag(0, { details })] })).toMatch(new RegExp(`^bad-draft: .*${words}`));
  });

  test('with reasons or evidence under a sensitive label, which may say how many reported', async () => {
    const labels = [{ name: 'Scam', core: 'scam' as const, sensitive: true }];
    const on = { subject: { kind: 'domain', canonical: 'example.org' }, label: 'Scam' } as const;
    for (const details of [reason('x'), { evidence: [{ sha256: '1'.repeat(64) }] }]) expect(await whyNoDraft({ labels, flags: [{ ...on, details }] })).toContain('sensitive label');
    const told = await builtList(aDraft({ labels, flags: [{ ...on, details: { evidence: [], reporters: '10+' } }] }));
    expect(toldBy(told)).toMatchObject([{ flag: { reporters: '10+' } }]);
    expect(await whyNoDraft({ labels, flags: [], retractions: [{ ...on, reason: { text: 'x' } }] }, told)).toContain('sensitive label');
    expect(toldBy(await later(told, { labels, flags: [], retractions: [on] }))).toMatchObject([{ retraction: { week: 358 } }]);
  });

  test('with a reason for how a picture looks, with two for one flag, and with a flag that it takes back', async () => {
    const [picture] = somePictures(1);
    expect(await whyNoDraft({ flags: [{ ...picture!, details: reason('x') }] })).toContain('not for those on how a picture looks');
    expect(await whyNoDraft({ flags: [flag(0, { details: reason('x') }), flag(0, { details: reason('y') })] })).toContain('two different reasons');
    expect(await whyNoDraft({ flags: [flag(0, { details: reason('x') }), flag(0, { details: reason('x') }), flag(0)] })).toBe('built');
    expect(await whyNoDraft({ flags: [flag(0)], retractions: [retraction(0, 'x')] }, first)).toContain('takes the flag back');
    expect(await whyNoDraft({ flags: [], retractions: [{ ...retraction(0, 'x'), label: 'Unknown' }] }, first)).toContain('no label is named');
    expect(await whyNoDraft({ flags: [], retractions: [{ key: new Uint8Array(8), label: 'Scam' }] }, first)).toContain('12 bytes');
  });

  test('with more words than there is room for among so few flags', async () => {
    const rest = Array.from({ length: 4 }, (_, i) => ({ link: `https://archive.example/${i}/${'y'.repeat(470)}` }));
    const flags = Array.from({ length: 2000 }, (_, i) => flag(i, { details: { reason: { text: `${i} ${'é'.repeat(270)}` }, evidence: rest } }));
    const keys = flags.map((each) => ({ label: each.label, key: Uint8Array.of(0, 0, ...keyOf(0).subarray(2)), details: each.details! }));
    // All in one range, as only ground keys could be: no split helps.
    const oneRange = keys.map((each, i) => ({ ...each, key: Uint8Array.of(0, 0, i >> 8, i, ...each.key.subarray(4)) }));
    expect(await whyNoDraft({ flags: oneRange })).toMatch(/^too-large: .*shorten the reasons/);
    // The same of keys as they are splits further until each part fits.
    expect(toldBy(await builtList(aDraft({ flags })))).toHaveLength(2000);
  });
});

describe('parts', async () => {
  const file = await builtList(aDraft({ flags: detailedFlags(3000) }));
  const parts = decodeFlagListFile(file);
  const manifest = detailsIn(parts, decodeIndex(parts.index))!;

  test('are of at least 64 flags each, of all where there are few, and each holds its range alone', async () => {
    expect(manifest.bits).toBe(3);
    const counts = Array.from({ length: 8 }, (_, range) => verifiedList(file).index.countIn(range, 3));
    expect(Math.min(...counts)).toBeGreaterThanOrEqual(MIN_DETAIL_FLAGS);
    expect(counts.reduce((sum, n) => sum + n)).toBe(3000);
    for (const [range, ref] of manifest.buckets.entries()) {
      const details = decodeBucket(parts.blobs.get(ref!.sha256)!);
      expect(details.every(({ key }) => bucketOf(key, 3) === range)).toBe(true);
    }
    const few = await builtList(aDraft({ flags: detailedFlags(500) }));
    expect(detailsIn(decodeFlagListFile(few), decodeIndex(decodeFlagListFile(few).index))!.bits).toBe(0);
  });

  test('of which nothing is told have no name', async () => {
    const one = await builtList(aDraft({ flags: someFlags(3000).map((each, i) => (i === 5 ? { ...each, details: reason('One of them.') } : each)) }));
    const { blobs, index } = decodeFlagListFile(one);
    const told = detailsIn({ blobs }, decodeIndex(index))!;
    expect(told.buckets.filter((ref) => ref !== undefined)).toHaveLength(1);
    expect(told.buckets[bucketOf(keyOf(5), told.bits)]).toBeDefined();
  });

  test('are the same after an update that does not touch them', async () => {
    const next = await later(file, { flags: someFlags(3000).map((each, i) => (i === 0 ? { ...each, details: reason('Anew.') } : each)) });
    const after = detailsIn(decodeFlagListFile(next), decodeIndex(decodeFlagListFile(next).index))!;
    expect(after.buckets.filter((ref, i) => ref!.sha256 !== manifest.buckets[i]!.sha256)).toHaveLength(1);
  });

  const firstWith = (change: (details: readonly Detail[]) => readonly Detail[]) => withDetails(file, ([first, ...rest]) => [change(first!), ...rest]);
  test.each<[string, ListErrorTag, () => Uint8Array]>([
    ['of fewer than 64 flags', 'bad-details', () => {
      const all = toldBy(file);
      return withDetails(file, () => Array.from({ length: 64 }, (_, range) => all.filter(({ key }) => bucketOf(key, 6) === range)));
    }],
    ['that tell of keys of another range', 'not-canonical', () => withDetails(file, ([a, b, ...rest]) => [b, a, ...rest])],
    ['that tell of flags that are not there', 'bad-details', () => firstWith((details) => details.map((each) => ({ ...each, label: 200 })))],
    ['that tell of flags as taken back that are there', 'bad-details', () => firstWith(([one, ...rest]) => [{ key: one!.key, label: one!.label, retraction: { week: 1 } }, ...rest])],
    ['that tell of what was taken back later', 'bad-details', () => firstWith((details) => [{ key: Uint8Array.of(...details[0]!.key.subarray(0, 11), 0), label: 9, retraction: { week: 400 } }, ...details])],
    ['that are named twice', 'not-canonical', () => withParts(file, { bits: 1, buckets: [manifest.buckets[0], manifest.buckets[0]] }, [])],
  ])('%s are refused', (_, tag, make) => {
    expect(attempt(make)).toSatisfy((made: ReturnType<typeof attempt<Uint8Array>>) => (made.ok ? refusalOf(made.value) : made.error.tag) === tag);
  });

  test('under a label that is sensitive are refused by readers too', async () => {
    const on = { subject: { kind: 'domain', canonical: 'example.org' }, label: 'Scam' } as const;
    const told = await builtList(aDraft({ labels: [{ name: 'Scam', core: 'scam', sensitive: true }], flags: [{ ...on, details: { evidence: [], reporters: '1' } }] }));
    const forged = (flagDetails: FlagDetails) => withDetails(told, ([all]) => [all!.map(({ key, label }) => ({ key, label, flag: flagDetails }))]);
    expect(refusalOf(forged({ evidence: [], reporters: '10+' }))).toBeUndefined();
    expect(refusalOf(forged(reason('It is Alice.')))).toBe('bad-details');
    expect(refusalOf(forged({ evidence: [{ link: 'https://alice.example/' }] }))).toBe('bad-details');
  });
});

describe('a blob of details is refused', async () => {
  const name = Uint8Array.of(...keyOf(0), 1);
  const text = (words: string, lang = ''): Uint8Array => Uint8Array.of(lang.length, ...Buffer.from(lang), ...u16(Buffer.byteLength(words)), ...Buffer.from(words));
  const blob = (names: Uint8Array, entries: Uint8Array, size = entries.length): Uint8Array => Uint8Array.of(...Buffer.from('FLE1'), ...u32(names.length / 13), ...u32(size), ...names, ...deflateSync(entries));
  const ofFlag = (...rest: readonly number[]): Uint8Array => blob(name, Uint8Array.of(1, ...rest));

  test.each<[string, ListErrorTag, Uint8Array]>([
    ['that is another', 'malformed', Uint8Array.of(...Buffer.from('FLE2'), 0, 0, 0, 0)],
    ['that announces more names than it has', 'malformed', Uint8Array.of(...Buffer.from('FLE1'), ...u32(0xffff_ffff), ...u32(1), ...name)],
    ['that announces a bomb', 'too-large', Uint8Array.of(...Buffer.from('FLE1'), ...u32(1), ...u32(0xffff_ffff), ...name, ...deflateSync(new Uint8Array(100)))],
    ['that is larger than a blob', 'too-large', Buffer.concat([Buffer.from('FLE1'), u32(1), u32(1), new Uint8Array(MAX_BLOB_BYTES)])],
    ['with none', 'not-canonical', blob(new Uint8Array(0), new Uint8Array(0))],
    ['that unpacks to more', 'malformed', blob(name, Uint8Array.of(1, 1, 0, ...text('x'), 0), 3)],
    ['that says more than of its names', 'malformed', blob(name, Uint8Array.of(1, 1, 0, ...text(''), 0, 0))],
    ['of label code 0', 'bad-details', blob(Uint8Array.of(...keyOf(0), 0), Uint8Array.of(1, 1, 0, ...text(''), 0))],
    ['out of order', 'not-canonical', blob(Uint8Array.of(...name, ...name), Uint8Array.of(1, 1, 0, ...text(''), 0, 1, 1, 0, ...text(''), 0))],
    ['of neither flag nor retraction', 'malformed', blob(name, Uint8Array.of(3, 0, 0, ...text('x'), 0))],
    ['with an unknown band', 'malformed', ofFlag(5, 0, ...text('x'), 0)],
    ['with an unknown dispute', 'malformed', ofFlag(0, 3, ...text('x'), 0)],
    ['that says nothing', 'not-canonical', ofFlag(0, 0, ...text(''), 0)],
    ['with a language and no words', 'not-canonical', ofFlag(1, 0, ...text('', 'en'), 0)],
    ['with too long a reason', 'bad-details', ofFlag(0, 0, ...text('x'.repeat(281)), 0)],
    ['with a control character', 'bad-details', ofFlag(0, 0, ...text('x\u0007'), 0)],
    ['that is not UTF-8', 'malformed', ofFlag(0, 0, 0, 0, 1, 0xff, 0)],
    ['with too much evidence', 'bad-details', ofFlag(0, 0, ...text('x'), 5)],
    ['with evidence of no sort', 'malformed', ofFlag(0, 0, ...text('x'), 1, 3)],
    ['with an address by http', 'bad-details', ofFlag(0, 0, ...text('x'), 1, 1, ...text('http://a.example/').subarray(1))],
    ['with a retraction of two lines', 'bad-details', blob(name, Uint8Array.of(2, 0, 1, ...text('x\ny')))],
  ])('%s', (_, tag, bytes) => {
    expect(attempt(() => decodeBucket(bytes))).toMatchObject({ ok: false, error: { tag } });
  });

  const ref = { sha256: 'ab'.repeat(32), bytes: 90 };
  test.each<[string, ListErrorTag, Uint8Array]>([
    ['of too many parts', 'too-large', Uint8Array.of(...Buffer.from('FLY1'), ...u8(15))],
    ['of another size', 'malformed', Uint8Array.of(...encodeDetailManifest({ bits: 0, buckets: [ref] }), 0)],
    ['with a name and no size', 'malformed', encodeDetailManifest({ bits: 0, buckets: [{ ...ref, bytes: 0 }] })],
    ['that names a part twice', 'not-canonical', encodeDetailManifest({ bits: 1, buckets: [ref, ref] })],
    ['that names none', 'not-canonical', encodeDetailManifest({ bits: 1, buckets: [undefined, undefined] })],
    ['that names a part larger than a blob', 'too-large', encodeDetailManifest({ bits: 0, buckets: [{ ...ref, bytes: MAX_BLOB_BYTES + 1 }] })],
  ])('%s, as a manifest', (_, tag, bytes) => {
    expect(attempt(() => decodeDetailManifest(bytes))).toMatchObject({ ok: false, error: { tag } });
  });

  test('that holds the most it may is not', async () => {
    const most: Detail = { key: keyOf(0), label: 255, flag: { reason: { text: '𐍈'.repeat(140), lang: 'de-AT' }, evidence: [0, 1, 2, 3].map((i) => ({ link: `https://archive.example/${'x'.repeat(475)}${i}` })), reporters: '10+', dispute: 'upheld' } };
    expect(decodeBucket(encodeBucket([most]))).toEqual([most]);
  });
});

function named(blobs: readonly Uint8Array[]): ReadonlyMap<string, Uint8Array> {
  return new Map(blobs.map((blob) => [blobName(blob), blob]));
}
