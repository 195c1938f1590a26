import { describe, expect, test } from 'vitest';
import { subjectKeyBytes } from '../../lib/subjects/subject-key.ts';
import type { ListErrorTag } from '../../lib/lists/list-error.ts';
import { verifyFlagList } from '../../lib/lists/verify-flag-list.ts';
import { aDraft, builtList, DAY_MS, NOW_MS, seededRandom, someFlags, verifiedList } from '../support/lists-draft.ts';

const small = await builtList(aDraft({ flags: someFlags(5) }));

function refusal(bytes: Uint8Array, nowMs = NOW_MS): ListErrorTag | 'accepted' {
  const result = verifyFlagList(bytes, { nowMs });
  if (result.ok) return 'accepted';
  expect(result.error.message).toMatch(/^[A-Z].*\.$/);
  return result.error.tag;
}

describe('a verified list', () => {
  test('says what its curator signed', () => {
    const list = verifiedList(small);
    expect(list).toMatchObject({
      name: 'Test list',
      charter: 'Flags made by tests.\nNothing here is about anybody.',
      appealContact: 'appeals@example.org',
      languages: ['en'],
      version: 1,
      seq: 1,
      n: 5,
      createdAtMs: NOW_MS,
      expiresAtMs: NOW_MS + 365 * DAY_MS,
      keys: { rootThreshold: 2, headThreshold: 1, heads: [] },
    });
    expect(list.labels.map(({ code, name, core }) => [code, name, core])).toEqual([
      [1, 'Scam', 'scam'],
      [2, 'AI-made', 'ai-made'],
      [3, 'Off topic', 'x-off-topic'],
    ]);
  });

  test('holds every flag of its draft and no other', () => {
    const list = verifiedList(small);
    for (const { subject, week, confidence, polarity } of someFlags(5)) {
      const key = Buffer.from(subjectKeyBytes(subject));
      const position = list.index.find(key.readUInt32BE(0), key.readUInt32BE(4));
      expect(list.index.flagAt(position)).toMatchObject({ week, confidence, polarity });
    }
    expect(list.index.n).toBe(5);
  });

  test('may be empty', async () => {
    expect(verifiedList(await builtList(aDraft())).n).toBe(0);
  });

  test('reports how far the check has come', async () => {
    const seen: (readonly [number, number])[] = [];
    verifyFlagList(await builtList(aDraft({ flags: someFlags(70_000) })), { nowMs: NOW_MS, onProgress: (...step) => seen.push(step) });
    expect(seen).toEqual([[65_536, 70_000], [70_000, 70_000]]);
  });
});

describe('a list that was altered', () => {
  test('in any one byte of a small file, by any one bit, is refused', () => {
    const accepted: number[] = [];
    for (let at = 0; at < small.length; at++) {
      const altered = small.slice();
      altered[at]! ^= 1 << (at % 8);
      if (refusal(altered) === 'accepted') accepted.push(at);
    }
    expect(accepted).toEqual([]);
  });

  test('in a byte of a larger file is refused', async () => {
    const large = await builtList(aDraft({ flags: someFlags(3000) }));
    const places = new DataView(seededRandom('places')(400 * 4).buffer);
    for (let i = 0; i < 400; i++) {
      const altered = large.slice();
      altered[places.getUint32(i * 4) % large.length]! ^= 1 << (i % 8);
      expect(refusal(altered)).not.toBe('accepted');
    }
  });

  test('cut off at any byte is refused', () => {
    for (let length = 0; length < small.length; length++) {
      expect(refusal(small.subarray(0, length))).toBe('malformed');
    }
  });

  test('with bytes after its end is refused', () => {
    expect(refusal(Uint8Array.of(...small, 0))).toBe('malformed');
    expect(refusal(Uint8Array.of(...small, ...small))).toBe('malformed');
  });

  test('into something that is no list is refused', () => {
    expect(refusal(new Uint8Array(0))).toBe('malformed');
    expect(refusal(new TextEncoder().encode('<!doctype html><title>Not a list</title>'))).toBe('malformed');
    expect(refusal(new Uint8Array(1000).fill(255))).toBe('malformed');
  });
});

describe('a list out of its time', () => {
  test.each<[string, number, ListErrorTag | 'accepted']>([
    ['the moment it was signed', NOW_MS, 'accepted'],
    ['on its last day', NOW_MS + 365 * DAY_MS - 1000, 'accepted'],
    ['once it expired', NOW_MS + 365 * DAY_MS, 'expired'],
    ['by a clock a few minutes behind the curator', NOW_MS - 9 * 60_000, 'accepted'],
    ['by a clock an hour behind the curator', NOW_MS - 3_600_000, 'not-yet-valid'],
  ])('%s', (_, nowMs, outcome) => {
    expect(refusal(small, nowMs)).toBe(outcome);
  });

  test('is refused with its dates', () => {
    const result = verifyFlagList(small, { nowMs: NOW_MS + 400 * DAY_MS });
    expect(result).toMatchObject({ error: { message: 'The list was last confirmed on 2026-11-22 and expired on 2027-11-22.' } });
  });
});
