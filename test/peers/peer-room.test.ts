import { finalizeEvent, generateSecretKey, getPublicKey, type Event } from 'nostr-tools/pure';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { webSocket } from '../../cli/web-socket.ts';
import { toldTip } from '../../lib/flows/open-sources.ts';
import { publicationOf } from '../../lib/lists/mirror-folder.ts';
import { joinRoom, MAX_MEMBERS, SEEKS_BELOW } from '../../lib/peers/peer-room.ts';
import { createPeerRooms, MAX_ROOMS, type PeerRooms, type PeerRoomsPorts } from '../../lib/peers/peer-rooms.ts';
import { roomOf } from '../../lib/peers/room-name.ts';
import { createRoomVoice, isDataOnly, SIGNAL_KIND } from '../../lib/peers/room-signal.ts';
import { openSignalling } from '../../lib/peers/signal-relays.ts';
import { createFakeNet, type FakeNet } from '../support/fake-connection.ts';
import { aDraft, builtList, NOW_MS, OTHER_KEYS, someFlags } from '../support/lists-draft.ts';
import { aLibrary } from '../support/peer-library.ts';
import { serveRelay, type RelayServer } from '../support/relay-server.ts';

const file = await builtList(aDraft({ flags: someFlags(2000) }));
const foreign = await builtList(aDraft({ name: 'Another list' }), OTHER_KEYS);
const publicationOrThrow = (bytes: Uint8Array) => {
  const publication = publicationOf(bytes);
  if (!publication.ok) throw new Error(publication.error.message);
  return publication.value;
};
const { list, tip } = publicationOrThrow(file);
const other = publicationOrThrow(foreign).list;
const NEVER = new AbortController().signal;
const SDP = 'v=0\r\nm=application 9 UDP/DTLS/SCTP webrtc-datachannel\r\n';

describe('a room', () => {
  it('is named by a list, and by nothing that tells which', () => {
    const { topic, password } = roomOf('ab'.repeat(32));
    // Made by another implementation: Python’s hmac and hashlib.
    expect([topic, Buffer.from(password).toString('hex')]).toEqual(VECTOR);
    expect(roomOf('ac'.repeat(32)).topic).not.toBe(topic);
  });
});

// Also in docs/protocol.md.
const VECTOR = ['abfd096311492d1258cf0b47a5433463f11dac13928827127e99bf8bf9614dd8', '371e068ad5521a656161ab0965e21c10cb99ce6f12e061916c81a112e0686252'];

describe('a signal', () => {
  const room = roomOf(list);
  const [one, two, three] = [createRoomVoice(room), createRoomVoice(room), createRoomVoice(room)];
  const stranger = createRoomVoice({ ...room, password: new Uint8Array(32) });

  it('is heard by everyone, or by the one it is for', () => {
    const here = one.say({ kind: 'here' }, undefined, NOW_MS);
    expect(two.hear(here, NOW_MS)).toEqual({ id: here.id, from: one.me, isForAll: true, signal: { kind: 'here' } });
    const offer = one.say({ kind: 'offer', sdp: SDP }, two.me, NOW_MS);
    expect(offer.content).not.toContain('application');
    expect(two.hear(offer, NOW_MS)).toEqual({ id: offer.id, from: one.me, isForAll: false, signal: { kind: 'offer', sdp: SDP } });
    expect(three.hear(offer, NOW_MS)).toBeUndefined();
    expect(one.hear(here, NOW_MS)).toBeUndefined();
  });

  it('is not understood by, nor taken from, who does not know the list', () => {
    expect(two.hear(stranger.say({ kind: 'offer', sdp: SDP }, two.me, NOW_MS), NOW_MS)).toBeUndefined();
    expect(stranger.hear(one.say({ kind: 'offer', sdp: SDP }, stranger.me, NOW_MS), NOW_MS)).toBeUndefined();
  });

  const secret = generateSecretKey();
  const event = (over: Partial<Event>): Event => finalizeEvent({ kind: SIGNAL_KIND, tags: [['x', room.topic]], content: '', created_at: NOW_MS / 1000, ...over }, secret);
  it.each<[string, () => unknown]>([
    ['nothing', () => null],
    ['of another kind', () => event({ kind: 1 })],
    ['of another room', () => event({ tags: [['x', 'a'.repeat(64)]] })],
    ['with a tag beside', () => event({ tags: [['x', room.topic], ['e', 'x']] })],
    ['with a tag that is none', () => ({ ...event({}), tags: ['x'] })],
    ['an hour old', () => event({ created_at: NOW_MS / 1000 - 3600 })],
    ['of tomorrow', () => event({ created_at: NOW_MS / 1000 + 86_400 })],
    ['signed by somebody else', () => ({ ...event({}), pubkey: getPublicKey(generateSecretKey()) })],
    ['altered', () => ({ ...event({}), created_at: NOW_MS / 1000 + 1 })],
    ['with words for everyone', () => event({ content: 'x' })],
    ['with words that are none', () => event({ tags: [['p', two.me]], content: 'A'.repeat(200) })],
    ['longer than it may be', () => event({ tags: [['p', two.me]], content: 'A'.repeat(40_000) })],
    ['an offer of a film', () => one.say({ kind: 'offer', sdp: `${SDP}m=video 9\r\n` }, two.me, NOW_MS)],
    ['an offer of nothing', () => one.say({ kind: 'offer', sdp: 'v=0' }, two.me, NOW_MS)],
    ['an offer without end', () => one.say({ kind: 'offer', sdp: SDP + 'a=x\r\n'.repeat(4000) }, two.me, NOW_MS)],
  ])('is not heard where it is %s', (_, made) => {
    expect(two.hear(made(), NOW_MS)).toBeUndefined();
  });

  it('describes one channel for data and nothing else', () => {
    expect([SDP, `${SDP}m=audio 9\r\n`, `m=applicationx 9\r\n`, `a=m=application\r\n`, '', SDP + 'a=candidate:1\r\n'.repeat(30)].map(isDataOnly)).toEqual([true, false, false, false, false, false]);
  });
});

describe('readers in rooms', () => {
  let relay: RelayServer;
  let net: FakeNet;
  let opened: PeerRooms[] = [];
  beforeEach(async () => {
    relay = await serveRelay();
    net = createFakeNet();
  });
  afterEach(async () => {
    for (const rooms of opened) rooms.be([]);
    opened = [];
    await relay.close();
  });

  function aReader(files: readonly Uint8Array[], over: Partial<PeerRoomsPorts> = {}): PeerRooms {
    const rooms = createPeerRooms({
      join: ({ list: id, relays }, onMember) => joinRoom(id, { signalling: (ports) => openSignalling(relays, ports, webSocket), connect: net.connect, now: Date.now, random: Math.random, onMember }),
      libraryOf: () => aLibrary(...files),
      readTip: toldTip,
      now: Date.now,
      ...over,
    });
    opened.push(rooms);
    return rooms;
  }
  const membersOf = (rooms: PeerRooms, id = list) => rooms.members().get(id) ?? [];
  const room = (id = list) => ({ list: id, relays: [relay.url] });

  it('find each other by the relay of the list, and give each other what they have', async () => {
    const [one, two] = [aReader([file]), aReader([])];
    one.be([room()]);
    two.be([room()]);
    await expect.poll(() => [membersOf(one).length, membersOf(two).length], { timeout: 5000 }).toEqual([1, 1]);
    const source = two.source(membersOf(two)[0]!)!;
    const told = await source.tips([list], NEVER);
    expect(told.ok && Buffer.compare(told.value[0]!.bytes, tip)).toBe(0);
    expect(relay.events.filter(({ content }) => content.includes('application'))).toEqual([]);
    two.be([]);
    await expect.poll(() => membersOf(one)).toEqual([]);
    expect(await source.tips([list], NEVER)).toMatchObject({ ok: false, error: { tag: 'unreachable' } });
    expect([...one.notes(), ...two.notes()]).toEqual([]);
  });

  it('meet once, by however many relays they hear of each other', async () => {
    const more = [await serveRelay(), await serveRelay()];
    const relays = [relay.url, ...more.map(({ url }) => url)];
    const [one, two] = [aReader([file]), aReader([])];
    one.be([{ list, relays }]);
    two.be([{ list, relays }]);
    await expect.poll(() => membersOf(two).length, { timeout: 5000 }).toBe(1);
    // Every relay has told everything by now, and told it again.
    await expect.poll(() => more.every(({ asked }) => asked.length > 0), { timeout: 5000 }).toBe(true);
    expect(await two.source(membersOf(two)[0]!)!.tips([list], NEVER)).toMatchObject({ ok: true, value: [{ list }] });
    expect(net.made).toHaveLength(2);
    for (const rooms of [one, two]) rooms.be([]);
    await Promise.all(more.map((each) => each.close()));
  });

  it('meet in the room of a list and in no other, under another name in each', async () => {
    const [one, two, three] = [aReader([file]), aReader([file]), aReader([foreign])];
    one.be([room(), room(other)]);
    two.be([room(), room(other)]);
    three.be([room(other)]);
    await expect.poll(() => [membersOf(one).length, membersOf(one, other).length, membersOf(three, other).length, membersOf(three).length], { timeout: 5000 }).toEqual([1, 2, 2, 0]);
    const names = (id: string) => [...membersOf(one, id), ...membersOf(two, id)].map((address) => address.split('/')[1]);
    expect(names(list).filter((name) => names(other).includes(name))).toEqual([]);
  });

  it('stay where they are when another room is wanted, and leave where none is', async () => {
    const [one, two] = [aReader([file]), aReader([])];
    one.be([room()]);
    two.be([room()]);
    await expect.poll(() => membersOf(one).length, { timeout: 5000 }).toBe(1);
    const before = membersOf(one);
    one.be([room(), room(other)]);
    expect(membersOf(one)).toEqual(before);
    one.be([]);
    await expect.poll(() => membersOf(two)).toEqual([]);
  });

  it('cut off who lies, note it, and do not let them in again', async () => {
    const liar = aReader([], { libraryOf: () => ({ ...aLibrary(), tipOf: async () => new Uint8Array(300) }) });
    const one = aReader([file]);
    liar.be([room()]);
    one.be([room()]);
    await expect.poll(() => [membersOf(one).length, membersOf(liar).length], { timeout: 5000 }).toEqual([1, 1]);
    expect(await one.source(membersOf(one)[0]!)!.tips([list], NEVER)).toMatchObject({ ok: false, error: { tag: 'lied' } });
    expect(one.notes()).toMatchObject([{ list, tag: 'lied' }]);
    expect(membersOf(one)).toEqual([]);
    await expect.poll(() => membersOf(liar)).toEqual([]);
  });

  it('are no more than there is room for, whoever comes', async () => {
    const one = aReader([file]);
    one.be([room()]);
    const crowd = Array.from({ length: MAX_MEMBERS + 3 }, () => aReader([]));
    for (const each of crowd) each.be([room()]);
    await expect.poll(() => membersOf(one).length, { timeout: 8000 }).toBeGreaterThanOrEqual(SEEKS_BELOW);
    expect([one, ...crowd].filter((each) => membersOf(each).length > MAX_MEMBERS)).toEqual([]);
  });

  it('listen for others as long as they seek some, and again when few are left', async () => {
    let reach = (_: unknown): void => {};
    let me = '';
    let nowMs = NOW_MS;
    const heard: number[] = [];
    const said: Event[] = [];
    const left = joinRoom(list, {
      signalling({ onEvent, filters }) {
        reach = onEvent;
        [me] = (filters[1] as { readonly '#p': [string] })['#p'];
        return { send: (event) => said.push(event), listen: (others) => heard.push(others.length), close: () => {} };
      },
      connect: net.connect,
      now: () => nowMs,
      random: () => 0,
      onMember: () => {},
    });
    const come = (): void => {
      nowMs += 1000;
      const voice = createRoomVoice(roomOf(list));
      reach(voice.me > me ? voice.say({ kind: 'here' }, undefined, nowMs) : voice.say({ kind: 'offer', sdp: `${SDP}a=end:0\r\n` }, me, nowMs));
    };
    for (let i = 0; i < MAX_MEMBERS - 1; i++) come();
    expect(heard).toEqual([]);
    come();
    expect(heard).toEqual([1]);
    for (const each of net.made.slice(0, MAX_MEMBERS - SEEKS_BELOW)) each.close();
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(heard).toEqual([1]);
    net.made.at(-1)!.close();
    await expect.poll(() => heard).toEqual([1, 2]);
    await expect.poll(() => said.some(({ tags }) => tags[0]![0] === 'x')).toBe(true);
    left.leave();
  });

  it('try no more than so many newcomers within an hour, whoever makes keys without end', async () => {
    let reach = (_: unknown): void => {};
    let me = '';
    let nowMs = NOW_MS;
    const left = joinRoom(list, {
      signalling({ onEvent, filters }) {
        reach = onEvent;
        [me] = (filters[1] as { readonly '#p': [string] })['#p'];
        return { send: () => {}, listen: () => {}, close: () => {} };
      },
      connect: net.connect,
      now: () => nowMs,
      random: () => 0,
      onMember: () => {},
    });
    for (let i = 0; i < 80; i++) {
      nowMs += 1000;
      const voice = createRoomVoice(roomOf(list));
      reach(voice.me > me ? voice.say({ kind: 'here' }, undefined, nowMs) : voice.say({ kind: 'offer', sdp: `${SDP}a=end:0\r\n` }, me, nowMs));
      // Whoever came is gone at once.
      for (const each of net.made) each.close();
      await new Promise((resolve) => setTimeout(resolve, 3));
    }
    expect(net.made).toHaveLength(60);
    left.leave();
  });

  it('hang up on who opens a channel of their own', async () => {
    const [one, two] = [aReader([file]), aReader([])];
    one.be([room()]);
    two.be([room()]);
    await expect.poll(() => membersOf(one).length, { timeout: 5000 }).toBe(1);
    for (const each of net.made) each.receiveChannel();
    await expect.poll(() => [membersOf(one).length, membersOf(two).length]).toEqual([0, 0]);
  });

  it('are in no more rooms than there may be', () => {
    const joined: string[] = [];
    const one = aReader([], { join: (wanted) => (joined.push(wanted.list), { refuse: () => {}, leave: () => {} }) });
    one.be(Array.from({ length: MAX_ROOMS + 8 }, (_, i) => room(i.toString(16).padStart(64, '0'))));
    expect(joined).toHaveLength(MAX_ROOMS);
  });

  it('hand out no more than an hour’s bytes, to all of them together', async () => {
    const one = aReader([file], { servedBytesAnHour: tip.length });
    const two = aReader([]);
    one.be([room()]);
    two.be([room()]);
    await expect.poll(() => membersOf(two).length, { timeout: 5000 }).toBe(1);
    const source = two.source(membersOf(two)[0]!)!;
    expect(await source.tips([list], NEVER)).toMatchObject({ ok: true, value: [{ list }] });
    expect(await source.tips([list], NEVER)).toEqual({ ok: true, value: [] });
  });

  it('come back when a relay does', async () => {
    const gone = relay.url;
    await relay.close();
    const one = aReader([file]);
    one.be([{ list, relays: [gone] }]);
    relay = await serveRelay();
    const two = aReader([]);
    one.be([room()]);
    two.be([room()]);
    await expect.poll(() => membersOf(two).length, { timeout: 5000 }).toBe(1);
  });
});
