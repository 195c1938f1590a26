import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { canonicalJson, type Json } from '../../lib/lists/canonical-json.ts';
import { encodeDelta } from '../../lib/lists/delta.ts';
import { blobName } from '../../lib/lists/domain-hash.ts';
import { bucketOf } from '../../lib/lists/detail-manifest.ts';
import { decodeFlagListFile } from '../../lib/lists/flag-list-file.ts';
import { followFile, followLog } from '../../lib/lists/follow-log.ts';
import { forkFromEvent } from '../../lib/lists/fork-event.ts';
import { heldList } from '../../lib/lists/held-list.ts';
import type { ListErrorTag } from '../../lib/lists/list-error.ts';
import type { Segment } from '../../lib/lists/list-index.ts';
import type { RootContent } from '../../lib/lists/root-content.ts';
import { decodeRoots, rootId, type SignedRoot } from '../../lib/lists/root-line.ts';
import type { PictureFields } from '../../lib/lists/picture-record.ts';
import { decodeSegment, encodeSegment } from '../../lib/lists/segment.ts';
import { verifyFlagList } from '../../lib/lists/verify-flag-list.ts';
import { writePdq } from '../../lib/subjects/pdq.ts';
import { detailedFlags, toldBy, withDetails } from '../support/lists-details.ts';
import { aDraft, builtList, DAY_MS, NOW_MS, NOW_S, OTHER_KEYS, someFlags, TEST_KEYS, verifiedList } from '../support/lists-draft.ts';
import { allSecrets, forge, rootContent, signAsRoot, type Forgery } from '../support/lists-forge.ts';
import { aHead, firstRoot, headOf, judgedFork, lineFrom, madeFork, nextRoot, provenFork, steps } from '../support/lists-forks.ts';
import { describeFork, describeList, describeReceipt, type ListDescription } from '../support/lists-golden.ts';
import { aHistory, numberedRun, withIndex } from '../support/lists-history.ts';
import { aPicture, pictureRun, somePictures } from '../support/lists-pictures.ts';
import { flipped, judged, madeReceipt, provenBy } from '../support/lists-receipts.ts';
import { changedList, namesOf, NEW_KEYS } from '../support/lists-roots.ts';

const VECTORS = join(import.meta.dirname, '../fixtures/vectors/lists');
const GOLDEN = ['one', 'hundred', 'updated', 'longer', 'rotated', 'pictures', 'reasons'] as const;
/** Of a flag of each of them, and of one on how pictures look. */
const RECEIPTS = [...GOLDEN, 'looks'] as const;
const FORKS = ['updates', 'roots'] as const;
/** The state of the 100 000 flags of `someFlags` in the list below: a function of the protocol alone. */
const STATE_OF_100_000 = 'a8893bbe64368b7bbee261e5efd3f229c36bb562377f5168594c3985ac613254';

const bytesOf = (name: string) => new Uint8Array(readFileSync(join(VECTORS, `${name}.flaglist`)));
const receiptOf = (name: string) => new Uint8Array(readFileSync(join(VECTORS, `${name}.receipt.json`)));
const forkOf = (name: string) => new Uint8Array(readFileSync(join(VECTORS, `${name}.forkproof`)));
const forkSays = (name: string) => JSON.parse(readFileSync(join(VECTORS, `${name}.forkproof.json`), 'utf8')) as unknown;
const expectedOf = (name: string) => JSON.parse(readFileSync(join(VECTORS, `${name}.json`), 'utf8')) as ListDescription;
const hundredThousand = await builtList(aDraft({ name: 'Golden list of 100000, TEST KEYS', flags: someFlags(100_000) }));

describe('this reader', () => {
  test.each(GOLDEN)('finds in the golden file of %s what it held when it was made', (name) => {
    expect(describeList(bytesOf(name))).toEqual(expectedOf(name));
  });

  test('comes from the hundred to the updated list by its deltas alone', () => {
    const { tip, index, roots, blobs } = decodeFlagListFile(bytesOf('updated'));
    const deltas = new Map([...blobs].filter(([, blob]) => blob[2] === 'D'.charCodeAt(0)));
    expect([deltas.size, blobs.size]).toEqual([1, 3]);
    const list = followLog(heldList(verifiedList(bytesOf('hundred'))), { tip, index, roots, blobs: deltas }, { nowMs: NOW_MS });
    expect(list).toMatchObject({ ok: true, value: { seq: 4, state: expectedOf('updated').state, chain: expectedOf('updated').chain } });
  });

  test('comes from the hundred to the list of many updates by one segment, one merged update and the log', () => {
    const { blobs, ...head } = decodeFlagListFile(bytesOf('longer'));
    const { segments, merged } = verifiedList(bytesOf('longer'));
    const named = new Map([...segments, ...merged].map(({ blob }) => [blob.sha256, blobs.get(blob.sha256)!]));
    expect([named.size, segments.length, merged.length]).toEqual([2, 1, 1]);
    const list = followLog(heldList(verifiedList(bytesOf('hundred'))), { ...head, blobs: named }, { nowMs: NOW_MS });
    expect(list).toMatchObject({ ok: true, value: { seq: 45, state: expectedOf('longer').state } });
  });

  test('comes from the hundred by deltas through two more roots, and from a line those left by the snapshot', () => {
    const list = followFile(heldList(verifiedList(bytesOf('hundred'))), bytesOf('rotated'), { nowMs: NOW_MS });
    expect(list).toMatchObject({ ok: true, value: { version: 3, seq: 5, chain: expectedOf('rotated').chain, keys: namesOf(NEW_KEYS) } });
    const left = followFile(heldList(verifiedList(bytesOf('updated'))), bytesOf('rotated'), { nowMs: NOW_MS });
    expect(left).toMatchObject({ ok: false, error: { tag: 'other-line' } });
  });

  test.each([
    ['one', 'https://example.org/0', 'asserts', 0],
    ['hundred', 'https://example.org/99', 'disputes', 35 / 63],
  ] as const)('finds in the golden receipt of %s what it was made of', (name, canonical, polarity, confidence) => {
    const { id, name: listName } = expectedOf(name);
    expect(provenBy(receiptOf(name))).toMatchObject({
      about: { kind: 'url', canonical },
      flag: { list: { id, name: listName }, label: 'scam', labelName: 'Scam', polarity, confidence },
      signedAt: NOW_S * 1000,
    });
  });

  test('finds in the golden receipt of how pictures look what it was made of', () => {
    const { pdq, polarity, label, radius } = { ...somePictures(40)[39]!, radius: 31 };
    expect(provenBy(receiptOf('looks'))).toMatchObject({ about: { kind: 'look', pdq: writePdq(pdq), radius }, flag: { list: { id: expectedOf('pictures').id }, on: 'media', labelName: label, polarity } });
  });

  test.each(FORKS)('finds in the golden proof of a fork of %s what it was made of', (name) => {
    expect(describeFork(provenFork(forkOf(name)))).toEqual(forkSays(name));
  });

  test.each(FORKS)('finds the golden proof in the golden event of a fork of %s', (name) => {
    const event = JSON.parse(readFileSync(join(VECTORS, `${name}.forkevent.json`), 'utf8')) as unknown;
    expect(forkFromEvent(event)).toMatchObject({ ok: true, value: { proof: forkOf(name) } });
  });

  test('makes of the golden lists the golden proof', async () => {
    const flags = someFlags(101);
    const aside = await builtList(aDraft({ name: 'Golden list of 100, TEST KEYS', flags }), TEST_KEYS, { previous: bytesOf('hundred'), nowMs: NOW_MS + 30_000 });
    expect(Buffer.compare(madeFork(headOf(bytesOf('updated')), headOf(aside)), forkOf('updates'))).toBe(0);
  });

  test('gives 100 000 flags the state they always had', () => {
    expect(verifiedList(hundredThousand)).toMatchObject({ n: 100_000, state: STATE_OF_100_000 });
  });
});

const python = spawnSync('python3', ['--version'], { encoding: 'utf8' }).status === 0;
if (!python) console.warn('skipped: the second decoder, python3 is not here');

describe.skipIf(!python)('a reader in another language, written from docs/protocol.md', () => {
  const folder = mkdtempSync(join(tmpdir(), 'witnessmark-golden-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  function decode(bytes: Uint8Array, ...earlier: readonly ((typeof GOLDEN)[number] | Uint8Array)[]) {
    const path = join(folder, 'list.flaglist');
    writeFileSync(path, bytes);
    const before = earlier.map((each, i) => (typeof each === 'string' ? join(VECTORS, `${each}.flaglist`) : join(folder, `earlier-${i}.flaglist`)));
    for (const [i, each] of earlier.entries()) if (typeof each !== 'string') writeFileSync(before[i]!, each);
    const { status, stdout, stderr } = spawnSync('python3', [join(VECTORS, 'decode.py'), path, String(NOW_S), ...before], {
      encoding: 'utf8',
      maxBuffer: 2 ** 26,
    });
    return { status, list: status === 0 ? (JSON.parse(stdout) as ListDescription) : undefined, reason: stderr.trim() };
  }

  test.each(GOLDEN)('finds the same in the golden file of %s', (name) => {
    expect(decode(bytesOf(name))).toMatchObject({ status: 0, list: expectedOf(name) });
  });

  test('finds the same in 100 000 flags', () => {
    expect(decode(hundredThousand).list).toEqual(describeList(hundredThousand));
  });

  test('comes by deltas from one list to the next, and to no other', () => {
    expect(decode(bytesOf('updated'), 'hundred').status).toBe(0);
    expect(decode(bytesOf('hundred'), 'updated').reason).toBe('refused: not on the line of this log');
    expect(decode(bytesOf('updated'), 'one').reason).toBe('refused: another list');
    expect(decode(bytesOf('rotated'), 'hundred').status).toBe(0);
    expect(decode(bytesOf('longer'), 'hundred').status).toBe(0);
    expect(decode(bytesOf('longer'), 'updated').reason).toBe('refused: not on the line of this log');
    expect(decode(bytesOf('rotated'), 'updated').reason).toBe('refused: not on the line of this log');
  });

  test('comes by the deltas of a list of many updates to where this reader does', async () => {
    const draft = (from: number, to: number) => aDraft({ name: 'Golden list of 100, TEST KEYS', flags: someFlags(to).slice(from) });
    let bytes: Uint8Array = bytesOf('updated');
    for (let i = 1; i <= 5; i++) bytes = await builtList(draft(i * 7, 60 + i * 40), TEST_KEYS, { previous: bytes, nowMs: NOW_MS + (4 + i) * 60_000 });
    expect(decode(bytes, 'hundred', 'updated').list).toEqual(describeList(bytes));
  });

  test('comes by segments and merged updates to where this reader does, and refuses those that lie', async () => {
    const stateOf = (i: number) => numberedRun(new Map(Array.from({ length: 1500 }, (_, k) => [2 * i + k, 300])));
    const states = Array.from({ length: 220 }, (_, i) => stateOf(i));
    const history = aHistory(await builtList(aDraft(), TEST_KEYS, { nowMs: NOW_MS - DAY_MS }), states);
    const bytes = await history.fileOf(221);
    const { segments, merged } = verifiedList(bytes);
    expect([segments.length, merged.length > 1]).toEqual([2, true]);
    const earlier = await Promise.all([merged[0]!.from + 5, merged.at(-1)!.from - 1, merged.at(-1)!.from + 3].map(history.fileOf));
    expect(decode(bytes, ...earlier).list).toEqual(describeList(bytes));
    expect(decode(bytes, await history.fileOf(2)).reason).toBe('refused: no delta leads on');

    const [segment, update] = [segments[1]!.blob.sha256, merged.at(-1)!.blob.sha256];
    const lying = (change: Parameters<typeof withIndex>[1], ...blobs: readonly Uint8Array[]) => decode(withIndex(bytes, change, ...blobs), earlier[1]!).reason;
    const told = decodeSegment(decodeFlagListFile(bytes).blobs.get(segment)!);
    const unfolding = encodeSegment({ ...told, steps: told.steps.map((step) => ({ ...step, state: segment })) });
    const renamed = (all: readonly Segment[], old: string, blob: Uint8Array) => all.map((each) => (each.blob.sha256 === old ? { ...each, blob: { sha256: blobName(blob), bytes: blob.length } } : each));
    expect(lying((index) => ({ segments: renamed(index.segments, segment, unfolding) }), unfolding)).toBe('refused: a segment that does not fold');
    const nothing = encodeDelta({ puts: new Uint8Array(0), deletes: new Uint8Array(0) });
    expect(lying((index) => ({ merged: renamed(index.merged, update, nothing) }), nothing)).toBe('refused: a merged delta leads elsewhere');
    expect(lying((index) => ({ merged: index.merged.map((each) => ({ ...each, to: 0xffff_ffff })) }))).toBe('refused: a merged delta off the line');
  });

  test('reads a list with two roots, and refuses roots that this reader refuses', async () => {
    const hundred = bytesOf('hundred');
    const [first] = decodeRoots(decodeFlagListFile(hundred).roots) as [SignedRoot];
    const renewed = await changedList(hundred, {}, [TEST_KEYS], { nowMs: NOW_MS + 60_000 });
    expect(decode(renewed, 'hundred').list).toEqual(describeList(renewed));

    const next = JSON.parse(decodeRoots(decodeFlagListFile(renewed).roots)[1]!.content) as RootContent;
    const { writer, root_keys, root_threshold, inbox } = rootContent(NEW_KEYS);
    const [label, ...others] = next.labels as [RootContent['labels'][number], ...RootContent['labels']];
    const handed = { ...next, writer, root_keys, root_threshold, inbox };
    const cases: readonly (readonly [RootContent, readonly [Uint8Array, ...Uint8Array[]], ListErrorTag, string])[] = [
      [{ ...next, ver: 3 }, allSecrets(TEST_KEYS), 'broken-root-line', 'not the next root'],
      [{ ...next, epoch: 0 }, allSecrets(TEST_KEYS), 'broken-root-line', 'another epoch, or an older root'],
      [{ ...next, labels: [{ ...label, name: 'Fraud' }, ...others] }, allSecrets(TEST_KEYS), 'broken-root-line', 'a label code with another meaning'],
      [{ ...next, labels: [{ ...label, core: 'spam' }, ...others] }, allSecrets(TEST_KEYS), 'broken-root-line', 'a label code with another meaning'],
      [{ ...next, writer }, allSecrets(TEST_KEYS), 'missing-signature', 'not signed by the keys it names'],
      [handed, [...allSecrets(NEW_KEYS), TEST_KEYS.root[0]], 'missing-signature', 'not signed by enough of the root keys before'],
    ];
    for (const [content, by, tag, reason] of cases) {
      const second = signAsRoot(canonicalJson(content as Json)!, content, by, NOW_S + 60);
      const forged = forge({ roots: [first, second], createdAt: NOW_S + 60 });
      expect(verifyFlagList(forged, { nowMs: NOW_MS })).toMatchObject({ ok: false, error: { tag } });
      expect(decode(forged).reason).toBe(`refused: ${reason}`);
    }
  });

  test('comes by updates of pictures to where this reader does', async () => {
    const draft = (from: number, to: number) => aDraft({ name: 'Golden list with pictures, TEST KEYS', flags: [...someFlags(from), ...somePictures(to).slice(from)] });
    let bytes: Uint8Array = bytesOf('pictures');
    for (let i = 1; i <= 4; i++) bytes = await builtList(draft(i * 9, i * 15), TEST_KEYS, { previous: bytes, nowMs: NOW_MS + (2 + i) * 60_000 });
    expect(decode(bytes, 'pictures').list).toEqual(describeList(bytes));
    expect(followFile(heldList(verifiedList(bytesOf('pictures'))), bytes, { nowMs: NOW_MS })).toMatchObject({ ok: true });
  });

  test.each<[string, Partial<PictureFields>, boolean, string]>([
    ['with too wide a radius', { radius: 32 }, false, 'a fingerprint of no picture, or too wide a radius'],
    ['of no picture', { hash: new Uint32Array(8) }, false, 'a fingerprint of no picture, or too wide a radius'],
    ['under label code 0', { label: 0 }, false, 'a bad picture record'],
    ['dated after the list was signed', { week: 400 }, false, 'a picture from the future'],
    ['under a sensitive label', {}, true, 'a sensitive label on how a picture looks'],
  ])('refuses pictures %s, as this reader does', (_, changes, sensitive, reason) => {
    const root: Forgery['root'] = (content) => ({ ...content, labels: [{ ...content.labels[0]!, subjects: ['media'], sensitive }] });
    const forged = forge({ root, pictures: pictureRun([aPicture(1, changes)]) });
    expect(verifyFlagList(forged, { nowMs: NOW_MS })).toMatchObject({ ok: false, error: { tag: 'bad-record' } });
    expect(decode(forged).reason).toBe(`refused: ${reason}`);
  });

  test('finds the same reasons in as many parts as there are, and refuses those that this reader refuses', async () => {
    const golden = bytesOf('reasons');
    expect(expectedOf('reasons').details).toHaveLength(41);
    const many = await builtList(aDraft({ flags: detailedFlags(3000) }));
    expect(decode(many).list).toEqual(describeList(many));
    const all = toldBy(golden);
    const cases: readonly (readonly [ListErrorTag, string, () => Uint8Array])[] = [
      ['bad-details', 'a part of too few flags', () => withDetails(golden, () => Array.from({ length: 16 }, (_, range) => all.filter(({ key }) => bucketOf(key, 4) === range)))],
      ['not-canonical', 'a detail of another range', () => withDetails(golden, ([a, b]) => [b, a])],
      ['bad-details', 'a detail of a flag that is not there, or a retraction of one that is', () => withDetails(golden, ([a, b]) => [a!.map((each) => (each === a![0] ? { ...each, label: 99 } : each)), b])],
      ['bad-details', 'a detail of a flag that is not there, or a retraction of one that is', () => withDetails(golden, ([a, b]) => [a!.map(({ key, label }) => ({ key, label, retraction: { week: 1 } })), b])],
      ['not-canonical', 'a detail that says nothing', () => withDetails(golden, ([a, b]) => [[{ key: a![0]!.key, label: a![0]!.label, flag: { evidence: [] } }], b])],
      ['bad-details', 'evidence that is no plain https address', () => withDetails(golden, ([a, b]) => [[{ key: a![0]!.key, label: a![0]!.label, flag: { evidence: [{ link: 'http://a.example/' }] } }], b])],
      ['bad-details', 'a control character', () => withDetails(golden, ([a, b]) => [[{ key: a![0]!.key, label: a![0]!.label, flag: { reason: { text: 'a\u0007b' }, evidence: [] } }], b])],
    ];
    for (const [tag, reason, make] of cases) {
      expect(verifyFlagList(make(), { nowMs: NOW_MS })).toMatchObject({ ok: false, error: { tag } });
      expect(decode(make()).reason).toBe(`refused: ${reason}`);
    }
  });

  test('refuses an altered file as well', () => {
    const golden = bytesOf('one');
    for (const at of [0, 8, 40, 700, golden.length - 300, golden.length - 1]) {
      const altered = golden.slice();
      altered[at]! ^= 1;
      expect(decode(altered)).toMatchObject({ status: 1, reason: expect.stringMatching(/^refused: /) as string });
    }
  });

  function decodeReceipt(bytes: Uint8Array) {
    const path = join(folder, 'receipt.json');
    writeFileSync(path, bytes);
    // Without its cache, which would lie beside the vectors.
    const { status, stdout, stderr } = spawnSync('python3', ['-B', join(VECTORS, 'receipt.py'), path], { encoding: 'utf8' });
    return { status, says: status === 0 ? (JSON.parse(stdout) as unknown) : undefined, reason: stderr.trim() };
  }

  test.each(RECEIPTS)('finds the same in the golden receipt of %s', (name) => {
    expect(decodeReceipt(receiptOf(name))).toEqual({ status: 0, says: describeReceipt(provenBy(receiptOf(name))), reason: '' });
  });

  test('finds the same in a receipt from 100 000 flags', () => {
    const receipt = madeReceipt(hundredThousand, someFlags(77)[76]!.subject);
    expect(decodeReceipt(receipt)).toMatchObject({ status: 0, says: describeReceipt(provenBy(receipt)) });
  });

  test('refuses an altered receipt as well, in each of its members', () => {
    for (const name of ['hundred', 'looks']) {
      const golden = new TextDecoder().decode(receiptOf(name));
      for (const member of Object.keys(JSON.parse(golden) as object)) {
        const at = golden.indexOf(`"${member}":`) + member.length + 8;
        const altered = flipped(receiptOf(name), at, 1);
        expect(judged(altered), member).not.toBe('holds');
        expect(decodeReceipt(altered), member).toMatchObject({ status: 1, reason: expect.stringMatching(/^refused: /) as string });
      }
    }
  });

  function decodeFork(bytes: Uint8Array) {
    const path = join(folder, 'list.forkproof');
    writeFileSync(path, bytes);
    const { status, stdout, stderr } = spawnSync('python3', ['-B', join(VECTORS, 'fork.py'), path], { encoding: 'utf8' });
    return { status, says: status === 0 ? (JSON.parse(stdout) as unknown) : undefined, reason: stderr.trim() };
  }

  test.each(FORKS)('finds the same in the golden proof of a fork of %s', (name) => {
    expect(decodeFork(forkOf(name))).toEqual({ status: 0, says: forkSays(name), reason: '' });
  });

  test.each(FORKS)('finds the same in the golden event of a fork of %s, and not in an altered one', (name) => {
    const golden = readFileSync(join(VECTORS, `${name}.forkevent.json`), 'utf8');
    expect(decodeFork(Buffer.from(golden))).toEqual({ status: 0, says: forkSays(name), reason: '' });
    const event = JSON.parse(golden) as { readonly created_at: number };
    for (const altered of [{ ...event, created_at: event.created_at + 1 }, { ...event, tags: [['d', 'ab'.repeat(32)]] }, { ...event, kind: 9431 }]) {
      expect(forkFromEvent(altered).ok).toBe(false);
      expect(decodeFork(Buffer.from(JSON.stringify(altered))).status).toBe(1);
    }
  });

  test('finds the same in a proof under a second root, with co-signers and a log full of links', () => {
    const keys = { ...TEST_KEYS, heads: [OTHER_KEYS.writer], headThreshold: 2 };
    const first = firstRoot(keys);
    const roots = [first, nextRoot([first], lineFrom(rootId(first), [])[0], {}, [], keys)];
    const common = steps('1', '2', '3');
    const head = (names: readonly string[]) => aHead([...common, ...steps(...names)], { roots, cosigners: keys.heads });
    const proof = madeFork(head(['4']), head(Array.from({ length: 17 }, (_, i) => `other ${i}`)));
    expect(provenFork(proof)).toMatchObject({ version: 2, seq: 4, tips: [{ seq: 4 }, { seq: 20 }] });
    expect(decodeFork(proof)).toEqual({ status: 0, says: describeFork(provenFork(proof)), reason: '' });
  });

  test.each(FORKS)('refuses an altered proof of a fork of %s as well, from its beginning to its end', (name) => {
    const golden = forkOf(name);
    for (let at = 0; at < golden.length; at += Math.ceil(golden.length / 20)) {
      const altered = flipped(golden, at, 1);
      expect(judgedFork(altered), `byte ${at}`).not.toBe('holds');
      expect(decodeFork(altered), `byte ${at}`).toMatchObject({ status: 1, reason: expect.stringMatching(/^refused: /) as string });
    }
    expect(decodeFork(Uint8Array.of(...golden, 0)).reason).toBe('refused: bytes left over');
  });
});
