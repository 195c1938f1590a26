import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MODEL_KINDS } from '../../lib/core/hub-model.ts';
import { meantClasses } from '../../lib/hub/meant-classes.ts';

describe('which classes mean what is asked', () => {
  it.each<[readonly string[], readonly number[] | null]>([
    [['artificial', 'human'], [0]],
    [['Real', 'Fake'], [1]],
    [['REAL', 'FAKE'], [1]],
    [['hum', 'ai'], [1]],
    [['AI-generated', 'human'], [0]],
    [['aiGenerated', 'authenticPhoto'], [0]],
    [['not_ai', 'ai'], [1]],
    [['dalle', 'midjourney', 'real', 'sdxl'], [0, 1, 3]],
    [['KI-generiert', 'echt'], [0]],
    [['généré', 'humain'], [0]],
    // In doubt: the reader is asked.
    [['LABEL_0', 'LABEL_1'], null],
    [['Deepfake', 'Real'], null],
    [['AI', 'Deepfake', 'Real'], null],
    [['ai vs human', 'human'], null],
    [['fake'], null],
    [['cat', 'dog'], null],
    [['human', 'real'], null],
    [['', ''], null],
  ])('of a model of pictures, %j: %j', (labels, meant) => {
    expect(meantClasses(labels, 'picture')).toEqual(meant);
  });

  it.each<[readonly string[], readonly number[] | null]>([
    [['ham', 'spam'], [1]],
    [['SPAM', 'HAM'], [0]],
    [['not_spam', 'spam'], [1]],
    [['nonSpam', 'isSpam'], [1]],
    [['no spam', 'spam'], [1]],
    [['normal', 'junk', 'spam'], [1, 2]],
    // In doubt: the reader is asked.
    [['LABEL_0', 'LABEL_1'], null],
    [['safe', 'toxic', 'spam'], null],
    [['ham', 'smishing', 'spam'], null],
    [['spam'], null],
    [['fake', 'real'], null],
    [['positive', 'negative'], null],
  ])('of a model of texts, %j: %j', (labels, meant) => {
    expect(meantClasses(labels, 'text')).toEqual(meant);
  });

  it('is never guessed wildly: whatever the names, only classes that exist, and never all of them', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.string(), fc.constantFrom('ai', 'real', 'fake', 'not', 'spam', 'ham')), { maxLength: 8 }), fc.constantFrom(...MODEL_KINDS), (labels, kind) => {
        const meant = meantClasses(labels, kind);
        if (meant === null) return;
        expect(meant.length).toBeGreaterThan(0);
        expect(meant.length).toBeLessThan(labels.length);
        expect(meant.every((each) => each in labels)).toBe(true);
      }),
    );
  });
});
