import { describe, expect, test } from 'vitest';
import { buildFlagList, type DraftFlag, type DraftPicture, type ListDraft } from '../../lib/lists/build-flag-list.ts';
import { changeRoot } from '../../lib/lists/change-root.ts';
import { decodeDelta, encodeDelta, type Delta } from '../../lib/lists/delta.ts';
import { decodeFlagListFile } from '../../lib/lists/flag-list-file.ts';
import { followFile, followLog } from '../../lib/lists/follow-log.ts';
import { heldFile, heldList } from '../../lib/lists/held-list.ts';
import { heldFromStore, keptCopy, readKeptHead, storedState } from '../../lib/lists/kept-copy.ts';
import { attempt, type ListErrorTag } from '../../lib/lists/list-error.ts';
import { decodeIndex } from '../../lib/lists/list-index.ts';
import { keysOf } from '../../lib/lists/list-keys.ts';
import { decodeManifest, encodeManifest, type Manifest } from '../../lib/lists/manifest.ts';
import { publicationOf, reachableFrom } from '../../lib/lists/mirror-folder.ts';
import { PictureIndexBlock } from '../../lib/lists/picture-index-block.ts';
import { NO_PICTURES, PICTURE_BYTES, type PictureFields } from '../../lib/lists/picture-record.ts';
import { decodeReceipt } from '../../lib/lists/receipt.ts';
import { encodePictureShard, PICTURE_SHARD_RECORDS } from '../../lib/lists/picture-shard.ts';
import { verifyHead } from '../../lib/lists/list-head.ts';
import { heldFromSnapshot, snapshotNeeds } from '../../lib/lists/plan-update.ts';
import { verifyFlagList } from '../../lib/lists/verify-flag-list.ts';
import { PDQ_WORDS, pdqOf } from '../../lib/subjects/pdq.ts';
import { aDraft, builtList, DAY_MS, NOW_MS, signersOf, someFlags, TEST_KEYS, verifiedList } from '../support/lists-draft.ts';
import { forge, type Forgery } from '../support/lists-forge.ts';
import { aHash, aPicture, asPictureSet, offBy, pictureRun, somePictures } from '../support/lists-pictures.ts';
import { changed as changedReceipt, judged, madeReceipt, provenBy } from '../support/lists-receipts.ts';
import { draw } from '../support/subjects-drawn-pictures.ts';

const options = { nowMs: NOW_MS };
const signers = signersOf(TEST_KEYS);
const outcome = async (draft: ListDraft, previous?: Uint8Array): Promise<ListErrorTag | 'built'> => {
  const built = await buildFlagList(draft, signers, { ...options, ...(previous && { previous }) });
  return built.ok ? 'built' : built.error.tag;
};
const aDraftPicture = (changes: Partial<DraftFlag & DraftPicture> = {}): DraftFlag => ({ pdq: aHash(1), label: 'Scam', ...changes });
const picturesOf = (file: Uint8Array) => verifiedList(file).pictures;

describe('a draft with pictures', () => {
  test('is signed into a list that holds them, by default within 16 bits', async () => {
    const list = verifiedList(await builtList(aDraft({ flags: [...someFlags(3), aDraftPicture()] })));
    expect([list.n, list.pictures.n]).toEqual([3, 1]);
    expect(list.pictures.nearest(offBy(aHash(1), Array(16).keys()))).toMatchObject([{ label: 1, polarity: 'asserts', confidence: 1, week: 358, distance: 16 }]);
    expect(list.pictures.nearest(offBy(aHash(1), Array(17).keys()))).toEqual([]);
  });

  test('gives one state whatever the order of its flags, and another one without any of them', async () => {
    const flags = [...someFlags(5), ...somePictures(5)];
    const { state } = verifiedList(await builtList(aDraft({ flags })));
    expect(verifiedList(await builtList(aDraft({ flags: flags.toReversed() }))).state).toBe(state);
    expect(verifiedList(await builtList(aDraft({ flags: flags.slice(0, -1) }))).state).not.toBe(state);
  });

  test('may hold pictures alone, more than fill a shard', async () => {
    const one = pictureRun([aPicture(1)]);
    const many = Array.from({ length: PICTURE_SHARD_RECORDS + 1 }, (_, i): DraftFlag => {
      const pdq = aHash(1);
      pdq[7] = i;
      return aDraftPicture({ pdq });
    });
    const file = await builtList(aDraft({ flags: many }));
    const { pictures, n } = verifiedList(file);
    expect([n, pictures.n]).toEqual([0, PICTURE_SHARD_RECORDS + 1]);
    expect([...decodeFlagListFile(file).blobs.values()].map((blob) => Buffer.from(blob.subarray(0, 4)).toString()).toSorted()).toEqual(['FLM1', 'FLQ1', 'FLQ1']);
    expect(pictures.run().subarray(4, 32)).toEqual(one.subarray(4, 32));
  });

  test('that says the same twice says it once, and two things of one picture are refused', async () => {
    expect(picturesOf(await builtList(aDraft({ flags: [aDraftPicture(), aDraftPicture()] }))).n).toBe(1);
    expect(await outcome(aDraft({ flags: [aDraftPicture(), aDraftPicture({ radius: 3 })] }))).toBe('bad-draft');
  });

  const sensitive = [{ name: 'Scam', core: 'scam', sensitive: true }] as const;
  const elsewhere: ListDraft['labels'] = [{ name: 'Scam', core: 'scam', subjects: ['url'] }];
  const looksOf = (kind: 'flat' | 'slope') => {
    const { hash, quality } = pdqOf(draw({ kind, width: 300, height: 200, seed: 1 }), 512);
    return { pdq: hash, quality };
  };
  test.each<[string, Partial<ListDraft>, ListErrorTag, RegExp]>([
    ['under a sensitive label', { labels: sensitive, flags: [aDraftPicture()] }, 'bad-draft', /sensitive: a picture is flagged by its bytes/],
    ['under a label that may not be put on pictures', { labels: elsewhere, flags: [aDraftPicture()] }, 'bad-draft', /may not be put on subjects of kind media/],
    ['of a flat picture', { flags: [aDraftPicture(looksOf('flat'))] }, 'bad-draft', /quality 0, at least 80/],
    ['whose bits are all alike', { flags: [aDraftPicture({ pdq: new Uint32Array(PDQ_WORDS).fill(0xffff_ffff) })] }, 'bad-draft', /no picture with features has/],
    ['of few features', { flags: [aDraftPicture({ quality: 79 })] }, 'bad-draft', /too few features .*quality 79, at least 80/],
    ['of a smooth slope', { flags: [aDraftPicture(looksOf('slope'))] }, 'bad-draft', /quality 46, at least 80/],
    ['with a radius of 32', { flags: [aDraftPicture({ radius: 32 })] }, 'bad-draft', /whole number from 0 to 31/],
    ['with a radius of half a bit', { flags: [aDraftPicture({ radius: 0.5 })] }, 'bad-draft', /whole number from 0 to 31/],
    ['with half a hash', { flags: [aDraftPicture({ pdq: aHash(1).slice(4) })] }, 'bad-draft', /8 words/],
    ['dated next week', { flags: [aDraftPicture({ week: 400 })] }, 'bad-record', /dated after/],
  ])('%s is refused', async (_, changes, tag, message) => {
    expect(await buildFlagList(aDraft(changes), signers, options)).toMatchObject({ ok: false, error: { tag, message: expect.stringMatching(message) as string } });
  });

  test('says which flag is wrong, pictures counted with the others', async () => {
    const built = await buildFlagList(aDraft({ flags: [...someFlags(1), aDraftPicture(), aDraftPicture({ radius: 99 })] }), signers, options);
    expect(built).toMatchObject({ error: { message: expect.stringMatching(/^Flag 3 of the draft/) as string } });
  });
});

describe('no reader accepts pictures', () => {
  const onPictures: Forgery['root'] = (root) => ({ ...root, labels: [{ ...root.labels[0]!, subjects: ['media'] }] });
  const withPictures = (records: readonly PictureFields[], more: Forgery = {}): Forgery => ({ root: onPictures, pictures: pictureRun(records), ...more });
  const ordered = asPictureSet([1, 2].map((number) => aPicture(number)));
  const one = withPictures([aPicture(1)]);
  const changed = (at: number, value: number): Forgery => {
    const pictures = pictureRun([aPicture(1)]);
    pictures[at] = value;
    return { root: onPictures, pictures };
  };
  const manifested = (change: (ref: Manifest['pictures'][number]) => object): Forgery => ({
    ...one,
    manifest: (manifest) => ({ ...manifest, pictures: manifest.pictures.map((ref) => ({ ...ref, ...change(ref) })) }),
  });
  const verified = (forgery: Forgery) => {
    const list = verifyFlagList(forge(forgery), { nowMs: NOW_MS });
    return list.ok ? 'accepted' : list.error.tag;
  };

  test('unless they keep all rules', () => {
    expect([one, withPictures(ordered), withPictures([aPicture(1, { radius: 31 })]), withPictures([aPicture(1, { radius: 0, label: 99 })])].map(verified)).toEqual(Array(4).fill('accepted'));
  });

  test.each<[string, Forgery, ListErrorTag]>([
    ['with a radius of 32', withPictures([aPicture(1, { radius: 32 })]), 'bad-record'],
    ['with a radius of 255', changed(36, 255), 'bad-record'],
    ['that neither assert nor dispute', changed(33, 0x3f), 'bad-record'],
    ['that do both', changed(33, 0xff), 'bad-record'],
    ['under label code 0', changed(32, 0), 'bad-record'],
    ['dated after the list was signed', withPictures([aPicture(1, { week: 359 })]), 'bad-record'],
    ['that have no features', withPictures([aPicture(1, { hash: new Uint32Array(PDQ_WORDS) })]), 'bad-record'],
    ['of few bits', withPictures([aPicture(1, { hash: Uint32Array.of(0xffff_ffff, 0x7fff_ffff, 0, 0, 0, 0, 0, 0) })]), 'bad-record'],
    ['of nearly all bits', withPictures([aPicture(1, { hash: Uint32Array.of(0, 1, ...Array<number>(6).fill(0xffff_ffff)) })]), 'bad-record'],
    ['with nine labels', withPictures(Array.from({ length: 9 }, (_, i) => aPicture(1, { label: 1 + i }))), 'bad-record'],
    ['under a sensitive label', withPictures([aPicture(1)], { root: (root) => ({ ...root, labels: [{ ...root.labels[0]!, sensitive: true, subjects: ['media'] }] }) }), 'bad-record'],
    ['out of order', withPictures(ordered.toReversed()), 'not-canonical'],
    ['doubled', withPictures([aPicture(1), aPicture(1)]), 'not-canonical'],
    ['of one name', withPictures([aPicture(1), aPicture(1, { radius: 3 })]), 'not-canonical'],
    ['that the state does not count', { ...one, state: () => verifiedList(forge({ root: onPictures })).state }, 'state-mismatch'],
    ['that nobody sent', { ...one, blobs: (blobs) => new Map([...blobs].filter(([, blob]) => blob[2] !== 'Q'.charCodeAt(0))) }, 'missing-blob'],
    ['that are left out', { ...one, manifest: (manifest) => ({ ...manifest, pictures: [] }) }, 'unreachable-blob'],
    ['in a shard of another number', { ...one, pictureShard: (shard) => shard.with(7, 2) }, 'malformed'],
    ['in a shard of none', { ...one, pictureShard: () => encodePictureShard(NO_PICTURES) }, 'malformed'],
    ['in a shard with a byte left over', { ...one, pictureShard: (shard) => Uint8Array.of(...shard, 0) }, 'malformed'],
    ['in a shard of flags', { ...one, pictureShard: (shard) => shard.with(2, 'S'.charCodeAt(0)) }, 'malformed'],
    ['announced as 4 billion', manifested(() => ({ records: 0xffff_ffff })), 'malformed'],
    ['announced as two where there is one', manifested(() => ({ records: 2 })), 'malformed'],
    ['announced as none', manifested(({ blob }) => ({ records: 0, blob: { ...blob, bytes: 8 } })), 'malformed'],
    ['in a shard of 4 GiB', manifested(({ blob }) => ({ blob: { ...blob, bytes: 0xffff_ffff } })), 'too-large'],
    ['in one shard a thousand times', { ...one, manifest: (manifest) => ({ ...manifest, pictures: Array<Manifest['pictures'][number]>(1000).fill(manifest.pictures[0]!) }) }, 'not-canonical'],
  ])('%s', (_, forgery, tag) => {
    expect(verified(forgery)).toBe(tag);
  });

  test('of which more than a million are announced, before memory is taken for them', () => {
    const ref = { records: 28_000, blob: { sha256: '00'.repeat(32), bytes: 8 + 28_000 * PICTURE_BYTES } };
    const manifest = { seq: 1, n: 0, state: '00'.repeat(32), shards: [] };
    const announced = (count: number) => attempt(() => decodeManifest(encodeManifest({ ...manifest, pictures: Array.from({ length: count }, () => ref) })));
    expect(announced(35).ok).toBe(true);
    expect(announced(36)).toMatchObject({ ok: false, error: { tag: 'too-large' } });
  });

  test('whose section comes before that of the flags', () => {
    const flags = { records: 1, blob: { sha256: '00'.repeat(32), bytes: 60 } };
    const pictures = { records: 1, blob: { sha256: '11'.repeat(32), bytes: 8 + PICTURE_BYTES } };
    const bytes = encodeManifest({ seq: 1, n: 1, state: '00'.repeat(32), shards: [flags], pictures: [pictures] });
    const swapped = Uint8Array.of(...bytes.subarray(0, 46), ...bytes.subarray(46 + 41), ...bytes.subarray(46, 46 + 41));
    expect(attempt(() => decodeManifest(swapped))).toMatchObject({ ok: false, error: { tag: 'not-canonical' } });
  });
});

describe('no decoder accepts an update of pictures', () => {
  const none = { puts: NO_PICTURES, deletes: NO_PICTURES };
  const names = (records: readonly PictureFields[]) => new Uint8Array(Buffer.concat(records.map((record) => pictureRun([record]).subarray(0, 33))));
  const aDelta = (puts: readonly PictureFields[], deletes: readonly PictureFields[] = []): Delta => ({ ...none, pictures: { puts: pictureRun(puts), deletes: names(deletes) } });
  const [a, b, c] = asPictureSet([1, 2, 3].map((number) => aPicture(number))) as [PictureFields, PictureFields, PictureFields];
  const good = encodeDelta(aDelta([a, b], [c]));
  const counted = (at: number, value: number) => {
    const bytes = good.slice();
    new DataView(bytes.buffer).setUint32(at, value);
    return bytes;
  };

  test('unless it is the one writing of its changes', () => {
    expect(decodeDelta(good)).toEqual(aDelta([a, b], [c]));
    expect(good.length).toBe(20 + 2 * 37 + 33);
  });

  test.each<[string, Uint8Array, ListErrorTag]>([
    ['without any', encodeDelta({ ...none, pictures: none }), 'not-canonical'],
    ['cut short', good.subarray(0, -1), 'malformed'],
    ['with a byte after its end', Uint8Array.of(...good, 0), 'malformed'],
    ['that announces 65 537 deletes', counted(16, 65_537), 'too-large'],
    ['that announces 4 billion puts', counted(12, 0xffff_ffff), 'too-large'],
    ['that announces more than a blob holds', counted(12, 28_340), 'too-large'],
    ['with puts out of order', encodeDelta(aDelta([b, a])), 'not-canonical'],
    ['with a put twice', encodeDelta(aDelta([a, a])), 'not-canonical'],
    ['with deletes out of order', encodeDelta(aDelta([], [b, a])), 'not-canonical'],
    ['that puts what it deletes', encodeDelta(aDelta([a], [a])), 'not-canonical'],
    ['that deletes under label code 0', encodeDelta(aDelta([], [{ ...a, label: 0 }])), 'bad-record'],
    ['with a radius of 32', encodeDelta(aDelta([{ ...a, radius: 32 }])), 'bad-record'],
    ['of a flat picture', encodeDelta(aDelta([{ ...a, hash: new Uint32Array(PDQ_WORDS) }])), 'bad-record'],
  ])('%s', (_, bytes, tag) => {
    expect(attempt(() => decodeDelta(bytes))).toMatchObject({ ok: false, error: { tag } });
  });
});

describe('a list with pictures that is continued', async () => {
  const flags = [...someFlags(20), ...somePictures(20)];
  const first = await builtList(aDraft({ flags }));
  const next = async (more: readonly DraftFlag[], previous = first, minutes = 1) => await builtList(aDraft({ flags: more }), TEST_KEYS, { previous, nowMs: NOW_MS + minutes * 60_000 });

  test('is followed by its updates alone to the state of a direct build', async () => {
    const changed = { ...somePictures(20)[3]!, radius: 1 };
    const drafts: readonly (readonly DraftFlag[])[] = [
      [...flags, ...somePictures(30).slice(20)],
      [...someFlags(25), ...somePictures(20).toSpliced(3, 1, changed)],
      someFlags(25),
      [...someFlags(25), ...somePictures(2)],
    ];
    let last = first;
    for (const [i, draft] of drafts.entries()) last = await next(draft, last, i + 1);
    const followed = followFile(heldList(verifiedList(first)), last, { nowMs: NOW_MS });
    const direct = verifiedList(last);
    expect(followed).toMatchObject({ ok: true, value: { seq: 5, n: 25, state: direct.state } });
    expect(followed.ok && followed.value.pictures.run()).toEqual(direct.pictures.run());
    expect(direct.log.map(({ delta }) => delta?.bytes)).toEqual([undefined, 20 + 10 * 37, 20 + 5 * 16 + 37 + 10 * 33, 20 + 20 * 33, 20 + 2 * 37]);
  });

  test('leaves the date of a statement that stays the same, and not where its radius does not', async () => {
    const undated = [1, 2].map((number) => aDraftPicture({ pdq: aHash(number) }));
    const before = await builtList(aDraft({ flags: undated }));
    const after = await builtList(aDraft({ flags: [undated[0]!, aDraftPicture({ pdq: aHash(2), radius: 3 })] }), TEST_KEYS, { previous: before, nowMs: NOW_MS + 14 * DAY_MS });
    const { pictures } = verifiedList(after, NOW_MS + 14 * DAY_MS);
    expect([1, 2].map((number) => pictures.nearest(aHash(number))[0]?.week)).toEqual([358, 360]);
  });

  test('begins anew where more changes than an update may hold', async () => {
    const many = Array.from({ length: 28_400 }, (_, i): DraftFlag => {
      const pdq = aHash(1);
      pdq[7] = i;
      return aDraftPicture({ pdq });
    });
    expect(verifiedList(await next(many)).log.at(-1)).not.toHaveProperty('delta');
  });

  test('is followed from what a reader has stored, and from a snapshot that came over a network', async () => {
    const later = await next(flags.slice(3, -3));
    const { index, shards, tree, pictures } = verifiedList(first);
    const head = readKeptHead(first);
    const stored = PictureIndexBlock.fromBytes(pictures.toBytes());
    if (!head.ok || !stored.ok) throw new Error('not read');
    const state = storedState(head.value, { index, shards }, tree);
    expect(state.ok && followFile(heldFromStore(state.value, stored.value.run()), later, { nowMs: NOW_MS })).toMatchObject({ ok: true, value: { state: verifiedList(later).state } });

    const file = decodeFlagListFile(later);
    const checked = verifyHead(file, NOW_MS);
    if (!checked.ok) throw new Error(checked.error.message);
    const needs = snapshotNeeds(checked.value, file.blobs.get(decodeIndex(file.index).snapshot.manifest.sha256)!);
    const fetched = needs.ok ? needs.value.shards.map(({ sha256 }) => file.blobs.get(sha256)!) : [];
    const snapshot = heldFromSnapshot(checked.value, fetched, () => {});
    expect(snapshot.ok && followLog(snapshot.value, file, { nowMs: NOW_MS })).toMatchObject({ ok: true, value: { state: verifiedList(later).state } });
  });

  test('without its pictures at hand takes the snapshot', async () => {
    const { pictures: _pictures, ...held } = heldList(verifiedList(first));
    expect(followFile(held, await next(flags), { nowMs: NOW_MS })).toMatchObject({ ok: false, error: { tag: 'held-damaged' } });
  });

  test('is whole in a reader’s own copy, and gives receipts of its flags that hold, as does the file', async () => {
    const head = readKeptHead(first);
    const list = verifiedList(first);
    const copy = head.ok ? keptCopy(head.value, list) : first;
    expect(verifiedList(copy)).toMatchObject({ n: 20, state: list.state });
    expect(heldFile(copy)).toMatchObject({ ok: true, value: { pictures: list.pictures.run() } });
    const { subject } = someFlags(1)[0]!;
    for (const file of [first, copy]) expect(provenBy(madeReceipt(file, subject))).toMatchObject({ about: subject, flag: { label: 'scam' } });
    // Without the pictures the list would be another one.
    const { path } = decodeReceipt(madeReceipt(await builtList(aDraft({ flags: someFlags(20) })), subject));
    expect(judged(changedReceipt(madeReceipt(first, subject), { path }))).toBe('state-mismatch');
  });

  test('is served with its pictures, which no mirror removes', () => {
    const publication = publicationOf(first);
    if (!publication.ok) throw new Error(publication.error.message);
    const { tip, blobs } = publication.value;
    expect(reachableFrom(tip, (name) => blobs.get(name))).toEqual(new Set(blobs.keys()));
  });

  test('goes on under another root, unless that calls a label sensitive which is on a picture', async () => {
    const { flags: _flags, ...terms } = aDraft();
    const change = async (sensitive: boolean) =>
      await changeRoot(first, { terms: { ...terms, labels: terms.labels.map((label) => (sensitive && label.name === 'Scam' ? { ...label, sensitive } : label)) } }, keysOf(signers), { ...options, nowMs: NOW_MS + 60_000 });
    const renewed = await change(false);
    expect(renewed.ok && picturesOf(renewed.value).run()).toEqual(picturesOf(first).run());
    expect(await change(true)).toMatchObject({ ok: false, error: { tag: 'bad-record', message: 'A sensitive label is put on how a picture looks.' } });
  });
});
