import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { applyDelta } from '../../lib/lists/apply-delta.ts';
import { decodeDelta, encodeDelta, type Delta } from '../../lib/lists/delta.ts';
import { diffRecords } from '../../lib/lists/diff-records.ts';
import { followLog, needsSnapshot } from '../../lib/lists/follow-log.ts';
import { decodeIndex } from '../../lib/lists/list-index.ts';
import { mergeDeltas, neededOf } from '../../lib/lists/merge-deltas.ts';
import { recordsOf } from '../../lib/lists/held-list.ts';
import { aDraft, builtList, verifiedList } from '../support/lists-draft.ts';
import { aHistory, numberedRun, signedAtMs, updateOf } from '../support/lists-history.ts';
import { cutAt, recordHistories, runOf } from '../support/lists-records.ts';

const joined = (runs: readonly Uint8Array[]) => new Uint8Array(Buffer.concat(runs));
const deltasOf = (states: readonly Uint8Array[]) => states.slice(1).map((after, i) => diffRecords(states[i]!, after)!);
const merged = (deltas: readonly Delta[]) => deltas.reduce((all, next) => mergeDeltas(all, next)!);

describe('a merged update', () => {
  test('leads to its end from every state on its way, however the records held are cut into runs', () => {
    fc.assert(
      fc.property(recordHistories, fc.array(fc.nat()), (history, places) => {
        const states = history.map(runOf);
        const delta = decodeDelta(encodeDelta(merged(deltasOf(states))));
        for (const state of states) {
          const runs = cutAt(state, places);
          expect(joined(applyDelta(runs, neededOf(runs, delta)))).toEqual(states.at(-1));
        }
      }),
      { numRuns: 60 },
    );
  });

  test('is one, in whichever order its parts were merged', () => {
    fc.assert(
      fc.property(recordHistories, fc.nat(), (history, place) => {
        const deltas = deltasOf(history.map(runOf));
        fc.pre(deltas.length > 1);
        const at = 1 + (place % (deltas.length - 1));
        expect(mergeDeltas(merged(deltas.slice(0, at)), merged(deltas.slice(at)))).toEqual(merged(deltas));
      }),
      { numRuns: 60 },
    );
  });

  test('is none where no blob holds it', () => {
    const many = (first: number, count: number): Delta => ({ puts: numberedRun(new Map(Array.from({ length: count }, (_, i) => [first + i, 1]))), deletes: new Uint8Array(0) });
    expect(mergeDeltas(many(0, 40_000), many(0, 40_000))).toBeDefined();
    expect(mergeDeltas(many(0, 40_000), many(40_000, 40_000))).toBeUndefined();
  });
});

/** Flags that stay, so that the snapshot is larger than what changes. */
const STAYING = 3000;

/** States of one list: at each update some of a few flags come, go, or say something else, so that many change again. */
const histories = fc.tuple(fc.integer({ min: 17, max: 90 }), fc.infiniteStream(fc.tuple(fc.nat(59), fc.nat(5)))).map(([updates, choices]) => {
  const flags = new Map(Array.from({ length: STAYING }, (_, i) => [i, 300]));
  return Array.from({ length: updates }, () => {
    const [{ value: changes }] = [choices.next()];
    for (let i = 0; i <= changes[1]; i++) {
      const [number, choice] = choices.next().value;
      if (choice < 2) flags.delete(STAYING + number);
      else flags.set(STAYING + number, 300 + choice);
    }
    return numberedRun(flags);
  });
});

const first = await builtList(aDraft());
const START = numberedRun(new Map(Array.from({ length: STAYING }, (_, i) => [i, 300])));

describe('readers of a random list', () => {
  test('come to the state of a direct build from any distance, or are told to take the snapshot', async () => {
    await fc.assert(
      fc.asyncProperty(histories, fc.array(fc.nat(), { minLength: 5, maxLength: 5 }), fc.infiniteStream(fc.nat(9)), async (states, distances, luck) => {
        const history = aHistory(first, [START, ...states]);
        const last = history.states.at(-1)!.held;
        const file = await history.fileOf(last.seq);
        const nowMs = signedAtMs(file);
        const whole = verifiedList(file, nowMs);
        const update = updateOf(file);
        const { base, merged: offered } = decodeIndex(update.index);
        const reach = Math.min(base.seq, (offered[0]?.from ?? Infinity) - 1);
        for (const distance of [16, ...distances]) {
          const { held } = history.states.at(-1 - (distance % history.states.length))!;
          const full = followLog(held, update, { nowMs });
          expect([held.seq, full.ok || needsSnapshot(full.error)]).toEqual([held.seq, true]);
          // The second update, which brings the flags that stay, is too large to be merged with the others.
          if (held.seq >= Math.max(2, reach)) expect(full).toMatchObject({ ok: true });
          if (full.ok) expect({ ...full.value, index: undefined }).toEqual({ ...whole, index: undefined });
          if (full.ok) expect(recordsOf(full.value)).toEqual(recordsOf(whole));

          const some = new Map([...update.blobs].filter(() => luck.next().value > 2));
          const followed = followLog(held, { ...update, blobs: some }, { nowMs });
          if (followed.ok) expect(followed.value.state).toBe(whole.state);
          else expect([followed.error.tag, needsSnapshot(followed.error)]).toEqual([expect.stringMatching(/missing-blob|log-gap|log-reset/), true]);
        }
      }),
      { numRuns: 6 },
    );
  });
});
