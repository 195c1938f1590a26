import { describe, expect, test } from 'vitest';
import { buildFlagList } from '../../lib/lists/build-flag-list.ts';
import { encodeDelta } from '../../lib/lists/delta.ts';
import { diffRecords } from '../../lib/lists/diff-records.ts';
import { blobName } from '../../lib/lists/domain-hash.ts';
import { extendLog } from '../../lib/lists/extend-log.ts';
import { decodeFlagListFile, encodeFlagListFile, type FlagListFile } from '../../lib/lists/flag-list-file.ts';
import { followLog, needsSnapshot } from '../../lib/lists/follow-log.ts';
import type { HeldList } from '../../lib/lists/held-list.ts';
import { keptCopy } from '../../lib/lists/kept-copy.ts';
import { makeForkProof } from '../../lib/lists/make-fork-proof.ts';
import type { ListErrorTag } from '../../lib/lists/list-error.ts';
import { decodeIndex, lineOf, type ListIndex, type Segment } from '../../lib/lists/list-index.ts';
import { mayReplace, publicationOf, reachableFrom } from '../../lib/lists/mirror-folder.ts';
import { verifyHead } from '../../lib/lists/list-head.ts';
import { planUpdate, type UpdatePlan } from '../../lib/lists/plan-update.ts';
import { decodeSegment, encodeSegment, type SegmentSteps } from '../../lib/lists/segment.ts';
import { decodeTip } from '../../lib/lists/tip.ts';
import { verifyFlagList } from '../../lib/lists/verify-flag-list.ts';
import { verifyForkProof } from '../../lib/lists/verify-fork-proof.ts';
import { aDraft, builtList, signersOf, TEST_KEYS, verifiedList } from '../support/lists-draft.ts';
import { aHistory, numberedRun, signedAtMs, updateOf, withIndex, type History } from '../support/lists-history.ts';

/** Flags numbered from `first` on: at each update the first two go and two others come. */
const slid = (first: number, count = 5000) => numberedRun(new Map(Array.from({ length: count }, (_, i) => [2 * first + i, 300])));
const sliding = (updates: number, from = 0) => Array.from({ length: updates }, (_, i) => slid(from + i));

const start = await builtList(aDraft());
const history = aHistory(start, sliding(199));
const last = history.states.at(-1)!.held;
const file = await history.fileOf(last.seq);
const nowMs = signedAtMs(file);
const update = updateOf(file);
const index = decodeIndex(update.index);
const heldAt = (seq: number, of: History = history): HeldList => of.states[seq - 1]!.held;

type Refused = readonly [tag: ListErrorTag, takeSnapshot: boolean];

function outcome(held: HeldList, with_: FlagListFile): Refused | number {
  const before = structuredClone(held);
  const result = followLog(held, with_, { nowMs });
  expect(held).toEqual(before);
  if (result.ok) return result.value.seq;
  expect(result.error.message).toMatch(/^[A-Z].*\.$/);
  return [result.error.tag, needsSnapshot(result.error)];
}

/** The update with another index, which the writer signs, and blobs that it may name. */
function resigned(change: (index: ListIndex) => Partial<ListIndex>, blobs: readonly Uint8Array[] = []): FlagListFile {
  return updateOf(withIndex(file, change, ...blobs));
}

/** In place of one of several, counted from the end where `at` is negative. */
const replaced = <T>(all: readonly T[], at: number, one: T): readonly T[] => all.map((each, i) => (i === (at < 0 ? all.length + at : at) ? one : each));

const refTo = (blob: Uint8Array) => ({ sha256: blobName(blob), bytes: blob.length });

/** One of the merged updates told otherwise. */
function remerged(at: number, changes: Partial<Segment>, ...blobs: readonly Uint8Array[]): FlagListFile {
  return resigned(({ merged }) => ({ merged: replaced(merged, at, { ...merged.at(at)!, ...changes }) }), blobs);
}

/** One of the segments told otherwise, under the name that it then has. */
function retold(at: number, change: (segment: SegmentSteps) => Partial<SegmentSteps>, named: Partial<Segment> = {}): FlagListFile {
  const old = index.segments.at(at)!;
  const segment = decodeSegment(update.blobs.get(old.blob.sha256)!);
  const blob = encodeSegment({ ...segment, ...change(segment) });
  return resigned(({ segments }) => ({ segments: replaced(segments, at, { ...old, blob: refTo(blob), ...named }) }), [blob]);
}

describe('a list of two hundred updates', () => {
  test('tells its line back to the beginning by two segments, and merges by ever more', () => {
    expect(index.segments.map(({ from, to }) => [from, to])).toEqual([[1, 64], [65, index.base.seq]]);
    expect(index.base.seq).toBe(184);
    const ends = index.merged.map(({ from, to }) => [from, to]);
    expect(ends.length).toBeLessThanOrEqual(6);
    expect(ends.at(-1)![1]).toBe(192);
    // Of four changes, with all that names the older ones.
    expect(update.tip.length + update.index.length).toBeLessThanOrEqual(3000 + 22 * 4);
    expect(ends.every(([from], i) => i === 0 || from === ends[i - 1]![1]! + 1)).toBe(true);
  });

  test('is a file of which nothing is missing and nothing too much', () => {
    expect(verifiedList(file, nowMs)).toMatchObject({ seq: 200, segments: index.segments, merged: index.merged });
    const whole = decodeFlagListFile(file);
    for (const { blob } of [...index.segments, ...index.merged]) {
      const without = encodeFlagListFile({ ...whole, blobs: new Map([...whole.blobs].filter(([name]) => name !== blob.sha256)) });
      expect(verifyFlagList(without, { nowMs })).toMatchObject({ ok: false, error: { tag: 'missing-blob' } });
    }
    const stray = encodeFlagListFile({ ...whole, blobs: new Map([...whole.blobs, [blobName(Uint8Array.of(1)), Uint8Array.of(1)]]) });
    expect(verifyFlagList(stray, { nowMs })).toMatchObject({ ok: false, error: { tag: 'unreachable-blob' } });
  });

  test('is served with all of it, and goes on from a state long before its log', async () => {
    const publication = publicationOf(file);
    const { blobs } = publication.ok ? publication.value : { blobs: new Map<string, Uint8Array>() };
    const reached = reachableFrom(update.tip, (name) => blobs.get(name));
    expect([...blobs.keys()].filter((name) => !reached.has(name))).toEqual([]);
    const [old, aside] = [await history.fileOf(40), await aHistory(start, [...sliding(20), ...sliding(19, 500)]).fileOf(40)].map((each) => decodeFlagListFile(each).tip) as [Uint8Array, Uint8Array];
    expect(mayReplace(update.tip, update.index, old, blobs)).toEqual({ ok: true, value: 'newer' });
    expect(mayReplace(update.tip, update.index, old)).toMatchObject({ ok: false, error: { tag: 'log-gap' } });
    expect(mayReplace(update.tip, update.index, aside, blobs)).toMatchObject({ ok: false, error: { tag: 'fork' } });
  });

  test('is continued by the file alone, to the same bytes', async () => {
    const files = await Promise.all([198, 199].map(history.fileOf));
    const again = await aHistory(files[0]!, sliding(2, 197)).fileOf(200);
    expect(decodeIndex(decodeFlagListFile(again).index)).toEqual(index);
    expect(Buffer.compare((await aHistory(files[1]!, sliding(1, 198)).fileOf(200)).subarray(5000), again.subarray(5000))).toBe(0);
  });

  test('is not continued by a reader’s own copy, which lacks what tells of older updates', async () => {
    // Its updates are small enough for the index: only the segments lie beside it.
    const still = await aHistory(start, Array.from({ length: 20 }, () => slid(0, 5))).fileOf(21);
    const stillMs = signedAtMs(still);
    const copy = keptCopy({ tip: decodeTip(decodeFlagListFile(still).tip), file: decodeFlagListFile(still) }, verifiedList(still, stillMs));
    expect(verifyFlagList(copy, { nowMs: stillMs }).ok).toBe(true);
    const built = await buildFlagList(aDraft(), signersOf(TEST_KEYS), { previous: copy, nowMs: stillMs + 60_000 });
    expect(built).toMatchObject({ ok: false, error: { tag: 'missing-blob', message: expect.stringContaining('older updates') } });
  });

  test('merges nothing over a reset', () => {
    const { log } = history.states.at(-1)!;
    const reset = extendLog(log, '33'.repeat(32), undefined, 1000);
    expect([log.merged.length > 0, reset.merged]).toEqual([true, []]);
    let after = reset;
    for (let i = 0; i < 8; i++) after = extendLog(after, `${i}4`.repeat(32), encodeDelta({ puts: new Uint8Array(0), deletes: new Uint8Array(0) }), 1000);
    expect(after.merged.map(({ from, to }) => [from, to])).toEqual([[202, 208]]);
  });

  test('keeps about a thousand updates as its line', async () => {
    const long = aHistory(start, Array.from({ length: 1200 }, (_, i) => slid(i % 7, 20)));
    const { segments, base } = decodeIndex(decodeFlagListFile(await long.fileOf(1201)).index);
    expect(segments).toHaveLength(2);
    const reach = 1201 - (segments[0]!.from - 1);
    expect([reach >= 1000, reach <= 960 + 127 + 16, base.seq]).toEqual([true, true, 1185]);
  });
});

describe('who is further behind than the log', () => {
  const head = (() => {
    const verified = verifyHead(update, nowMs);
    if (!verified.ok) throw new Error(verified.error.message);
    return verified.value;
  })();

  /** Blobs asked for, in two rounds. */
  function plan(held: HeldList): UpdatePlan {
    const first = planUpdate(held, head);
    const second = first.ok && first.value.kind === 'segments' ? planUpdate(held, head, update.blobs) : first;
    if (!second.ok) throw new Error(second.error.message);
    return second.value;
  }

  test.each([17, 40, 100, 150, 180])('%i updates, comes to the newest state by merged updates', (behind) => {
    const held = heldAt(200 - behind);
    expect(planUpdate(held, head)).toMatchObject({ ok: true, value: { kind: 'segments' } });
    const planned = plan(held);
    expect(planned.kind).toBe('deltas');
    const names = planned.kind === 'deltas' ? planned.blobs.map(({ sha256 }) => sha256) : [];
    const merged = names.filter((name) => index.merged.some(({ blob }) => blob.sha256 === name));
    expect(merged.length).toBeGreaterThan(0);
    const segments = index.segments.filter(({ to }) => to > held.seq).map(({ blob }) => blob.sha256);
    const asked = new Map([...names, ...segments].map((name) => [name, update.blobs.get(name)!]));
    expect(outcome(held, { ...update, blobs: asked })).toBe(200);
    for (const name of names) expect(outcome(held, { ...update, blobs: new Map([...asked].filter(([each]) => each !== name)) })).toEqual(['missing-blob', true]);
  });

  test('takes the snapshot where that is less to load', () => {
    const { n } = head.tip;
    expect(plan(heldAt(20))).toMatchObject({ kind: 'deltas' });
    expect(planUpdate(heldAt(20), { ...head, tip: { ...head.tip, n: Math.floor(n / 10) } })).toEqual({ ok: true, value: { kind: 'snapshot' } });
  });

  test('takes the snapshot without the segments, and before them', () => {
    const deltas = new Map([...update.blobs].filter(([name]) => index.segments.every(({ blob }) => blob.sha256 !== name)));
    expect(outcome(heldAt(160), { ...update, blobs: deltas })).toEqual(['log-gap', true]);
    expect(outcome(heldAt(1), update)).toEqual(['log-gap', true]);
    expect(plan(heldAt(1))).toEqual({ kind: 'snapshot' });
  });

  test('on another line learns that the curator forked, and can prove it', async () => {
    const aside = aHistory(start, [...sliding(100), ...sliding(80, 700)]);
    expect(outcome(heldAt(160, aside), update)).toEqual(['fork', false]);
    expect(planUpdate(heldAt(160, aside), head, update.blobs)).toMatchObject({ ok: false, error: { tag: 'fork' } });
    const theirs = decodeFlagListFile(await aside.fileOf(160));
    expect(makeForkProof(theirs, { ...update, blobs: new Map() })).toMatchObject({ ok: false, error: { tag: 'log-gap' } });
    const proof = makeForkProof(theirs, update);
    expect(verifyForkProof(proof.ok ? proof.value : new Uint8Array(0))).toMatchObject({ ok: true, value: { kind: 'updates', seq: 160 } });
    expect(makeForkProof(decodeFlagListFile(await history.fileOf(160)), update)).toMatchObject({ ok: false, error: { tag: 'no-fork' } });
  });
});

describe('a merged update', () => {
  const held = heldAt(170);
  const at = index.merged.findIndex(({ to }) => to > 170);
  const [from, to] = [heldAt(index.merged[at]!.from), heldAt(index.merged[at]!.to)];
  const elsewhere = encodeDelta(diffRecords(from.runs[0]!, slid(9))!);
  const nothing = encodeDelta({ puts: new Uint8Array(0), deletes: new Uint8Array(0) });
  const { blob: named, ...rest } = index.merged[at]!;
  const lastTo = index.merged.at(-1)!.to;

  test('of the very states is followed', () => {
    const same = encodeDelta(diffRecords(held.runs[0]!, to.runs[0]!)!);
    expect(outcome(held, remerged(at, { blob: refTo(same) }, same))).toBe(200);
  });

  test.each<[string, FlagListFile, Refused]>([
    ['that leads elsewhere', remerged(at, { blob: refTo(elsewhere) }, elsewhere), ['bad-delta', true]],
    ['that changes nothing', remerged(at, { blob: refTo(nothing) }, nothing), ['bad-delta', true]],
    ['that is none', remerged(at, { blob: refTo(Uint8Array.of(1, 2, 3)) }, Uint8Array.of(1, 2, 3)), ['bad-delta', true]],
    ['with a byte after its end', remerged(at, { blob: refTo(Uint8Array.of(...nothing, 0)) }, Uint8Array.of(...nothing, 0)), ['bad-delta', true]],
    ['that was altered', { ...update, blobs: new Map([...update.blobs].map(([name, blob]) => [name, name === named.sha256 ? blob.with(20, blob[20]! ^ 1) : blob])) }, ['hash-mismatch', false]],
    ['of another size', remerged(at, { blob: { ...named, bytes: named.bytes - 1 } }), ['hash-mismatch', false]],
    ['that runs backwards', remerged(at, { from: rest.to + 1 }), ['malformed', false]],
    ['that overlaps the one before', remerged(at, { from: rest.from - 1 }), ['broken-chain', false]],
    ['that leaves a gap', remerged(at, { from: rest.from + 1 }), ['broken-chain', false]],
    ['that claims all numbers there are', resigned(() => ({ merged: [{ ...rest, blob: named, from: 1, to: 0xffff_ffff }] })), ['broken-chain', false]],
    ['from before the first update', resigned(() => ({ merged: [{ ...rest, blob: named, from: 0 }] })), ['broken-chain', false]],
    ['to past the tip', remerged(-1, { to: 201 }), ['broken-chain', false]],
    ['to another update than its own', remerged(-1, { to: lastTo - 1 }), ['broken-chain', false]],
    ['that ends off the line, in the log', remerged(-1, { chainTo: '00'.repeat(32) }), ['broken-chain', false]],
    ['that ends off the line, before the log', remerged(index.merged.findLastIndex((each) => each.to <= 184 && each.to > 170), { chainTo: '00'.repeat(32) }), ['bad-segment', true]],
    ['that ends where no line is told', resigned(() => ({ segments: [], merged: [{ ...rest, blob: named, from: 1, to: 100 }] })), ['broken-chain', false]],
    ['among seventeen', resigned(() => ({ merged: Array.from({ length: 17 }, (_, i) => ({ ...rest, blob: named, from: 180 + i, to: 180 + i })) })), ['too-large', false]],
  ])('%s is refused', (_, with_, refused) => {
    expect(outcome(held, with_)).toEqual(refused);
  });

  test('that lies harms nobody who needs none', () => {
    expect(outcome(heldAt(195), remerged(-1, { blob: refTo(elsewhere) }, elsewhere))).toBe(200);
  });
});

describe('a segment', () => {
  const held = heldAt(170);
  const near = index.segments.at(-1)!;
  const changedStep = ({ steps }: SegmentSteps) => ({ steps: steps.with(110, { ...steps[110]!, state: '11'.repeat(32) }) });

  test.each<[string, FlagListFile, Refused]>([
    ['that does not fold to its end', retold(-1, changedStep), ['bad-segment', true]],
    ['that begins at another chain', retold(-1, () => ({ chainBefore: '11'.repeat(32) })), ['bad-segment', true]],
    ['of other updates', retold(-1, ({ steps }) => ({ steps: steps.map((step) => ({ ...step, seq: step.seq + 1 })) })), ['bad-segment', true]],
    ['whose reset names a size', retold(-1, ({ steps }) => ({ steps: steps.with(3, { ...steps[3]!, delta: { sha256: '00'.repeat(32), bytes: 5 } }) })), ['bad-segment', true]],
    ['that is none', resigned(({ segments }) => ({ segments: replaced(segments, -1, { ...near, blob: { ...refTo(new Uint8Array(near.blob.bytes)) } }) }), [new Uint8Array(near.blob.bytes)]), ['bad-segment', true]],
    ['that was altered', { ...update, blobs: new Map([...update.blobs].map(([name, blob]) => [name, name === near.blob.sha256 ? blob.with(60, blob[60]! ^ 1) : blob])) }, ['hash-mismatch', false]],
    ['of another size than its updates take', resigned(({ segments }) => ({ segments: replaced(segments, -1, { ...near, blob: { ...near.blob, bytes: 1024 * 1024 } }) })), ['malformed', false]],
    ['after a gap', resigned(({ segments }) => ({ segments: replaced(segments, 0, { ...segments[0]!, to: segments[0]!.to - 1 }) })), ['broken-chain', false]],
    ['that does not join the log', resigned(({ segments }) => ({ segments: replaced(segments, -1, { ...near, chainTo: '00'.repeat(32) }) })), ['broken-chain', false]],
    ['from before the first update', resigned(({ segments }) => ({ segments: [{ ...near, from: 0, to: segments[0]!.from - 1 }, ...segments] })), ['broken-chain', false]],
    ['of four billion updates', resigned(() => ({ segments: [{ ...near, from: 0xffff_ffff, to: near.to }] })), ['broken-chain', false]],
    ['among seventeen', resigned(({ base }) => ({ segments: Array.from({ length: 17 }, (_, i) => ({ ...near, from: base.seq - 16 + i, to: base.seq - 16 + i })) })), ['too-large', false]],
  ])('%s is refused', (_, with_, refused) => {
    expect(outcome(held, with_)).toEqual(refused);
  });

  test('of more than 1,024 updates is not read, and costs nothing', () => {
    const { base, log } = index;
    const far = { ...near, from: 1, to: 5000, chainTo: base.chain };
    const shifted = resigned(() => ({ base: { ...base, seq: 5000 }, log: log.map((entry, i) => ({ ...entry, seq: 5001 + i })), segments: [far] }));
    expect(outcome(held, shifted)).toEqual(['broken-chain', false]);
    expect(() => decodeSegment(encodeSegment({ chainBefore: base.chain, steps: Array.from({ length: 1025 }, (_, i) => ({ ...log[0]!, seq: i + 1 })) }))).toThrow(/1024/);
  });

  test('is refused in a file as well', () => {
    const whole = decodeFlagListFile(file);
    const broken = retold(-1, changedStep);
    const blobs = new Map([...whole.blobs, ...broken.blobs].filter(([name]) => name !== near.blob.sha256));
    expect(verifyFlagList(encodeFlagListFile({ ...broken, blobs }), { nowMs })).toMatchObject({ ok: false, error: { tag: 'bad-segment' } });
  });

  test('ends in the state with which the log begins', () => {
    const moved = resigned(({ base }) => ({ base: { ...base, state: '22'.repeat(32) } }));
    expect(lineOf(decodeIndex(moved.index)).at(-1)!.chain).toBe(last.chain);
    expect(outcome(held, moved)).toEqual(['bad-segment', true]);
  });
});
