import { describe, expect, test } from 'vitest';
import { ok } from '../../lib/core/result.ts';
import { eventId, publicKey, signEvent, toNostrEvent, verifyEvent, type EventBody, type NostrEvent } from '../../lib/lists/event.ts';
import { attemptAsync } from '../../lib/lists/list-error.ts';
import { localSigner, remoteSigner, signaturesBy, type AskToSign } from '../../lib/lists/signer.ts';
import { NOW_S, seededRandom, TEST_KEYS } from '../support/lists-draft.ts';

const random = seededRandom('signers');
const KEY = TEST_KEYS.writer;
const OTHER = TEST_KEYS.inbox;
const BODY: EventBody = { kind: 9431, tags: [['d', 'ab'], ['expiration', '7']], content: '{"v":1}' };

/** What a signer of this key gives back for what it is asked, and what becomes of that. */
const signedBy = (change: (event: NostrEvent, asked: Parameters<AskToSign>[0]) => unknown) =>
  attemptAsync(() =>
    remoteSigner(publicKey(KEY), async (asked) => {
      const { created_at: createdAt, ...body } = asked;
      return ok(change(toNostrEvent(body, signEvent(body, KEY, createdAt, random)), asked));
    }).sign(BODY, NOW_S),
  );

/** Signs again what was changed, with this key: only what was asked for tells that it is another event. */
const signedAgain = ({ kind, tags, content, created_at: createdAt }: NostrEvent, changes: Partial<NostrEvent>, key = KEY): NostrEvent => {
  const body = { kind, tags, content, ...changes };
  const { kind: k, tags: t, content: c } = body;
  return toNostrEvent({ kind: k, tags: t, content: c }, signEvent({ kind: k, tags: t, content: c }, key, changes.created_at ?? createdAt, random));
};

describe('a key that lies elsewhere', () => {
  test('signs what it is asked for, as one at hand does', async () => {
    const remote = await signedBy((event) => event);
    const local = await localSigner(KEY, random).sign(BODY, NOW_S);
    expect(remote.ok && verifyEvent(BODY, remote.value)).toBe(true);
    expect(remote).toMatchObject({ ok: true, value: { pubkey: local.pubkey, createdAt: local.createdAt } });
  });

  test('is asked for the four fields that are to be signed, and no other', async () => {
    await signedBy((event, asked) => {
      expect(asked).toEqual({ ...BODY, created_at: NOW_S });
      return event;
    });
  });

  test.each<[string, (event: NostrEvent) => unknown, string]>([
    ['another key', (event) => signedAgain(event, {}, OTHER), 'it signed with another key.'],
    ['another date', (event) => signedAgain(event, { created_at: NOW_S + 1 }), 'it changed the date.'],
    ['another kind', (event) => signedAgain(event, { kind: 1 }), 'it signed an event of another kind.'],
    ['other text', (event) => signedAgain(event, { content: '{"v":2}' }), 'it changed the text.'],
    ['a tag more', (event) => signedAgain(event, { tags: [...event.tags, ['client', 'x']] }), 'it changed the tags.'],
    ['a tag less', (event) => signedAgain(event, { tags: event.tags.slice(1) }), 'it changed the tags.'],
    ['a longer tag', (event) => signedAgain(event, { tags: event.tags.map((tag) => [...tag, '']) }), 'it changed the tags.'],
    ['tags in another order', (event) => signedAgain(event, { tags: event.tags.toReversed() }), 'it changed the tags.'],
    ['the name of another key', (event) => ({ ...signedAgain(event, {}, OTHER), pubkey: publicKey(KEY) }), 'the id is of another event.'],
    ['the signature of another key', (event) => ({ ...event, sig: signedAgain(event, {}, OTHER).sig }), 'the signature does not hold.'],
    ['the signature of another event', (event) => ({ ...event, sig: signedAgain(event, { content: '' }).sig }), 'the signature does not hold.'],
    ['the id of another event', (event) => ({ ...event, id: eventId({ ...BODY, content: '' }, { pubkey: event.pubkey, createdAt: NOW_S }) }), 'the id is of another event.'],
    ['no signature', ({ sig: _sig, ...event }) => event, 'there is no signature in it.'],
    ['a signature in capitals', (event) => ({ ...event, sig: event.sig.toUpperCase() }), 'there is no signature in it.'],
    ['a signature that is no point', (event) => ({ ...event, sig: 'f'.repeat(128) }), 'the signature does not hold.'],
    ['tags that are none', (event) => ({ ...event, tags: { length: 2, 0: ['d', 'ab'] } }), 'it changed the tags.'],
    ['a list', (event) => [event], 'it is no event.'],
    ['nothing', () => null, 'it is no event.'],
  ])('that gives %s is refused, with the reason', async (_, change, why) => {
    expect(await signedBy(change)).toEqual({
      ok: false,
      error: { tag: 'not-signed', message: `What the signer of key ${publicKey(KEY)} sent back is not what it was asked for: ${why}` },
    });
  });
});

test('keys sign one after the other, and their signatures come in the order in which they are written', async () => {
  const running: string[] = [];
  const keys = [KEY, OTHER, ...TEST_KEYS.root].map((secret) => {
    const signer = localSigner(secret, random);
    return {
      pubkey: signer.pubkey,
      async sign(body: EventBody, createdAt: number) {
        running.push(signer.pubkey);
        const signature = await signer.sign(body, createdAt);
        expect(running.at(-1)).toBe(signer.pubkey);
        return signature;
      },
    };
  });
  const signed = await signaturesBy(keys, BODY, NOW_S);
  expect(signed.map(({ pubkey }) => pubkey)).toEqual(keys.map(({ pubkey }) => pubkey).toSorted());
  expect(running).toEqual(keys.map(({ pubkey }) => pubkey));
});
