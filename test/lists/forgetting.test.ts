import { describe, expect, test } from 'vitest';
import { decodeFlagListFile } from '../../lib/lists/flag-list-file.ts';
import { followFile, needsSnapshot } from '../../lib/lists/follow-log.ts';
import { heldList } from '../../lib/lists/held-list.ts';
import { decodeIndex } from '../../lib/lists/list-index.ts';
import { mayReplace, publicationOf, reachableFrom } from '../../lib/lists/mirror-folder.ts';
import { verifyHead } from '../../lib/lists/list-head.ts';
import { planUpdate } from '../../lib/lists/plan-update.ts';
import { subjectKeyBytes } from '../../lib/subjects/subject-key.ts';
import { aDraft, builtList, NOW_MS, seededRandom, someFlags, TEST_KEYS, verifiedList } from '../support/lists-draft.ts';

const MINUTE_MS = 60_000;
const flags = someFlags(60);
const gone = flags[0]!;
if (!('subject' in gone)) throw new Error('not a flag on a subject');
const key = Buffer.from(subjectKeyBytes(gone.subject));

async function published(updates: number): Promise<Uint8Array> {
  let last = await builtList(aDraft({ flags: flags.slice(0, 20) }), TEST_KEYS, { nowMs: NOW_MS });
  for (let i = 1; i < updates; i++) last = await next(last, i, 20 + i);
  return last;
}
async function next(previous: Uint8Array, minute: number, to: number, from = 0, forgets = false): Promise<Uint8Array> {
  return await builtList(aDraft({ flags: flags.slice(from, to) }), TEST_KEYS, { previous, forgets, nowMs: NOW_MS + minute * MINUTE_MS, random: seededRandom(`update ${minute}`) });
}
/** What of a file tells of its updates, as bytes: all but roots, tip and snapshot. */
function toldIn(file: Uint8Array): Buffer {
  const { index, blobs } = decodeFlagListFile(file);
  const deltas = [...blobs.values()].filter((blob) => /^FL[DG]/.test(Buffer.from(blob.subarray(0, 3)).toString()));
  return Buffer.concat([index, ...deltas]);
}

describe('a flag that is forgotten', async () => {
  const before = await published(20);
  const retracted = await next(before, 20, 39, 1);
  const forgotten = await next(before, 20, 39, 1, true);

  test('is named by no update, as one that is retracted is', () => {
    expect(toldIn(retracted).includes(key)).toBe(true);
    expect(toldIn(forgotten).includes(key)).toBe(false);
    const index = decodeIndex(decodeFlagListFile(forgotten).index);
    expect([index.log.length, index.inline.length, index.merged.length, index.base.seq]).toEqual([1, 0, 0, 20]);
    expect(verifiedList(forgotten, NOW_MS + 21 * MINUTE_MS).index.toBytes()).toEqual(verifiedList(retracted, NOW_MS + 21 * MINUTE_MS).index.toBytes());
  });

  test('leaves its readers by way of the whole list', () => {
    const held = heldList(verifiedList(before, NOW_MS + 20 * MINUTE_MS));
    const refused = followFile(held, forgotten, { nowMs: NOW_MS + 21 * MINUTE_MS });
    expect(refused).toMatchObject({ ok: false, error: { tag: 'log-reset' } });
    expect(!refused.ok && needsSnapshot(refused.error)).toBe(true);
    const head = verifyHead(decodeFlagListFile(forgotten), NOW_MS + 21 * MINUTE_MS);
    expect(head.ok && planUpdate(held, head.value)).toEqual({ ok: true, value: { kind: 'snapshot' } });
  });

  test('leaves the line of the list whole: another update 20 is a fork, and the next one goes on', async () => {
    const aside = await next(await published(19), 19, 45);
    const tipOf = (file: Uint8Array) => decodeFlagListFile(file).tip;
    const publication = publicationOf(forgotten);
    const blobs = publication.ok ? publication.value.blobs : new Map<string, Uint8Array>();
    const { tip, index } = decodeFlagListFile(forgotten);
    expect(mayReplace(tip, index, tipOf(before), blobs)).toEqual({ ok: true, value: 'newer' });
    expect(mayReplace(tip, index, tipOf(await published(3)), blobs)).toEqual({ ok: true, value: 'newer' });
    expect(mayReplace(tip, index, tipOf(aside), blobs)).toMatchObject({ ok: false, error: { tag: 'fork' } });
    const reached = reachableFrom(tip, (name) => blobs.get(name));
    expect([...blobs.keys()].filter((name) => !reached.has(name))).toEqual([]);

    const later = await next(forgotten, 22, 42, 1);
    const held = heldList(verifiedList(forgotten, NOW_MS + 21 * MINUTE_MS));
    expect(followFile(held, later, { nowMs: NOW_MS + 23 * MINUTE_MS })).toMatchObject({ ok: true, value: { seq: 22, n: 41 } });
    expect(toldIn(later).includes(key)).toBe(false);
  });
});
