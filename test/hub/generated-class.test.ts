import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { generatedClasses } from '../../lib/hub/generated-class.ts';

describe('which classes mean "made by a machine"', () => {
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
  ])('%j: %j', (labels, generated) => {
    expect(generatedClasses(labels)).toEqual(generated);
  });

  it('is never guessed wildly: whatever the names, only classes that exist, and never all of them', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.string(), fc.constantFrom('ai', 'real', 'fake', 'not')), { maxLength: 8 }), (labels) => {
        const generated = generatedClasses(labels);
        if (generated === null) return;
        expect(generated.length).toBeGreaterThan(0);
        expect(generated.length).toBeLessThan(labels.length);
        expect(generated.every((each) => each in labels)).toBe(true);
      }),
    );
  });
});
