import { unwrapEvent, wrapEvent } from 'nostr-tools/nip59';
import { getPow } from 'nostr-tools/nip13';
import { expect, describe, it } from 'vitest';
import { EVENT_KINDS, eventText, publicKey } from '../../lib/lists/event.ts';
import { encodeInboxNote } from '../../lib/lists/inbox-note.ts';
import { addWork, workOf, type WorkProgress } from '../../lib/lists/inbox-work.ts';
import { MAX_NOTE_BYTES, MAX_WRAP_BYTES } from '../../lib/lists/limits.ts';
import { aReport, anAppeal, DOOR, read, senderOf, wrapped } from '../support/lists-inbox.ts';
import { NOW_S, OTHER_KEYS, seededRandom, TEST_KEYS } from '../support/lists-draft.ts';

const sizeOf = ({ kind, tags, content, pubkey, created_at: createdAt }: Awaited<ReturnType<typeof wrapped>>['wrap']): number => Buffer.byteLength(eventText({ kind, tags, content }, { pubkey, createdAt }));

describe('a wrapped note', () => {
  it('is opened by another reader of NIP-59, and says who sealed it', async () => {
    const { id, wrap } = await wrapped(anAppeal(), { bits: 4 });
    const rumor = unwrapEvent(structuredClone(wrap) as never, TEST_KEYS.inbox);
    expect(rumor).toEqual({ id, pubkey: publicKey(senderOf('anybody')), created_at: NOW_S, kind: EVENT_KINDS.note, tags: [], content: contentOf(anAppeal()) });
  });

  it('of another writer of NIP-59 is read', async () => {
    const event = { kind: EVENT_KINDS.note, tags: [], content: contentOf(aReport()), created_at: NOW_S };
    // Their clock is this machine's, so what is late for it is let through.
    const wrap = wrapEvent(event, OTHER_KEYS.writer, DOOR.key.pubkey);
    const { notes } = await read([wrap], {}, { nowMs: Date.now(), sinceMs: 0 });
    expect(notes).toMatchObject([{ from: publicKey(OTHER_KEYS.writer), note: aReport() }]);
  });

  it('tells relays nothing of who sent it, and nothing exact of when', async () => {
    const random = seededRandom('one after another');
    const made = await Promise.all([1, 2, 3, 4].map(() => wrapped(aReport(), {}, { random })));
    const wraps = made.map(({ wrap }) => wrap);
    expect(new Set(wraps.map(({ pubkey }) => pubkey)).size).toBe(4);
    expect(new Set(wraps.map(({ created_at: at }) => at)).size).toBe(4);
    for (const { tags, created_at: at, pubkey } of wraps) {
      expect(tags).toEqual([['p', DOOR.key.pubkey]]);
      expect(NOW_S - at).toBeGreaterThanOrEqual(0);
      expect(NOW_S - at).toBeLessThan(2 * 86_400);
      expect(pubkey).not.toBe(publicKey(senderOf('anybody')));
    }
    // The seal is dated apart from its wrap.
    expect(new Set(made.map(({ id }) => id)).size).toBe(1);
  });

  it('of the largest size takes 8 KiB at most', async () => {
    const fill = (unit: string) => {
      let text = '';
      while (text.length + unit.length <= 1000 && encodeInboxNote(big(text + unit)).ok) text += unit;
      return big(text);
    };
    const big = (text: string) => aReport({ subject: { kind: 'url', canonical: 'x'.repeat(1000) }, text });
    for (const note of [fill('"'), fill('\u8a9e'), fill('x'), fill('\n')]) {
      expect(Buffer.byteLength(JSON.stringify(contentOf(note)))).toBeLessThanOrEqual(MAX_NOTE_BYTES);
      expect(sizeOf((await wrapped(note, { bits: 1 })).wrap)).toBeLessThanOrEqual(MAX_WRAP_BYTES);
    }
    expect(Buffer.byteLength(JSON.stringify(contentOf(fill('\u8a9e'))))).toBeGreaterThan(MAX_NOTE_BYTES - 8);
  });

  it('is not made of what no reader takes', async () => {
    await expect(wrapped(aReport({ label: 0 }))).rejects.toThrow('malformed');
  });
});

describe('work', () => {
  it.each([1, 5, 8, 12])('of %i bits is found, and counted as others count it', async (bits) => {
    const { wrap } = await wrapped(aReport(), { bits });
    expect(workOf(wrap.id)).toBeGreaterThanOrEqual(bits);
    expect(workOf(wrap.id)).toBe(getPow(wrap.id));
    expect(wrap.tags[1]).toEqual(['nonce', expect.stringMatching(/^\d{12}$/), String(bits)]);
    expect((await read([wrap], { bits })).notes).toMatchObject([{ work: workOf(wrap.id) }]);
  });

  it.each(['0'.repeat(64), `${'0'.repeat(7)}1${'f'.repeat(56)}`, `8${'0'.repeat(63)}`, `0f${'0'.repeat(62)}`])('is counted in %s', (id) => {
    expect(workOf(id)).toBe(getPow(id));
  });

  const body = { kind: 1, tags: [], content: 'x' };
  const by = { pubkey: 'a'.repeat(64), createdAt: 1 };

  it('tells how far it is and how long it takes, lets others run, and ends when told to', async () => {
    const told: WorkProgress[] = [];
    const leaving = new AbortController();
    let clock = 0;
    const options = {
      now: () => (clock += 1),
      async pause() {
        if (told.length === 3) leaving.abort(new Error('enough'));
      },
      onProgress: (progress: WorkProgress) => told.push(progress),
      signal: leaving.signal,
    };
    await expect(addWork(body, by, 60, options)).rejects.toThrow('enough');
    expect(told).toHaveLength(3);
    const [first, , last] = told;
    expect(last!.tries).toBeGreaterThan(first!.tries);
    expect(last!.expectedMs).toBeCloseTo((2 ** 60 * 1000) / last!.triesPerSecond);
  });
});

function contentOf(note: Parameters<typeof encodeInboxNote>[0]): string {
  const encoded = encodeInboxNote(note);
  if (!encoded.ok) throw new Error(encoded.error.message);
  return encoded.value;
}
