import fc from 'fast-check';
import { expect, test } from 'vitest';
import { canonicalJson, type Json } from '../../lib/lists/canonical-json.ts';

test.each<[Json, string]>([
  [{ b: 1, a: [true, null, 'x'] }, '{"a":[true,null,"x"],"b":1}'],
  // Keys go by UTF-16 code units: an emoji (a surrogate pair) comes before U+FB33.
  [{ '\ufb33': 1, '\u{1f600}': 2, '\r': 3, '1': 4, '\u00f6': 5 }, '{"\\r":3,"1":4,"\u00f6":5,"\u{1f600}":2,"\ufb33":1}'],
  ['\u20ac$\u000f\nA\'B"\\"/\u2028', '"\u20ac$\\u000f\\nA\'B\\"\\\\\\"/\u2028"'],
  [{ list: 'x', absent: undefined }, '{"list":"x"}'],
  [-0, '0'],
])('writes %j in its one canonical form', (value, text) => {
  expect(canonicalJson(value)).toBe(text);
});

test.each<Json>([1.5, 2 ** 53, Number.NaN, '\ud800', { '\udfff': 1 }, [['\udc00']]])('knows no canonical form of %j', (value) => {
  expect(canonicalJson(value)).toBeUndefined();
});

test('says the same value and only one text for it', () => {
  const json = fc.jsonValue({ maxDepth: 4, noUnicodeString: false }).filter((value) => isIntegral(value as Json));
  fc.assert(
    fc.property(json, (value) => {
      const text = canonicalJson(value as Json);
      fc.pre(text !== undefined);
      expect(canonicalJson(JSON.parse(text) as Json)).toBe(text);
      expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)));
    }),
  );
});

function isIntegral(value: Json): boolean {
  if (typeof value === 'number') return Number.isSafeInteger(value);
  if (value === null || typeof value !== 'object') return true;
  return Object.values(value).every((member) => isIntegral(member as Json));
}
