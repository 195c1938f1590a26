import { describe, expect, it } from 'vitest';
import { pathToFileURL } from 'node:url';
import { agree, probePixels } from '../../lib/detect/self-test.ts';
import { startImageClassifier } from '../../lib/detect/runtime.ts';
import { aClassifier } from '../support/hub-classifier.ts';

const BASE_URL = `${pathToFileURL(`${import.meta.dirname}/../../public`).href}/`;

describe('two runtimes of one model', () => {
  it.each<[string, readonly number[], readonly number[], boolean]>([
    ['the same', [1, -2], [1, -2], true],
    ['the same but for rounding', [1.5, -20], [1.53, -19.8], true],
    ['something else in one class', [1.5, -2], [1.5, -2.2], false],
    ['the classes in another order', [1.5, -2], [-2, 1.5], false],
    ['no numbers', [1, 2], [Number.NaN, 2], false],
    ['beyond all numbers', [1, 2], [Infinity, 2], false],
    ['more', [1], [1, 2], false],
    ['nothing, both', [], [], false],
  ])('that answer %s agree, or not', (_, known, other, expected) => {
    expect(agree(known, other)).toBe(expected);
  });

  it('are shown noise that is the same every time, and in which every channel counts', async () => {
    const started = await startImageClassifier(BASE_URL, aClassifier().files['onnx/model.onnx']!);
    if (!started.ok) throw new Error(started.error.message);
    const first = await probePixels(started.value, 64, 64);
    expect(await probePixels(started.value, 64, 64)).toEqual(first);
    expect(first[0]).not.toBe(first[1]);
    // Ten times the mean of one channel: that of even noise from 0 to 1.
    for (const logit of first) expect(Math.abs(logit - 5)).toBeLessThan(0.5);
  });
});
