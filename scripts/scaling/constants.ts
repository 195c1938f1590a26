import { SHARD_RECORDS } from '../../lib/lists/shard.ts';
import { HABITS } from './assumptions.ts';
import type { MeasuredList } from './measure-lists.ts';
import measured from './measured.json' with { type: 'json' };
import type { Constants, Habits } from './model.ts';

export const MEASURED: readonly MeasuredList[] = measured;

/** What the model is fed with: measured sizes, the largest list speaking where size hardly matters, and stated habits. */
export function constants(): Constants {
  const largest = MEASURED.at(-1)!;
  return {
    sizes: {
      snapshots: MEASURED.map(({ flags, shards, manifest }) => ({ flags, bytesPerFlag: (shards + manifest) / flags })),
      flagsPerShard: SHARD_RECORDS,
      memoryBytesPerFlag: largest.memory / largest.flags,
      diskBytesPerFlag: (largest.memory + largest.tails + largest.file) / largest.flags,
      tipBytes: largest.tip,
      tipEventBytes: largest.tipEvent,
      indexBytes: largest.fullIndex,
      rootsBytes: largest.roots,
    },
    habits: Object.fromEntries(Object.entries(HABITS).map(([name, { value }]) => [name, value])) as unknown as Habits,
  };
}
