import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { applyDelta, applyToPictures } from '../../lib/lists/apply-delta.ts';
import { decodeDelta, encodeDelta, type Delta } from '../../lib/lists/delta.ts';
import { diffRecords, diffStates, type StateRecords } from '../../lib/lists/diff-records.ts';
import { attempt } from '../../lib/lists/list-error.ts';
import { leafIn } from '../../lib/lists/leaf-records.ts';
import { emptyState, leafHash, leafOf, stateOfRoot } from '../../lib/lists/list-state.ts';
import { rootOfPath } from '../../lib/lists/merkle-path.ts';
import { decodeManifest, encodeManifest } from '../../lib/lists/manifest.ts';
import { checkPictures, NO_PICTURES, PICTURE_BYTES, PICTURE_LAYOUT, readPictureRecord } from '../../lib/lists/picture-record.ts';
import { decodePictureShard, decodePictureShards, encodePictureShard, encodePictureShards } from '../../lib/lists/picture-shard.ts';
import { FLAG_LAYOUT } from '../../lib/lists/record.ts';
import { StateTree } from '../../lib/lists/state-tree.ts';
import { recordHistories, recordSets, runOf } from '../support/lists-records.ts';
import { aPicture, pictureHistories, pictureRun, pictureSets } from '../support/lists-pictures.ts';
import { mutations } from '../support/mutations.ts';

/** `WITNESSMARK_MUTATIONS=100000` is the long run. */
const RUNS = Number(process.env['WITNESSMARK_MUTATIONS'] ?? 2000);
const LIST = 'ab'.repeat(32);
const ZERO = '00'.repeat(32);

function stateOf({ records, pictures }: StateRecords): string {
  return StateTree.of([records], pictures).state(LIST);
}

/** Flags and pictures, changed together. */
const histories: fc.Arbitrary<readonly StateRecords[]> = fc.tuple(recordHistories, pictureHistories).map(([flags, pictures]) =>
  Array.from({ length: Math.min(flags.length, pictures.length) }, (_, i) => ({ records: runOf(flags[i]!), pictures: pictureRun(pictures[i]!) })),
);

describe('picture records', () => {
  test('read back say what was written', () => {
    fc.assert(
      fc.property(pictureSets, (pictures) => {
        const run = pictureRun(pictures);
        expect(pictures.map((_, i) => readPictureRecord(run, i * PICTURE_BYTES))).toEqual(pictures);
      }),
    );
  });

  test('in order pass the check, and moved or doubled do not', () => {
    fc.assert(
      fc.property(pictureSets, fc.nat(), fc.nat(), (pictures, from, to) => {
        expect(attempt(() => checkPictures(pictureRun(pictures), 350)).ok).toBe(true);
        fc.pre(pictures.length > 1 && from % pictures.length !== to % pictures.length);
        const moved = pictures.with(to % pictures.length, pictures[from % pictures.length]!);
        expect(attempt(() => checkPictures(pictureRun(moved), 350))).toMatchObject({ ok: false, error: { tag: 'not-canonical' } });
      }),
    );
  });

  test('come back from shards, split anywhere', () => {
    fc.assert(
      fc.property(pictureSets, fc.nat(), (pictures, at) => {
        fc.pre(pictures.length > 1);
        const run = pictureRun(pictures);
        const cut = (1 + (at % (pictures.length - 1))) * PICTURE_BYTES;
        expect(decodePictureShards([run.subarray(0, cut), run.subarray(cut)].map(encodePictureShard))).toEqual(run);
        expect(decodePictureShards(encodePictureShards(run))).toEqual(run);
      }),
    );
  });
});

describe('the state', () => {
  test('of nothing is the one that every list begins with, also once its last picture is gone', () => {
    expect(stateOf({ records: NO_PICTURES, pictures: NO_PICTURES })).toBe(emptyState(LIST));
    fc.assert(
      fc.property(recordSets, pictureSets, (records, pictures) => {
        const before = { records: runOf(records), pictures: pictureRun(pictures) };
        const tree = StateTree.of([before.records], before.pictures);
        tree.update([], diffStates(before, { records: NO_PICTURES, pictures: NO_PICTURES })!);
        expect(tree.state(LIST)).toBe(emptyState(LIST));
      }),
      { numRuns: 20 },
    );
  });

  test('is what every path leads to, from the leaves of both sorts', () => {
    fc.assert(
      fc.property(recordSets, pictureSets, fc.nat(4095), (records, pictures, leaf) => {
        const [run, looks] = [runOf(records), pictureRun(pictures)];
        const tree = StateTree.of([run], looks);
        const pathTo = { [FLAG_LAYOUT.firstLeaf]: (at: number) => tree.pathOfFlags(at), [PICTURE_LAYOUT.firstLeaf]: (at: number) => tree.pathOfPictures(at) };
        for (const [layout, all] of [[FLAG_LAYOUT, run], [PICTURE_LAYOUT, looks]] as const) {
          // Where there are records, a leaf that has some.
          const number = all.length === 0 ? leaf : leafOf(all, (leaf % (all.length / layout.bytes)) * layout.bytes);
          const root = rootOfPath(leafHash(number, leafIn([all], number, layout), layout), layout.firstLeaf + number, pathTo[layout.firstLeaf]!(number));
          expect(stateOfRoot(LIST, records.length, root)).toBe(tree.state(LIST));
        }
      }),
      { numRuns: 20 },
    );
  });

  test('is another one for any changed bit of a picture record, and with one less', () => {
    fc.assert(
      fc.property(recordSets, pictureSets, fc.nat(), fc.nat(7), (records, pictures, byte, bit) => {
        fc.pre(pictures.length > 0);
        const run = pictureRun(pictures);
        const altered = run.slice();
        altered[byte % run.length]! ^= 1 << bit;
        const state = stateOf({ records: runOf(records), pictures: run });
        expect(stateOf({ records: runOf(records), pictures: altered })).not.toBe(state);
        expect(stateOf({ records: runOf(records), pictures: run.subarray(0, -PICTURE_BYTES) })).not.toBe(state);
      }),
      { numRuns: 20 },
    );
  });
});

describe('deltas', () => {
  test('lead to the records and the state of a direct build', () => {
    fc.assert(
      fc.property(histories, (history) => {
        let { records, pictures } = history[0]!;
        const tree = StateTree.of([records], pictures);
        for (const [i, next] of history.slice(1).entries()) {
          const delta = decodeDelta(encodeDelta(diffStates(history[i]!, next)!));
          records = applyDelta([records], delta)[0] ?? NO_PICTURES;
          pictures = applyToPictures(pictures, delta);
          tree.update([records], delta, pictures);
          expect([records, pictures]).toEqual([next.records, next.pictures]);
          expect(tree.state(LIST)).toBe(stateOf(next));
        }
      }),
      { numRuns: 60 },
    );
  });

  test('have the bytes they always had where no picture changes, and 37 a put and 33 a delete more where one does', () => {
    fc.assert(
      fc.property(histories, (history) => {
        const [before, after] = [history[0]!, history[1]!];
        const flags = encodeDelta(diffRecords(before.records, after.records)!);
        expect(encodeDelta(diffStates({ ...before, pictures: after.pictures }, after)!)).toEqual(flags);
        const delta = diffStates(before, after)!;
        const { puts, deletes } = delta.pictures ?? { puts: NO_PICTURES, deletes: NO_PICTURES };
        expect(encodeDelta(delta)).toHaveLength(flags.length + (delta.pictures === undefined ? 0 : 8) + puts.length + deletes.length);
      }),
    );
  });

  test('made for other pictures are refused', () => {
    fc.assert(
      fc.property(pictureHistories, (history) => {
        const [before, after] = [pictureRun(history[0]!), pictureRun(history[1]!)];
        const delta = diffStates({ records: NO_PICTURES, pictures: before }, { records: NO_PICTURES, pictures: after })!;
        fc.pre(delta.pictures !== undefined);
        expect(attempt(() => applyToPictures(after, delta))).toMatchObject({ ok: false, error: { tag: 'bad-delta' } });
      }),
    );
  });

  test('of more than a blob holds are not made', () => {
    const many = (count: number): Uint8Array => {
      const run = new Uint8Array(count * PICTURE_BYTES);
      const one = pictureRun([aPicture(1)]);
      for (let i = 0; i < count; i++) run.set([i >>> 16, i >>> 8, i, ...one.subarray(3)], i * PICTURE_BYTES);
      return run;
    };
    const from = (before: Uint8Array, after: Uint8Array) => diffStates({ records: NO_PICTURES, pictures: before }, { records: NO_PICTURES, pictures: after });
    const most = Math.floor((2 ** 20 - 20) / PICTURE_BYTES);
    expect(encodeDelta(from(NO_PICTURES, many(most))!).length).toBeLessThanOrEqual(2 ** 20);
    expect(from(NO_PICTURES, many(most + 1))).toBeUndefined();
    expect(from(many(40_000), NO_PICTURES)).toBeUndefined();
  });
});

describe('of mutated bytes only the one writing of what was read is accepted', () => {
  const pictures = pictureRun([1, 2, 3].map((number) => aPicture(number)).toSorted((a, b) => Buffer.compare(pictureRun([a]), pictureRun([b]))));
  const delta: Delta = { puts: NO_PICTURES, deletes: NO_PICTURES, pictures: { puts: pictures.subarray(0, 74), deletes: pictures.subarray(74, 74 + 33) } };
  const manifest = {
    seq: 1,
    n: 3,
    state: ZERO,
    shards: [{ records: 3, blob: { sha256: ZERO, bytes: 100 } }],
    pictures: [{ records: 2, blob: { sha256: LIST, bytes: 82 } }],
  };
  const layouts: readonly (readonly [string, Uint8Array, (bytes: Uint8Array) => Uint8Array])[] = [
    ['shard of pictures', encodePictureShard(pictures), (bytes) => encodePictureShard(decodePictureShard(bytes))],
    ['manifest with pictures', encodeManifest(manifest), (bytes) => encodeManifest(decodeManifest(bytes))],
    ['delta with pictures', encodeDelta(delta), (bytes) => encodeDelta(decodeDelta(bytes))],
  ];

  test.each(layouts)('%s', (_, bytes, roundTrip) => {
    expect(roundTrip(bytes)).toEqual(bytes);
    const seen = { accepted: 0, refused: 0 };
    fc.assert(
      fc.property(mutations(bytes), (mutated) => {
        const result = attempt(() => roundTrip(mutated));
        if (result.ok) expect(Buffer.compare(result.value, mutated)).toBe(0);
        seen[result.ok ? 'accepted' : 'refused'] += 1;
      }),
      { numRuns: RUNS },
    );
    expect(Math.min(seen.accepted, seen.refused)).toBeGreaterThan(RUNS / 100);
  });
});
