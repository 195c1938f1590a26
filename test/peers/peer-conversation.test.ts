import { afterEach, describe, expect, it } from 'vitest';
import { toldTip } from '../../lib/flows/open-sources.ts';
import { publicationOf } from '../../lib/lists/mirror-folder.ts';
import { createPeerConversation, PEER_LIMITS, type PeerConversation, type PeerLimits } from '../../lib/peers/peer-conversation.ts';
import { decodeFrame, encodeFrame, MAX_FRAME_BYTES, PIECE_BYTES, type PeerFrame } from '../../lib/peers/peer-frames.ts';
import type { PeerLibrary } from '../../lib/peers/peer-serving.ts';
import { createPeerSource } from '../../lib/peers/peer-source.ts';
import type { SourceError, SourceErrorTag } from '../../lib/peers/source.ts';
import { aDraft, builtList, OTHER_KEYS, someFlags } from '../support/lists-draft.ts';
import { portPair, socketPair, type ChannelPair, type Meddle } from '../support/peer-channels.ts';
import { aLibrary } from '../support/peer-library.ts';

const file = await builtList(aDraft({ flags: someFlags(20_000) }));
const foreign = await builtList(aDraft({ name: 'Another list' }), OTHER_KEYS);
const published = publicationOf(file);
if (!published.ok) throw new Error(published.error.message);
const { list, tip, blobs } = published.value;
const [[sha256, bytes]] = [...blobs].toSorted(([, a], [, b]) => b.length - a.length) as [[string, Uint8Array]];
const name = { sha256, bytes: bytes.length };
const ID = 'cd'.repeat(32);
const NEVER = new AbortController().signal;

let pairs: ChannelPair[] = [];
afterEach(async () => {
  await Promise.all(pairs.map((pair) => pair.close()));
  pairs = [];
});

function kept(pair: ChannelPair): ChannelPair {
  pairs.push(pair);
  return pair;
}

/** One end of a pair, which notes how it ended. */
function converse(channel: ChannelPair['ours'], over: { readonly library?: PeerLibrary; readonly limits?: Partial<PeerLimits>; readonly now?: () => number } = {}) {
  const ends: (SourceError | undefined)[] = [];
  let tellEnd = (): void => {};
  const ended = new Promise<void>((resolve) => (tellEnd = resolve));
  const conversation: PeerConversation = createPeerConversation(channel, {
    library: over.library ?? aLibrary(file),
    now: over.now ?? Date.now,
    limits: { ...PEER_LIMITS, timeoutMs: 1500, ...over.limits },
    onEnd(why) {
      ends.push(why);
      tellEnd();
    },
  });
  return { conversation, ends, ended };
}

describe('a frame', () => {
  const frames: readonly PeerFrame[] = [
    { kind: 'tip', number: 0, list: ID },
    { kind: 'blob', number: 65_535, sha256: ID, bytes: 1_048_576 },
    { kind: 'records', number: 258, list: ID, state: 'ef'.repeat(32), part: 244 },
    { kind: 'here', number: 1, bytes: 1 },
    { kind: 'piece', number: 2, bytes: Uint8Array.of(1, 2, 3) },
    { kind: 'absent', number: 3 },
  ];

  it.each(frames)('has one writing: $kind', (frame) => {
    const encoded = encodeFrame(frame);
    expect(decodeFrame(encoded)).toEqual(frame);
    for (const other of [encoded.subarray(0, -1), new Uint8Array([...encoded, 0])]) {
      if (frame.kind !== 'piece') expect(decodeFrame(other)).toBeUndefined();
    }
  });

  it.each<[string, Uint8Array]>([
    ['nothing', new Uint8Array()],
    ['a kind without a number', Uint8Array.of(6, 0)],
    ['a kind there is not', Uint8Array.of(7, 0, 0)],
    ['kind 0', Uint8Array.of(0, 0, 0)],
    ['an empty piece', Uint8Array.of(5, 0, 0)],
    ['a blob of no bytes', encodeFrame({ kind: 'blob', number: 0, sha256: ID, bytes: 0 })],
    ['a blob of 4 GiB', encodeFrame({ kind: 'blob', number: 0, sha256: ID, bytes: 2 ** 32 - 1 })],
    ['an answer of 4 GiB', encodeFrame({ kind: 'here', number: 0, bytes: 2 ** 32 - 1 })],
    ['more than a message may hold', new Uint8Array(MAX_FRAME_BYTES + 1).fill(5)],
  ])('is refused: %s', (_, message) => {
    expect(decodeFrame(message)).toBeUndefined();
  });

  it('is read of random messages without a throw', () => {
    let seed = 1;
    const random = (): number => (seed = (seed * 48_271) % 2_147_483_647);
    for (let i = 0; i < 20_000; i++) {
      const message = Uint8Array.from({ length: random() % 80 }, () => random() & 255);
      if (message.length > 0) message[0] = random() % 8;
      const frame = decodeFrame(message);
      if (frame !== undefined) expect(Buffer.compare(encodeFrame(frame), message)).toBe(0);
    }
  });
});

describe.each<[string, () => ChannelPair | Promise<ChannelPair>]>([
  ['a port', portPair],
  ['sockets', () => socketPair()],
])('two peers over %s', (_, connect) => {
  it('ask each other at the same time', async () => {
    const pair = kept(await connect());
    const [ours, theirs] = [converse(pair.ours), converse(pair.theirs)];
    const asked = [ours, theirs].flatMap(({ conversation }) => [conversation.blob(name, NEVER), conversation.tip(list, NEVER), conversation.tip(ID, NEVER)]);
    const [blob, told, none, ...same] = await Promise.all(asked);
    expect(blob!.ok && Buffer.compare(blob!.value, bytes)).toBe(0);
    expect(told!.ok && Buffer.compare(told!.value, tip)).toBe(0);
    expect(none).toMatchObject({ ok: false, error: { tag: 'absent' } });
    expect(same).toEqual([blob, told, none]);
    expect(pair.sent.every(({ message }) => message.length <= MAX_FRAME_BYTES)).toBe(true);
    expect([...ours.ends, ...theirs.ends]).toEqual([]);
  });

  it('part without blame', async () => {
    const pair = kept(await connect());
    const [ours, theirs] = [converse(pair.ours), converse(pair.theirs, { library: { ...aLibrary(), tipOf: () => new Promise(() => {}) } })];
    const open = ours.conversation.tip(list, NEVER);
    theirs.conversation.close();
    expect(await open).toMatchObject({ ok: false, error: { tag: 'unreachable' } });
    expect([...ours.ends, ...theirs.ends]).toEqual([undefined, undefined]);
    expect(await ours.conversation.tip(list, NEVER)).toMatchObject({ ok: false, error: { tag: 'unreachable' } });
  });

  it('go on after one left a question: its answer is thrown away', async () => {
    const pair = kept(await connect());
    converse(pair.theirs);
    const { conversation, ends } = converse(pair.ours);
    const leaving = new AbortController();
    const left = conversation.blob(name, leaving.signal);
    leaving.abort(new Error('left'));
    await expect(left).rejects.toThrow('left');
    expect(await conversation.tip(list, NEVER)).toMatchObject({ ok: true });
    expect(ends).toEqual([]);
  });
});

describe('what is between two peers', () => {
  /** Both ends, asked for the large blob and then for the tip. */
  async function through(meddle: Meddle) {
    const pair = kept(await socketPair(meddle));
    const theirs = converse(pair.theirs);
    const ours = converse(pair.ours);
    const answers = [await ours.conversation.blob(name, NEVER), await ours.conversation.tip(list, NEVER)];
    return { answers, ours, theirs };
  }
  const isPiece = (message: Uint8Array): boolean => message[0] === 5;

  it('may be slow', async () => {
    let waited = 0;
    const { answers, ours, theirs } = await through((_, message) => [{ afterMs: (waited += 5), message }]);
    expect(answers.map((answer) => answer.ok)).toEqual([true, true]);
    expect([...ours.ends, ...theirs.ends]).toEqual([]);
  });

  it.each<[string, SourceErrorTag, Meddle]>([
    ['loses a piece', 'lied', (from, message, n) => (from === 'theirs' && n === 2 ? [] : [message])],
    ['loses the last piece', 'over-budget', (_, message) => (isPiece(message) && message.length < MAX_FRAME_BYTES ? [] : [message])],
    ['loses a question', 'over-budget', (from, message) => (from === 'ours' ? [] : [message])],
    ['sends a piece twice', 'lied', (from, message, n) => (from === 'theirs' && n === 1 ? [message, message] : [message])],
    ['sends the announcement twice', 'lied', (from, message, n) => (from === 'theirs' && n === 0 ? [message, message] : [message])],
    ['holds a piece back until after the next', 'lied', (from, message, n) => (from === 'theirs' && n === 2 ? [{ afterMs: 60, message }] : [message])],
    ['flips a bit of a piece', 'lied', (from, message, n) => (from === 'theirs' && n === 1 ? [message.with(100, message[100]! ^ 1)] : [message])],
    ['cuts a piece short', 'lied', (from, message, n) => (from === 'theirs' && n === 1 ? [message.subarray(0, 100)] : [message])],
    ['announces more than was asked for', 'lied', (from, message, n) => (from === 'theirs' && n === 0 ? [encodeFrame({ kind: 'here', number: 0, bytes: bytes.length + 1 })] : [message])],
    ['answers another question', 'lied', (from, message, n) => (from === 'theirs' && n === 0 ? [message.with(2, 9)] : [message])],
    ['takes it back halfway', 'lied', (from, message, n) => (from === 'theirs' && n === 2 ? [encodeFrame({ kind: 'absent', number: 0 })] : [message])],
    ['sends what is no message', 'lied', (from, message, n) => (from === 'theirs' && n === 1 ? [Uint8Array.of(99, 0, 0)] : [message])],
  ])('that %s ends the conversation, with the reason, and nothing wrong is believed', async (_, tag, meddle) => {
    const { answers, ours } = await through(meddle);
    expect(answers).toMatchObject([{ ok: false, error: { tag } }, { ok: false, error: { tag } }]);
    expect(ours.ends).toMatchObject([{ tag }]);
  });

  it('that swaps two pieces of one length is found out by the hash', async () => {
    let held: Uint8Array | undefined;
    const { answers, ours } = await through((from, message, n) => {
      if (from === 'theirs' && n === 1) held = message;
      return from !== 'theirs' || n > 2 || n === 0 ? [message] : n === 1 ? [] : [message, held!];
    });
    expect(answers[0]).toMatchObject({ ok: false, error: { tag: 'lied' } });
    expect(ours.ends).toHaveLength(1);
  });

  it('that asks a question twice is cut off by who answers', async () => {
    const { ours, theirs } = await through((from, message) => (from === 'ours' ? [message, message] : [message]));
    await Promise.all([ours.ended, theirs.ended]);
    expect(theirs.ends).toMatchObject([{ tag: 'lied' }]);
  });
});

describe('a hostile peer', () => {
  /** One end of ours; the other is in the test’s hand. */
  function alone(over: Parameters<typeof converse>[1] = {}) {
    const pair = kept(portPair());
    let heard = 0;
    const asked: PeerFrame[] = [];
    pair.theirs.onMessage = (message) => {
      heard += message.length;
      asked.push(decodeFrame(message)!);
    };
    const gone = new Promise<void>((resolve) => (pair.theirs.onClose = resolve));
    const say = (frame: PeerFrame): void => void pair.theirs.send(encodeFrame(frame)).catch(() => {});
    return { ...converse(pair.ours, over), pair, say, asked, gone, heard: () => heard };
  }

  it('that sends what nobody asked for is cut off at its first message', async () => {
    for (const frame of [{ kind: 'here', number: 0, bytes: 10 }, { kind: 'piece', number: 0, bytes: new Uint8Array(PIECE_BYTES) }, { kind: 'absent', number: 0 }] as const) {
      const { say, ended, ends, gone } = alone();
      say(frame);
      await Promise.all([ended, gone]);
      expect(ends).toMatchObject([{ tag: 'lied', message: 'It sent what it was not asked for.' }]);
    }
  });

  it('that sends without end is heard to the end of what it announced, and no further', async () => {
    const { conversation, say, ends, ended } = alone();
    const asked = conversation.records({ list, state: ID, part: 0 }, NEVER);
    say({ kind: 'here', number: 0, bytes: 2 * PIECE_BYTES });
    for (let i = 0; i < 500; i++) say({ kind: 'piece', number: 0, bytes: new Uint8Array(PIECE_BYTES) });
    const got = await asked;
    expect(got.ok && got.value.length).toBe(2 * PIECE_BYTES);
    await ended;
    expect(ends).toMatchObject([{ tag: 'lied' }]);
  });

  it('that sends one byte at a time is cut off at the first', async () => {
    const { conversation, say } = alone();
    const asked = conversation.blob(name, NEVER);
    say({ kind: 'here', number: 0, bytes: name.bytes });
    say({ kind: 'piece', number: 0, bytes: Uint8Array.of(1) });
    expect(await asked).toMatchObject({ ok: false, error: { tag: 'lied' } });
  });

  it('that answers a tip by a megabyte is cut off before there is room for it', async () => {
    const { conversation, say } = alone();
    const asked = conversation.tip(list, NEVER);
    say({ kind: 'here', number: 0, bytes: 2049 });
    expect(await asked).toMatchObject({ ok: false, error: { tag: 'lied' } });
  });

  it('that begins and falls silent is waited for no longer than it may take', async () => {
    const { conversation, say, gone } = alone({ limits: { timeoutMs: 300 } });
    const asked = conversation.blob(name, NEVER);
    say({ kind: 'here', number: 0, bytes: name.bytes });
    expect(await asked).toMatchObject({ ok: false, error: { tag: 'over-budget' } });
    await gone;
  });

  it.each<[string, Uint8Array]>([
    ['of another list', aTipOf(foreign)],
    ['that is none', new Uint8Array(300).fill(7)],
  ])('that tells a tip %s is cut off', async (_, told) => {
    const { conversation, say, ends } = alone();
    const source = createPeerSource('peer:room/member', conversation, toldTip);
    const asked = source.tips([list], NEVER);
    say({ kind: 'here', number: 0, bytes: told.length });
    say({ kind: 'piece', number: 0, bytes: told });
    expect(await asked).toMatchObject({ ok: false, error: { tag: 'lied' } });
    expect(ends).toMatchObject([{ tag: 'lied' }]);
  });

  it('is cut off also for what only its asker can know', async () => {
    const { conversation, gone, ends } = alone();
    createPeerSource('peer:room/member', conversation, toldTip).blamed?.('Its records are not those of the state.');
    await gone;
    expect(ends).toMatchObject([{ tag: 'lied', message: 'Its records are not those of the state.' }]);
  });

  it('that asks for more at once than it may gets nothing for it', async () => {
    let lookedUp = 0;
    const library: PeerLibrary = { ...aLibrary(), tipOf: () => new Promise(() => void (lookedUp += 1)) };
    const { say, ended, ends } = alone({ library });
    for (let number = 0; number < 1000; number++) say({ kind: 'tip', number, list: ID });
    await ended;
    expect(ends).toMatchObject([{ tag: 'over-budget' }]);
    expect(lookedUp).toBe(1);
  });

  it('that asks faster than it may is cut off, and one that takes its time is not', async () => {
    let nowMs = 0;
    const limits = { questionsAMinute: 5 };
    const patient = alone({ limits, now: () => nowMs });
    for (let number = 0; number < 12; number++) {
      patient.say({ kind: 'tip', number, list: ID });
      await expect.poll(() => patient.asked.length).toBe(number + 1);
      nowMs += 15_000;
    }
    expect(patient.ends).toEqual([]);
    const hasty = alone({ limits, now: () => nowMs });
    for (let number = 0; number < 6; number++) {
      hasty.say({ kind: 'tip', number, list: ID });
      if (number < 5) await expect.poll(() => hasty.asked.length).toBe(number + 1);
    }
    await hasty.ended;
    expect(hasty.ends).toMatchObject([{ tag: 'over-budget' }]);
  });

  it('that asks for the same megabytes again and again is cut off at its budget', async () => {
    const { say, ended, ends, asked, heard } = alone({ limits: { servedBytes: 3 * bytes.length } });
    for (let number = 0; number < 4; number++) {
      say({ kind: 'blob', number, ...name });
      const answered = (number + 1) * (1 + Math.ceil(bytes.length / PIECE_BYTES));
      if (number < 3) await expect.poll(() => asked.length).toBe(answered);
    }
    await ended;
    expect(ends).toMatchObject([{ tag: 'over-budget' }]);
    expect(heard()).toBeLessThan(3 * bytes.length + 4096);
  });

  it('that does not take what it asked for holds no answer for longer than it may take', async () => {
    const pair = kept(portPair());
    const full = { ...pair.ours, send: () => new Promise<void>(() => {}) };
    const { ended, ends } = converse(full, { limits: { timeoutMs: 200 } });
    pair.ours.onMessage = full.onMessage;
    await pair.theirs.send(encodeFrame({ kind: 'tip', number: 0, list }));
    await ended;
    expect(ends).toMatchObject([{ tag: 'over-budget', message: 'It did not take what it asked for.' }]);
  });

  it('learns only that something is not here, where it cannot be read', async () => {
    const { say, asked } = alone({ library: { ...aLibrary(), tipOf: async () => { throw new Error('the disk'); } } });
    say({ kind: 'tip', number: 0, list: ID });
    await expect.poll(() => asked).toEqual([{ kind: 'absent', number: 0 }]);
  });
});

function aTipOf(other: Uint8Array): Uint8Array {
  const publication = publicationOf(other);
  if (!publication.ok) throw new Error(publication.error.message);
  return publication.value.tip;
}
