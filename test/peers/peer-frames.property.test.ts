import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeFrame, encodeFrame, MAX_ANSWER_BYTES, MAX_FRAME_BYTES, NUMBERS, PIECE_BYTES, type PeerFrame } from '../../lib/peers/peer-frames.ts';

/** `WITNESSMARK_MUTATIONS=100000` is the long run. */
const RUNS = Number(process.env['WITNESSMARK_MUTATIONS'] ?? 2000);

const number = fc.nat(NUMBERS - 1);
const hash = fc.uint8Array({ minLength: 32, maxLength: 32 }).map((bytes) => Buffer.from(bytes).toString('hex'));
const bytes = fc.integer({ min: 1, max: MAX_ANSWER_BYTES });
const frames: fc.Arbitrary<PeerFrame> = fc.oneof(
  fc.record({ kind: fc.constant('tip' as const), number, list: hash }),
  fc.record({ kind: fc.constant('blob' as const), number, sha256: hash, bytes }),
  fc.record({ kind: fc.constant('records' as const), number, list: hash, state: hash, part: fc.nat(65_535) }),
  fc.record({ kind: fc.constant('here' as const), number, bytes }),
  fc.record({ kind: fc.constant('piece' as const), number, bytes: fc.uint8Array({ minLength: 1, maxLength: 40 }) }),
  fc.record({ kind: fc.constant('absent' as const), number }),
);

test('a message between peers is read back as it was written', () => {
  fc.assert(
    fc.property(frames, (frame) => {
      expect(decodeFrame(encodeFrame(frame))).toEqual(frame);
    }),
    { numRuns: RUNS },
  );
  const longest = { kind: 'piece', number: 7, bytes: new Uint8Array(PIECE_BYTES).fill(3) } as const;
  expect(encodeFrame(longest).length).toBe(MAX_FRAME_BYTES);
  expect(decodeFrame(encodeFrame(longest))).toEqual(longest);
});

test('whatever a peer sends is no message, or the one writing of what was read', () => {
  const seen = { read: 0, refused: 0 };
  const edit = fc.record({ at: fc.nat(80), drop: fc.nat(2), put: fc.uint8Array({ maxLength: 3 }) });
  const mutated = fc.tuple(frames, fc.array(edit, { maxLength: 3 })).map(([frame, edits]) =>
    edits.reduce((so, { at, drop, put }) => Uint8Array.of(...so.subarray(0, at), ...put, ...so.subarray(at + drop)), encodeFrame(frame)),
  );
  fc.assert(
    fc.property(fc.oneof(mutated, fc.uint8Array({ maxLength: 80 })), (message) => {
      const frame = decodeFrame(message);
      if (frame !== undefined) expect(Buffer.compare(encodeFrame(frame), message)).toBe(0);
      seen[frame === undefined ? 'refused' : 'read'] += 1;
    }),
    { numRuns: RUNS },
  );
  expect(Math.min(seen.read, seen.refused)).toBeGreaterThan(RUNS / 50);
});

test.each([
  ['longer than a message may be', new Uint8Array(MAX_FRAME_BYTES + 1).fill(5)],
  ['nothing', new Uint8Array()],
  ['of a kind there is not', Uint8Array.of(7, 0, 0)],
  ['an announcement of nothing', Uint8Array.of(4, 0, 0, 0, 0, 0, 0)],
  ['an announcement of more than there may be', Uint8Array.of(4, 0, 0, 0, 0x10, 0, 1)],
])('what is %s is no message', (_, message) => {
  expect(decodeFrame(message)).toBeUndefined();
});
