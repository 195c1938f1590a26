import fc from 'fast-check';
import { expect, test } from 'vitest';
import { bitsApart } from '../../lib/core/look.ts';
import { pdqDistance, writePdq } from '../../lib/subjects/pdq.ts';
import { hashes, near } from '../support/lists-pictures.ts';

test('written fingerprints are as far apart as those they write', () => {
  fc.assert(
    fc.property(hashes, fc.oneof(hashes, near(hashes)), (a, b) => {
      expect(bitsApart(writePdq(a), writePdq(b))).toBe(pdqDistance(a, b));
      expect(bitsApart(writePdq(a), writePdq(a))).toBe(0);
    }),
  );
});
