import 'fake-indexeddb/auto';
import { webcrypto } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openFollowedLists } from '../../lib/flows/followed-lists.ts';
import { importList, type ImportPorts } from '../../lib/flows/import-list.ts';
import { heedFork } from '../../lib/flows/note-fork.ts';
import { readForkProof } from '../../lib/flows/read-fork-proof.ts';
import { createLookUpFlags } from '../../lib/flows/look-up-flags.ts';
import { hasRoomFor, MAX_LISTS } from '../../lib/core/settings.ts';
import { buildFlagList, type ListDraft } from '../../lib/lists/build-flag-list.ts';
import { FlagIndex } from '../../lib/lists/flag-index.ts';
import { newListKeys, type ListKeys } from '../../lib/lists/list-keys.ts';
import { openDatabase, type Database } from '../../lib/store/database.ts';
import { listRepository, type ListRepository } from '../../lib/store/list-repository.ts';
import { signersOf } from '../support/lists-draft.ts';

const NOW = Date.UTC(2026, 5, 1);
const HOUR_MS = 3_600_000;
const random = (bytes: number) => webcrypto.getRandomValues(new Uint8Array(bytes));
const keys: ListKeys = newListKeys(random);
const SUBJECT = { kind: 'url', canonical: 'https://harbour.example/coins' } as const;
const OTHER = { kind: 'url', canonical: 'https://harbour.example/more-coins' } as const;

const draft = (subjects: readonly (typeof SUBJECT | typeof OTHER)[]): ListDraft => ({
  name: 'Harbour watch',
  charter: 'Scams on the harbour site.',
  appealContact: 'appeals@harbour.example',
  labels: [{ name: 'coin-trick', core: 'scam' }],
  flags: subjects.map((subject) => ({ subject, label: 'coin-trick', confidence: 0.8 })),
});

async function build(subjects: Parameters<typeof draft>[0], nowMs: number, previous?: Uint8Array): Promise<Uint8Array<ArrayBuffer>> {
  const built = await buildFlagList(draft(subjects), signersOf(keys, random), { nowMs, ...(previous === undefined ? {} : { previous }) });
  if (!built.ok) throw new Error(built.error.message);
  return new Uint8Array(built.value);
}

let database: Database;
let lists: ListRepository;
let serial = 0;
const ports = (nowMs = NOW): ImportPorts => ({ lists, nowMs, onProgress: () => {} });

beforeEach(() => {
  database = openDatabase(`import-${serial++}`);
  lists = listRepository(database);
});
afterEach(() => database.delete());

async function flagsOn(subject: { readonly kind: 'url'; readonly canonical: string }) {
  const index = new FlagIndex();
  const followed = await openFollowedLists(lists, index);
  const lookUp = createLookUpFlags({ index, meaningOf: followed.meaningOf, heldBack: followed.heldBack, tailsOf: lists.tailsOf, now: () => NOW });
  return (await lookUp([subject]))[0];
}

describe('importing a list', async () => {
  const first = await build([SUBJECT], NOW);
  const second = await build([SUBJECT, OTHER], NOW + HOUR_MS, first);

  it('makes its flags found, under the names of its root', async () => {
    expect(await importList(first, ports())).toMatchObject({ ok: true, value: { name: 'Harbour watch', flags: 1, seq: 1 } });
    expect(await flagsOn(SUBJECT)).toMatchObject([{ label: 'scam', labelName: 'coin-trick', polarity: 'asserts', list: { name: 'Harbour watch' } }]);
    expect(await flagsOn(OTHER)).toEqual([]);
  });

  it('takes a newer state in place of an older one', async () => {
    await importList(first, ports());
    expect(await importList(second, ports(NOW + HOUR_MS))).toMatchObject({ ok: true, value: { seq: 2, flags: 2 } });
    expect(await flagsOn(OTHER)).toHaveLength(1);
    expect(await lists.all()).toHaveLength(1);
  });

  it('refuses an older state, and keeps the newer', async () => {
    await importList(second, ports(NOW + HOUR_MS));
    expect(await importList(first, ports(NOW + HOUR_MS))).toMatchObject({ ok: false, error: { why: 'older' } });
    expect(await flagsOn(OTHER)).toHaveLength(1);
  });

  it('refuses another state under a number it knows: the curator forked', async () => {
    await importList(second, ports(NOW + HOUR_MS));
    const fork = await build([OTHER], NOW + HOUR_MS, first);
    expect(await importList(fork, ports(NOW + HOUR_MS))).toMatchObject({ ok: false, error: { why: 'fork' } });
    expect(await flagsOn(SUBJECT)).toMatchObject([{ held: 'fork' }]);
    const [row] = await lists.all();
    expect(readForkProof((await lists.forkProofOf(row!.id))!)).toMatchObject({ kind: 'proves', proven: { seq: 2 } });
  });

  it('heeds a proof that the reader shows, and keeps it to be handed on; of an earlier root it is history', async () => {
    const held = listRepository(openDatabase('of-another-profile'));
    await importList(second, { ...ports(NOW + HOUR_MS), lists: held });
    await importList(await build([OTHER], NOW + HOUR_MS, first), { ...ports(NOW + HOUR_MS), lists: held });
    await importList(first, ports());
    const { id } = (await lists.all())[0]!;
    const proof = (await held.forkProofOf(id))!;
    const reading = readForkProof(proof);
    if (reading.kind !== 'proves') throw new Error(reading.message);
    await heedFork({ ...reading.proven, version: 7 }, proof, lists);
    expect(await flagsOn(SUBJECT)).not.toMatchObject([{ held: 'fork' }]);
    await heedFork(reading.proven, proof, lists);
    expect(await flagsOn(SUBJECT)).toMatchObject([{ held: 'fork' }]);
    expect(await lists.forkProofOf(id)).toEqual(proof);
  });

  it('takes a state several updates on', async () => {
    const third = await build([OTHER], NOW + 2 * HOUR_MS, second);
    await importList(first, ports());
    expect(await importList(third, ports(NOW + 2 * HOUR_MS))).toMatchObject({ ok: true, value: { seq: 3, flags: 1 } });
    expect(await flagsOn(SUBJECT)).toEqual([]);
    expect(await flagsOn(OTHER)).toHaveLength(1);
  });

  it('refuses what was built on another state than the one followed: the log tells of the fork', async () => {
    await importList(second, ports(NOW + HOUR_MS));
    const aside = await build([OTHER], NOW + 2 * HOUR_MS, await build([OTHER], NOW + HOUR_MS, first));
    expect(await importList(aside, ports(NOW + 2 * HOUR_MS))).toMatchObject({ ok: false, error: { why: 'fork' } });
    expect((await lists.all())[0]?.seq).toBe(2);
    expect(await flagsOn(SUBJECT)).toHaveLength(1);
  });

  it('changes nothing where a byte is wrong', async () => {
    await importList(first, ports());
    const flipped = second.slice();
    flipped[flipped.length >> 1]! ^= 1;
    expect((await importList(flipped, ports(NOW + HOUR_MS))).ok).toBe(false);
    expect(await flagsOn(OTHER)).toEqual([]);
    expect((await lists.all())[0]?.seq).toBe(1);
  });

  it('refuses one list too many, and a newer state of one that is followed not', async () => {
    await importList(first, ports());
    const [row] = await lists.all();
    await database.lists.bulkPut(Array.from({ length: MAX_LISTS - 1 }, (_, i) => ({ ...row!, id: i.toString(16).padStart(64, '0') })));
    const other = await buildFlagList(draft([SUBJECT]), signersOf(newListKeys(random), random), { nowMs: NOW });
    expect(await importList(new Uint8Array(other.ok ? other.value : []), ports())).toMatchObject({ ok: false, error: { why: 'too-many-lists' } });
    expect((await importList(second, ports(NOW + HOUR_MS))).ok).toBe(true);
    expect(hasRoomFor({ id: 'a', flags: 9_000_000 }, [{ id: 'b', flags: 9_000_000 }])).toBe(false);
    expect(hasRoomFor({ id: 'b', flags: 9_000_000 }, [{ id: 'b', flags: 9_000_000 }])).toBe(true);
  });

  it('the same file twice is the same list once', async () => {
    await importList(first, ports());
    expect((await importList(first, ports())).ok).toBe(true);
    expect(await flagsOn(SUBJECT)).toHaveLength(1);
  });
});
