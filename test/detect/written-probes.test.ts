import { describe, expect, it } from 'vitest';
import { loadProbes } from '../../training/text/probes.ts';
import { POSTS } from '../e2e/site/posts.ts';
import { TEXT_PROBES } from '../support/text-probes.ts';

const probes = loadProbes();

describe('the texts written for training', () => {
  it.each(['warning', 'mutual-aid', 'own-work', 'faith'] as const)('hold at least a hundred of %s, in at least twelve languages', (kind) => {
    const ofKind = probes.filter((probe) => probe.kind === kind);
    expect(ofKind.length).toBeGreaterThanOrEqual(100);
    expect(new Set(ofKind.map(({ lang }) => lang)).size).toBeGreaterThanOrEqual(12);
    expect(ofKind.filter(({ half }) => half === 'held').length).toBeGreaterThanOrEqual(40);
  });

  it('are learnt from or held out by whole clusters', () => {
    const halves = new Map<string, Set<string>>();
    for (const { kind, cluster, half } of probes) {
      const key = `${kind} ${cluster}`;
      halves.set(key, (halves.get(key) ?? new Set()).add(half));
    }
    expect([...halves].filter(([, used]) => used.size > 1)).toEqual([]);
  });

  it('are distinct, and none of those the model is tried on', () => {
    const texts = new Set(probes.map(({ text }) => text));
    expect(texts.size).toBe(probes.length);
    expect([...POSTS, ...TEXT_PROBES].filter(({ text }) => texts.has(text))).toEqual([]);
  });
});
