import { buildFlagList, type ListDraft } from '../../lib/lists/build-flag-list.ts';
import { toNostrEvent, type Random } from '../../lib/lists/event.ts';
import { decodeFlagListFile } from '../../lib/lists/flag-list-file.ts';
import { MAX_INLINE_BYTES, MAX_LOG, MAX_MERGED, MAX_SEGMENTS } from '../../lib/lists/limits.ts';
import { decodeIndex, encodeIndex, type ListIndex } from '../../lib/lists/list-index.ts';
import { decodeManifest } from '../../lib/lists/manifest.ts';
import { decodeTip, tipBody } from '../../lib/lists/tip.ts';
import { verifyFlagList } from '../../lib/lists/verify-flag-list.ts';
import { blobName } from '../../lib/lists/domain-hash.ts';
import { NOW_MS, seededRandom, signersOf, TEST_KEYS } from '../../test/support/lists-draft.ts';

/** What a real list takes, bytes. */
export interface MeasuredList {
  readonly flags: number;
  /** The `.flaglist`: all below together, and 5 bytes an item. */
  readonly file: number;
  readonly shards: number;
  readonly manifest: number;
  readonly roots: number;
  readonly tip: number;
  /** The tip as a Nostr event in JSON. */
  readonly tipEvent: number;
  /** The index of a list that was published once. */
  readonly index: number;
  /** The same with a full log, as many segments and merged updates as there may be, as much inline as it may carry, and reasons. */
  readonly fullIndex: number;
  /** The index of look-ups in memory. */
  readonly memory: number;
  /** Tails of keys, kept on disk beside the index and the file. */
  readonly tails: number;
}

const LABELS = [
  { name: 'Scam', core: 'scam' },
  { name: 'Spam', core: 'spam' },
  { name: 'AI-made', core: 'ai-made' },
] as const;

/** Builds a list of random subjects and weighs its parts: the same bytes at every run. */
export async function measureList(flags: number): Promise<MeasuredList> {
  const built = await buildFlagList(draftOf(flags), signersOf(TEST_KEYS, seededRandom('measured')), { nowMs: NOW_MS });
  if (!built.ok) throw new Error(built.error.message);
  const verified = verifyFlagList(built.value, { nowMs: NOW_MS });
  if (!verified.ok) throw new Error(verified.error.message);
  const { roots, tip: tipBlob, index: indexBlob, blobs } = decodeFlagListFile(built.value);
  const tip = decodeTip(tipBlob);
  const index = decodeIndex(indexBlob);
  const manifest = decodeManifest(blobs.get(index.snapshot.manifest.sha256)!);
  return {
    flags,
    file: built.value.length,
    shards: manifest.shards.reduce((sum, { blob }) => sum + blob.bytes, 0),
    manifest: index.snapshot.manifest.bytes,
    roots: roots.length,
    tip: tipBlob.length,
    tipEvent: new TextEncoder().encode(JSON.stringify(toNostrEvent(tipBody(tip), tip.by))).length,
    index: indexBlob.length,
    fullIndex: encodeIndex(filled(index)).length,
    memory: verified.value.index.toBytes().length,
    tails: verified.value.shards.reduce((sum, { length }) => sum + length, 0),
  };
}

/** Labels, confidence and weeks at random, which packs worst; three locales and a charter of a page. */
function draftOf(flags: number): ListDraft {
  const random = seededRandom(`subjects of ${flags}`);
  return {
    name: 'A list of usual terms',
    description: 'What is said of it where lists are shown.',
    charter: 'What is flagged, on what grounds, and how a mistake is mended. '.repeat(32),
    appealContact: 'appeals@example.org',
    languages: ['en', 'de', 'fr'],
    mirrors: ['https://one.example/', 'https://two.example/'],
    relays: ['wss://one.example/', 'wss://two.example/', 'wss://three.example/'],
    labels: LABELS.map((label) => ({ ...label, locales: ['de', 'en', 'fr'].map((lang) => ({ lang, name: label.name, description: 'What the label says.' })) })),
    flags: randomFlags(flags, random),
  };
}

function* randomFlags(flags: number, random: Random): Generator<ListDraft['flags'] extends Iterable<infer Flag> ? Flag : never> {
  for (let i = 0; i < flags; i++) {
    const drawn = random(16);
    yield { key: drawn.subarray(0, 12), label: LABELS[drawn[12]! % 3]!.name, confidence: (drawn[13]! % 8) / 7, week: 250 + (drawn[14]! % 100) };
  }
}

function filled(index: ListIndex): ListIndex {
  const [entry] = index.log;
  const delta = new Uint8Array(MAX_INLINE_BYTES);
  const blob = { sha256: blobName(delta), bytes: delta.length };
  const segment = { from: 1, to: MAX_LOG, chainTo: index.base.chain, blob };
  return {
    ...index,
    log: Array.from({ length: MAX_LOG }, () => entry!),
    segments: Array.from({ length: MAX_SEGMENTS }, () => segment),
    merged: Array.from({ length: MAX_MERGED }, () => segment),
    inline: [{ position: 0, delta }],
    details: blob,
  };
}
