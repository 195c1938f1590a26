import fc from 'fast-check';
import { expect, test } from 'vitest';
import { attempt } from '../../lib/lists/list-error.ts';
import { decodeRice, encodeRice } from '../../lib/lists/rice.ts';

const edges = [0n, 1n, 2n ** 32n - 1n, 2n ** 32n, 2n ** 53n, 2n ** 63n, 2n ** 64n - 1n];
const numbers = fc
  .array(fc.oneof(fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }), fc.constantFrom(...edges), fc.bigInt({ min: 0n, max: 999n })), {
    minLength: 1,
    maxLength: 300,
  })
  .map((items) => items.toSorted((a, b) => (a < b ? -1 : a > b ? 1 : 0)));

test('gives back any ascending 64-bit numbers', () => {
  fc.assert(
    fc.property(numbers, (items) => {
      const bytes = bytesOf(items);
      const { k, bits } = encodeRice(bytes, 8);
      const decoded = new Uint8Array(bytes.length);
      decodeRice(bits, k, items.length, decoded, 8);
      expect(decoded).toEqual(bytes);
    }),
  );
});

test('reads the code of every parameter, written here bit by bit from its definition', () => {
  fc.assert(
    fc.property(numbers, fc.nat(63), (items, k) => {
      const gaps = items.map((item, i) => item - (items[i - 1] ?? 0n));
      fc.pre(gaps.every((gap) => gap >> BigInt(k) < 5000n));
      const bits = gaps.map((gap) => '1'.repeat(Number(gap >> BigInt(k))) + '0' + (k === 0 ? '' : (gap % 2n ** BigInt(k)).toString(2).padStart(k, '0')));
      const decoded = new Uint8Array(items.length * 8);
      decodeRice(packed(bits.join('')), k, items.length, decoded, 8);
      expect(decoded).toEqual(bytesOf(items));
    }),
  );
});

test.each<[string, Uint8Array, number, number, RegExp]>([
  ['a code cut short', packed('0'), 63, 1, /Cut short/],
  ['a whole byte left over', Uint8Array.of(0, 0), 0, 1, /left over/],
  ['a filling bit that is not zero', packed('00000001'), 0, 1, /left over/],
  ['a sum past 64 bits', packed(`${'1'.repeat(2)}0${'0'.repeat(63)}`), 63, 1, /highest key/],
  ['a run of ones longer than any honest one', new Uint8Array(200_000).fill(255), 0, 1, /too long/],
  ['an unknown parameter', Uint8Array.of(0), 64, 1, /parameter/],
])('refuses %s', (_, bits, k, count, reason) => {
  const result = attempt(() => decodeRice(bits, k, count, new Uint8Array(count * 8), 8));
  expect(result.ok ? 'accepted' : result.error.message).toMatch(reason);
});

function bytesOf(items: readonly bigint[]): Uint8Array {
  const bytes = new Uint8Array(items.length * 8);
  const view = new DataView(bytes.buffer);
  for (const [i, item] of items.entries()) view.setBigUint64(i * 8, item);
  return bytes;
}

function packed(bits: string): Uint8Array {
  return Uint8Array.from({ length: Math.ceil(bits.length / 8) }, (_, i) => Number.parseInt(bits.slice(i * 8, i * 8 + 8).padEnd(8, '0'), 2));
}
