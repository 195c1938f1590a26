import { describe, expect, it } from 'vitest';
import { foldFor, foldsOf, leavesOut } from '../../training/pictures/folds.ts';
import type { Sample } from '../../training/pictures/manifest.ts';

const aSample = (group: string, generated: boolean, i = 0): Sample => ({
  path: group,
  sha256: (i * 2_654_435_761).toString(16).padStart(64, '0').slice(-8).padEnd(64, '0'),
  generated,
  group,
  split: 'train',
  packed: { width: 256, height: 256, bytes: 1 },
});

describe('the folds', () => {
  const generators = Array.from({ length: 13 }, (_, i) => `generator ${String.fromCharCode(97 + i)}`);
  const sources = Array.from({ length: 13 }, (_, i) => `source ${String.fromCharCode(97 + i)}`);
  const folds = foldsOf([...generators.map((group) => aSample(group, true)), ...sources.map((group) => aSample(group, false))]);

  it('leave out every generator once, every clean source four times, and every two sources together once', () => {
    expect(folds.map(({ generator }) => generator)).toEqual(generators);
    for (const [i, one] of sources.entries()) {
      expect(folds.filter(({ clean }) => clean.includes(one))).toHaveLength(4);
      for (const other of sources.slice(i + 1)) expect(folds.filter(({ clean }) => clean.includes(one) && clean.includes(other))).toHaveLength(1);
    }
  });

  it('score a picture by one that leaves out its source, clean ones by each of theirs', () => {
    const used = new Set<number>();
    for (let i = 0; i < 200; i++) {
      const sample = aSample('source c', false, i);
      const fold = foldFor(folds, sample);
      expect(leavesOut(folds[fold]!, sample)).toBe(true);
      used.add(fold);
    }
    expect(used.size).toBe(4);
    expect(() => foldFor(folds, aSample('a source in no fold', false))).toThrow('no fold');
  });
});
