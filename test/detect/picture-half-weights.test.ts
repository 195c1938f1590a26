import fc from 'fast-check';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { describe, expect, it } from 'vitest';
import { halfBits, withHalfWeights } from '../../training/pictures/half-weights.ts';
import { trunkFor, expansionOf, wideExpansionOf } from '../../training/pictures/lenses.ts';
import { writeOnnx } from '../../training/pictures/onnx-writer.ts';
import { seededRandom } from '../../training/pictures/random.ts';
import { featureGraph } from '../../training/pictures/trunk.ts';

/** The number whose 16-bit float has these bits, by the standard's own formula. */
function numberOf(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 31;
  const fraction = (bits & 1023) / 1024;
  return sign * (exponent === 0 ? fraction * 2 ** -14 : (1 + fraction) * 2 ** (exponent - 15));
}

describe('16-bit floats', () => {
  it.each([
    [0, 0x0000],
    [-0, 0x8000],
    [1, 0x3c00],
    [-2, 0xc000],
    [0.1, 0x2e66],
    [65_504, 0x7bff],
    [2 ** -14, 0x0400],
    [2 ** -24, 0x0001],
    [2 ** -26, 0x0000],
    [1 + 2 ** -11, 0x3c00],
    [1 + 3 * 2 ** -11, 0x3c02],
    [2047.7, 0x6800],
  ])('of %d', (value, bits) => {
    expect(halfBits(value)).toBe(bits);
  });

  it('are every one its own', () => {
    for (let bits = 0; bits < 0x7c00; bits++) expect(halfBits(numberOf(bits))).toBe(bits);
  });

  it('lie nearest', () => {
    fc.assert(
      fc.property(fc.double({ min: -65_504, max: 65_504, noNaN: true }), (value) => {
        const bits = halfBits(value);
        const off = Math.abs(numberOf(bits) - value);
        for (const other of [bits - 1, bits + 1]) if ((other & 0x7fff) < 0x7c00) expect(Math.abs(numberOf(other) - value)).toBeGreaterThanOrEqual(off);
      }),
    );
  });

  it.each([65_520, -1e6, Number.NaN])('are none for %d', (value) => {
    expect(() => halfBits(value)).toThrow('no 16-bit float');
  });
});

describe('a trunk of 16-bit weights', () => {
  it('gives nearly the same in half the bytes, of two networks beside each other', async () => {
    const random = seededRandom(3);
    const pixels = new Tensor('float32', Float32Array.from({ length: 3 * 64 * 64 }, random), [1, 3, 64, 64]);
    const trunk = trunkFor([expansionOf(3), `wide ${wideExpansionOf(3)}`], 'means');
    const [whole, half] = [writeOnnx(featureGraph(trunk)), writeOnnx(featureGraph(withHalfWeights(trunk)))];
    const featuresOf = async (model: Uint8Array): Promise<Float32Array> => (await (await InferenceSession.create(model)).run({ pixel_values: pixels }))[trunk.features]!.data as Float32Array;
    const expected = await featuresOf(whole);
    const features = await featuresOf(half);
    expect(features).toHaveLength(trunk.featureCount);
    expect(Math.max(...features.map((value, i) => Math.abs(value - expected[i]!)))).toBeLessThan(0.01 * Math.max(...expected));
    expect(half.length / whole.length).toBeLessThan(0.65);
  });
});
