import { describe, expect, it } from 'vitest';
import { NO_PICTURES, PICTURE_BYTES } from '../../lib/lists/picture-record.ts';
import { PICTURE_SHARD_RECORDS } from '../../lib/lists/picture-shard.ts';
import { flagPartsOf, packPart, unpackFlags, unpackPictures } from '../../lib/lists/record-parts.ts';
import { recordsOf } from '../../lib/lists/held-list.ts';
import { SHARD_RECORDS } from '../../lib/lists/shard.ts';
import { aDraft, builtList, someFlags, verifiedList } from '../support/lists-draft.ts';

const { n, index, shards } = verifiedList(await builtList(aDraft({ flags: someFlags(SHARD_RECORDS + 7) })));
const pictures = (count: number) => Uint8Array.from({ length: count * PICTURE_BYTES }, (_, i) => i % 251);

/** All parts there are, unpacked. */
function through(count: number) {
  const held = { n, index, shards, pictures: pictures(count) };
  const parts = Array.from({ length: 9 }, (_, part) => packPart(held, part)).filter((part) => part !== undefined);
  const flags = parts.slice(0, flagPartsOf(n)).map((part, i) => unpackFlags(part, n, i));
  const rest = parts.slice(flagPartsOf(n)).map((part) => unpackPictures(part));
  return { flags, rest };
}

describe('the parts of all records', () => {
  it('are the records, flags first', () => {
    const { flags } = through(3);
    expect(Buffer.concat(flags.map((run) => (run.ok ? run.value : NO_PICTURES))).equals(recordsOf({ n, index, shards }))).toBe(true);
  });

  it.each([
    [0, [0]],
    [1, [1]],
    [PICTURE_SHARD_RECORDS - 1, [PICTURE_SHARD_RECORDS - 1]],
    [PICTURE_SHARD_RECORDS, [PICTURE_SHARD_RECORDS, 0]],
    [PICTURE_SHARD_RECORDS + 1, [PICTURE_SHARD_RECORDS, 1]],
  ])('end with one of pictures that is not full: %d', (count, sizes) => {
    const { rest } = through(count);
    expect(rest.map((each) => each.ok && each.value.run.length / PICTURE_BYTES)).toEqual(sizes);
    expect(rest.map((each) => each.ok && each.value.isLast)).toEqual(sizes.map((_, i) => i === sizes.length - 1));
    expect(Buffer.concat(rest.map((each) => (each.ok ? each.value.run : NO_PICTURES))).equals(pictures(count))).toBe(true);
  });

  it('have as many flags as follow from the number that is signed', () => {
    const part = packPart({ n, index, shards, pictures: NO_PICTURES }, 1)!;
    expect(unpackFlags(part, n, 1).ok).toBe(true);
    for (const [total, at] of [[n, 0], [n + 1, 1], [n - 1, 1]] as const) expect(unpackFlags(part, total, at)).toMatchObject({ ok: false, error: { tag: 'malformed' } });
    expect(unpackPictures(part)).toMatchObject({ ok: false });
  });

  it('are refused where they are no part', () => {
    for (const bytes of [new Uint8Array(0), new Uint8Array(8), new Uint8Array(1000).fill(9)]) {
      expect(unpackFlags(bytes, n, 0).ok).toBe(false);
      expect(unpackPictures(bytes).ok).toBe(false);
    }
  });
});
