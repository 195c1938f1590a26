import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { encodeDelta, decodeDelta } from '../../lib/lists/delta.ts';
import { diffRecords } from '../../lib/lists/diff-records.ts';
import { FlagIndex } from '../../lib/lists/flag-index.ts';
import { FlagIndexBlock } from '../../lib/lists/flag-index-block.ts';
import { followInPlace, type InPlaceLimits, type StoredState } from '../../lib/lists/follow-in-place.ts';
import { followHead } from '../../lib/lists/follow-log.ts';
import { isConfirmed, KeyTails } from '../../lib/lists/key-tails.ts';
import { heldFromStore, readKeptHead, storedState } from '../../lib/lists/kept-copy.ts';
import { packed, runOf as runOfLayers } from '../../lib/lists/layers.ts';
import { verifyHead, type CheckedHead } from '../../lib/lists/list-head.ts';
import { Overlay } from '../../lib/lists/overlay.ts';
import { NO_PICTURES } from '../../lib/lists/picture-record.ts';
import { readRecord, RECORD_BYTES, type RecordFields } from '../../lib/lists/record.ts';
import { aDraft, builtList, NOW_MS, OTHER_KEYS, someFlags, TEST_KEYS, verifiedList } from '../support/lists-draft.ts';
import { aHistory, numberedRun, signedAtMs, updateOf } from '../support/lists-history.ts';
import { somePictures } from '../support/lists-pictures.ts';
import { recordHistories, runOf } from '../support/lists-records.ts';

const ANY_SIZE: InPlaceLimits = { flags: 1, share: 1 };

/** A file as a reader stores it who packed it just now. */
function stored(file: Uint8Array): StoredState {
  const { index, shards, tree } = verifiedList(file, signedAtMs(file));
  const head = readKeptHead(file);
  const state = head.ok ? storedState(head.value, { index, shards }, tree) : head;
  if (!state.ok) throw new Error(state.error.message);
  return state.value;
}

function headOf(file: Uint8Array): CheckedHead {
  const head = verifyHead(updateOf(file), signedAtMs(file));
  if (!head.ok) throw new Error(head.error.message);
  return head.value;
}

/** What is stored once a newer file was followed in place. */
function amended(held: StoredState, file: Uint8Array, limits = ANY_SIZE, pictures?: Uint8Array): StoredState | undefined {
  const followed = followInPlace(held, headOf(file), updateOf(file).blobs, pictures, limits);
  if (!followed.ok) throw new Error(`${followed.error.tag}: ${followed.error.message}`);
  if (followed.value === undefined) return undefined;
  const { list, overlay, tree } = followed.value;
  const layers = { ...held.layers, overlay: decodeDelta(encodeDelta(overlay)) };
  return { ...held, ...list, createdAt: list.createdAtMs / 1000, layers, tree };
}

const refusalOf = (held: StoredState, file: Uint8Array) => {
  const followed = followInPlace(held, headOf(file), updateOf(file).blobs, undefined, ANY_SIZE);
  return followed.ok ? followed.value && 'followed' : followed.error.tag;
};

describe('a list that is followed in place', async () => {
  /** Flags that stay, so that updates are merged. */
  const STAYING = 3000;
  const flagsOfEach = fc.tuple(fc.integer({ min: 3, max: 40 }), fc.infiniteStream(fc.tuple(fc.nat(59), fc.nat(5)))).map(([updates, choices]) => {
    const flags = new Map(Array.from({ length: STAYING }, (_, i) => [i, 300]));
    return Array.from({ length: updates }, () => {
      for (let i = 0; i < 4; i++) {
        const { value: [number, choice] } = choices.next();
        if (choice < 2) flags.delete(STAYING - 30 + number);
        else flags.set(STAYING - 30 + number, 300 + choice);
      }
      return numberedRun(flags);
    });
  });
  const first = await builtList(aDraft());
  const START = numberedRun(new Map(Array.from({ length: STAYING }, (_, i) => [i, 300])));

  test('comes to what following it as a whole comes to, step after step, by single and merged updates', async () => {
    await fc.assert(
      fc.asyncProperty(flagsOfEach, fc.array(fc.integer({ min: 1, max: 25 }), { minLength: 3, maxLength: 3 }), async (states, strides) => {
        const history = aHistory(first, [START, ...states]);
        let held = stored(await history.fileOf(2));
        for (const stride of strides) {
          const seq = Math.min(held.seq + stride, history.states.length);
          if (seq === held.seq) break;
          const file = await history.fileOf(seq);
          const whole = followHead(heldFromStore(held), headOf(file), updateOf(file).blobs);
          if (!whole.ok) {
            expect(refusalOf(held, file)).toBe(whole.error.tag);
            break;
          }
          const after = amended(held, file)!;
          expect(after).toMatchObject({ seq, state: whole.value.state, chain: whole.value.chain, n: whole.value.n });
          expect(Buffer.compare(after.tree!, whole.value.tree)).toBe(0);
          const { index, shards, n } = packed(after.layers);
          expect([n, index.toBytes(), shards]).toEqual([whole.value.n, whole.value.index.toBytes(), whole.value.shards]);
          held = after;
        }
      }),
      { numRuns: 12 },
    );
  });

  const flags = someFlags(300);
  const before = await builtList(aDraft({ flags }));
  const next = (changed: Parameters<typeof someFlags>[0] | ReturnType<typeof somePictures>, minutes = 1) =>
    builtList(aDraft({ flags: typeof changed === 'number' ? someFlags(changed) : [...flags, ...changed] }), TEST_KEYS, { previous: before, nowMs: NOW_MS + minutes * 60_000 });

  test('packs anew what is small, changed by much, or changed pictures that are not at hand', async () => {
    expect(amended(stored(before), await next(303))).toMatchObject({ n: 303 });
    expect(amended(stored(before), await next(303), { flags: 301, share: 1 })).toBeUndefined();
    expect(amended(stored(before), await next(303), { flags: 1, share: 1 / 150 })).toBeUndefined();
    expect(amended(stored(before), await next(somePictures(1)))).toBeUndefined();
    const { tree: _, ...without } = stored(before);
    expect(amended(without, await next(303))).toBeUndefined();
  });

  test('follows its pictures as well, from the first one to the last', async () => {
    const pictures = somePictures(12);
    const drafts = [[], pictures.slice(0, 10), [...pictures.slice(3, 11), { ...pictures[11]!, radius: 30 }], pictures.slice(5, 9), pictures.slice(5, 9), []];
    let file = before;
    let held = stored(before);
    let looks: Uint8Array = NO_PICTURES;
    for (const [i, some] of drafts.entries()) {
      file = await builtList(aDraft({ flags: [...flags.slice(i), ...some] }), TEST_KEYS, { previous: file, nowMs: NOW_MS + (i + 1) * 60_000 });
      const followed = followInPlace(held, headOf(file), updateOf(file).blobs, looks, ANY_SIZE);
      if (!followed.ok || followed.value === undefined) throw new Error('not followed');
      const { list, overlay, tree, pictures: now } = followed.value;
      const whole = verifiedList(file, signedAtMs(file));
      looks = now?.run() ?? looks;
      expect([list.state, looks]).toEqual([whole.state, whole.pictures.run()]);
      expect(now === undefined).toBe(i === 0 || i === 4);
      held = { ...held, ...list, createdAt: list.createdAtMs / 1000, layers: { ...held.layers, overlay }, tree };
    }
  });

  test('follows pictures over merged updates, whichever of them it stands before', async () => {
    const pictures = somePictures(30);
    const files = [before];
    for (let i = 1; i <= 33; i++) {
      files.push(await builtList(aDraft({ flags: [...flags, ...pictures.slice(i % 7, 20 + (i % 9))] }), TEST_KEYS, { previous: files.at(-1)!, nowMs: NOW_MS + i * 10_000 }));
    }
    const last = files.at(-1)!;
    expect(verifiedList(last, signedAtMs(last)).merged.length).toBeGreaterThan(0);
    for (const at of [1, 9, 20, 30]) {
      const then = verifiedList(files[at]!, signedAtMs(files[at]!));
      const followed = followInPlace(stored(files[at]!), headOf(last), updateOf(last).blobs, then.pictures.run(), ANY_SIZE);
      expect(followed).toMatchObject({ ok: true, value: { list: { state: verifiedList(last, signedAtMs(last)).state } } });
    }
  });

  test('is refused where its pictures are not those that were verified', async () => {
    const withPictures = await next(somePictures(20));
    const later = await builtList(aDraft({ flags: [...flags, ...somePictures(21)] }), TEST_KEYS, { previous: withPictures, nowMs: NOW_MS + 2 * 60_000 });
    const refused = (pictures: Uint8Array) => followInPlace(stored(withPictures), headOf(later), updateOf(later).blobs, pictures, ANY_SIZE);
    const run = verifiedList(withPictures, signedAtMs(withPictures)).pictures.run();
    expect(refused(run)).toMatchObject({ ok: true });
    expect(refused(verifiedList(later, signedAtMs(later)).pictures.run())).toMatchObject({ error: { tag: 'bad-delta' } });
    expect(refused(NO_PICTURES)).toMatchObject({ error: { tag: 'held-damaged' } });
    const whole = { ...heldFromStore(stored(withPictures)), pictures: NO_PICTURES };
    expect(followHead(whole, headOf(later), updateOf(later).blobs)).toMatchObject({ error: { tag: 'held-damaged' } });
    expect(followHead({ ...whole, pictures: run }, headOf(later), updateOf(later).blobs)).toMatchObject({ ok: true });
  });

  test.each<[string, (root: CheckedHead['root']) => Partial<CheckedHead['root']>]>([
    ['dated after the list was signed', ({ epoch }) => ({ epoch: epoch + 50 * 7 * 86_400 })],
    ['under a label that the root calls sensitive', ({ labels }) => ({ labels: labels.map((label) => ({ ...label, sensitive: true })) })],
  ])('refuses pictures %s', async (_, changes) => {
    const withPictures = await next(somePictures(20));
    const later = await builtList(aDraft({ flags: [...flags, ...somePictures(21)] }), TEST_KEYS, { previous: withPictures, nowMs: NOW_MS + 2 * 60_000 });
    const head = headOf(later);
    const refused = (root: CheckedHead['root']) => followInPlace(stored(withPictures), { ...head, root } as CheckedHead, updateOf(later).blobs, verifiedList(withPictures, signedAtMs(withPictures)).pictures.run(), ANY_SIZE);
    expect(refused(head.root)).toMatchObject({ ok: true });
    expect(refused({ ...head.root, ...changes(head.root) })).toMatchObject({ error: { tag: 'bad-record' } });
  });

  test('keeps nothing beside the block where a later update undoes an earlier one', async () => {
    const more = await next(303);
    const undone = await builtList(aDraft({ flags }), TEST_KEYS, { previous: more, nowMs: NOW_MS + 2 * 60_000 });
    const after = amended(amended(stored(before), more)!, undone)!;
    expect(after.layers.overlay).toEqual({ puts: new Uint8Array(0), deletes: new Uint8Array(0) });
    expect(after.state).toBe(verifiedList(before).state);
  });

  test('is refused as a whole one is, and stays as it is', async () => {
    const held = stored(before);
    const kept = structuredClone({ ...held, layers: { ...held.layers, index: held.layers.index.toBytes() } });
    expect(refusalOf({ ...held, tree: held.tree!.map((byte, at) => (at === 32 ? byte ^ 1 : byte)) }, await next(303))).toBe('held-damaged');
    expect(refusalOf({ ...held, chain: 'b'.repeat(64) }, await next(303))).toBe('fork');
    expect(refusalOf({ ...held, seq: 9 }, await next(303))).toBe('rollback');
    expect(refusalOf(held, await builtList(aDraft({ flags: someFlags(5) }), OTHER_KEYS))).toBe('wrong-key');
    const shards = held.layers.shards.map((tails) => tails.map((byte) => byte ^ 1));
    expect(refusalOf({ ...held, layers: { ...held.layers, shards } }, await next(299))).toBe('bad-delta');
    expect({ ...held, layers: { ...held.layers, index: held.layers.index.toBytes() } }).toEqual(kept);
  });
});

describe('look-ups in a block with what changed since beside it', () => {
  test('find what look-ups in the list as it is now find', () => {
    fc.assert(
      fc.property(recordHistories, (history) => {
        const [packedThen, now] = [runOf(history[0]!), runOf(history.at(-1)!)];
        const n = packedThen.length / RECORD_BYTES;
        const tails = new KeyTails(n);
        tails.push(packedThen);
        const block = FlagIndexBlock.fromRuns([packedThen], n);
        const changes = diffRecords(packedThen, now)!;
        const index = new FlagIndex();
        index.add('list', block, new Overlay(changes));
        for (const { key } of [...history[0]!, ...history.at(-1)!]) {
          const found = index.lookup(key).filter((hit) => isConfirmed(tails.shards, hit, key));
          const said = found.map(({ label, polarity, confidence, week }): RecordFields => ({ key, label, polarity, confidence, week }));
          expect(said.toSorted((a, b) => a.label - b.label)).toEqual(recordsOn(now, key));
        }
        expect(runOfLayers({ index: block, shards: tails.shards, overlay: changes })).toEqual(now);
      }),
      { numRuns: 100 },
    );
  });
});

function recordsOn(run: Uint8Array, key: Uint8Array): readonly RecordFields[] {
  const found: RecordFields[] = [];
  for (let at = 0; at < run.length; at += RECORD_BYTES) {
    const record = readRecord(run, at);
    if (Buffer.compare(record.key, key) === 0) found.push({ ...record, key });
  }
  return found;
}
