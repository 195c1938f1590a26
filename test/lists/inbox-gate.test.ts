import { schnorr } from '@noble/curves/secp256k1.js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { InboxNote } from '../../lib/core/inbox-note.ts';
import { err, ok, type Result } from '../../lib/core/result.ts';
import { EVENT_KINDS, eventId, publicKey, signEvent, toNostrEvent, type EventBody, type NostrEvent } from '../../lib/lists/event.ts';
import { addWork } from '../../lib/lists/inbox-work.ts';
import type { DecryptError, NoteReader } from '../../lib/lists/note-key.ts';
import { noteCipher } from '../../lib/peers/note-cipher.ts';
import { aReport, anAnswer, anAppeal, DOOR, LIST, read, readerOf, reasons, senderOf, WORK, wrapped } from '../support/lists-inbox.ts';
import { DAY_MS, NOW_MS, NOW_S, OTHER_KEYS, seededRandom, TEST_KEYS } from '../support/lists-draft.ts';

const random = seededRandom('gate');
const sender = senderOf('anybody');

describe('an inbox', () => {
  it('takes a note once, however often and by whom it is told', async () => {
    const { id, wrap } = await wrapped(anAppeal());
    const again = await wrapped(anAppeal(), {}, { random: seededRandom('another wrap of it') });
    const { notes, refused } = await read([wrap, { ...wrap, seen: 'elsewhere' }, wrap, again.wrap]);
    expect(notes).toEqual([{ id, from: publicKey(sender), sentAtMs: NOW_MS, work: expect.any(Number), note: anAppeal() }]);
    expect(reasons({ refused })).toEqual({ duplicate: 3 });
  });

  it('puts first what did the most work, and favours nobody else', async () => {
    const made = await Promise.all([0, 6, 11].map((bits, i) => wrapped(aReport({ text: `${i}` }), { bits })));
    const { notes } = await read([made[1]!.wrap, made[0]!.wrap, made[2]!.wrap]);
    expect(notes.map(({ work }) => work)).toEqual(notes.map(({ work }) => work).toSorted((a, b) => b - a));
    expect(notes[0]!.note).toEqual(aReport({ text: '2' }));
  });

  it.each<[string, string, (wrap: NostrEvent) => unknown]>([
    ['nothing', 'malformed', () => null],
    ['a text', 'malformed', () => 'hello'],
    ['another kind', 'malformed', (wrap) => ({ ...wrap, kind: 1 })],
    ['a wrap for somebody else', 'malformed', (wrap) => ({ ...wrap, tags: [['p', publicKey(OTHER_KEYS.inbox)]] })],
    ['one more tag', 'malformed', (wrap) => ({ ...wrap, tags: [...wrap.tags, ['t', 'urgent']] })],
    ['content that is no base64', 'malformed', (wrap) => ({ ...wrap, content: '"' })],
    ['a date that is none', 'malformed', (wrap) => ({ ...wrap, created_at: -1 })],
    ['content of a megabyte', 'too-large', (wrap) => ({ ...wrap, content: 'A'.repeat(1_000_000) })],
    ['just more than 8 KiB', 'too-large', (wrap) => ({ ...wrap, content: 'A'.repeat(8100) })],
    ['a date in the future', 'wrong-time', (wrap) => ({ ...wrap, created_at: NOW_S + 601 })],
    ['a date long ago', 'wrong-time', (wrap) => ({ ...wrap, created_at: NOW_S - 31 * 86_400 })],
    ['altered content', 'wrong-id', (wrap) => ({ ...wrap, content: wrap.content.replace(/.$/, (last) => (last === 'A' ? 'B' : 'A')) })],
    ['an id of its own', 'wrong-id', (wrap) => ({ ...wrap, id: '0'.repeat(64) })],
    ['an altered signature', 'bad-signature', (wrap) => ({ ...wrap, sig: wrap.sig.replace(/^./, (first) => (first === '0' ? '1' : '0')) })],
    ['a signature of zeros', 'bad-signature', (wrap) => ({ ...wrap, sig: '0'.repeat(128) })],
    ['a key that is no point', 'bad-signature', (wrap) => withId({ ...wrap, pubkey: 'f'.repeat(64) })],
  ])('refuses %s', async (_, why, change) => {
    const { wrap } = await wrapped(aReport());
    const { notes, refused } = await read([change(wrap)]);
    expect(notes).toEqual([]);
    expect(reasons({ refused })).toEqual({ [why]: 1 });
  });

  it('refuses too little work, also where it was luck', async () => {
    const few = (await wrapped(aReport(), { bits: 3 })).wrap;
    // Aimed at one bit and got many: it would cost who sends thousands one bit each.
    const lucky = await luckyWrap(1, 6);
    const enough = (await wrapped(anAppeal(), { bits: 6 })).wrap;
    const { notes, refused, spent } = await read([few, lucky, enough, { ...few, id: '0'.repeat(64) }], { bits: 6 });
    expect(notes.map(({ note }) => note.type)).toEqual(['appeal']);
    expect(reasons({ refused })).toEqual({ 'too-little-work': 3 });
    expect(spent).toMatchObject({ events: 1, signatures: 2, decryptions: 2 });
  });

  it.each<[string, string, (ports: typeof forge) => NostrEvent]>([
    ['a wrap that somebody else can open', 'undecipherable', (f) => f.wrap('x', { to: publicKey(OTHER_KEYS.inbox) })],
    ['a wrap without a seal', 'malformed', (f) => f.wrap('{"kind":1}')],
    ['a wrap of no JSON', 'malformed', (f) => f.wrap('[')],
    ['a seal with tags', 'malformed', (f) => f.wrap(JSON.stringify(f.seal('x', { tags: [['p', DOOR.key.pubkey]] })))],
    ['a seal that somebody else signed', 'bad-signature', (f) => f.wrap(JSON.stringify({ ...f.seal(f.rumor()), sig: f.seal(f.rumor(), { kind: 1 }).sig }))],
    ['a seal with another id', 'wrong-id', (f) => f.wrap(JSON.stringify({ ...f.seal(f.rumor()), id: 'a'.repeat(64) }))],
    ['a seal for somebody else', 'undecipherable', (f) => f.wrap(JSON.stringify(f.seal('x', { content: noteCipher.encrypt('x', sender, publicKey(OTHER_KEYS.inbox), random(32)) })))],
    ['a rumor of another key', 'malformed', (f) => f.sealed(f.rumor(aReport(), { pubkey: publicKey(OTHER_KEYS.writer) }))],
    ['a rumor with another id', 'wrong-id', (f) => f.sealed(f.rumor(aReport(), { id: 'a'.repeat(64) }))],
    ['a rumor of another kind', 'malformed', (f) => f.sealed(f.rumor(aReport(), { kind: 14 }))],
    ['a rumor that is signed', 'malformed', (f) => f.sealed(f.rumor(aReport(), { sig: 'a'.repeat(128) }))],
    ['a rumor that is no note', 'malformed', (f) => f.sealed(f.rumor({ ...aReport(), label: 0 }))],
    ['a note to another list', 'other-list', (f) => f.sealed(f.rumor(aReport({ list: 'ef'.repeat(32) })))],
    ['an answer', 'unexpected', (f) => f.sealed(f.rumor(anAnswer()))],
  ])('refuses %s', async (_, why, make) => {
    const { notes, refused, refusedIds } = await read([make(forge)]);
    expect(notes).toEqual([]);
    expect(reasons({ refused })).toEqual({ [why]: 1 });
    expect(refusedIds).toHaveLength(1);
  });

  it('spends nothing more on what it refused before', async () => {
    const junk = Array.from({ length: 5 }, () => forge.wrap('{'));
    const first = await read(junk);
    expect(first.spent).toMatchObject({ events: 5, signatures: 5, decryptions: 5 });
    const { refused, spent } = await read(junk, {}, { known: new Set(first.refusedIds), spent: first.spent });
    expect(reasons({ refused })).toEqual({ known: 5 });
    expect(spent).toEqual(first.spent);
  });

  it('keeps within the budget of a day, and begins anew on the next', async () => {
    const wraps = await Promise.all([1, 2, 3, 4].map(async (i) => (await wrapped(aReport({ text: `${i}` }))).wrap));
    const budget = { events: 100, signatures: 5, decryptions: 100 };
    const first = await read(wraps, {}, { budget });
    expect(first.notes).toHaveLength(2);
    expect(reasons(first)).toEqual({ 'over-budget': 2 });
    expect(first.refusedIds).toEqual([]);
    expect((await read(wraps, {}, { budget, spent: first.spent })).notes).toEqual([]);
    expect((await read(wraps, {}, { budget, spent: first.spent, nowMs: NOW_MS + DAY_MS })).notes).toHaveLength(2);
    expect((await read(wraps, {}, { budget: { events: 1, signatures: 100, decryptions: 100 } })).notes).toHaveLength(1);
    expect((await read(wraps, {}, { budget: { events: 100, signatures: 100, decryptions: 3 } })).notes).toHaveLength(1);
  });

  it('opens what is new before what it opened before, whatever work that shows', async () => {
    const old = await wrapped(aReport({ text: 'old' }), { bits: 11 });
    const first = await read([old.wrap]);
    expect(first.openedIds).toEqual([old.wrap.id]);
    const { wrap, id } = await wrapped(aReport({ text: 'new' }));
    const again = await read([old.wrap, wrap], {}, { opened: new Set(first.openedIds), budget: { events: 100, signatures: 100, decryptions: 2 } });
    expect([again.notes.map((each) => each.id), reasons(again), again.openedIds]).toEqual([[id], { 'over-budget': 1 }, [old.wrap.id, wrap.id]]);
  });

  it('of mutated wraps and mutated insides takes the note as it was, or nothing, and never throws', async () => {
    const { id, wrap } = await wrapped(aReport());
    const seal = JSON.stringify(forge.seal(forge.rumor()));
    const edit = fc.record({ at: fc.nat(3000), drop: fc.nat(3), put: fc.string({ maxLength: 3 }) });
    const change = (text: string, { at, drop, put }: { readonly at: number; readonly drop: number; readonly put: string }) => text.slice(0, at % text.length) + put + text.slice((at % text.length) + drop);
    const parsed = (text: string): unknown => {
      try {
        return JSON.parse(text);
      } catch {
        return text;
      }
    };
    await fc.assert(
      fc.asyncProperty(edit, async (each) => {
        const { notes } = await read([parsed(change(JSON.stringify(wrap), each))]);
        if (notes.length > 0) expect(notes).toMatchObject([{ id, note: aReport() }]);
      }),
      { numRuns: 500 },
    );
    await fc.assert(
      fc.asyncProperty(edit, async (each) => {
        for (const wrapOf of [forge.wrap(change(seal, each)), forge.sealed(change(forge.rumor(), each))]) for (const { note } of (await read([wrapOf])).notes) expect(note.list).toBe(LIST);
      }),
      { numRuns: 100 },
    );
  });

  it('takes answers from whom they are expected, and nobody else', async () => {
    const appealed = senderOf('who appealed');
    const mine = { key: readerOf(appealed), accepts: ['answer'] as const, from: DOOR.key.pubkey };
    const answer = await wrapped(anAnswer(), { to: mine.key.pubkey, secret: TEST_KEYS.inbox });
    const forged = await wrapped(anAnswer({ outcome: 'uphold' }), { to: mine.key.pubkey, secret: OTHER_KEYS.inbox });
    const { notes, refused } = await read([forged.wrap, answer.wrap], mine);
    expect(notes.map(({ note }) => note)).toEqual([anAnswer()]);
    expect(reasons({ refused })).toEqual({ unexpected: 1 });
  });
});

describe('an inbox whose key lies with a signer', () => {
  /** Decrypts as the signer would, unless `say` has something else to say to the n-th question. */
  const asking = (say: (n: number) => Result<string, DecryptError> | undefined): NoteReader & { asked: number } => {
    const reader = {
      ...DOOR.key,
      isRemote: true,
      asked: 0,
      decrypt: async (payload: string, from: string) => {
        reader.asked += 1;
        return say(reader.asked) ?? DOOR.key.decrypt(payload, from);
      },
    };
    return reader;
  };
  const trouble = (tag: DecryptError['tag']) => err({ tag, message: `it is ${tag}.` });
  /** Ascending by id: the order in which they are opened. */
  const some = async (n: number) => (await Promise.all(Array.from({ length: n }, (_, i) => wrapped(aReport({ text: `${i}` }))))).map(({ wrap }) => wrap).toSorted((a, b) => (a.id < b.id ? -1 : 1));

  it('is read as any other', async () => {
    const wraps = await some(3);
    const { notes, spent, ...rest } = await read(wraps, { key: asking(() => undefined) });
    expect(notes).toEqual((await read(wraps)).notes);
    expect([spent.decryptions, rest.refusedIds, rest.doubtedIds, rest.stopped, rest.denied]).toEqual([6, [], [], undefined, undefined]);
  });

  it('takes no refusal of the signer for good, and goes on', async () => {
    const wraps = await some(3);
    const reading = await read(wraps, { key: asking((n) => (n === 1 ? trouble('refused') : undefined)) });
    expect([reading.notes.length, reasons(reading), reading.refusedIds, reading.doubtedIds]).toEqual([2, { undecipherable: 1 }, [], [wraps[0]!.id]]);
    expect([reading.stopped, reading.denied]).toEqual([undefined, undefined]);
  });

  it('says what the signer says where that refuses everything', async () => {
    const wraps = await some(3);
    const reading = await read(wraps, { key: asking(() => trouble('refused')) });
    expect(reading).toMatchObject({ notes: [], refusedIds: [], doubtedIds: wraps.map(({ id }) => id), denied: 'it is refused.' });
  });

  it('opens what was doubted after what is new, so that it takes nothing from that again, and forgets the doubt once it is opened', async () => {
    const hard = await wrapped(aReport({ text: 'hard' }), { bits: 11 });
    const wraps = [...(await some(2)), hard.wrap];
    const doubted = new Set([hard.wrap.id]);
    const budget = { events: 100, signatures: 100, decryptions: 4 };
    const scarce = await read(wraps, { key: asking(() => undefined) }, { doubted, budget });
    expect([scarce.notes.length, reasons(scarce), scarce.doubtedIds]).toEqual([2, { 'over-budget': 1 }, [hard.wrap.id]]);
    const enough = await read(wraps, { key: asking(() => undefined) }, { doubted });
    expect([enough.notes.length, enough.doubtedIds]).toEqual([3, []]);
    expect(enough.notes[0]!.id).toBe(hard.id);
  });

  it.each<[DecryptError['tag'], boolean]>([
    ['unavailable', false],
    ['silent', true],
  ])('stops where the signer is %s, with what it has; nothing is refused for that', async (tag, isDoubted) => {
    const wraps = await some(4);
    const key = asking((n) => (n > 4 ? trouble(tag) : undefined));
    const reading = await read(wraps, { key });
    expect(reading).toMatchObject({ stopped: { reason: `it is ${tag}.`, place: 3, of: 4 }, refusedIds: [], doubtedIds: isDoubted ? [wraps[2]!.id] : [] });
    expect([reading.notes.length, reasons(reading), key.asked]).toEqual([2, {}, 5]);
  });

  it.each<[string, string, string]>([
    ['nothing', 'malformed', ''],
    ['something else', 'malformed', '{"kind":1}'],
    ['megabytes', 'too-large', 'x'.repeat(2_000_000)],
    ['a seal of its own making, unsigned', 'bad-signature', JSON.stringify({ ...forge.seal(forge.rumor()), sig: '0'.repeat(128) })],
  ])('doubts what the signer says was %s', async (_, why, text) => {
    const [wrap] = await some(1);
    const reading = await read([wrap], { key: asking(() => ok(text)) });
    expect([reading.notes, reasons(reading), reading.refusedIds, reading.doubtedIds]).toEqual([[], { [why]: 1 }, [], [wrap!.id]]);
    expect(reading.denied).toBeUndefined();
  });

  it('refuses for good what is so without its word, and does not ask', async () => {
    const { wrap } = await wrapped(aReport());
    const key = asking(() => undefined);
    const { refusedIds, doubtedIds } = await read([{ ...wrap, sig: '0'.repeat(128) }], { key }, { doubted: new Set([wrap.id]) });
    expect([refusedIds, doubtedIds, key.asked]).toEqual([[wrap.id], [], 0]);
    // Of another form than can be decrypted.
    expect((await read([wrap], { key: asking(() => trouble('undecipherable')) })).refusedIds).toEqual([wrap.id]);
  });

  it('tells how far it is, and opens no more than was looked for', async () => {
    const wraps = await some(4);
    const places: string[] = [];
    const key = asking(() => undefined);
    const { notes } = await read(wraps, { key }, { onProgress: (place, of) => places.push(`${place}/${of}`), isEnough: () => places.length === 2 });
    expect([notes.length, places, key.asked]).toEqual([2, ['1/4', '2/4'], 4]);
  });
});

describe('report floods', () => {
  const BITS = 8;

  it('ten thousand events without work cost not one signature, and an appeal among them arrives', async () => {
    const real = await wrapped(anAppeal(), { bits: BITS });
    const [one, two] = [await wrapped(aReport(), { bits: 0 }), await wrapped(aReport({ text: 'again' }), { bits: 2 })];
    const junk = Array.from({ length: 10_000 }, (_, i): unknown => {
      const like = { ...(i % 2 === 0 ? one : two).wrap, id: i.toString(16).padStart(64, 'f'), created_at: NOW_S - i };
      return [like, { ...like, content: 'A'.repeat(9000) }, { ...like, tags: [] }, null][i % 4];
    });
    const { notes, refused, spent } = await read([...junk.slice(0, 7000), real.wrap, ...junk.slice(7000)], { bits: BITS });
    expect(notes).toMatchObject([{ id: real.id, note: anAppeal() }]);
    expect(spent).toMatchObject({ events: 1, signatures: 2, decryptions: 2 });
    expect(reasons({ refused })).toEqual({ 'too-little-work': 2500, 'too-large': 2500, malformed: 5000 });
  });

  it('ten thousand events that claim work they have not done cost one hash each', async () => {
    const real = await wrapped(anAppeal(), { bits: BITS });
    const { wrap } = await wrapped(aReport(), { bits: 1 });
    const lies = Array.from({ length: 10_000 }, (_, i) => ({ ...wrap, tags: [wrap.tags[0]!, ['nonce', '1', '28']], id: i.toString(16).padStart(64, '0') }));
    const { notes, refused, spent } = await read([...lies, real.wrap], { bits: BITS });
    expect(notes).toMatchObject([{ id: real.id }]);
    expect(spent).toMatchObject({ events: 10_001, signatures: 2, decryptions: 2 });
    expect(reasons({ refused })).toEqual({ 'wrong-id': 10_000 });
  });

  it('with the work that is asked for has to do more than who means it', async () => {
    const flood = await Promise.all(Array.from({ length: 40 }, () => worked(forge.wrapBody('{'), BITS)));
    const real = await wrapped(anAppeal(), { bits: BITS + 6 });
    const budget = { events: 1000, signatures: 10, decryptions: 10 };
    const { notes, spent, refused } = await read([...flood, real.wrap], { bits: BITS }, { budget });
    expect(notes).toMatchObject([{ id: real.id }]);
    expect(spent).toMatchObject({ signatures: 10 });
    expect(refused['over-budget']).toBe(40 - refused.malformed);
  });
});

function withId(event: NostrEvent): NostrEvent {
  return { ...event, id: eventId(event, { pubkey: event.pubkey, createdAt: event.created_at }) };
}

/** Makes what our own writer never would, signed all right. */
const forge = {
  wrapBody: (text: string, { to = DOOR.key.pubkey } = {}): Unsigned => {
    const secret = schnorr.utils.randomSecretKey();
    return { secret, body: { kind: EVENT_KINDS.wrap, tags: [['p', DOOR.key.pubkey]], content: noteCipher.encrypt(text, secret, to, random(32)) } };
  },
  wrap: (text: string, options: { readonly to?: string } = {}): NostrEvent => {
    const { secret, body } = forge.wrapBody(text, options);
    return toNostrEvent(body, signEvent(body, secret, NOW_S, random));
  },
  seal: (text: string, changes: Partial<EventBody> = {}): NostrEvent => {
    const body = { kind: EVENT_KINDS.seal, tags: [], content: noteCipher.encrypt(text, sender, DOOR.key.pubkey, random(32)), ...changes };
    return toNostrEvent(body, signEvent(body, sender, NOW_S, random));
  },
  rumor: (note: InboxNote = aReport(), changes: object = {}): string => {
    const sorted = note.type === 'report' ? { label: note.label, list: note.list, subject: { canonical: 'bad.example', kind: 'domain' }, text: note.text, type: 'report', v: 1 } : { list: LIST, outcome: 'retract', reason: 'We were wrong.', to: 'cd'.repeat(32), type: 'answer', v: 1 };
    const rumor = { pubkey: publicKey(sender), created_at: NOW_S, kind: EVENT_KINDS.note, tags: [], content: JSON.stringify(sorted), ...changes };
    return JSON.stringify({ id: eventId(rumor, { pubkey: rumor.pubkey, createdAt: NOW_S }), ...rumor, ...changes });
  },
  sealed: (rumor: string): NostrEvent => forge.wrap(JSON.stringify(forge.seal(rumor))),
};

interface Unsigned {
  readonly secret: Uint8Array;
  readonly body: EventBody;
}

async function worked({ secret, body }: Unsigned, bits: number): Promise<NostrEvent> {
  const done = await addWork(body, { pubkey: publicKey(secret), createdAt: NOW_S }, bits, WORK);
  if (!done.ok) throw new Error(done.error.message);
  return toNostrEvent(done.value, signEvent(done.value, secret, NOW_S, random));
}

/** Aimed at so few bits, with so many. */
async function luckyWrap(aimed: number, got: number): Promise<NostrEvent> {
  for (;;) {
    const wrap = await worked(forge.wrapBody('{'), aimed);
    if (Number.parseInt(wrap.id.slice(0, 8), 16) >>> (32 - got) === 0) return wrap;
  }
}
