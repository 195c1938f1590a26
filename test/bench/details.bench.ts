/**
 * What reasons take, in lists of several sizes of which every flag has one: bytes a flag, the parts a reader loads on a
 * click, and what packing and reading cost. Sentences of 12 to 28 words, drawn as often as words of a language are;
 * to every second flag an archived page. Run: `npm run bench:details`.
 */
import { randomFillSync } from 'node:crypto';
import { buildFlagList } from '../../lib/lists/build-flag-list.ts';
import { bucketsOf } from '../../lib/lists/detail-manifest.ts';
import { decodeFlagListFile } from '../../lib/lists/flag-list-file.ts';
import { detailsIn, readBucket } from '../../lib/lists/list-details.ts';
import { decodeIndex } from '../../lib/lists/list-index.ts';
import { newListKeys } from '../../lib/lists/list-keys.ts';
import { verifyFlagList } from '../../lib/lists/verify-flag-list.ts';
import { signersOf } from '../support/lists-draft.ts';
import { median, say, timed, timedAsync, valueOf } from './rows.ts';

const SIZES = [500, 10_000, 100_000, 1_000_000];
const random = (length: number) => randomFillSync(new Uint8Array(length));
const keys = newListKeys(random);

/** Words by rank, as often as Zipf's law has them; the letters of a word are fixed by its rank. */
const WORDS = Array.from({ length: 8_000 }, (_, rank) => wordOf(rank + 1));
const CUMULATED: number[] = [];
for (const rank of WORDS.keys()) CUMULATED.push((CUMULATED.at(-1) ?? 0) + 1 / (rank + 1));

function wordOf(rank: number): string {
  const syllables = ['sho', 'pay', 'ner', 'sen', 't', 'li', 'ck', 'ma', 'de', 'by', 'or', 'in', 'ca', 'ro', 'st', 'ed'];
  const length = 1 + Math.floor(Math.log2(rank + 1) / 3);
  return Array.from({ length }, (_, i) => syllables[(Math.imul(rank, 2_654_435_761) >>> (4 * i)) & 15]!).join('');
}

function drawnWord(): string {
  const at = Math.random() * CUMULATED.at(-1)!;
  let [low, high] = [0, CUMULATED.length - 1];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (CUMULATED[middle]! < at) low = middle + 1;
    else high = middle;
  }
  return WORDS[low]!;
}

function detailsOf(i: number) {
  const text = Array.from({ length: 12 + Math.floor(Math.random() * 17) }, drawnWord).join(' ').slice(0, 279);
  const evidence = i % 2 === 0 ? [{ link: `https://archive.example/${Buffer.from(random(6)).toString('base64url')}` }] : [];
  return { reason: { text: `${text}.`, lang: 'en' }, evidence, reporters: '2-4' as const };
}

for (const n of SIZES) {
  const flags = Array.from({ length: n }, (_, i) => ({ subject: { kind: 'url', canonical: `https://example.org/${i}` } as const, label: 'Scam', details: detailsOf(i) }));
  const draft = { name: `Bench ${n}`, charter: 'Made to measure with.', appealContact: 'nobody', labels: [{ name: 'Scam', core: 'scam' }] as const };
  const options = { nowMs: Date.now() };
  const signers = signersOf(keys, random);
  const plain = await timedAsync(async () => valueOf(await buildFlagList({ ...draft, flags: flags.map(({ subject, label }) => ({ subject, label })) }, signers, options)));
  const told = await timedAsync(async () => valueOf(await buildFlagList({ ...draft, flags }, signers, options)));
  const file = decodeFlagListFile(told.value);
  const index = decodeIndex(file.index);
  const manifest = detailsIn(file, index)!;
  const sizes = bucketsOf(manifest).map(({ bytes }) => bytes);
  const characters = flags.reduce((sum, { details }) => sum + details.reason.text.length, 0) / n;
  const list = valueOf(verifyFlagList(told.value, options));
  const least = Array.from({ length: 2 ** manifest.bits }, (_, range) => (manifest.bits === 0 ? n : list.index.countIn(range, manifest.bits)));
  say({ name: `reasons of ${n} flags`, value: (sizes.reduce((sum, bytes) => sum + bytes, 0) + index.details!.bytes) / n, unit: 'bytes a flag', beside: { 'the flag itself': plain.value.length / n }, note: `${Math.round(characters)} characters each` });
  say({ name: `loaded on a click, ${n} flags`, value: median(sizes) + index.details!.bytes, unit: 'bytes', note: `a part of ${Math.min(...sizes)}–${Math.max(...sizes)}, of ${manifest.buckets.length}, and ${index.details!.bytes} that tell where it is; among ${Math.min(...least)}–${Math.max(...least)} flags` });
  const [ref] = bucketsOf(manifest);
  say({ name: `read a part, ${n} flags`, value: median(Array.from({ length: 15 }, () => timed(() => readBucket(file.blobs.get(ref!.sha256)!, ref!)).ms)), unit: 'ms' });
  const [withMs, withoutMs] = [told.value, plain.value].map((bytes) => timed(() => valueOf(verifyFlagList(bytes, options))).ms);
  say({ name: `verify a file of ${n} flags with reasons`, value: withMs!, unit: 'ms', beside: { 'without reasons': withoutMs! }, note: `built in ${Math.round(told.ms)} ms, without in ${Math.round(plain.ms)}` });
}
