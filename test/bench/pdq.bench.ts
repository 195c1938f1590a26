/**
 * Pictures that come again, recompressed and resized: what recognising them costs, how many need no inference and what
 * is confused. Run: `npm run bench:pdq`. The photographs and drawings of the demo site and, where it lies beside
 * (`WITNESSMARK_DATA`), the training data. No package of npm computes PDQ to stand beside.
 */
import { NO_CREDENTIALS } from '../../lib/core/c2pa-reading.ts';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import sharp, { type Sharp } from 'sharp';
import type { Detector, PictureInput } from '../../lib/core/detector.ts';
import { correctionsFrom } from '../../lib/core/correction.ts';
import { DEFAULT_POLICY } from '../../lib/core/policy.ts';
import { ok } from '../../lib/core/result.ts';
import { createPictureDetector } from '../../lib/detect/picture-ai.ts';
import { createJudgePicture } from '../../lib/flows/judge-picture.ts';
import { COMPARED_SIDE_PX, COPY_DISTANCE } from '../../lib/flows/measured-copies.ts';
import { decodePictureInNode } from '../../lib/media/decode-picture-node.ts';
import { sha256Hex } from '../../lib/media/digest.ts';
import { sniffPicture } from '../../lib/media/sniff-picture.ts';
import { PdqIndex } from '../../lib/subjects/pdq-index.ts';
import { PDQ_MAX_DISTANCE, PDQ_MIN_QUALITY, PDQ_WORDS, pdqDistance, pdqOf, type Pdq } from '../../lib/subjects/pdq.ts';
import { seededRandom } from '../../training/pictures/random.ts';
import { IN_NODE } from '../support/picture-detector.ts';
import { feedPictures } from './feed-pictures.ts';
import { median, say } from './rows.ts';

const ROUNDS = 5;
const LOOKUPS = 1_000;
const FEED = 200;
const REPOSTS = 0.3;
const COPIES_EACH = 4;
const DISTANCES = [8, 12, 16, COPY_DISTANCE, 24, PDQ_MAX_DISTANCE];
const DATA = path.join(process.env['WITNESSMARK_DATA'] ?? path.join(import.meta.dirname, '../../../shared/data'), 'images');

interface Original {
  readonly bytes: Uint8Array;
  /** Clean or generated, where that is known. */
  readonly label: string;
}

type Looks = Pdq & Pick<Original, 'label'>;

const random = seededRandom(7);
const detector = await realDetector();
const originals = await originalPictures();
await measureCost();
for (const entries of [20_000, 100_000, 1_000_000]) await measureLookup(entries);
await measureFeed();
await measureMatches();

/** Of pictures as feeds show them, a thousand pixels long. */
async function measureCost(): Promise<void> {
  const pictures = await Promise.all((await feedPictures(9)).map(({ body }) => decoded(sharp(body).resize({ width: 1024, height: 1024, fit: 'inside' }))));
  const ours: number[] = [];
  const inference: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    for (const picture of pictures) {
      ours.push(await processorMs(() => looksOf(picture)));
      inference.push(await processorMs(() => detector.measure([picture], new AbortController().signal)));
    }
  }
  say({ name: 'fingerprint of a picture 1024 pixels long', value: median(ours), unit: 'ms', aim: { bound: '≤', value: 5 }, beside: { 'inference in node': median(inference) }, note: `least ${Math.min(...ours).toFixed(1)}` });
}

/** Random hashes, of which none is near: every one is compared. */
async function measureLookup(entries: number): Promise<void> {
  const hashes = new Uint32Array(entries * PDQ_WORDS).map(() => random() * 2 ** 32);
  const index = new PdqIndex<number>(entries);
  for (let i = 0; i < entries; i++) index.add(hashes.subarray(i * PDQ_WORDS, (i + 1) * PDQ_WORDS), i);
  const asked = Array.from({ length: (LOOKUPS * 20_000) / entries }, () => new Uint32Array(PDQ_WORDS).map(() => random() * 2 ** 32));
  const ms = await processorMs(() => asked.forEach((hash) => index.within(COPY_DISTANCE, hash)));
  say({ name: `look-up among ${entries}`, value: ms / asked.length, unit: 'ms' });
}

/** The whole flow over a feed: fetched from memory, decoded, judged by the model. */
async function measureFeed(): Promise<void> {
  const feed = new Map<string, Uint8Array>();
  const reposted = new Set<string>();
  const step = Math.max(1, Math.floor(originals.length / (FEED * (1 - REPOSTS))));
  const firsts = originals.filter((_, i) => i % step === 0).slice(0, FEED * (1 - REPOSTS));
  for (const [i, { bytes }] of firsts.entries()) feed.set(`https://harbour.example/${i}`, bytes);
  const wanted = Math.round((firsts.length * REPOSTS) / (1 - REPOSTS));
  for (let i = 0; i < wanted; i++) {
    const url = `https://harbour.example/again/${i}`;
    feed.set(url, (await aCopy(firsts[Math.floor(random() * firsts.length)]!.bytes)).bytes);
    reposted.add(url);
  }
  let measured = 0;
  const counted: Detector<PictureInput> = { ...detector, measure: (pictures, abort) => (measured++, detector.measure(pictures, abort)) };
  const judge = createJudgePicture({
    lookUpFlags: async (subjects) => subjects.map(() => []),
    policy: async () => DEFAULT_POLICY,
    corrections: async () => correctionsFrom([]),
    readCredentials: async () => NO_CREDENTIALS,
    now: Date.now,
    pictureMode: async () => 'automatic',
    savesData: () => false,
    fetchBytes: async (url) => ok(feed.get(url)!),
    digest: sha256Hex,
    readMarks: () => [],
    readPixelClaims: async () => [],
    decode: async (bytes) => {
      const sniffed = sniffPicture(bytes);
      return sniffed.ok ? decodePictureInNode(bytes, sniffed.value) : sniffed;
    },
    detector: async () => ok(counted),
    detectorRef: async () => detector,
    chosen: async () => undefined,
    remembered: () => ({ read: async () => undefined, save: async () => {} }),
  });
  let spared = 0;
  for (const url of feed.keys()) {
    const before = measured;
    await judge({ ref: url, url, width: 0, height: 0 }, { pageUrl: 'https://harbour.example/', incognito: false, asked: false, isAllowed: true });
    if (reposted.has(url) && measured === before) spared++;
  }
  say({ name: 'reposts that need no inference', value: (100 * spared) / wanted, unit: '%', aim: { bound: '≥', value: 95 }, note: `${wanted} of ${feed.size} pictures; JPEG and WebP 60 to 95, sides .5 to 1.5; ${measured} inferences` });
}

/** What each distance finds of copies, and which pictures it takes for one another. */
async function measureMatches(): Promise<void> {
  const known: Looks[] = [];
  const copies: number[] = [];
  let plain = 0;
  for (const [i, { bytes, label }] of originals.entries()) {
    const looks = looksOf(await decoded(sharp(bytes)));
    if (looks.quality < PDQ_MIN_QUALITY) {
      plain++;
      continue;
    }
    known.push({ ...looks, label });
    if (i % Math.ceil(originals.length / 500) !== 0) continue;
    for (let copy = 0; copy < COPIES_EACH; copy++) copies.push(pdqDistance(looks.hash, looksOf((await aCopy(bytes)).picture).hash));
  }
  say({ name: 'pictures too plain to be recognised', value: (100 * plain) / originals.length, unit: '%', note: `quality under ${PDQ_MIN_QUALITY}; ${originals.length} pictures` });
  const most = Math.max(...DISTANCES);
  const index = new PdqIndex<Looks>(known.length);
  const pairs = known.flatMap((picture) => {
    const near = index.within(most, picture.hash).map(({ value, distance }) => ({ distance, pictures: [picture, value] as const }));
    index.add(picture.hash, picture);
    return near;
  });
  for (const distance of DISTANCES) {
    const near = pairs.filter((pair) => pair.distance <= distance);
    const across = near.filter(({ pictures: [a, b] }) => a.label !== b.label);
    const share = (100 * copies.filter((each) => each <= distance).length) / copies.length;
    say({ name: `copies found within ${distance} bits`, value: share, unit: '%', note: `${copies.length} copies; of ${known.length} pictures ${new Set(near.flatMap(({ pictures }) => pictures)).size} are near another, ${across.length} pairs of them clean and generated` });
  }
}

async function realDetector(): Promise<Detector<PictureInput>> {
  const created = await createPictureDetector(IN_NODE);
  if (!created.ok) throw new Error(created.error.message);
  return created.value;
}

async function originalPictures(): Promise<readonly Original[]> {
  const manifest = path.join(DATA, 'manifest.csv');
  if (!existsSync(manifest)) {
    console.log(`${DATA} is not there: only the demo site's pictures are compared`);
    return (await feedPictures(27)).map(({ body }) => ({ bytes: body, label: '' }));
  }
  const [, ...rows] = (await readFile(manifest, 'utf8')).trim().split('\n');
  return Promise.all(
    rows.map(async (row) => {
      const [file = '', label = ''] = row.split(',');
      return { bytes: await readFile(path.join(DATA, file)), label };
    }),
  );
}

/** Recompressed to a quality of 60 to 95, as JPEG or WebP, each side .5 to 1.5 as long. */
async function aCopy(bytes: Uint8Array): Promise<{ readonly bytes: Uint8Array; readonly picture: PictureInput }> {
  const { width, height } = await sharp(bytes).metadata();
  const scale = 0.5 + random();
  const resized = sharp(bytes).resize(Math.round(width * scale), Math.round(height * scale), { fit: 'fill' });
  const quality = 60 + Math.floor(36 * random());
  const copy = await (random() < 0.5 ? resized.jpeg({ quality }) : resized.webp({ quality })).toBuffer();
  return { bytes: new Uint8Array(copy), picture: await decoded(sharp(copy)) };
}

function looksOf(picture: PictureInput): Pdq {
  return pdqOf(picture, COMPARED_SIDE_PX);
}

async function decoded(picture: Sharp): Promise<PictureInput> {
  const { data, info } = await picture.removeAlpha().ensureAlpha().raw().toBuffer({ resolveWithObject: true });
  return { rgba: new Uint8ClampedArray(data.buffer, data.byteOffset, data.length), width: info.width, height: info.height };
}

/** Of all threads: other programs disturb it less than the clock. */
async function processorMs(work: () => unknown): Promise<number> {
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}
