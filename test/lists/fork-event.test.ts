import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { eventId, signEvent, toNostrEvent, verifyEvent, type NostrEvent } from '../../lib/lists/event.ts';
import { forkFromEvent, forkToEvent } from '../../lib/lists/fork-event.ts';
import { decodeForkProof, encodeForkProof } from '../../lib/lists/fork-proof.ts';
import { MAX_FORK_EVENT_BYTES } from '../../lib/lists/limits.ts';
import { NOW_MS, seededRandom } from '../support/lists-draft.ts';
import { forksOfBothKinds } from '../support/lists-forks.ts';

const DAY_S = 86_400;
const random = seededRandom('fork events');
const proofs = forksOfBothKinds();
const KINDS = ['updates', 'roots'] as const;

function eventOf(proof: Uint8Array, nowMs = NOW_MS): NostrEvent {
  const event = forkToEvent(proof, { nowMs, random });
  if (!event.ok) throw new Error(event.error.message);
  return event.value;
}

/** The event with other parts, signed anew by anybody: relays take it. */
function signedAnew(event: NostrEvent, change: Partial<Pick<NostrEvent, 'kind' | 'tags' | 'content' | 'created_at'>>): NostrEvent {
  const { kind, tags, content, created_at } = { ...event, ...change };
  return toNostrEvent({ kind, tags, content }, signEvent({ kind, tags, content }, new Uint8Array(32).fill(7), created_at, random));
}

const reasonOf = (event: unknown): string => {
  const read = forkFromEvent(event);
  return read.ok ? 'read' : read.error.tag;
};

describe.each(KINDS)('the event of a fork of %s', (kind) => {
  const proof = proofs[kind];
  const event = eventOf(proof);

  test('carries the proof, the list and the version it speaks of', () => {
    const read = forkFromEvent(JSON.parse(JSON.stringify(event)));
    expect(read).toEqual({ ok: true, value: { list: event.tags[0]![1], version: kind === 'updates' ? 1 : 2, proof } });
    expect(event).toMatchObject({ kind: 9432, tags: [['d', expect.stringMatching(/^[0-9a-f]{64}$/)]] });
  });

  test('says nothing of who made it: a key of its own each time, and the day alone', () => {
    const again = eventOf(proof);
    expect(again.pubkey).not.toBe(event.pubkey);
    expect(again.content).toBe(event.content);
    expect(event.created_at).toBe(Math.floor(NOW_MS / 1000 / DAY_S) * DAY_S);
    expect(eventOf(proof, (event.created_at + DAY_S) * 1000 - 1).created_at).toBe(event.created_at);
    expect(verifyEvent(event, { pubkey: event.pubkey, createdAt: event.created_at, sig: event.sig })).toBe(true);
  });

  test.each<[string, string, (event: NostrEvent) => unknown]>([
    ['nothing', 'malformed', () => null],
    ['another kind', 'malformed', (e) => signedAnew(e, { kind: 9431 })],
    ['no list', 'malformed', (e) => signedAnew(e, { tags: [] })],
    ['a list under another tag', 'malformed', (e) => signedAnew(e, { tags: [['e', e.tags[0]![1]!]] })],
    ['another list than its proof', 'malformed', (e) => signedAnew(e, { tags: [['d', 'ab'.repeat(32)]] })],
    ['a tag beside', 'malformed', (e) => signedAnew(e, { tags: [...e.tags, ['t', 'fork']] })],
    ['more in its tag', 'malformed', (e) => signedAnew(e, { tags: [[...e.tags[0]!, 'wss://relay.example/']] })],
    ['the moment', 'not-canonical', (e) => signedAnew(e, { created_at: e.created_at + 1 })],
    ['no proof', 'malformed', (e) => signedAnew(e, { content: '' })],
    ['a proof with a space', 'not-canonical', (e) => signedAnew(e, { content: ` ${e.content}` })],
    ['what is no base64', 'malformed', (e) => signedAnew(e, { content: 'é' })],
    ['a proof cut short', 'malformed', (e) => signedAnew(e, { content: e.content.slice(0, -8) })],
    ['more than relays take', 'malformed', (e) => signedAnew(e, { content: 'A'.repeat(64_004) })],
    ['the id of another event', 'hash-mismatch', (e) => ({ ...e, id: eventOf(proof).id })],
    ['content that its id does not name', 'hash-mismatch', (e) => ({ ...e, content: `${e.content.slice(0, -4)}AAAA` })],
  ])('is refused where it tells %s', (_, tag, change) => {
    expect(reasonOf(change(event))).toBe(tag);
  });

  test('is read in one writing or not at all, whatever is altered', () => {
    const text = JSON.stringify(event);
    fc.assert(
      fc.property(fc.nat(text.length - 1), fc.integer({ min: 32, max: 126 }), (at, code) => {
        let altered: unknown;
        try {
          altered = JSON.parse(`${text.slice(0, at)}${String.fromCharCode(code)}${text.slice(at + 1)}`);
        } catch {
          return;
        }
        const read = forkFromEvent(altered);
        // The event's own signature is not looked at, since nothing hangs on it.
        if (read.ok) expect(eventId(altered as NostrEvent, { pubkey: (altered as NostrEvent).pubkey, createdAt: (altered as NostrEvent).created_at })).toBe(event.id);
      }),
      { numRuns: 2000 },
    );
  });

  test('is read without a throw whatever its proof is, and gives back what it was made of', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(proof.length - 1), fc.integer({ min: 1, max: 255 })), { minLength: 1, maxLength: 4 }), (flips) => {
        const altered = proof.slice();
        for (const [at, bits] of flips) altered[at]! ^= bits;
        const read = forkFromEvent(signedAnew(event, { content: Buffer.from(altered).toString('base64') }));
        if (read.ok) expect(encodeForkProof(decodeForkProof(read.value.proof))).toEqual(altered);
      }),
      { numRuns: 500 },
    );
  });
});

test('a proof that relays would not take is left to files', () => {
  const fork = decodeForkProof(proofs.updates);
  if (fork.kind !== 'updates') throw new Error('This is a fork of roots.');
  const [first, second] = fork.tips;
  const links = (n: number) => Array.from({ length: n }, () => fork.links[0]!);
  const longer = (n: number) => encodeForkProof({ ...fork, tips: [first, { ...second, seq: first.seq + n }], links: links(n) });
  const room = Math.floor((MAX_FORK_EVENT_BYTES - longer(0).length) / 64);
  expect(JSON.stringify(eventOf(longer(room))).length).toBeLessThan(65_536);
  expect(forkToEvent(longer(room + 1), { nowMs: NOW_MS, random })).toMatchObject({ ok: false, error: { tag: 'too-large' } });
  expect(forkToEvent(new Uint8Array(10), { nowMs: NOW_MS, random })).toMatchObject({ ok: false, error: { tag: 'malformed' } });
});
