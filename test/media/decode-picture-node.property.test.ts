import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { decodePictureInNode } from '../../lib/media/decode-picture-node.ts';
import { sniffPicture } from '../../lib/media/sniff-picture.ts';
import { aPicture, ENCODED_TYPES } from '../support/media-pictures.ts';

describe('sniffing and decoding a real file with bytes changed', () => {
  let pictures: readonly Uint8Array[];
  beforeAll(async () => {
    pictures = await Promise.all(ENCODED_TYPES.map((type) => aPicture(type, 60, 40)));
  });

  it('ends in pixels of the stated size or in a named reason', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(3), fc.array(fc.tuple(fc.nat(), fc.nat(255)), { minLength: 1, maxLength: 5 }), async (which, changes) => {
        const bytes = Uint8Array.from(pictures[which] ?? []);
        for (const [at, value] of changes) bytes[at % bytes.length] = value;
        const sniffed = sniffPicture(bytes);
        if (!sniffed.ok || sniffed.value.width * sniffed.value.height > 1e6) return;
        const decoded = await decodePictureInNode(bytes, sniffed.value);
        if (!decoded.ok) {
          expect(['undecodable', 'animated']).toContain(decoded.error.tag);
          return;
        }
        const { rgba, width, height } = decoded.value;
        expect(rgba.length).toBe(width * height * 4);
        expect([width, height].sort()).toEqual([sniffed.value.width, sniffed.value.height].sort());
      }),
      { numRuns: 300 },
    );
  });
});
