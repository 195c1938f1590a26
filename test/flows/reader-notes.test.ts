import 'fake-indexeddb/auto';
import { bytesToHex } from '@noble/hashes/utils.js';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { webSocket } from '../../cli/web-socket.ts';
import type { KeptAppeal, NoteMaterial } from '../../lib/core/list-inbox.ts';
import { findForNote } from '../../lib/flows/find-for-note.ts';
import { openFollowedLists } from '../../lib/flows/followed-lists.ts';
import { importList } from '../../lib/flows/import-list.ts';
import { agreed, rowOf } from '../../lib/flows/list-row.ts';
import { lookForAnswers } from '../../lib/flows/look-for-answers.ts';
import { prepareNote, sendNote } from '../../lib/flows/send-note.ts';
import { changeRoot } from '../../lib/lists/change-root.ts';
import { publicKey } from '../../lib/lists/event.ts';
import { FlagIndex } from '../../lib/lists/flag-index.ts';
import { decodeFlagListFile } from '../../lib/lists/flag-list-file.ts';
import { keysOf } from '../../lib/lists/list-keys.ts';
import { appealRepository } from '../../lib/store/appeal-repository.ts';
import { openDatabase, type Database } from '../../lib/store/database.ts';
import { listRepository } from '../../lib/store/list-repository.ts';
import { aDraft, builtList, DAY_MS, NOW_MS, OTHER_KEYS, seededRandom, signersOf, TEST_KEYS, verifiedList } from '../support/lists-draft.ts';
import { senderOf, WORK } from '../support/lists-inbox.ts';
import { serveRelay, type RelayServer } from '../support/relay-server.ts';

const BITS = 4;
const WSS = 'wss://inbox.example/';
const flags = [
  { subject: { kind: 'domain' as const, canonical: 'good.example' }, label: 'Scam', week: 350 },
  { subject: { kind: 'url' as const, canonical: 'https://good.example/page' }, label: 'AI-made', polarity: 'disputes' as const, week: 351 },
];
const draft = aDraft({ inbox: { relays: [WSS], pow: BITS }, flags });
const file = await builtList(draft);
const { id: list } = verifiedList(file);
const access = { isReaders: true, WebSocket: webSocket };

let database: Database;
let relay: RelayServer;
let opened = 0;
beforeEach(async () => {
  database = openDatabase(`notes ${++opened}`);
  relay = await serveRelay();
});
afterEach(async () => {
  await database.delete();
  await relay.close();
});

async function follow(bytes = file): Promise<(words: string, of?: string) => ReturnType<typeof findForNote>> {
  const lists = listRepository(database);
  const imported = await importList(new Uint8Array(bytes), { lists, nowMs: NOW_MS, onProgress: () => {} });
  if (!imported.ok) throw new Error(imported.error.message);
  const index = new FlagIndex();
  const followed = await openFollowedLists(lists, index);
  return (words, of = list) => findForNote({ list: of, words }, { followed, index, lists, nowMs: NOW_MS });
}

function aKeptAppeal(changes: Partial<KeptAppeal> = {}): KeptAppeal {
  const secret = bytesToHex(senderOf('a reader'));
  return { id: 'a'.repeat(64), list, name: 'Test list', labelName: 'Scam', subject: { kind: 'domain', canonical: 'good.example' }, text: 'No.', sentAt: NOW_MS, inbox: { key: publicKey(TEST_KEYS.inbox), relays: [relay.url], pow: BITS }, secret, ...changes };
}

describe('what a note is made from', () => {
  it('is what the words name, narrowest first, and what that list flags of it', async () => {
    const find = await follow();
    const found = await find('https://good.example/page?utm_source=x');
    const material = found.ok ? found.value : ({} as NoteMaterial);
    expect(material).toMatchObject({ list: { id: list, name: 'Test list' }, inbox: { key: publicKey(TEST_KEYS.inbox), relays: [WSS], pow: BITS } });
    expect(material.found.map(({ subject, flags: said }) => [subject.kind, said.map(({ flag, labelName }) => ({ ...flag, labelName }))])).toEqual([
      ['url', [{ label: 2, polarity: 'disputes', week: 351, labelName: 'AI-made' }]],
      ['domain', [{ label: 1, polarity: 'asserts', week: 350, labelName: 'Scam' }]],
    ]);
    expect(material.found[0]!.labels.map(({ name }) => name)).toEqual(['Scam', 'AI-made', 'Off topic']);
  });

  it('is nothing for words that name nothing, and not to be had of a list without an inbox or that is gone', async () => {
    const find = await follow();
    expect(await find('good shop')).toMatchObject({ ok: true, value: { found: [] } });
    expect(await find('good.example', 'b'.repeat(64))).toMatchObject({ ok: false, error: { why: 'gone' } });
    const closed = await builtList(aDraft({ name: 'Closed', flags }), OTHER_KEYS);
    expect(await (await follow(closed))('good.example', verifiedList(closed).id)).toMatchObject({ ok: false, error: { why: 'gone' } });
  });

  it('names relays that a new root brings only once the reader has agreed to them', async () => {
    const before = rowOf(verifiedList(file), decodeFlagListFile(file).roots, NOW_MS);
    expect(before.inbox?.relays).toEqual([WSS]);
    const moved = await changeRoot(file, { terms: { ...draft, inbox: { relays: [WSS, 'wss://other.example/'], pow: 9 } } }, keysOf(signersOf(TEST_KEYS, seededRandom('moved'))), { nowMs: NOW_MS + DAY_MS });
    if (!moved.ok) throw new Error(moved.error.message);
    const after = rowOf(verifiedList(moved.value, NOW_MS + DAY_MS), decodeFlagListFile(moved.value).roots, NOW_MS + DAY_MS, before);
    expect(after.inbox).toEqual({ key: before.inbox!.key, relays: [WSS], pow: 9 });
    expect(agreed(after).inbox?.relays).toEqual([WSS, 'wss://other.example/']);
  });
});

describe('answers', () => {
  const answerTo = async (appeal: KeptAppeal, to: string, secret: Uint8Array, outcome: 'retract' | 'uphold') => {
    const note = { type: 'answer', list, to: appeal.id, outcome, reason: 'Seen again.' } as const;
    const made = await prepareNote(note, { to, from: secret, bits: BITS }, { ...WORK, random: seededRandom(`${outcome} ${to}`), nowMs: NOW_MS });
    if (!made.ok) throw new Error(made.error.message);
    await sendNote(made.value, [relay.url], access);
  };
  const look = (nowMs = NOW_MS + DAY_MS, byReader = true) => lookForAnswers({ appeals: appealRepository(database), access, now: () => nowMs, byReader, signal: new AbortController().signal });

  it('are found once, kept, and the key that read them is forgotten; others’ are not taken', async () => {
    const appeals = appealRepository(database);
    const appeal = aKeptAppeal();
    const mine = publicKey(senderOf('a reader'));
    await appeals.save(appeal);
    expect(await look()).toEqual({ asked: 1, answered: 0, unheard: 0 });
    await answerTo(appeal, mine, OTHER_KEYS.inbox, 'uphold');
    await answerTo({ ...appeal, id: 'b'.repeat(64) }, mine, TEST_KEYS.inbox, 'uphold');
    expect(await look()).toEqual({ asked: 1, answered: 0, unheard: 0 });
    await answerTo(appeal, mine, TEST_KEYS.inbox, 'retract');
    expect(await look()).toEqual({ asked: 1, answered: 1, unheard: 0 });
    const { secret: _, ...rest } = appeal;
    expect(await appeals.all()).toEqual([{ ...rest, answer: { outcome: 'retract', reason: 'Seen again.', at: NOW_MS } }]);
    expect(await look()).toEqual({ asked: 0, answered: 0, unheard: 0 });
  });

  it('are not waited for by the clock after three months, and who is silent is told', async () => {
    await appealRepository(database).save(aKeptAppeal({ inbox: { key: publicKey(TEST_KEYS.inbox), relays: ['ws://127.0.0.1:1/'], pow: 0 } }));
    expect(await look(NOW_MS + 91 * DAY_MS, false)).toEqual({ asked: 0, answered: 0, unheard: 0 });
    expect(await look(NOW_MS + 91 * DAY_MS)).toEqual({ asked: 1, answered: 0, unheard: 1 });
  });

  it('to what was removed meanwhile are not kept, and the oldest appeals make room', async () => {
    const appeals = appealRepository(database);
    await appeals.save(aKeptAppeal());
    await appeals.remove('a'.repeat(64));
    await appeals.answer('a'.repeat(64), { outcome: 'uphold', reason: 'x', at: 1 });
    expect(await appeals.all()).toEqual([]);
    for (let i = 0; i < 202; i++) await appeals.save(aKeptAppeal({ id: i.toString(16).padStart(64, '0'), sentAt: NOW_MS + i }));
    const kept = await appeals.all();
    expect([kept.length, kept[0]!.sentAt, kept.at(-1)!.sentAt]).toEqual([200, NOW_MS + 201, NOW_MS + 2]);
  });
});
