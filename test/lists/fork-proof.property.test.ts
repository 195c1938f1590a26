import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodeForkProof } from '../../lib/lists/fork-proof.ts';
import { attempt } from '../../lib/lists/list-error.ts';
import { verifyForkProof } from '../../lib/lists/verify-fork-proof.ts';
import { CREATED_AT } from '../support/lists-forge.ts';
import { aHead, changedUpdates, forksOfBothKinds, judgedFork, madeFork, madeOf, provenFork, step } from '../support/lists-forks.ts';
import { flipped } from '../support/lists-receipts.ts';
import { mutations } from '../support/mutations.ts';

/** `WITNESSMARK_MUTATIONS=100000` is the long run. */
const RUNS = Number(process.env['WITNESSMARK_MUTATIONS'] ?? 2000);
const DECODER_RUNS = Math.max(RUNS, 100_000);
/** The long run flips a bit in every byte, the short one in every fifth and in other ones for each kind. */
const STRIDE = RUNS < 100_000 ? 5 : 1;

/**
 * A curator's updates, each built on one before it, or on nothing: a tree. States and deltas are drawn from few, so
 * that one update is often made twice and one state reached on several ways.
 */
const update = fc.record({ after: fc.nat(1000), state: fc.constantFrom('a', 'b'), delta: fc.constantFrom('x', 'y') });
const tree = fc.array(update, { minLength: 30, maxLength: 40 }).map((updates) => {
  const lines: (readonly ReturnType<typeof step>[])[] = [];
  for (const { after, state, delta } of updates) {
    // Mostly the one before, so that lines grow longer than a log.
    const line = after % 48 === 0 ? [] : lines[after % 48 < 5 ? after % lines.length : lines.length - 1];
    lines.push([...(line ?? []), step(state, delta)]);
  }
  return lines;
});

describe('of any two heads that a curator signs', () => {
  test('a proof comes where neither continues the other, from both orders the same, unless the log is too short to tell', () => {
    const seen: Record<string, number> = { made: 0, 'no-fork': 0, 'log-gap': 0 };
    fc.assert(
      fc.property(tree, fc.nat(1000), fc.nat(1000), fc.nat(7200), (lines, i, j, age) => {
        const [one, other] = [lines[i % lines.length]!, lines[j % lines.length]!];
        const [shorter, longer] = one.length <= other.length ? [one, other] : [other, one];
        const continues = shorter.every(({ state, delta }, at) => longer[at]!.state === state && longer[at]!.delta === delta);
        const expected = longer.length - shorter.length > 16 ? 'log-gap' : continues ? 'no-fork' : 'made';
        const heads = [aHead(one), aHead(other, { createdAt: CREATED_AT + age })] as const;
        expect(madeOf(...heads)).toBe(expected);
        seen[expected]! += 1;
        if (expected !== 'made') return;
        const proof = madeFork(...heads);
        expect(madeFork(heads[1], heads[0])).toEqual(proof);
        expect(provenFork(proof)).toMatchObject({ kind: 'updates', version: 1, seq: shorter.length, tips: [{ seq: shorter.length }, { seq: longer.length }] });
      }),
      // The seed is fixed, so that every outcome is seen in few runs: signing takes its time.
      { numRuns: 60, seed: 3 },
    );
    expect(Math.min(...Object.values(seen))).toBeGreaterThan(0);
  });
});

const forks = forksOfBothKinds();
const BOTH = [['updates', forks.updates], ['roots', forks.roots]] as const;

describe.each(BOTH)('the proof of a fork of %s', (_, proof) => {
  test('holds, and its bytes count, whichever of its bits is flipped', () => {
    expect(judgedFork(proof)).toBe('holds');
    const held: number[] = [];
    for (let at = proof.length % STRIDE; at < proof.length; at += STRIDE) if (judgedFork(flipped(proof, at, 1 << at % 8)) === 'holds') held.push(at);
    expect(held).toEqual([]);
  }, 180_000);

  test('does not hold with bytes put in, taken out or cut off, and nothing is thrown', () => {
    fc.assert(
      fc.property(mutations(proof), (mutated) => {
        if (Buffer.compare(mutated, proof) !== 0) expect(verifyForkProof(mutated).ok).toBe(false);
      }),
      { numRuns: RUNS },
    );
  });

  test('is taken apart or refused, whatever becomes of its bytes', () => {
    const seen = { taken: 0, refused: 0 };
    fc.assert(
      fc.property(mutations(proof), (mutated) => {
        seen[attempt(() => decodeForkProof(mutated)).ok ? 'taken' : 'refused'] += 1;
      }),
      { numRuns: DECODER_RUNS },
    );
    expect(Math.min(seen.taken, seen.refused)).toBeGreaterThan(0);
  });
});

test('whatever is handed in is answered, not thrown', () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => !verifyForkProof(bytes).ok));
  const begun = forks.updates.subarray(0, 5);
  fc.assert(fc.property(fc.uint8Array({ maxLength: 3000 }), (bytes) => !verifyForkProof(Uint8Array.of(...begun, ...bytes)).ok));
});

test('the tips and links of one fork do not carry another', () => {
  const other = madeFork(aHead([step('one'), step('two')]), aHead([step('other'), step('two'), step('three')]));
  const parts = decodeForkProof(other);
  if (parts.kind !== 'updates') throw new Error('These are updates.');
  const { tips, chain, links } = parts;
  expect(judgedFork(other)).toBe('holds');
  expect(judgedFork(changedUpdates(forks.updates, () => ({ chain, links })))).toBe('malformed');
  expect(judgedFork(changedUpdates(forks.updates, ({ links: own }) => ({ chain, links: own })))).toBe('broken-chain');
  expect(judgedFork(changedUpdates(forks.updates, ({ tips: own }) => ({ tips: [tips[0], own[1]] })))).not.toBe('holds');
});

