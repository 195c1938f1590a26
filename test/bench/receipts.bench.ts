/**
 * Receipts of lists of three sizes: how large they are, by part, and what making and verifying one costs.
 * Run: `npm run bench:receipts`.
 */
import { randomFillSync } from 'node:crypto';
import { buildFlagList } from '../../lib/lists/build-flag-list.ts';
import { newListKeys } from '../../lib/lists/list-keys.ts';
import { makeReceipt } from '../../lib/lists/make-receipt.ts';
import { decodeReceipt } from '../../lib/lists/receipt.ts';
import { RECORD_BYTES } from '../../lib/lists/record.ts';
import { verifyFlagList } from '../../lib/lists/verify-flag-list.ts';
import { verifyReceipt } from '../../lib/lists/verify-receipt.ts';
import { median, say, timed, valueOf } from './rows.ts';
import { signersOf } from '../support/lists-draft.ts';

const SIZES = [1_000, 100_000, 1_000_000];
const ASKED = 15;

const random = (length: number) => randomFillSync(new Uint8Array(length));
const keys = newListKeys(random);

for (const n of SIZES) {
  const subjectOf = (i: number) => ({ kind: 'url', canonical: `https://example.org/${i}` }) as const;
  const flags = Array.from({ length: n }, (_, i) => ({ subject: subjectOf(i), label: 'Scam', confidence: (i % 8) / 7, week: 250 + (i % 100) }));
  const draft = { name: `Bench ${n}`, charter: 'Made to measure with.', appealContact: 'nobody', labels: [{ name: 'Scam', core: 'scam' }] as const, flags };
  const nowMs = Date.now();
  const list = valueOf(await buildFlagList(draft, signersOf(keys, random), { nowMs }));
  const listMs = timed(() => valueOf(verifyFlagList(list, { nowMs }))).ms;
  const asked = Array.from({ length: ASKED }, (_, i) => subjectOf(Math.floor((i * n) / ASKED)));
  const made = asked.map((subject) => timed(() => valueOf(makeReceipt(list, subject, { nowMs }))));
  const verified = made.map(({ value }) => timed(() => valueOf(verifyReceipt(value, nowMs))));
  const sizes = made.map(({ value }) => value.length);
  const parts = decodeReceipt(made[0]!.value);
  const inLeaf = made.map(({ value }) => decodeReceipt(value).leaf.length / RECORD_BYTES);
  say({
    name: `receipt from ${n} flags`,
    value: median(sizes),
    unit: 'bytes',
    note: `${Math.min(...sizes)}–${Math.max(...sizes)}; ${median(inLeaf)} flags in the leaf; of which roots ${asText(parts.roots)}, tip ${asText(parts.tip)}`,
  });
  say({ name: `make it from ${n} flags`, value: median(made.map(({ ms }) => ms)), unit: 'ms', beside: { 'verify the list': listMs } });
  say({ name: `verify it, ${n} flags`, value: median(verified.map(({ ms }) => ms)), unit: 'ms', beside: { 'verify the list': listMs } });
}

/** Characters of base64. */
function asText({ length }: Uint8Array): number {
  return Math.ceil(length / 3) * 4;
}
