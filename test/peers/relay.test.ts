import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { webSocket } from '../../cli/web-socket.ts';
import { openRelay } from '../../lib/flows/open-sources.ts';
import { signEvent, toNostrEvent } from '../../lib/lists/event.ts';
import { forkToEvent } from '../../lib/lists/fork-event.ts';
import { decodeFlagListFile } from '../../lib/lists/flag-list-file.ts';
import { decodeTip } from '../../lib/lists/tip.ts';
import { tipFromEvent, tipToEvent } from '../../lib/lists/tip-event.ts';
import { publishToRelay } from '../../lib/peers/relay.ts';
import type { SourceErrorTag } from '../../lib/peers/source.ts';
import { aDraft, builtList, NOW_MS, OTHER_KEYS, seededRandom, someFlags, TEST_KEYS } from '../support/lists-draft.ts';
import { forksOfBothKinds } from '../support/lists-forks.ts';
import { serveRelay, type RelayServer } from '../support/relay-server.ts';

const first = await builtList(aDraft({ flags: someFlags(3) }));
const second = await builtList(aDraft({ flags: someFlags(4) }), TEST_KEYS, { previous: first, nowMs: NOW_MS + 3_600_000 });
const foreign = await builtList(aDraft({ name: 'Another list' }), OTHER_KEYS);
const tipOf = (file: Uint8Array) => decodeFlagListFile(file).tip;
const { list, by } = decodeTip(tipOf(first));
const eventOf = (tip: Uint8Array) => {
  const event = tipToEvent(tip);
  if (!event.ok) throw new Error(event.error.message);
  return event.value;
};

let relay: RelayServer;
beforeEach(async () => {
  relay = await serveRelay();
});
afterEach(() => relay.close());

const publish = (file: Uint8Array) => publishToRelay(relay.url, eventOf(tipOf(file)), { WebSocket: webSocket });
const source = (timeoutMs = 2000) => openRelay(relay.url, (id) => (id === list ? by.pubkey : undefined), { isReaders: true, WebSocket: webSocket, timeoutMs });
const ask = (lists: readonly string[] = [list], timeoutMs?: number) => source(timeoutMs).tips(lists, new AbortController().signal);

describe('the event of a tip', () => {
  it('is one that a relay takes, and is read back to the same bytes', async () => {
    await publish(first);
    expect(relay.events).toHaveLength(1);
    const back = tipFromEvent(relay.events[0]);
    expect(back.ok && Buffer.compare(back.value, tipOf(first))).toBe(0);
  });

  it.each<[string, (event: ReturnType<typeof eventOf>) => unknown]>([
    ['no event', () => null],
    ['of another kind', (event) => ({ ...event, kind: 1 })],
    ['another id', (event) => ({ ...event, id: 'a'.repeat(64) })],
    ['another tag beside', (event) => ({ ...event, tags: [...event.tags, ['t', 'x']] })],
    ['tags in another order', (event) => ({ ...event, tags: event.tags.toReversed() })],
    ['an expiration that is not the tip’s', (event) => ({ ...event, tags: event.tags.map((tag) => (tag[0] === 'expiration' ? ['expiration', '4102444800'] : tag)) })],
    ['a co-signature that is none', (event) => ({ ...event, tags: [...event.tags, ['sig', 'x', '1', 'y']] })],
    ['content in another writing', (event) => ({ ...event, content: ` ${event.content}` })],
    ['content that says more', (event) => ({ ...event, content: event.content.replace('"v":1', '"v":1,"w":1') })],
    ['no content', (event) => ({ ...event, content: '' })],
  ])('is refused: %s', (_, change) => {
    expect(tipFromEvent(change(eventOf(tipOf(first)))).ok).toBe(false);
  });
});

describe('a relay that carries proofs of forks', () => {
  const { updates, roots } = forksOfBothKinds();
  const forkEventOf = (proof: Uint8Array) => {
    const event = forkToEvent(proof, { nowMs: NOW_MS, random: seededRandom('a fork') });
    if (!event.ok) throw new Error(event.error.message);
    return event.value;
  };
  const event = forkEventOf(updates);
  const [, about = ''] = event.tags[0]!;
  const askForks = (lists: readonly string[] = [about]) => source().forks!(lists, new AbortController().signal);
  const tell = (told: object) => publishToRelay(relay.url, told, { WebSocket: webSocket });
  /** What anybody may publish about the list. */
  const junk = (i: number) => {
    const body = { kind: 9432, tags: [['d', about]], content: `junk ${i}` };
    return toNostrEvent(body, signEvent(body, TEST_KEYS.writer, event.created_at, seededRandom(`junk ${i}`)));
  };

  it('tells those of the lists that are asked about, whoever sent them', async () => {
    await tell(event);
    await tell(forkEventOf(roots));
    expect(await askForks()).toEqual({ ok: true, value: [{ list: about, version: 1, proof: updates }, { list: about, version: 2, proof: roots }] });
    expect(relay.asked).toEqual([{ kinds: [9432], '#d': [about], limit: 8 }]);
    expect(await askForks(['ab'.repeat(32)])).toEqual({ ok: true, value: [] });
  });

  it('is no liar for what strangers published, of which little is looked at', async () => {
    await tell(event);
    for (let i = 0; i < 7; i++) await tell(junk(i));
    expect(await askForks()).toMatchObject({ ok: true, value: [{ proof: updates }] });
  });

  it('is asked about many lists in few questions', async () => {
    await tell(event);
    const lists = [...Array.from({ length: 24 }, (_, i) => i.toString(16).padStart(64, '0')), about];
    expect(await askForks(lists)).toMatchObject({ ok: true, value: [{ list: about }] });
    expect(relay.asked.map((filter) => filter['#d'])).toEqual(lists.map((id) => [id]));
  });

  it.each<[string, SourceErrorTag, (message: string) => readonly string[]]>([
    ['a proof of another list', 'lied', (message) => [message.replaceAll(about, 'cd'.repeat(32))]],
    ['an event of another kind', 'lied', (message) => (message.startsWith('["EVENT"') ? [message.replace(/,\{.*/, `,${JSON.stringify(eventOf(tipOf(first)))}]`)] : [message])],
    ['an altered proof', 'lied', (message) => [message.replace(/"content":"....../, '"content":"AAAAAA')]],
    ['one event without end', 'over-budget', (message) => (message.startsWith('["EVENT"') ? Array.from({ length: 50 }, () => message) : [message])],
  ])('that sends %s is told as such', async (_, tag, meddle) => {
    await tell(event);
    relay.meddle = meddle;
    expect(await askForks()).toMatchObject({ ok: false, error: { tag } });
  });

  it('refuses an event that nobody signed, and keeps one that it has already', async () => {
    await tell(event);
    await tell(event);
    expect(relay.events).toHaveLength(1);
    await expect(tell({ ...junk(1), sig: event.sig })).rejects.toThrow();
  });

  it('is not asked at an address that may not be', async () => {
    const near = openRelay('wss://127.0.0.1/', () => by.pubkey, { WebSocket: webSocket });
    expect(await near.forks!([about], new AbortController().signal)).toMatchObject({ ok: false, error: { tag: 'not-asked' } });
  });
});

describe('a relay', () => {
  it('tells the newest tip that the writer of a list signed', async () => {
    await publish(first);
    await publish(second);
    expect(await ask()).toMatchObject({ ok: true, value: [{ list, seq: 2 }] });
    expect(relay.events).toHaveLength(1);
    expect(relay.asked).toMatchObject([{ kinds: [37_430], authors: [by.pubkey], '#d': [list] }]);
  });

  it('is asked neither of lists whose writer is not known nor for blobs', async () => {
    expect(await ask(['b'.repeat(64)])).toEqual({ ok: true, value: [] });
    expect(relay.asked).toEqual([]);
    expect(await source().blob({ sha256: 'a'.repeat(64), bytes: 1 }, new AbortController().signal)).toMatchObject({ ok: false, error: { tag: 'absent' } });
  });

  it('keeps what others write under the list’s id to itself: only the writer is asked for', async () => {
    relay.events.push({ ...eventOf(tipOf(foreign)), tags: [['d', list]] } as never);
    await publish(first);
    expect(await ask()).toMatchObject({ ok: true, value: [{ seq: 1 }] });
  });

  it.each<[string, SourceErrorTag, (message: string) => readonly string[]]>([
    ['another list than was asked for', 'lied', (message) => (message.startsWith('["EVENT"') ? [message.replace(/,\{.*/, `,${JSON.stringify(eventOf(tipOf(foreign)))}]`)] : [message])],
    ['an altered event', 'lied', (message) => [message.replaceAll('\\"seq\\":1', '\\"seq\\":9')]],
    ['one event without end', 'over-budget', (message) => (message.startsWith('["EVENT"') ? Array.from({ length: 50 }, () => message) : [message])],
    ['nothing', 'over-budget', () => []],
    ['what is no message', 'over-budget', () => ['{', '[]', '"EVENT"', '[1,2,3]']],
  ])('that sends %s is told as such', async (_, tag, meddle) => {
    await publish(first);
    relay.meddle = meddle;
    expect(await ask([list], 800)).toMatchObject({ ok: false, error: { tag } });
  });

  it('that tells the same twice, and late, is believed once', async () => {
    await publish(first);
    relay.meddle = (message) => (message.startsWith('["EVENT"') ? [message, message] : [message]);
    const told = await ask();
    expect(told.ok && new Set(told.value.map(({ id }) => id)).size).toBe(1);
  });

  it('that hangs up in the middle is told as unreachable, and nothing else breaks', async () => {
    await publish(first);
    relay.meddle = () => {
      relay.drop();
      return [];
    };
    expect(await ask()).toMatchObject({ ok: false, error: { tag: 'unreachable' } });
  });

  it('that is gone is told as unreachable', async () => {
    const { url } = relay;
    await relay.close();
    const gone = openRelay(url, () => by.pubkey, { isReaders: true, WebSocket: webSocket });
    expect(await gone.tips([list], new AbortController().signal)).toMatchObject({ ok: false, error: { tag: 'unreachable' } });
    await expect(publishToRelay(url, eventOf(tipOf(first)), { WebSocket: webSocket, timeoutMs: 500 })).rejects.toThrow();
    relay = await serveRelay();
  });

  it.each(['ws://relay.example/', 'wss://127.0.0.1/', 'wss://printer.local/', 'https://relay.example/', 'wss://me:secret@relay.example/', 'relay'])('is not asked at %s', async (address) => {
    const near = openRelay(address, () => by.pubkey, { WebSocket: webSocket });
    expect(await near.tips([list], new AbortController().signal)).toMatchObject({ ok: false, error: { tag: 'not-asked' } });
  });

  it('is left at once when who asked goes', async () => {
    relay.meddle = () => [];
    const leaving = new AbortController();
    const told = source(20_000).tips([list], leaving.signal);
    setTimeout(() => leaving.abort(new Error('left')), 50);
    await expect(told).rejects.toThrow('left');
  });
});
