import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { BlobName, ListSource } from '../../lib/peers/source.ts';

/** A source under test, over the transport it has in life. */
export interface SourceUnderTest {
  readonly source: ListSource;
  /** From now on it sends other bytes than it has. */
  alter(): void;
  /** From now on it says nothing. */
  fallSilent(): void;
  /** It goes away. */
  leave(): Promise<void>;
  close(): Promise<void>;
}

export interface ListSourceCase {
  readonly name: string;
  /** Opens it so that it gives up what takes a second. */
  readonly open: () => Promise<SourceUnderTest>;
  /** The list it has, its tip, and a list it does not have. */
  readonly list: string;
  readonly tip: Uint8Array;
  readonly otherList: string;
  /** A blob that it hands out; without one it has tips only. */
  readonly blob?: { readonly name: BlobName; readonly bytes: Uint8Array };
}

const NEVER = new AbortController().signal;
const UNKNOWN: BlobName = { sha256: 'ab'.repeat(32), bytes: 100 };

/** What every source of lists promises, whatever it is reached by. */
export function describeListSource({ name, open, list, tip, otherList, blob }: ListSourceCase): void {
  describe(`${name} keeps the contract of a source of lists`, () => {
    let test: SourceUnderTest;
    let source: ListSource;
    beforeEach(async () => {
      test = await open();
      source = test.source;
    });
    afterEach(() => test.close());

    it('tells the tip of a list it has, byte for byte, and none of another', async () => {
      const told = await source.tips([list, otherList], NEVER);
      expect(told).toMatchObject({ ok: true, value: [{ list, version: 1, seq: 1 }] });
      expect(told.ok && Buffer.compare(told.value[0]!.bytes, tip)).toBe(0);
      expect(await source.tips([otherList], NEVER)).toEqual({ ok: true, value: [] });
      expect(await source.tips([], NEVER)).toEqual({ ok: true, value: [] });
    });

    it('has no blob that nobody gave it', async () => {
      expect(await source.blob(UNKNOWN, NEVER)).toMatchObject({ ok: false, error: { tag: 'absent' } });
      expect(await source.tips([list], NEVER)).toMatchObject({ ok: true, value: [{ list }] });
    });

    it('tells other bytes apart from those it was asked for', async () => {
      test.alter();
      const told = blob === undefined ? await source.tips([list], NEVER) : await source.blob(blob.name, NEVER);
      expect(told).toMatchObject({ ok: false, error: { tag: 'lied' } });
    });

    it('is given up when it says nothing', async () => {
      test.fallSilent();
      expect(await source.tips([list], NEVER)).toMatchObject({ ok: false, error: { tag: 'over-budget' } });
    });

    it('is told as unreachable when it is gone', async () => {
      await test.leave();
      expect(await source.tips([list], NEVER)).toMatchObject({ ok: false, error: { tag: 'unreachable' } });
    });

    it('is left at once when who asked goes', async () => {
      const left = new Error('left');
      await expect(source.tips([list], AbortSignal.abort(left))).rejects.toBe(left);
      test.fallSilent();
      const leaving = new AbortController();
      const told = source.tips([list], leaving.signal);
      setTimeout(() => leaving.abort(left), 50);
      await expect(told).rejects.toBe(left);
    });

    if (blob === undefined) return;

    it('hands out a blob by name and size, and nothing where one of them is another', async () => {
      const got = await source.blob(blob.name, NEVER);
      expect(got.ok && Buffer.compare(got.value, blob.bytes)).toBe(0);
      for (const bytes of [blob.name.bytes + 1, blob.name.bytes - 1]) {
        expect(await source.blob({ ...blob.name, bytes }, NEVER)).toMatchObject({ ok: false });
      }
    });

    it('answers several who ask at once', async () => {
      const asked = await Promise.all([source.blob(blob.name, NEVER), source.tips([list], NEVER), source.blob(UNKNOWN, NEVER), source.blob(blob.name, NEVER)]);
      expect(asked.map(({ ok }) => ok)).toEqual([true, true, false, true]);
    });
  });
}
