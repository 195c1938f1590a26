import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { foldText } from '../../lib/detect/text-fold.ts';
import { aTextDetector } from '../support/text-model.ts';

const detector = aTextDetector('spam');
const never = new AbortController().signal;
const anyText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 200 }),
  fc.array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 200 }).map((units) => String.fromCharCode(...units)),
  fc.array(fc.constantFrom('free', 'WALLET', '@a', 'a@b.co', 'http://x', '.', '/', '\u200b', '\u202e', '__proto__', '𝗮', 'а', 'ก'))
    .map((parts) => parts.join('')),
  fc.array(fc.string({ unit: 'grapheme', maxLength: 12 }), { maxLength: 30 }).map((words) => words.join(' ')),
);

describe('whatever the text', () => {
  it('the reasons are pieces of it as it was read, distinct, with falling weights above 0', async () => {
    await fc.assert(
      fc.asyncProperty(anyText, async (text) => {
        const [finding] = await detector.measure([{ text }], never);
        if (finding?.kind !== 'signal' || finding.reason.code !== 'ngrams') return;
        const { top } = finding.reason;
        const read = foldText(text);
        expect(top.length).toBeLessThanOrEqual(5);
        for (const { ngram } of top) expect(read).toContain(ngram);
        expect(new Set(top.map(({ ngram }) => ngram)).size).toBe(top.length);
        const weights = top.map(({ weight }) => weight);
        expect(weights).toEqual(weights.toSorted((a, b) => b - a));
        expect(Math.min(1, ...weights)).toBeGreaterThan(0);
      }),
      { numRuns: 300 },
    );
  });

  it('case and the width of spaces make no difference', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.stringMatching(/^[a-z]{2,12}$/), { minLength: 3, maxLength: 20 }), async (words) => {
        const [plain, dressed] = await detector.measure(
          [{ text: words.join(' ') }, { text: words.map((word) => word.toUpperCase()).join('\u3000\n') }],
          never,
        );
        expect(dressed).toEqual(plain);
      }),
    );
  });
});
