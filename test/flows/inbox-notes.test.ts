import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { webSocket } from '../../cli/web-socket.ts';
import { fetchNotes, type FetchNotes } from '../../lib/flows/fetch-notes.ts';
import { prepareNote, sendNote } from '../../lib/flows/send-note.ts';
import { publicKey, type NostrEvent } from '../../lib/lists/event.ts';
import { fetchWraps } from '../../lib/peers/inbox-relay.ts';
import { aReport, anAnswer, anAppeal, DOOR, readerOf, reasons, senderOf, WORK, wrapped } from '../support/lists-inbox.ts';
import { DAY_MS, NOW_MS, NOW_S, seededRandom, TEST_KEYS } from '../support/lists-draft.ts';
import { serveRelay, type RelayServer } from '../support/relay-server.ts';

const access = { isReaders: true, WebSocket: webSocket, timeoutMs: 20_000 };
const BITS = 6;
const door = { ...DOOR, bits: BITS };

let relay: RelayServer;
let other: RelayServer;
beforeEach(async () => {
  [relay, other] = await Promise.all([serveRelay(), serveRelay()]);
});
afterEach(async () => {
  await Promise.all([relay.close(), other.close()]);
});

const prepare = async (note: Parameters<typeof prepareNote>[0], to = DOOR.key.pubkey, secret = senderOf('anybody')) => {
  const made = await prepareNote(note, { to, from: secret, bits: BITS }, { ...WORK, random: seededRandom(JSON.stringify(note)), nowMs: NOW_MS });
  if (!made.ok) throw new Error(made.error.message);
  return made.value;
};
const fetchAll = (more: Partial<FetchNotes> = {}) => fetchNotes(door, { relays: [relay.url, other.url], access, nowMs: NOW_MS, sentSinceMs: NOW_MS - 30 * DAY_MS, signal: new AbortController().signal, ...more });

describe('by way of relays', () => {
  it('an appeal reaches the inbox of a list, and its answer whoever sent it', async () => {
    const appealed = senderOf('who appeals');
    const appeal = await prepare(anAppeal(), DOOR.key.pubkey, appealed);
    expect(await sendNote(appeal, [relay.url, other.url], access)).toEqual([{ relay: relay.url }, { relay: other.url }]);
    const { notes, refused, asked } = await fetchAll();
    expect(notes).toMatchObject([{ id: appeal.id, from: publicKey(appealed), note: anAppeal() }]);
    // Both relays have it.
    expect(reasons({ refused })).toEqual({ duplicate: 1 });
    expect(asked).toEqual([{ relay: relay.url }, { relay: other.url }]);

    const answer = anAnswer({ to: appeal.id });
    await sendNote(await prepare(answer, notes[0]!.from, TEST_KEYS.inbox), [relay.url], access);
    const mine = { ...door, key: readerOf(appealed), accepts: ['answer'] as const, from: DOOR.key.pubkey };
    const back = await fetchNotes(mine, { relays: [relay.url], access, nowMs: NOW_MS, sentSinceMs: NOW_MS, signal: new AbortController().signal });
    expect(back.notes.map(({ note }) => note)).toEqual([answer]);
    // Nothing that a relay sees names the list, or links the two.
    expect(JSON.stringify(relay.events)).not.toContain(DOOR.list);
    expect(new Set(relay.events.map(({ pubkey }) => pubkey)).size).toBe(2);
  });

  it('that one refuses, and another does not answer, is told; the third has it', async () => {
    const note = await prepare(aReport());
    relay.meddle = (message) => (message.startsWith('["OK"') ? [message.replace(',true,""', ',false,"blocked: no room"')] : [message]);
    const sent = await sendNote(note, [relay.url, 'ws://127.0.0.1:1/', other.url], access);
    expect(sent.map(({ trouble }) => trouble !== undefined)).toEqual([true, true, false]);
    expect(sent[0]!.trouble).toContain('no room');
    const { notes, asked } = await fetchAll({ relays: ['ws://127.0.0.1:1/', other.url] });
    expect(notes).toHaveLength(1);
    expect(asked.map(({ trouble }) => trouble !== undefined)).toEqual([true, false]);
  });

  it.each(['ws://relay.example/', 'wss://127.0.0.1/', 'https://relay.example/'])('nothing is sent to %s, nor asked there', async (address) => {
    const { isReaders: _, ...strict } = access;
    expect((await sendNote(await prepare(aReport()), [address], strict))[0]!.trouble).toMatch(/Relays are asked by wss only|network is not asked/);
    expect(await fetchWraps(address, { ...strict, key: DOOR.key.pubkey, since: 0, most: 10, mostCharacters: 1000, longest: 1000 }, new AbortController().signal)).toMatchObject({ events: [], trouble: { tag: 'not-asked' } });
  });
});

describe('a relay that is flooded', () => {
  const junkOf = async (n: number) => {
    const { wrap } = await wrapped(aReport(), { bits: 1 });
    return Array.from({ length: n }, (_, i): NostrEvent => ({ ...wrap, id: i.toString(16).padStart(8, '0').padStart(64, 'f'), created_at: NOW_S - (i % 7000) }));
  };

  it('with ten thousand events is read page by page, and what has the work arrives', async () => {
    const appeal = await prepare(anAppeal());
    await sendNote(appeal, [relay.url], access);
    relay.events.push(...((await junkOf(10_000)) as never[]));
    const { notes, refused, spent } = await fetchAll({ relays: [relay.url] });
    expect(notes).toMatchObject([{ id: appeal.id }]);
    expect(reasons({ refused })).toEqual({ 'too-little-work': 10_000 });
    expect(spent).toMatchObject({ events: 1, signatures: 2, decryptions: 2 });
  });

  it('beyond what is taken does not use up what is for another', async () => {
    const appeal = await prepare(anAppeal());
    await sendNote(appeal, [other.url], access);
    relay.events.push(...((await junkOf(12_000)) as never[]));
    const { notes, refused, asked } = await fetchAll();
    expect(notes).toMatchObject([{ id: appeal.id }]);
    expect(reasons({ refused })).toEqual({ 'too-little-work': 10_000 });
    expect(asked[0]!.trouble).toContain('more than is taken');
  });

  it('in one second is left after a page of that second, and not asked without end', async () => {
    relay.events.push(...((await junkOf(1200)).map((event) => ({ ...event, created_at: NOW_S })) as never[]));
    const { asked } = await fetchAll({ relays: [relay.url] });
    expect(asked).toEqual([{ relay: relay.url }]);
    expect(relay.asked.length).toBeLessThan(5);
  });
});

describe('what is too large', () => {
  it('is counted and not kept, and what comes with it arrives', async () => {
    const appeal = await prepare(anAppeal());
    await sendNote(appeal, [relay.url], access);
    relay.events.push({ ...appeal.wrap, id: 'f'.repeat(64), content: 'A'.repeat(100_000) } as never);
    const { notes, refused } = await fetchAll({ relays: [relay.url] });
    expect(notes).toHaveLength(1);
    expect(reasons({ refused })).toEqual({ 'too-large': 1 });
  });
});

describe('a relay that lies', () => {
  it.each<[string, RegExp, (message: string) => readonly string[]]>([
    ['by what was not asked for', /something else/, (message) => [message.replace('"kind":1059', '"kind":1')]],
    ['by an event without content', /something else/, (message) => [message.replace('"content"', '"contend"')]],
    ['by the same without end', /more than was asked/, (message) => (message.startsWith('["EVENT"') ? Array.from({ length: 600 }, () => message) : [message])],
    ['by megabytes', /more than is taken/, (message) => (message.startsWith('["EVENT"') ? Array.from({ length: 60 }, (_, i) => message.replace(/"id":"..../, `"id":"00${10 + i}`).replace('"content":"', `"content":"${'A'.repeat(900_000)}`)) : [message])],
    ['by silence', /too long/, () => []],
    ['by hanging up', /ended the conversation/, () => (relay.drop(), [])],
  ])('%s is told as such', async (_, why, meddle) => {
    await sendNote(await prepare(anAppeal()), [relay.url, other.url], access);
    relay.meddle = meddle;
    const { asked, notes } = await fetchAll({ access: { ...access, timeoutMs: 3000 } });
    expect(asked[0]!.trouble).toMatch(why);
    expect(notes).toHaveLength(1);
  });

  it('is left at once when who asked goes', async () => {
    relay.meddle = () => [];
    const leaving = new AbortController();
    const told = fetchAll({ relays: [relay.url], signal: leaving.signal });
    setTimeout(() => leaving.abort(new Error('left')), 50);
    await expect(told).rejects.toThrow('left');
  });
});
