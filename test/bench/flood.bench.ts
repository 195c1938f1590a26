import { readFileSync } from 'node:fs';
import { loadavg } from 'node:os';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { createFloodIndex, MIN_FLOOD_ACCOUNTS, type FloodIndex, type Sighting } from '../../lib/detect/flood-index.ts';
import { canonicalText } from '../../lib/subjects/canonical-text.ts';
import { bitsApart, simHash } from '../../lib/subjects/sim-hash.ts';
import { textNgrams } from '../../lib/subjects/text-ngrams.ts';

/**
 * The count of floods against brute force, what a post costs and what is kept (`npm run bench:flood`). Each row of a
 * source is taken for a post of an account of its own: where a source is clean, the worst case. Sources may be named:
 * `npm run bench:flood -- x_tweeteval`.
 */
const DATA = path.join(process.env['WITNESSMARK_DATA'] ?? path.join(import.meta.dirname, '../../../shared/data'), 'text');
const ALL_SOURCES = ['ytjudol_gb', 'x_arabic_lowq', 'tg_mona', 'x_janitr', 'sms_uci', 'x_tweeteval', 'x_davidson', 'x_xlmt_de', 'x_xlmt_hi', 'x_xlmt_ar', 'th_wisesight'];
const NAMED = process.argv.slice(2);
const SOURCES = NAMED.length === 0 ? ALL_SOURCES : NAMED;
/** Most of these are forgotten again: three times as many are fed as are remembered. */
const STEP = 5_000;
const MOST_FED = 30_000;
/** Brute force calls two texts nearly the same from this share of common n-grams on. */
const NEAR = 0.6;
const PLACE = { site: 'bench.example', page: 'https://bench.example/' };
const NOW_MS = Date.UTC(2026, 0, 1);

interface Row {
  readonly text: string;
  readonly label: 0 | 1;
}

interface Known extends Row {
  readonly ngrams: Uint32Array;
}

function rowsOf(source: string): readonly Row[] {
  const lines = gunzipSync(readFileSync(path.join(DATA, `${source}.jsonl.gz`))).toString();
  return lines.trim().split('\n').map((line) => JSON.parse(line) as Row);
}

/** Those long enough to be compared. */
function known(rows: readonly Row[]): readonly Known[] {
  return rows.flatMap((row) => {
    const canonical = canonicalText(row.text);
    const ngrams = canonical === undefined ? undefined : textNgrams(canonical);
    return ngrams === undefined ? [] : [{ ...row, ngrams }];
  });
}

function aSighting(text: string, n: number): Sighting {
  const where = `https://bench.example/posts/${n}`;
  return { subject: { kind: 'post', canonical: where }, text, handle: `account${n}`, where };
}

/** Resemblance of each text to each text before it, by counting what they share. */
function forEachPair(texts: readonly Known[], visit: (i: number, j: number, resemblance: number) => void): void {
  const holders = new Map<number, number[]>();
  const shared = new Uint16Array(texts.length);
  for (const [i, { ngrams }] of texts.entries()) {
    shared.fill(0, 0, i);
    for (const ngram of ngrams) for (const j of holders.get(ngram) ?? []) shared[j]! += 1;
    for (let j = 0; j < i; j++) visit(i, j, shared[j]! / (ngrams.length + texts[j]!.ngrams.length - shared[j]!));
    for (const ngram of ngrams) {
      const held = holders.get(ngram);
      if (held === undefined) holders.set(ngram, [i]);
      else held.push(i);
    }
  }
}

function countsOf(groups: readonly number[]): ReadonlyMap<number, number> {
  const counts = new Map<number, number>();
  for (const group of groups) counts.set(group, (counts.get(group) ?? 0) + 1);
  return counts;
}

function printCells(cells: readonly (string | number)[]): void {
  console.log(cells.map((cell, i) => (i === 0 ? String(cell).padEnd(15) : String(cell).padStart(12))).join(''));
}

function share(part: number, whole: number): string {
  return whole === 0 ? '–' : (part / whole).toFixed(4);
}

function againstBruteForce(): void {
  console.log('Near pairs (resemblance ≥ .6 by brute force), those found (in one group), grouped posts that resemble the first of their group ≥ .6,');
  console.log(`texts of ${MIN_FLOOD_ACCOUNTS} rows and more: floods, if each row were an account of its own; and what SimHash alone would find.`);
  printCells(['source', 'compared', 'near pairs', 'found', 'right', 'floods', 'largest', '≤10 bits', 'right', '≤20 bits']);
  for (const source of SOURCES) {
    const texts = known(rowsOf(source));
    const groups = createFloodIndex({ minAccounts: 1 }).see(texts.map(({ text }, i) => aSighting(text, i)), PLACE, NOW_MS).map((flood) => flood!.group);
    const firsts = new Map<number, number>();
    for (const [i, group] of groups.entries()) if (!firsts.has(group)) firsts.set(group, i);
    const hashes = texts.map(({ ngrams }) => simHash(ngrams));
    let [near, found, grouped, right, tight, tightRight, loose] = [0, 0, 0, 0, 0, 0, 0];
    forEachPair(texts, (i, j, resemblance) => {
      const isNear = resemblance >= NEAR;
      if (isNear) near += 1;
      if (isNear && groups[i] === groups[j]) found += 1;
      if (groups[i] === groups[j] && firsts.get(groups[i]!) === j) {
        grouped += 1;
        if (isNear) right += 1;
      }
      const bits = bitsApart(hashes[i]!, hashes[j]!);
      if (bits <= 10) tight += 1;
      if (bits <= 10 && isNear) tightRight += 1;
      if (bits <= 20 && isNear) loose += 1;
    });
    const sizes = [...countsOf(groups).values()];
    printCells([
      source, texts.length, near, share(found, near), share(right, grouped), sizes.filter((size) => size >= MIN_FLOOD_ACCOUNTS).length, Math.max(0, ...sizes),
      share(tightRight, near), share(tightRight, tight), share(loose, near),
    ]);
  }
}

/** Texts nobody wrote twice: sentences of words drawn by a fixed rule. */
function* manyTexts(count: number): Generator<string> {
  let seed = 1;
  const draw = (below: number) => (seed = (Math.imul(seed, 1_103_515_245) + 12_345) >>> 0) % below;
  const words = Array.from({ length: 4_000 }, () => Array.from({ length: 3 + draw(6) }, () => String.fromCodePoint(97 + draw(26))).join(''));
  for (let n = 0; n < count; n++) yield Array.from({ length: 12 + draw(20) }, () => words[draw(words.length)]).join(' ');
}

function heapBytes(): number {
  globalThis.gc?.();
  return process.memoryUsage().heapUsed + process.memoryUsage().arrayBuffers;
}

/** Milliseconds of CPU: the clock would measure what else the machine does. */
function feed(index: FloodIndex, texts: readonly string[], from: number): number {
  const before = process.cpuUsage();
  for (let at = 0; at < texts.length; at += 32) index.see(texts.slice(at, at + 32).map((text, i) => aSighting(text, from + at + i)), PLACE, NOW_MS);
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

function costs(): void {
  console.log(`\nWhat a post costs, and what is kept (load ${loadavg()[0]!.toFixed(1)})`);
  printCells(['posts fed', 'remembered', 'µs a post', 'posts/s', 'MB', 'bytes each']);
  const index = createFloodIndex();
  const texts = manyTexts(MOST_FED);
  const before = heapBytes();
  for (let fed = 0; fed < MOST_FED; fed += STEP) {
    const more = Array.from({ length: STEP }, () => texts.next().value as string);
    const tookMs = feed(index, more, fed);
    more.length = 0;
    const bytes = heapBytes() - before;
    printCells([fed + STEP, index.size, ((tookMs / STEP) * 1000).toFixed(0), Math.round((STEP / tookMs) * 1000), (bytes / 2 ** 20).toFixed(1), Math.round(bytes / index.size)]);
  }
}

againstBruteForce();
costs();
