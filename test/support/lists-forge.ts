import { canonicalJson, type Json } from '../../lib/lists/canonical-json.ts';
import { genesisChain, linkChain, RESET } from '../../lib/lists/chain.ts';
import { blobName } from '../../lib/lists/domain-hash.ts';
import { eventId, signEvent, type Random } from '../../lib/lists/event.ts';
import { encodeFlagListFile } from '../../lib/lists/flag-list-file.ts';
import type { ListKeys } from '../../lib/lists/list-keys.ts';
import { publicKeys } from '../../lib/lists/list-keys.ts';
import { publicKey } from '../../lib/lists/event.ts';
import { encodeIndex, type ListIndex } from '../../lib/lists/list-index.ts';
import { emptyState } from '../../lib/lists/list-state.ts';
import { encodeManifest, type Manifest } from '../../lib/lists/manifest.ts';
import { encodePictureShards, pictureShardCount } from '../../lib/lists/picture-shard.ts';
import { NO_PICTURES } from '../../lib/lists/picture-record.ts';
import { RECORD_BYTES, writeRecord, type RecordFields } from '../../lib/lists/record.ts';
import { StateTree } from '../../lib/lists/state-tree.ts';
import type { RootContent } from '../../lib/lists/root-content.ts';
import { encodeRoots, rootBody, rootCosignatureBody, type SignedRoot } from '../../lib/lists/root-line.ts';
import { encodeShard } from '../../lib/lists/shard.ts';
import { encodeTip, tipBody, tipCosignatureBody, type Tip, type TipContent } from '../../lib/lists/tip.ts';
import { NOW_S, seededRandom, TEST_KEYS } from './lists-draft.ts';

const random = seededRandom('forge');
export const CREATED_AT = NOW_S - 86_400;

/**
 * Puts together a `.flaglist` step by step and lets a test change each step before what follows names, hashes and
 * signs it: every signature and hash of a forgery holds unless the test breaks it, so one rule is tested at a time.
 */
export interface Forgery {
  readonly keys?: ListKeys;
  readonly root?: (content: RootContent) => unknown;
  readonly rootText?: (text: string) => string;
  readonly rootSigners?: readonly [Uint8Array, ...Uint8Array[]];
  /** Replaces the line of roots altogether. */
  readonly roots?: readonly SignedRoot[];
  /** Records as they are put into shards, unsorted and unchecked. */
  readonly runs?: readonly Uint8Array[];
  /** Picture records, unsorted and unchecked as well. */
  readonly pictures?: Uint8Array;
  readonly pictureShard?: (shard: Uint8Array) => Uint8Array;
  readonly shard?: (shard: Uint8Array) => Uint8Array;
  readonly state?: (state: string) => string;
  readonly manifest?: (manifest: Manifest) => Manifest;
  readonly manifestBytes?: (bytes: Uint8Array) => Uint8Array;
  readonly index?: (index: ListIndex) => ListIndex;
  readonly indexBytes?: (bytes: Uint8Array) => Uint8Array;
  readonly tip?: (content: TipContent) => TipContent;
  readonly writer?: Uint8Array;
  readonly cosigners?: readonly Uint8Array[];
  readonly createdAt?: number;
  readonly signedTip?: (tip: Tip) => Tip;
  readonly blobs?: (blobs: Map<string, Uint8Array>) => Map<string, Uint8Array>;
}

export function forge(forgery: Forgery = {}): Uint8Array {
  const same = <T>(value: T): T => value;
  const keys = forgery.keys ?? TEST_KEYS;
  const roots = forgery.roots ?? [forgedRoot(forgery)];
  const list = eventId(rootBody(roots[0]!.content), roots[0]!.by);
  const ver = roots.length;

  const runs = forgery.runs ?? [aRun([{}])];
  const blobs = new Map<string, Uint8Array>();
  const put = (blob: Uint8Array) => {
    const ref = { sha256: blobName(blob), bytes: blob.length };
    blobs.set(ref.sha256, blob);
    return ref;
  };
  const pictureRun = forgery.pictures ?? NO_PICTURES;
  const state = (forgery.state ?? same)(StateTree.of(runs, pictureRun).state(list));
  const n = runs.reduce((sum, run) => sum + run.length / RECORD_BYTES, 0);
  const shards = runs.map((run) => ({ records: run.length / RECORD_BYTES, blob: put((forgery.shard ?? same)(encodeShard(run))) }));
  const pictures = encodePictureShards(pictureRun).map((shard) => ({ records: pictureShardCount(shard), blob: put((forgery.pictureShard ?? same)(shard)) }));
  const manifest = put((forgery.manifestBytes ?? same)(encodeManifest((forgery.manifest ?? same)({ seq: 1, n, state, shards, pictures }))));
  const index = (forgery.index ?? same)({
    base: { seq: 0, chain: genesisChain(list), state: emptyState(list) },
    log: [{ seq: 1, state, delta: { sha256: RESET, bytes: 0 } }],
    segments: [],
    merged: [],
    inline: [],
    snapshot: { seq: 1, manifest },
  });
  const indexBlob = (forgery.indexBytes ?? same)(encodeIndex(index));
  const rootsBlob = encodeRoots(roots);
  const createdAt = forgery.createdAt ?? CREATED_AT;
  const content: TipContent = {
    seq: 1,
    chain: linkChain(genesisChain(list), 1, state, RESET),
    state,
    n,
    exp: createdAt + 7 * 86_400,
    index: { sha256: blobName(indexBlob), bytes: indexBlob.length },
    roots: { ver, sha256: blobName(rootsBlob), bytes: rootsBlob.length },
  };
  const tip = signedTip(list, (forgery.tip ?? same)(content), forgery.writer ?? keys.writer, forgery.cosigners ?? [], createdAt, random);
  return encodeFlagListFile({
    roots: rootsBlob,
    tip: encodeTip((forgery.signedTip ?? same)(tip)),
    index: indexBlob,
    blobs: (forgery.blobs ?? same)(blobs),
  });
}

/** A tip that these secrets sign, whether anybody should or not. */
export function signedTip(list: string, content: TipContent, writer: Uint8Array, cosigners: readonly Uint8Array[], createdAt: number, randomOf: Random = random): Tip {
  const body = tipCosignatureBody(list, content);
  const cosignatures = cosigners.map((secret) => signEvent(body, secret, createdAt, randomOf)).toSorted((a, b) => (a.pubkey < b.pubkey ? -1 : 1));
  const tip = { ...content, list, cosignatures };
  return { ...tip, by: signEvent(tipBody(tip), writer, createdAt, randomOf) };
}

/** The terms of a forged list before a test changes them. */
export function rootContent(keys: ListKeys = TEST_KEYS, changes: Partial<RootContent> = {}): RootContent {
  return {
    v: 1,
    ver: 1,
    name: 'Forged list',
    description: '',
    languages: ['en'],
    epoch: 1_578_268_800,
    labels: [
      { code: 1, name: 'Scam', core: 'scam', severity: 2, blurs: 'none', subjects: ['domain', 'url'], sensitive: false, locales: [] },
    ],
    charter: 'Forged.',
    appealContact: 'appeals@example.org',
    inbox: { key: publicKey(keys.inbox), relays: [], pow: 0 },
    root_keys: publicKeys(keys.root),
    root_threshold: keys.rootThreshold,
    writer: publicKey(keys.writer),
    head_keys: publicKeys(keys.heads),
    head_threshold: keys.headThreshold,
    maxAge: 30 * 86_400,
    mirrors: [],
    relays: [],
    expires: CREATED_AT + 300 * 86_400,
    ...changes,
  };
}

/** Signs any text as a root, whatever it says. */
export function signAsRoot(
  text: string,
  { list, ver }: { readonly list?: string | undefined; readonly ver: number },
  [author, ...others]: readonly [Uint8Array, ...Uint8Array[]],
  createdAt = CREATED_AT,
): SignedRoot {
  const by = signEvent(rootBody(text), author, createdAt, random);
  const id = eventId(rootBody(text), by);
  const body = rootCosignatureBody(list ?? id, id, ver);
  const cosignatures = others
    .map((secret) => signEvent(body, secret, createdAt, random))
    .toSorted((a, b) => (a.pubkey < b.pubkey ? -1 : 1));
  return { content: text, by, cosignatures };
}

/** Every secret of a list, a root key first. */
export function allSecrets(keys: ListKeys): readonly [Uint8Array, ...Uint8Array[]] {
  const [author, ...others] = keys.root;
  return [author, ...others, keys.writer, ...keys.heads, keys.inbox];
}

/** Records end to end, in the order given; `key` fills in from a number. */
export function aRun(records: readonly Partial<RecordFields>[]): Uint8Array {
  const run = new Uint8Array(records.length * RECORD_BYTES);
  for (const [i, record] of records.entries()) {
    const key = new Uint8Array(12);
    new DataView(key.buffer).setUint32(0, i * 0x01_00_00_00);
    writeRecord(run, i * RECORD_BYTES, { key, label: 1, polarity: 'asserts', confidence: 1, week: 300, ...record });
  }
  return run;
}

function forgedRoot(forgery: Forgery): SignedRoot {
  const keys = forgery.keys ?? TEST_KEYS;
  const content = forgery.root?.(rootContent(keys)) ?? rootContent(keys);
  const text = (forgery.rootText ?? String)(canonicalJson(content as Json)!);
  const signers = forgery.rootSigners ?? allSecrets(keys);
  const name = [text, ...signers].join();
  const root = signedRoots.get(name) ?? signAsRoot(text, { ver: 1 }, signers);
  signedRoots.set(name, root);
  return root;
}

/** Roots signed before: most forgeries share one, and signing takes the longest. */
const signedRoots = new Map<string, SignedRoot>();
