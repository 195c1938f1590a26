import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { keysFromWords, keysToWords } from '../../lib/lists/key-words.ts';
import { newKeyPart } from '../../lib/lists/list-keys.ts';
import { seededRandom, TEST_KEYS } from '../support/lists-draft.ts';

describe('keys as words', () => {
  it('come back as they were, all of a list or a part', () => {
    expect(keysFromWords(keysToWords(TEST_KEYS).join('\n'))).toEqual({ ok: true, value: TEST_KEYS });
    fc.assert(
      fc.property(fc.record({ root: fc.nat(8), writer: fc.constantFrom(0 as const, 1 as const), heads: fc.nat(8), inbox: fc.constantFrom(0 as const, 1 as const) }), fc.string(), (counts, seed) => {
        if (Object.values(counts).every((count) => count === 0)) return;
        const part = newKeyPart(counts, seededRandom(seed));
        expect(keysFromWords(`\r\n${keysToWords(part).join('\r\n\r\n')}\n`)).toEqual({ ok: true, value: part });
      }),
      { numRuns: 50 },
    );
  });

  it('are 24 a key', () => {
    const lines = keysToWords(TEST_KEYS);
    expect(lines.map((line) => line.split(':')[0])).toEqual(['root', 'root', 'root', 'writer', 'inbox', 'sign']);
    expect(lines.slice(0, 5).every((line) => line.split(' ').length === 25)).toBe(true);
  });

  const [line = ''] = keysToWords(TEST_KEYS);
  const words = line.split(' ').slice(1);
  it.each([
    ['nothing', '', 'no keys'],
    ['another use', line.replace('root', 'shop'), 'Line 1'],
    ['a word too few', `root: ${words.slice(1).join(' ')}`, '23 words'],
    ['a word of no list', line.replace(words[2]!, 'witnessmark'), 'word 3'],
    ['two words exchanged', `root: ${[words[1], words[0], ...words.slice(2)].join(' ')}`, 'do not belong together'],
    ['two writers', keysToWords(TEST_KEYS).filter((each) => each.startsWith('writer')).flatMap((each) => [each, each]).join('\n'), 'one writer'],
  ])('say what is wrong: %s', (_, text, why) => {
    const read = keysFromWords(text);
    expect(!read.ok && read.error.message).toContain(why);
    expect(!read.ok && read.error.message).not.toContain(words[0]);
  });
});
