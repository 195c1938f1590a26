import { deflateRawSync, constants } from 'node:zlib';
import fc from 'fast-check';
import { deflateSync } from 'fflate';
import { expect, test } from 'vitest';
import { inflateExactly } from '../../lib/lists/inflate.ts';
import { attempt } from '../../lib/lists/list-error.ts';

const reasonOf = (input: Uint8Array, size: number) => {
  const result = attempt(() => inflateExactly(input, size));
  return result.ok ? 'accepted' : result.error.message;
};

const texts = fc.oneof(
  fc.uint8Array({ maxLength: 3000 }),
  fc.array(fc.nat(3), { maxLength: 20_000 }).map((items) => Uint8Array.from(items)),
  fc.nat(70_000).map((length) => new Uint8Array(length).fill(7)),
);

test('gives back what zlib and fflate packed, at every level and with every kind of block', () => {
  const { Z_FIXED, Z_HUFFMAN_ONLY, Z_RLE, Z_DEFAULT_STRATEGY } = constants;
  const levels = fc.nat(9);
  const strategies = fc.constantFrom(Z_FIXED, Z_HUFFMAN_ONLY, Z_RLE, Z_DEFAULT_STRATEGY);
  fc.assert(
    fc.property(texts, levels, strategies, (text, level, strategy) => {
      for (const packed of [deflateRawSync(text, { level, strategy }), deflateSync(text, { level: level as 0 })]) {
        expect(Buffer.compare(inflateExactly(packed, text.length), text)).toBe(0);
      }
    }),
  );
});

test('gives back a stream of many blocks', () => {
  const text = Uint8Array.from({ length: 400_000 }, (_, i) => (i * i) >>> 9);
  expect(Buffer.compare(inflateExactly(deflateRawSync(text, { memLevel: 1 }), text.length), text)).toBe(0);
});

test('refuses a stream cut at any byte', () => {
  const text = new TextEncoder().encode('a witness mark is scribed across two parts, across two parts');
  for (const packed of [deflateRawSync(text), deflateRawSync(text, { level: 0 })]) {
    for (let length = 0; length < packed.length; length++) {
      expect(reasonOf(packed.subarray(0, length), text.length)).toMatch(/Cut short/);
    }
  }
});

test.each([
  ['one byte more than announced', deflateRawSync(new Uint8Array(101)), /longer than announced/],
  ['one byte less than announced', deflateRawSync(new Uint8Array(99)), /shorter than announced/],
  ['a bomb of 64 MiB', deflateRawSync(new Uint8Array(2 ** 26)), /longer than announced/],
  ['a stored block that is too long', deflateRawSync(new Uint8Array(101), { level: 0 }), /longer than announced/],
  ['a byte after the end', Buffer.concat([deflateRawSync(new Uint8Array(100)), Buffer.of(0)]), /left over/],
  ['a second stream after the end', Buffer.concat([deflateRawSync(new Uint8Array(100)), deflateRawSync(Buffer.of())]), /left over/],
  ['the reserved block type', Buffer.of(0b111), /broken/],
  ['a stored block whose length and complement differ', Buffer.of(1, 100, 0, 100, 0, ...new Uint8Array(100)), /broken/],
  ['a distance before the beginning', Buffer.of(0x03, 0x02, 0x00), /broken/],
  ['nothing', Buffer.of(), /Cut short/],
])('refuses %s', (_, packed, reason) => {
  expect(reasonOf(packed, 100)).toMatch(reason);
});

test('answers any bytes at all by data of the announced size or a refusal', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), fc.nat(1000), (input, size) => {
      const result = attempt(() => inflateExactly(input, size));
      expect(result.ok ? result.value.length : size).toBe(size);
    }),
    { numRuns: 2000 },
  );
});
