/**
 * News from 1 to 32 readers of one list and no mirror: what comes over the wire and how long it takes, beside one peer.
 * All that grows is the tips that are told; the update is had from one of them. Rooms have 8 members.
 * Run: `npm run bench:peers`; `-- --flags 100000` takes another size.
 */
import 'fake-indexeddb/auto';
import { randomFillSync } from 'node:crypto';
import { setMaxListeners } from 'node:events';
import { parseArgs } from 'node:util';
import { importList } from '../../lib/flows/import-list.ts';
import { toldTip } from '../../lib/flows/open-sources.ts';
import { syncLists } from '../../lib/flows/sync-lists.ts';
import { buildFlagList, type DraftFlag } from '../../lib/lists/build-flag-list.ts';
import { newListKeys } from '../../lib/lists/list-keys.ts';
import { createPeerConversation } from '../../lib/peers/peer-conversation.ts';
import { createPeerSource } from '../../lib/peers/peer-source.ts';
import type { ListSource } from '../../lib/peers/source.ts';
import { openDatabase } from '../../lib/store/database.ts';
import { listRepository } from '../../lib/store/list-repository.ts';
import { partRepository } from '../../lib/store/part-repository.ts';
import { sourceRepository } from '../../lib/store/source-repository.ts';
import { portPair, type ChannelPair } from '../support/peer-channels.ts';
import { aLibrary } from '../support/peer-library.ts';
import { median, say, valueOf } from './rows.ts';
import { signersOf } from '../support/lists-draft.ts';

const PEERS = [1, 2, 4, 8, 16, 32];
const CHANGES = 100;
const ROUNDS = 5;
const HOUR_MS = 3_600_000;

const { values } = parseArgs({ options: { flags: { type: 'string' } } });
const n = Number(values.flags ?? 20_000);
const random = (length: number) => randomFillSync(new Uint8Array(length));
const keys = newListKeys(random);
const flags: DraftFlag[] = Array.from({ length: n }, () => aFlag());
let nowMs = Date.now() - 100 * HOUR_MS;
let file = await built();

const database = openDatabase('bench-peers');
const ports = { lists: listRepository(database), sources: sourceRepository(database), parts: partRepository(database) };
const imported = await importList(file.slice(), { lists: ports.lists, nowMs, onProgress: () => {} });
if (!imported.ok) throw new Error(imported.error.message);
const { id } = imported.value;
await ports.lists.follow(id, () => ({ mirrors: [], isOn: true }));

const rounds: Record<number, { readonly ms: number; readonly bytes: number }[]> = Object.fromEntries(PEERS.map((peers) => [peers, []]));
// The first one warms up.
await measure(1);
for (let round = 0; round < ROUNDS; round++) for (const peers of PEERS) rounds[peers]!.push(await measure(peers));

const of = (peers: number, what: 'ms' | 'bytes') => median(rounds[peers]!.map((each) => each[what]));
for (const peers of PEERS) {
  say({ name: `${CHANGES} changes of ${n} flags, from ${peers} peers`, value: of(peers, 'ms'), unit: 'ms', beside: { 'one peer': of(1, 'ms') } });
  say({ name: '  on the wire, both ways', value: of(peers, 'bytes'), unit: 'bytes', beside: { 'one peer': of(1, 'bytes') } });
}
await database.delete();

/** One update, told by so many peers who hold it. */
async function measure(peers: number): Promise<{ readonly ms: number; readonly bytes: number }> {
  flags.splice(0, CHANGES);
  for (let i = 0; i < CHANGES; i++) flags.push(aFlag());
  file = await built(file);
  const library = aLibrary(file);
  const nothing = aLibrary();
  const pairs = Array.from({ length: peers }, () => portPair());
  const members = new Map<string, ListSource>(
    pairs.map((pair, i) => {
      createPeerConversation(pair.theirs, { library, now: Date.now });
      const address = `peer:bench/${i}`;
      return [address, createPeerSource(address, createPeerConversation(pair.ours, { library: nothing, now: Date.now }), toldTip)];
    }),
  );
  const { signal } = new AbortController();
  // Every peer listens whether the reader has had enough; node takes more than ten for a leak.
  setMaxListeners(Infinity, signal);
  const before = performance.now();
  const [report] = await syncLists([id], {
    ...ports,
    open: () => {
      throw new Error('There is no mirror.');
    },
    peers: { of: new Map([[id, [...members.keys()]]]), open: (address) => members.get(address)! },
    now: () => nowMs,
    byReader: true,
    signal,
    onProgress: () => {},
  });
  const ms = performance.now() - before;
  if (report?.outcome !== 'updated') throw new Error(`no update: ${JSON.stringify(report)}`);
  const bytes = pairs.reduce((sum, pair) => sum + sentOver(pair), 0);
  for (const pair of pairs) await pair.close();
  return { ms, bytes };
}

function sentOver({ sent }: ChannelPair): number {
  return sent.reduce((sum, { message }) => sum + message.length, 0);
}

function aFlag(): DraftFlag {
  return { key: random(12), label: 'Scam', week: 250 };
}

/** The next state, an hour after the one before. */
async function built(previous?: Uint8Array): Promise<Uint8Array> {
  nowMs += HOUR_MS;
  const draft = { name: 'Bench', charter: 'Made to measure with.', appealContact: 'nobody', labels: [{ name: 'Scam', core: 'scam' }] as const, flags };
  return valueOf(await buildFlagList(draft, signersOf(keys, random), { nowMs, ...(previous === undefined ? {} : { previous }) }));
}
