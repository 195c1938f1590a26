import { describe, expect, test } from 'vitest';
import { applyDelta } from '../../lib/lists/apply-delta.ts';
import type { DraftFlag } from '../../lib/lists/build-flag-list.ts';
import { canonicalJson, type Json } from '../../lib/lists/canonical-json.ts';
import { linkChain, RESET } from '../../lib/lists/chain.ts';
import { encodeDelta } from '../../lib/lists/delta.ts';
import { diffRecords } from '../../lib/lists/diff-records.ts';
import { blobName } from '../../lib/lists/domain-hash.ts';
import { decodeFlagListFile, type FlagListFile } from '../../lib/lists/flag-list-file.ts';
import { followLog, needsSnapshot } from '../../lib/lists/follow-log.ts';
import { heldList, type HeldList } from '../../lib/lists/held-list.ts';
import type { ListErrorTag } from '../../lib/lists/list-error.ts';
import { leavesNamed } from '../../lib/lists/leaf-records.ts';
import { decodeIndex, encodeIndex, lineOf, type ListIndex, type LogEntry } from '../../lib/lists/list-index.ts';
import { FLAG_LAYOUT, RECORD_BYTES } from '../../lib/lists/record.ts';
import type { RootContent } from '../../lib/lists/root-content.ts';
import { decodeRoots } from '../../lib/lists/root-line.ts';
import { StateTree } from '../../lib/lists/state-tree.ts';
import { decodeTip, encodeTip, type TipContent } from '../../lib/lists/tip.ts';
import type { VerifiedList } from '../../lib/lists/verify-flag-list.ts';
import { aDraft, builtList, NOW_MS, OTHER_KEYS, seededRandom, someFlags, TEST_KEYS, verifiedList } from '../support/lists-draft.ts';
import { allSecrets, aRun, forge, signAsRoot, signedTip } from '../support/lists-forge.ts';
import { signedAtMs } from '../support/lists-history.ts';

const MINUTE_MS = 60_000;
/** Every list of these tests is signed within an hour of NOW_MS. */
const LATER_MS = NOW_MS + 60 * MINUTE_MS;

/** A list and its updates, one for each set of flags, a minute apart. */
async function published(sets: readonly (readonly DraftFlag[])[], previous?: Uint8Array): Promise<readonly Uint8Array[]> {
  const files: Uint8Array[] = [];
  for (const [i, flags] of sets.entries()) {
    const before = files.at(-1) ?? previous;
    const nowMs = (before === undefined ? NOW_MS : signedAtMs(before)) + (i + 1) * MINUTE_MS;
    files.push(await builtList(aDraft({ flags }), TEST_KEYS, { nowMs, ...(before && { previous: before }) }));
  }
  return files;
}

const held = (file: Uint8Array): HeldList => heldList(verifiedList(file, LATER_MS));
const magicOf = (blob: Uint8Array) => Buffer.from(blob.subarray(0, 4)).toString();

/** What a mirror would hand out to somebody who holds an earlier state: no manifest, no shards. */
function updateOf(file: Uint8Array): FlagListFile {
  const parts = decodeFlagListFile(file);
  return { ...parts, blobs: new Map([...parts.blobs].filter(([, blob]) => magicOf(blob) === 'FLD1')) };
}

function followed(from: HeldList, update: FlagListFile): VerifiedList {
  const result = followLog(from, update, { nowMs: LATER_MS });
  if (!result.ok) throw new Error(`${result.error.tag}: ${result.error.message}`);
  return result.value;
}

type Refused = readonly [tag: ListErrorTag, takeSnapshot: boolean];

function refusal(from: HeldList, update: FlagListFile, nowMs = LATER_MS): Refused | 'accepted' {
  const before = structuredClone(from);
  const result = followLog(from, update, { nowMs });
  expect(from).toEqual(before);
  if (result.ok) return 'accepted';
  expect(result.error.message).toMatch(/^[A-Z].*\.$/);
  return [result.error.tag, needsSnapshot(result.error)];
}

/** The update with another index, and a tip that the writer signs for it; changes to the tip come last. */
function resigned(update: FlagListFile, change: (index: ListIndex) => ListIndex, tipChange: Partial<TipContent> = {}): FlagListFile {
  const tip = decodeTip(update.tip);
  const changed = change(decodeIndex(update.index));
  const index = encodeIndex(changed);
  const { seq, chain, state } = lineOf(changed).at(-1)!;
  const content = { ...tip, seq, chain, state, index: { sha256: blobName(index), bytes: index.length }, ...tipChange };
  const signed = signedTip(tip.list, content, TEST_KEYS.writer, [], tip.by.createdAt, seededRandom('resigned'));
  return { ...update, index, tip: encodeTip(signed) };
}

/** The last step told by another delta, which is not in the index. */
function retold(update: FlagListFile, delta: Uint8Array): FlagListFile {
  const sha256 = blobName(delta);
  const changed = resigned(update, (index) => ({
    ...index,
    inline: index.inline.filter(({ position }) => position !== index.log.length - 1),
    log: withLast(index, { delta: { sha256, bytes: delta.length } }),
  }));
  return { ...changed, blobs: new Map([...changed.blobs, [sha256, delta]]) };
}

function withLast({ log }: ListIndex, changes: Partial<LogEntry>): readonly LogEntry[] {
  return [...log.slice(0, -1), { ...log.at(-1)!, ...changes }];
}

const flags = someFlags(400);
/** Seven flags; some more and some less; 300 more, which the index cannot hold; two that say something else. */
const [one, two, three, four] = await published([
  flags.slice(0, 7),
  flags.slice(2, 40),
  flags.slice(2, 340),
  [...flags.slice(4, 340), { ...flags[2]!, confidence: 0.25 }, { ...flags[3]!, polarity: 'disputes' }],
]) as [Uint8Array, Uint8Array, Uint8Array, Uint8Array];

describe('who holds an earlier state', () => {
  test.each<[string, Uint8Array, Uint8Array]>([
    ['one update behind', one, two],
    ['one update behind, told by a blob', two, three],
    ['two updates behind', two, four],
    ['three updates behind', one, four],
    ['none behind', four, four],
  ])('%s, comes to the very list that the snapshot gives', (_, earlier, later) => {
    const list = followed(held(earlier), updateOf(later));
    const snapshot = verifiedList(later, LATER_MS);
    expect({ ...list, index: list.index.toBytes() }).toEqual({ ...snapshot, index: snapshot.index.toBytes() });
    expect(joined(heldList(list))).toEqual(joined(held(later)));
  });

  test('in any split comes to the same', () => {
    const whole = held(one);
    const [run] = whole.runs as [Uint8Array];
    const runs = Array.from({ length: run.length / RECORD_BYTES }, (_, i) => run.subarray(i * RECORD_BYTES, (i + 1) * RECORD_BYTES));
    expect(followed({ ...whole, runs }, updateOf(four)).state).toBe(verifiedList(four, LATER_MS).state);
  });

  test('follows step by step as in one go', () => {
    let list = followed(held(one), updateOf(two));
    list = followed(heldList(list), updateOf(three));
    expect(followed(heldList(list), updateOf(four)).state).toBe(followed(held(one), updateOf(four)).state);
  });

  test('learns of a state that was only confirmed', async () => {
    const [again] = await published([[...flags.slice(4, 340), { ...flags[2]!, confidence: 0.25 }, { ...flags[3]!, polarity: 'disputes' }]], four);
    const list = followed(held(four), updateOf(again!));
    expect(list).toMatchObject({ seq: 5, state: verifiedList(four, LATER_MS).state });
    expect(list.log.at(-1)!.delta!.bytes).toBe(12);
  });

  test('is told to take the snapshot once the log begins later', async () => {
    let last = one;
    const files = [one];
    for (let i = 1; i <= 17; i++) {
      [last] = await published([flags.slice(i, i + 7)], last) as [Uint8Array];
      files.push(last);
    }
    expect(refusal(held(files[0]!), updateOf(last))).toEqual(['log-gap', true]);
    for (const file of files.slice(1)) expect(followed(held(file), updateOf(last)).seq).toBe(18);
  });

  test('is told to take the snapshot where a step is too large for a delta', async () => {
    const many = Array.from({ length: 65_537 }, (_, i) => ({ key: keyOf(i), label: 'Scam', week: 300 }));
    const [large, larger] = await published([many, many.slice(1)], one) as [Uint8Array, Uint8Array];
    expect(verifiedList(large, LATER_MS).log.map(({ delta }) => delta?.inline)).toEqual([undefined, undefined]);
    expect(refusal(held(one), updateOf(large))).toEqual(['log-reset', true]);
    expect(refusal(held(one), updateOf(larger))).toEqual(['log-reset', true]);
    expect(followed(held(large), updateOf(larger)).n).toBe(65_536);
  });

  test('of another branch learns that the curator forked', async () => {
    const [other] = await published([flags.slice(0, 3)], one) as [Uint8Array];
    expect(refusal(held(other), updateOf(two))).toEqual(['fork', false]);
    expect(refusal(held(other), updateOf(four))).toEqual(['fork', false]);
  });

  test('does not go back', () => {
    expect(refusal(held(four), updateOf(two))).toEqual(['rollback', false]);
  });

  test('of another list is left alone', async () => {
    const theirs = await builtList(aDraft({ flags: flags.slice(0, 7) }), OTHER_KEYS);
    expect(refusal(held(theirs), updateOf(two))).toEqual(['wrong-key', false]);
  });

  describe('with the hashes that were put away with it', async () => {
    const [before, after] = await published([someFlags(5000), someFlags(5200).slice(20)]) as [Uint8Array, Uint8Array];
    const { tree } = verifiedList(before, LATER_MS);

    test('goes on from them, and to the same state', () => {
      const list = followLog({ ...held(before), tree }, updateOf(after), { nowMs: LATER_MS });
      expect(list).toMatchObject({ ok: true, value: { state: verifiedList(after, LATER_MS).state } });
      expect(list.ok && Buffer.compare(list.value.tree, verifiedList(after, LATER_MS).tree)).toBe(0);
    });

    test('is told to take the snapshot where an update touches records that are not those they were made of', () => {
      const { runs, ...rest } = held(before);
      const damaged = runs[0]!.map((byte, at) => (at % RECORD_BYTES === 15 ? byte ^ 1 : byte));
      expect(refusal({ ...rest, runs: [damaged], tree }, updateOf(after))).toEqual(['bad-delta', true]);
    });

    test('is told so too where they are damaged themselves', () => {
      const damagedAt = (node: number): Uint8Array => tree.map((byte, at) => (at === 32 * node ? byte ^ 1 : byte));
      expect(refusal({ ...held(before), tree: damagedAt(1) }, updateOf(after))).toEqual(['held-damaged', true]);
      const touched = leavesNamed(diffRecords(held(before).runs[0]!, held(after).runs[0]!)!, FLAG_LAYOUT);
      const beside = touched.find((leaf) => !touched.includes(leaf ^ 1))! ^ 1;
      expect(refusal({ ...held(before), tree: damagedAt(4096 + beside) }, updateOf(after))).toEqual(['bad-delta', true]);
      expect(StateTree.read(new Uint8Array(31), 1)).toBeUndefined();
    });
  });

  test('whose store was damaged is told to take the snapshot', () => {
    const { runs, ...rest } = held(one);
    const damaged = runs[0]!.slice();
    damaged[13]! ^= 1;
    expect(refusal({ ...rest, runs: [damaged] }, updateOf(two))).toEqual(['held-damaged', true]);
    expect(refusal({ ...rest, runs: [runs[0]!.subarray(RECORD_BYTES)] }, updateOf(two))).toEqual(['held-damaged', true]);
  });
});

describe('under a new root', () => {
  const file = decodeFlagListFile(one);
  const [first] = decodeRoots(file.roots);
  const { id: list, seq, chain, state } = verifiedList(one, LATER_MS);
  const content = { ...(JSON.parse(first!.content) as RootContent), ver: 2, prev: list, list, base: { seq, chain, state } };
  const createdAt = LATER_MS / 1000;
  const second = signAsRoot(canonicalJson(content as unknown as Json)!, { list, ver: 2 }, allSecrets(TEST_KEYS), createdAt);
  /** Continues from the first update under the second root, by a reset. */
  const moved = decodeFlagListFile(
    forge({
      roots: [first!, second],
      createdAt,
      runs: [aRun([{}])],
      index: (index) => ({ ...index, base: { seq, chain, state }, log: [{ ...index.log[0]!, seq: 2 }], snapshot: { ...index.snapshot, seq: 2 } }),
      manifest: (manifest) => ({ ...manifest, seq: 2 }),
      tip: (tip) => ({ ...tip, seq: 2, chain: linkChain(chain, 2, tip.state, RESET) }),
    }),
  );

  test('who is on the line goes on from there', () => {
    expect(refusal(held(one), moved)).toEqual(['log-reset', true]);
  });

  test.each([['as far as', two], ['further than', three]])('who came %s the new root on a line it leaves behind takes the snapshot', (_, ahead) => {
    expect(refusal(held(ahead), moved)).toEqual(['other-line', true]);
  });

  test('who is under it does not go back under the old one', () => {
    expect(refusal({ ...held(one), version: 2 }, updateOf(four))).toEqual(['rollback', false]);
  });
});

describe('no reader follows an update', async () => {
  const update = updateOf(three);
  const [delta] = [...update.blobs.values()];
  const start = held(two);
  const { runs } = start;
  const deltaOf = (puts: Uint8Array, deletes: Uint8Array) => encodeDelta({ puts, deletes });
  const NONE = new Uint8Array(0);

  test('unless it is whole', () => {
    expect(refusal(start, retold(update, delta!))).toBe('accepted');
  });

  test.each<[string, FlagListFile, Refused]>([
    ['whose delta nobody sent', { ...update, blobs: new Map() }, ['missing-blob', true]],
    ['whose delta is another', { ...update, blobs: new Map([...update.blobs.keys()].map((name) => [name, Uint8Array.of(1)])) }, ['hash-mismatch', false]],
    ['whose delta was altered', { ...update, blobs: new Map([...update.blobs].map(([name, blob]) => [name, blob.with(40, blob[40]! ^ 1)])) }, ['hash-mismatch', false]],
    ['whose signed delta is none', retold(update, Uint8Array.of(1, 2, 3, 4)), ['malformed', false]],
    ['whose signed delta has bytes left over', retold(update, Uint8Array.of(...delta!, 0)), ['malformed', false]],
    ['whose signed delta puts what is there', retold(update, deltaOf(runs[0]!.subarray(0, RECORD_BYTES), NONE)), ['bad-delta', true]],
    ['whose signed delta deletes what is not there', retold(update, deltaOf(NONE, new Uint8Array(13).fill(7))), ['bad-delta', true]],
    ['whose signed delta leads elsewhere', retold(update, deltaOf(NONE, runs[0]!.slice(0, 13))), ['bad-delta', true]],
    ['whose signed delta changes nothing', retold(update, deltaOf(NONE, NONE)), ['bad-delta', true]],
    ['that announces another number of flags', resigned(update, (index) => index, { n: 1 }), ['state-mismatch', false]],
    ['on another chain', resigned(update, (index) => index, { chain: '00'.repeat(32) }), ['broken-chain', false]],
    ['in another state', resigned(update, (index) => index, { state: '00'.repeat(32) }), ['state-mismatch', false]],
    ['with a gap in its log', resigned(update, (index) => ({ ...index, log: index.log.toSpliced(1, 1), inline: [] })), ['broken-chain', false]],
    ['with another index', { ...update, index: updateOf(two).index }, ['hash-mismatch', false]],
    ['with other roots', { ...update, roots: decodeFlagListFile(await builtList(aDraft(), OTHER_KEYS)).roots }, ['hash-mismatch', false]],
    ['whose tip is cut short', { ...update, tip: update.tip.subarray(1) }, ['malformed', false]],
    ['whose tip nobody signed', { ...update, tip: update.tip.with(80, update.tip[80]! ^ 1) }, ['bad-signature', false]],
  ])('%s', (_, altered, refused) => {
    expect(refusal(start, altered)).toEqual(refused);
  });

  test('that is out of its time', () => {
    expect(refusal(start, update, NOW_MS + 1000 * 86_400_000)).toEqual(['expired', false]);
    expect(refusal(start, update, NOW_MS - 86_400_000)).toEqual(['not-yet-valid', false]);
  });

  test('with a flag dated after it was signed', () => {
    const dated = (week: number) => {
      const changes = { puts: aRun([{ key: new Uint8Array(12).fill(9), week }]), deletes: NONE };
      const after = applyDelta(runs, changes);
      const state = StateTree.of(after).state(start.id);
      const told = retold(update, encodeDelta(changes));
      return resigned(told, (index) => ({ ...index, log: withLast(index, { state }) }), { n: 39 });
    };
    expect(refusal(start, dated(300))).toBe('accepted');
    expect(refusal(start, dated(0xffff))).toEqual(['bad-record', false]);
  });
});

describe('an update', () => {
  /** Bytes that a reader loads: tip and index, and what is not in the index of the steps not seen yet. */
  function loaded(file: Uint8Array, behind: number): number {
    const { tip, index } = decodeFlagListFile(file);
    const outer = verifiedList(file, LATER_MS).log.slice(-behind).filter(({ delta }) => delta?.inline === false);
    return tip.length + index.length + outer.reduce((sum, { delta }) => sum + delta!.bytes, 0);
  }

  test('takes at most 3 kB and 22 bytes a change, whatever the log holds beside', async () => {
    const added = [200, 1, 0, 180, 40, 255, 3, 100, 600, 7, 7, 7, 60, 1, 1, 190, 30, 12, 5, 250, 1, 0, 90];
    /** Flags number `first` to `end` are in the list; of every update a third as many go as come. */
    let [first, end] = [0, 7];
    let last = await builtList(aDraft({ flags: numbered(first, end) }));
    const changes: number[] = [];
    for (const count of added) {
      const gone = Math.floor(count / 3);
      [first, end] = [first + gone, end + count];
      [last] = await published([numbered(first, end)], last) as [Uint8Array];
      changes.push(count + gone);
      for (const behind of [1, 2, 5, 10, 15].filter((each) => each <= changes.length)) {
        const changed = changes.slice(-behind).reduce((sum, each) => sum + each);
        expect(loaded(last, behind)).toBeLessThanOrEqual(3000 + 22 * changed);
      }
    }
  });

  test('of up to 255 flags is in the index, and of older ones what takes a kilobyte together', async () => {
    const start = await builtList(aDraft());
    const files = await published([4, 34, 289, 290].map((count) => numbered(0, count)), start);
    expect(files.map((file) => verifiedList(file, LATER_MS).log.map(({ delta }) => delta?.inline))).toEqual([
      [undefined, true],
      [undefined, true, true],
      [undefined, false, false, true],
      [undefined, true, true, false, true],
    ]);
  });

  function numbered(first: number, end: number): readonly DraftFlag[] {
    return Array.from({ length: end - first }, (_, i) => ({ key: keyOf(first + i), label: 'Scam', week: 300 }));
  }
});

function keyOf(i: number): Uint8Array {
  const key = new Uint8Array(12);
  new DataView(key.buffer).setUint32(0, Math.imul(i, 0x9e37_79b1));
  return key;
}

function joined({ runs }: HeldList): Uint8Array {
  return new Uint8Array(Buffer.concat(runs));
}
