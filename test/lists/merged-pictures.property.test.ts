import fc from 'fast-check';
import { expect, test } from 'vitest';
import { applyDelta, applyToPictures } from '../../lib/lists/apply-delta.ts';
import { decodeDelta, encodeDelta } from '../../lib/lists/delta.ts';
import { diffStates } from '../../lib/lists/diff-records.ts';
import { mergeDeltas, neededOf } from '../../lib/lists/merge-deltas.ts';
import { pictureHistories, pictureRun } from '../support/lists-pictures.ts';
import { recordHistories, runOf } from '../support/lists-records.ts';

test('a merged update leads to its end from every state on its way, flags and pictures', () => {
  fc.assert(
    fc.property(recordHistories, pictureHistories, (flags, looks) => {
      const states = Array.from({ length: Math.min(flags.length, looks.length) }, (_, i) => ({ records: runOf(flags[i]!), pictures: pictureRun(looks[i]!) }));
      const deltas = states.slice(1).map((after, i) => diffStates(states[i]!, after)!);
      const delta = decodeDelta(encodeDelta(deltas.reduce((all, next) => mergeDeltas(all, next)!)));
      for (const { records, pictures } of states) {
        const needed = neededOf([records], delta, pictures);
        const end = states.at(-1)!;
        expect(Buffer.concat(applyDelta([records], needed)).equals(end.records)).toBe(true);
        expect(applyToPictures(pictures, needed)).toEqual(end.pictures);
      }
    }),
    { numRuns: 100 },
  );
});
