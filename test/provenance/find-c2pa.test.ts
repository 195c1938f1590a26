import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { NO_TRUST } from '../../lib/core/c2pa-reading.ts';
import { pngChunk } from '../../lib/media/write-png.ts';
import { findC2pa } from '../../lib/provenance/find-c2pa.ts';
import { createReadC2pa } from '../../lib/provenance/read-c2pa.ts';
import { signed } from '../support/c2pa-builder.ts';
import { otherFiles } from '../support/c2pa-other-files.ts';
import { created, makeSigners, REMOTE_URL } from '../support/c2pa-pictures.ts';
import { aPicture, own } from '../support/media-pictures.ts';
import { aJpegWith, anXmpPacket } from '../support/provenance-pictures.ts';

type Bytes = Uint8Array<ArrayBuffer>;

let plain: Readonly<Record<string, Bytes>>;
const withCredentials: Record<string, Bytes> = {};

beforeAll(async () => {
  const [jpeg, png, webp, avif, others] = await Promise.all([aPicture('jpeg', 32, 32), aPicture('png', 32, 32), aPicture('webp', 32, 32), aPicture('avif', 32, 32), otherFiles()]);
  plain = { 'image/jpeg': jpeg, 'image/png': png, 'image/webp': webp, 'image/avif': avif, ...others };
  const { camera } = await makeSigners();
  for (const [mediaType, bytes] of Object.entries(plain)) withCredentials[mediaType] = await signed(bytes, { signer: camera, mediaType, actions: [created('digitalCapture')] });
});

const TYPES = ['image/jpeg', 'image/png', 'image/webp', 'image/avif', 'image/gif', 'image/tiff', 'image/svg+xml', 'audio/wav', 'audio/mpeg'];

describe.each(TYPES)('credentials in %s', (mediaType) => {
  it('are found where its container keeps them', () => {
    expect(findC2pa(withCredentials[mediaType]!)).toEqual({ kind: 'embedded', mediaType });
    expect(findC2pa(plain[mediaType]!)).toBeUndefined();
  });

  it('are not found behind its end', () => {
    // A RIFF file tells its own length, an SVG goes on as far as it goes; a TIFF and an MP3 are what their heads point to.
    const whole = withCredentials['image/jpeg']!;
    expect(findC2pa(own(Buffer.concat([plain[mediaType]!, whole])))).toBeUndefined();
  });

  it('are looked for without a throw in whatever is left of it', () => {
    const bytes = withCredentials[mediaType]!;
    for (let length = 0; length < bytes.length; length += length < 600 ? 1 : 97) findC2pa(bytes.subarray(0, length));
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(bytes.length - 1), fc.nat(255)), { maxLength: 40 }), (changes) => {
        const changed = bytes.slice();
        for (const [at, value] of changes) changed[at] = value;
        findC2pa(changed);
      }),
      { numRuns: 300 },
    );
  });
});

describe('what only looks like credentials', () => {
  it('in the comment of a JPEG, the text of a PNG or another kind of JUMBF is none', async () => {
    const jpeg = plain['image/jpeg']!;
    const comment = (text: string, marker: number) => own(Buffer.concat([jpeg.subarray(0, 2), Buffer.from([0xff, marker, 0, text.length + 2]), Buffer.from(text, 'latin1'), jpeg.subarray(2)]));
    const box = (type: string) => `JP\0\x01\0\0\0\x01\0\0\0\x40jumb\0\0\0\x20jumd${type}\0\x11\0\x10\x80\0\0\xaa\0\x38\x9b\x71`;
    expect(findC2pa(comment(box('c2pa'), 0xeb))).toEqual({ kind: 'embedded', mediaType: 'image/jpeg' });
    expect(findC2pa(comment(box('c2pa'), 0xfe))).toBeUndefined();
    expect(findC2pa(comment(box('json'), 0xeb))).toBeUndefined();
    const png = plain['image/png']!;
    const AFTER_IHDR = 8 + 25;
    expect(findC2pa(own(Buffer.concat([png.subarray(0, AFTER_IHDR), pngChunk('tEXt', Buffer.from('caBX\0jumb')), png.subarray(AFTER_IHDR)])))).toBeUndefined();
  });

  it.each([
    ['an address', `dcterms:provenance="${REMOTE_URL}"`, { kind: 'remote', url: REMOTE_URL }],
    ['a script', 'dcterms:provenance="javascript:alert(1)"', undefined],
    ['a place in the file', 'dcterms:provenance="self#jumbf=c2pa"', undefined],
    ['another vocabulary', `dc:provenance="${REMOTE_URL}"`, undefined],
  ])('in XMP names %s', async (_name, attribute, found) => {
    const packet = anXmpPacket({ attributes: `xmlns:dcterms="http://purl.org/dc/terms/" xmlns:dc="http://purl.org/dc/elements/1.1/" ${attribute}` });
    expect(findC2pa(await aJpegWith(packet))).toEqual(found);
  });
});

it('the library is not asked, and so not loaded, for files without credentials of their own', async () => {
  let asked = 0;
  const readC2pa = createReadC2pa(async () => {
    asked++;
    return { ok: false, error: 'none' };
  });
  for (const bytes of Object.values(plain)) expect((await readC2pa(bytes, NO_TRUST)).state).toBe('none');
  const remote = await aJpegWith(anXmpPacket({ attributes: `xmlns:dcterms="http://purl.org/dc/terms/" dcterms:provenance="${REMOTE_URL}"` }));
  expect((await readC2pa(remote, NO_TRUST)).state).toBe('remote-only');
  expect(asked).toBe(0);
});
