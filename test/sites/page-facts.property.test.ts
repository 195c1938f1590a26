import fc from 'fast-check';
import { expect, it } from 'vitest';
import { isPlainPath, onSameHost, placeOf } from '../../lib/sites/page-facts.ts';

const LOCATIONS = ['https://gazette.example/feed/?page=2#top', 'http://127.0.0.1:8080/', 'https://www.gazette.example/a/b/c'];

it('a plain path is read as a parser would read it', () => {
  const letters = fc.constantFrom('/', 'a', 'Z', '9', '-', '_', '~', '@', '.', '%', '?', '#', ':', ' ', '\\', '\t', 'é', '..');
  const path = fc.array(letters, { maxLength: 12 }).map((all) => `/${all.join('')}`);
  let plain = 0;
  fc.assert(
    fc.property(path, fc.constantFrom(...LOCATIONS), (address, href) => {
      if (!isPlainPath(address)) return;
      plain += 1;
      expect(onSameHost(address, placeOf(new URL(href)))).toBe(new URL(address, href).href);
    }),
    { numRuns: 5_000 },
  );
  expect(plain).toBeGreaterThan(100);
});
