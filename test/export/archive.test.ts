import { zipSync } from 'fflate';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openArchive, packArchive, type Archive, type ArchiveFile } from '../../lib/export/archive.ts';

const NOW = Date.UTC(2026, 5, 1);
const bytes = (text: string) => new TextEncoder().encode(text);
const blobOf = (content: Uint8Array) => new Blob([new Uint8Array(content)]);

async function pack(files: readonly ArchiveFile[]): Promise<Blob> {
  return packArchive((async function* () { yield* files; })(), NOW);
}

async function open(blob: Blob): Promise<Archive> {
  const archive = await openArchive(blob);
  if (!archive.ok) throw new Error(archive.error);
  return archive.value;
}

describe('an archive', () => {
  it('gives back what was packed, whatever it is', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(fc.record({ path: fc.string({ minLength: 1, maxLength: 20 }), content: fc.uint8Array({ maxLength: 40_000 }), compress: fc.boolean() }), {
          maxLength: 6,
          selector: ({ path }) => path,
        }),
        async (files) => {
          const archive = await open(await pack(files.map(({ content, ...rest }) => ({ ...rest, bytes: new Uint8Array(content) }))));
          expect(archive.entries.map(({ path }) => path)).toEqual(files.map(({ path }) => path));
          for (const [i, entry] of archive.entries.entries()) {
            expect(await archive.read(entry)).toEqual({ ok: true, value: new Uint8Array(files[i]!.content) });
          }
        },
      ),
      { numRuns: 50 },
    );
  });

  it('that another program packed is read too, with its comment', async () => {
    const zipped = zipSync({ 'a.txt': [bytes('a'.repeat(5_000)), { level: 9 }], 'b.txt': [bytes('b'), { level: 0 }] }, { comment: 'by hand' } as never);
    const archive = await open(blobOf(zipped));
    for (const [path, text] of [['a.txt', 'a'.repeat(5_000)], ['b.txt', 'b']] as const) {
      expect(await archive.read(archive.entries.find((entry) => entry.path === path)!)).toEqual({ ok: true, value: bytes(text) });
    }
  });

  it('in which any byte was changed gives back what was packed, or nothing', async () => {
    const content = bytes('the quick brown fox '.repeat(30));
    const packed = new Uint8Array(await (await pack([{ path: 'a', bytes: content, compress: true }])).arrayBuffer());
    await fc.assert(
      fc.asyncProperty(fc.nat(packed.length - 1), fc.integer({ min: 1, max: 255 }), async (at, flip) => {
        const changed = packed.slice();
        changed[at]! ^= flip;
        const archive = await openArchive(blobOf(changed));
        if (!archive.ok) return;
        for (const entry of archive.value.entries) {
          const read = await archive.value.read(entry);
          if (read.ok) expect(read.value).toEqual(content);
        }
      }),
    );
  });

  it('that is anything else is refused without a throw', async () => {
    for (const content of ['', 'PK', 'not a zip at all', `PK\u0005\u0006${'\uFFFF'.repeat(9)}`]) {
      expect(await openArchive(blobOf(bytes(content)))).toEqual({ ok: false, error: 'not-an-archive' });
    }
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 400 }), async (noise) => {
        await openArchive(blobOf(Uint8Array.from([...noise, 0x50, 0x4b, 5, 6, ...noise.slice(0, 16), 0, 0])));
      }),
    );
  });

  it('that unpacks to more than it states is given up on at what it states', async () => {
    const bomb = zipSync({ a: [new Uint8Array(50_000_000), { level: 9 }] });
    const directory = findDirectory(bomb);
    new DataView(bomb.buffer).setUint32(directory + 24, 1_000, true);
    const archive = await open(blobOf(bomb));
    expect(await archive.read(archive.entries[0]!)).toEqual({ ok: false, error: 'altered' });
  });

  it('that states more than it could hold is refused before anything is allocated', async () => {
    const zipped = zipSync({ a: [bytes('small'), { level: 9 }] });
    const view = new DataView(zipped.buffer);
    view.setUint32(findDirectory(zipped) + 24, 1_000_000_000, true);
    const archive = await open(blobOf(zipped));
    expect(await archive.read(archive.entries[0]!)).toEqual({ ok: false, error: 'altered' });
    view.setUint32(findDirectory(zipped) + 24, 0xffff_ffff, true);
    expect(await openArchive(blobOf(zipped))).toEqual({ ok: false, error: 'too-large' });
  });
});

/** Where the first record of the directory begins: as the last 22 bytes say. */
function findDirectory(zip: Uint8Array): number {
  return new DataView(zip.buffer, zip.byteOffset).getUint32(zip.length - 22 + 16, true);
}
