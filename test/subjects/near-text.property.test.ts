import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalText } from '../../lib/subjects/canonical-text.ts';
import { bitsApart, ones, simHash } from '../../lib/subjects/sim-hash.ts';
import { textNgrams } from '../../lib/subjects/text-ngrams.ts';
import { resemblance, SKETCH_SIZE, textSketch } from '../../lib/subjects/text-sketch.ts';

const half = fc.nat({ max: 2 ** 32 - 1 });
const aHash = fc.record({ high: half, low: half });
const members = fc.uniqueArray(half, { minLength: 1, maxLength: 400 });
const sorted = (set: Iterable<number>) => Uint32Array.from(set).sort();
const aWord = fc.string({ unit: fc.constantFrom(...'abcdefghijklmnopqrstuvwxyzäжπ漢字'), minLength: 1, maxLength: 10 });
const aText = fc.array(aWord, { minLength: 30, maxLength: 60 }).map((words) => words.join(' '));

/** The share of members in both sets among those in either. */
function jaccard(a: readonly number[], b: readonly number[]): number {
  const inB = new Set(b);
  const both = a.filter((member) => inB.has(member)).length;
  return both / (a.length + b.length - both);
}

const ngramsOf = (text: string) => {
  const canonical = canonicalText(text);
  return canonical === undefined ? undefined : textNgrams(canonical);
};

describe('SimHash', () => {
  it('is a distance: none to itself, the same both ways, never longer round a corner', () => {
    fc.assert(
      fc.property(aHash, aHash, aHash, (a, b, c) => {
        expect(bitsApart(a, a)).toBe(0);
        expect(bitsApart(a, b)).toBe(bitsApart(b, a));
        expect(bitsApart(a, c)).toBeLessThanOrEqual(bitsApart(a, b) + bitsApart(b, c));
      }),
    );
  });

  it('counts bits', () => {
    fc.assert(fc.property(half, (bits) => ones(bits | 0) === [...bits.toString(2)].filter((digit) => digit === '1').length));
  });

  it('does not depend on the order of the members', () => {
    fc.assert(fc.property(members, (set) => bitsApart(simHash(set), simHash(set.toReversed())) === 0));
  });

  it('of sets that share nothing differs in about half of the bits, of sets that share most in few', () => {
    // 64 fair coins: 32 ± 4; six standard deviations are missed once in a billion.
    fc.assert(
      fc.property(fc.uniqueArray(half, { minLength: 200, maxLength: 400 }), (set) => {
        const middle = set.length >> 1;
        expect(Math.abs(bitsApart(simHash(set.slice(0, middle)), simHash(set.slice(middle))) - 32)).toBeLessThan(24);
        // A resemblance of .9: 9 bits on average.
        expect(bitsApart(simHash(set), simHash(set.slice(0, Math.floor(set.length * 0.9))))).toBeLessThan(26);
      }),
    );
  });
});

describe('the sketch of a text', () => {
  it('knows the resemblance of texts that it holds whole', () => {
    const small = fc.uniqueArray(half, { minLength: 1, maxLength: SKETCH_SIZE / 2 - 1 });
    fc.assert(
      fc.property(small, small, small, (a, b, common) => {
        const [left, right] = [[...new Set([...a, ...common])], [...new Set([...b, ...common])]];
        expect(resemblance(textSketch(sorted(left)), textSketch(sorted(right)))).toBeCloseTo(jaccard(left, right), 10);
      }),
    );
  });

  it('is the same both ways, one for the same text, and between none and all', () => {
    fc.assert(
      fc.property(members, members, (a, b) => {
        const [left, right] = [textSketch(sorted(a)), textSketch(sorted(b))];
        expect(resemblance(left, left)).toBe(1);
        expect(resemblance(left, right)).toBe(resemblance(right, left));
        expect(resemblance(left, right)).toBeLessThanOrEqual(1);
        expect(resemblance(left, right)).toBeGreaterThanOrEqual(0);
      }),
    );
  });

  it('estimates that of longer ones', () => {
    fc.assert(
      fc.property(fc.uniqueArray(half, { minLength: 900, maxLength: 1000 }), fc.double({ min: 0.1, max: 1, noNaN: true }), (set, part) => {
        const some = set.slice(0, Math.ceil(set.length * part));
        // Five standard deviations of a share counted over 128.
        expect(Math.abs(resemblance(textSketch(sorted(set)), textSketch(sorted(some))) - jaccard(set, some))).toBeLessThan(5 * 0.0443);
      }),
    );
  });
});

describe('the n-grams of a text', () => {
  it('are the same in any case, under any decoration, with any links, mentions, numbers and hashtags', () => {
    const noise = fc.array(fc.constantFrom('🎉', '!!', '12', '#boat', '@ann', 'https://boat.example/x?y=1', '\u200B', '…'), { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(aText, noise, noise, (text, before, after) => {
        expect(ngramsOf(`${before.join(' ')} ${text.toUpperCase()} ${after.join(' ')}`)).toEqual(ngramsOf(text));
      }),
    );
  });

  it('hardly change with one word of thirty', () => {
    fc.assert(
      fc.property(aText, fc.nat(), aWord, (text, at, word) => {
        const words = text.split(' ');
        const changed = words.with(at % words.length, word).join(' ');
        const [a, b] = [ngramsOf(text), ngramsOf(changed)];
        if (a === undefined || b === undefined) return;
        expect(jaccard([...a], [...b])).toBeGreaterThan(0.4);
        expect(bitsApart(simHash(a), simHash(b))).toBeLessThan(30);
      }),
    );
  });

  it('are sorted, each once, and missing where fewer than forty letters are the author’s own', () => {
    fc.assert(
      fc.property(aText, (text) => {
        const ngrams = ngramsOf(text);
        if (ngrams !== undefined) expect(ngrams).toEqual(sorted(new Set(ngrams)));
      }),
    );
    expect(ngramsOf(`${'letters '.repeat(5)} more`)).toBeUndefined();
    expect(ngramsOf(`short words ${'#hashtags '.repeat(10)} https://a.example/${'b'.repeat(80)}`)).toBeUndefined();
    expect(ngramsOf('漢'.repeat(40))).toBeDefined();
  });
});
