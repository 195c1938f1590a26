import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { sniffPicture } from '../../lib/media/sniff-picture.ts';
import { aPicture, anAnimation, ENCODED_TYPES } from '../support/media-pictures.ts';

const SIGNATURES = ['\xff\xd8\xff', '\x89PNG\r\n\x1a\n', 'RIFF\x40\0\0\0WEBPVP8X', '\0\0\0\x10ftypavif\0\0\0\0', 'GIF89a'];

describe('sniffPicture, whatever it is given', () => {
  let pictures: readonly Uint8Array[];
  beforeAll(async () => {
    pictures = [...(await Promise.all(ENCODED_TYPES.map((type) => aPicture(type, 40, 30)))), await anAnimation('gif')];
  });

  it('answers a Result for any bytes after any signature', () => {
    fc.assert(
      fc.property(fc.constantFrom('', ...SIGNATURES), fc.uint8Array({ maxLength: 400 }), (signature, rest) => {
        expectSound(Uint8Array.from([...Buffer.from(signature, 'latin1'), ...rest]));
      }),
      { numRuns: 3000 },
    );
  });

  it('answers a Result for real files with bytes changed, and never a size beyond the limit', () => {
    const change = fc.tuple(fc.nat(), fc.nat(255));
    fc.assert(
      fc.property(fc.nat(4), fc.array(change, { minLength: 1, maxLength: 8 }), (which, changes) => {
        const bytes = Uint8Array.from(pictures[which] ?? []);
        for (const [at, value] of changes) bytes[at % Math.min(bytes.length, 400)] = value;
        expectSound(bytes);
      }),
      { numRuns: 3000 },
    );
  });
});

function expectSound(bytes: Uint8Array): void {
  const result = sniffPicture(bytes);
  if (!result.ok) {
    expect(['unsupported-type', 'undecodable', 'too-large']).toContain(result.error.tag);
    return;
  }
  const { width, height } = result.value;
  expect(Number.isInteger(width) && Number.isInteger(height)).toBe(true);
  expect(width * height).toBeGreaterThan(0);
  expect(width * height).toBeLessThanOrEqual(40_000_000);
}
