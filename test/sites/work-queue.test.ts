import fc from 'fast-check';
import { expect, it } from 'vitest';
import { WorkQueue } from '../../lib/sites/work-queue.ts';

it('gives each waiting item once, in the order it was first put', () => {
  fc.assert(
    fc.property(fc.array(fc.oneof(fc.integer({ min: 0, max: 9 }), fc.constant('take' as const))), (steps) => {
      const queue = new WorkQueue<number>();
      const model: number[] = [];
      for (const step of steps) {
        if (step === 'take') expect(queue.take()).toBe(model.shift());
        else {
          queue.put(step);
          if (!model.includes(step)) model.push(step);
        }
        expect(queue.size).toBe(model.length);
      }
    }),
  );
});
