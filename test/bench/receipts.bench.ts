/**
 * Receipts of lists of three sizes, of flags and of pictures: how large they are, by part, what making and verifying one
 * costs, and what it costs to hash an update of a hundred pictures.
 * Run: `npm run bench:receipts`.
 */
import { randomFillSync } from 'node:crypto';
import { applyToPictures } from '../../lib/lists/apply-delta.ts';
import { buildFlagList, type DraftFlag } from '../../lib/lists/build-flag-list.ts';
import { diffStates } from '../../lib/lists/diff-records.ts';
import { newListKeys } from '../../lib/lists/list-keys.ts';
import { makeReceipt } from '../../lib/lists/make-receipt.ts';
import { PICTURE_BYTES } from '../../lib/lists/picture-record.ts';
import { decodeReceipt, layoutOf } from '../../lib/lists/receipt.ts';
import { StateTree } from '../../lib/lists/state-tree.ts';
import { verifyFlagList, type VerifiedList } from '../../lib/lists/verify-flag-list.ts';
import { verifyReceipt } from '../../lib/lists/verify-receipt.ts';
import { writePdq } from '../../lib/subjects/pdq.ts';
import { randomHash } from './lists-signed.ts';
import { median, say, timed, valueOf } from './rows.ts';
import { signersOf } from '../support/lists-draft.ts';

const SIZES = [1_000, 100_000, 1_000_000];
const ASKED = 15;
const CHANGED = 100;
const NONE = new Uint8Array(0);

const random = (length: number) => randomFillSync(new Uint8Array(length));
const keys = newListKeys(random);

const said = (i: number) => ({ label: 'Scam', confidence: (i % 8) / 7, week: 250 + (i % 100) });

for (const n of SIZES) {
  const flags = Array.from({ length: n }, (_, i) => ({ subject: { kind: 'url', canonical: `https://example.org/${i}` } as const, ...said(i) }));
  await measure(`${n} flags`, flags, flags.map(({ subject }) => subject));
  const pictures = Array.from({ length: n }, (_, i) => ({ pdq: randomHash(), ...said(i) }));
  await measure(`${n} pictures`, pictures, pictures.map(({ pdq }) => ({ kind: 'look', pdq: writePdq(pdq) })));
}

async function measure(what: string, flags: readonly DraftFlag[], all: readonly Parameters<typeof makeReceipt>[1][]): Promise<void> {
  const draft = { name: `Bench ${what}`, charter: 'Made to measure with.', appealContact: 'nobody', labels: [{ name: 'Scam', core: 'scam' }] as const, flags };
  const nowMs = Date.now();
  const file = valueOf(await buildFlagList(draft, signersOf(keys, random), { nowMs }));
  const { value: list, ms: listMs } = timed(() => valueOf(verifyFlagList(file, { nowMs })));
  const asked = Array.from({ length: ASKED }, (_, i) => all[Math.floor((i * all.length) / ASKED)]!);
  const made = asked.map((about) => timed(() => valueOf(makeReceipt(file, about, { nowMs }))));
  const verified = made.map(({ value }) => timed(() => valueOf(verifyReceipt(value, nowMs))));
  const sizes = made.map(({ value }) => value.length);
  const parts = decodeReceipt(made[0]!.value);
  const inLeaf = made.map(({ value }) => decodeReceipt(value)).map(({ leaf, about }) => leaf.length / layoutOf(about).bytes);
  say({
    name: `receipt from ${what}`,
    value: median(sizes),
    unit: 'bytes',
    note: `${Math.min(...sizes)}–${Math.max(...sizes)}; ${median(inLeaf)} records in the leaf; of which roots ${asText(parts.roots)}, tip ${asText(parts.tip)}`,
  });
  say({ name: `make it from ${what}`, value: median(made.map(({ ms }) => ms)), unit: 'ms', beside: { 'verify the list': listMs } });
  say({ name: `verify it, ${what}`, value: median(verified.map(({ ms }) => ms)), unit: 'ms', beside: { 'verify the list': listMs } });
  if (list.pictures.n > 0) measureUpdate(what, list);
}

/** Takes a hundred pictures out, from all over the list. */
function measureUpdate(what: string, { id, pictures }: VerifiedList): void {
  const all = pictures.run();
  const every = Math.floor(pictures.n / CHANGED);
  const fewer = new Uint8Array(all.length - CHANGED * PICTURE_BYTES);
  let end = 0;
  for (let i = 0; i < pictures.n; i++) {
    if (i % every === 0 && i / every < CHANGED) continue;
    fewer.set(all.subarray(i * PICTURE_BYTES, (i + 1) * PICTURE_BYTES), end);
    end += PICTURE_BYTES;
  }
  const delta = diffStates({ records: NONE, pictures: all }, { records: NONE, pictures: fewer })!;
  const { value: tree, ms: anewMs } = timed(() => StateTree.of([], all));
  const { ms } = timed(() => {
    tree.update([], delta, applyToPictures(all, delta));
    return tree.state(id);
  });
  say({ name: `hash an update of ${CHANGED} pictures, ${what}`, value: ms, unit: 'ms', beside: { 'hash all anew': anewMs } });
}

/** Characters of base64. */
function asText({ length }: Uint8Array): number {
  return Math.ceil(length / 3) * 4;
}
