import { deflateSync } from 'fflate';
import { describe, expect, test } from 'vitest';
import { genesisChain, linkChain } from '../../lib/lists/chain.ts';
import { encodeDelta } from '../../lib/lists/delta.ts';
import { blobName } from '../../lib/lists/domain-hash.ts';
import { publicKey, signEvent } from '../../lib/lists/event.ts';
import type { ListKeys } from '../../lib/lists/list-keys.ts';
import type { ListErrorTag } from '../../lib/lists/list-error.ts';
import type { ListLabel } from '../../lib/lists/root-content.ts';
import { encodeShard } from '../../lib/lists/shard.ts';
import { tipBody, type Tip, type TipContent } from '../../lib/lists/tip.ts';
import { verifyFlagList } from '../../lib/lists/verify-flag-list.ts';
import { DAY_MS, NOW_MS, OTHER_KEYS, seededRandom, TEST_KEYS, verifiedList } from '../support/lists-draft.ts';
import { allSecrets, aRun, CREATED_AT, forge, type Forgery, signedTip } from '../support/lists-forge.ts';

const DAY_S = 86_400;
const ZERO = '00'.repeat(32);
const random = seededRandom('attacks');

/** A list whose states need the writer and one of two co-signers. */
const COSIGNED: ListKeys = { ...TEST_KEYS, heads: [random(32), random(32)], headThreshold: 2 };

function outcome(bytes: Uint8Array, nowMs = NOW_MS): ListErrorTag | 'accepted' {
  const result = verifyFlagList(bytes, { nowMs });
  return result.ok ? 'accepted' : result.error.tag;
}

type Case = readonly [what: string, forgery: Forgery, refusedAs: ListErrorTag];

function refused(cases: readonly Case[]): void {
  test.each(cases)('%s', (_, forgery, refusedAs) => {
    expect(outcome(forge(forgery))).toBe(refusedAs);
  });
}

test('a forgery that breaks no rule is accepted, so each case below is refused for its own reason', () => {
  expect(outcome(forge())).toBe('accepted');
  expect(outcome(forge({ keys: COSIGNED, cosigners: [COSIGNED.heads[0]!] }))).toBe('accepted');
  expect(outcome(forge({ keys: COSIGNED, cosigners: [COSIGNED.heads[1]!] }))).toBe('accepted');
  expect(outcome(forge({ runs: [aRun([{}, {}]), aRun([{ key: new Uint8Array(12).fill(9) }])] }))).toBe('accepted');
});

describe('no reader accepts roots', () => {
  const [first, ...others] = allSecrets(TEST_KEYS);
  const famous = publicKey(OTHER_KEYS.writer);
  const label = (changes: Partial<ListLabel>) => ({
    root: (root: { labels: readonly ListLabel[] }) => ({ ...root, labels: [{ ...root.labels[0]!, ...changes }] }),
  });

  refused([
    ['signed by no key but its author', { rootSigners: [first] }, 'missing-signature'],
    ['that one of its root keys has not signed', { rootSigners: [first, ...others.slice(1)] }, 'missing-signature'],
    ['that list a famous key as writer without consent', { root: (root) => ({ ...root, writer: famous }) }, 'missing-signature'],
    ['that list a famous key as inbox without consent', { root: (root) => ({ ...root, inbox: { ...root.inbox, key: famous } }) }, 'missing-signature'],
    ['signed by a stranger as well', { rootSigners: [first, ...others, OTHER_KEYS.writer] }, 'wrong-key'],
    ['written by the writer instead of a root key', { rootSigners: [TEST_KEYS.writer, ...TEST_KEYS.root, TEST_KEYS.inbox] }, 'wrong-key'],
    ['in which one key is root key and writer', { root: (root) => ({ ...root, writer: root.root_keys[0]! }) }, 'bad-root'],
    ['in which one key is root key and head key', { root: (root) => ({ ...root, head_keys: [root.root_keys[0]!] }) }, 'bad-root'],
    ['in which the writer is a co-signer', { root: (root) => ({ ...root, head_keys: [root.writer] }) }, 'bad-root'],
    ['that count one root key twice', { root: (root) => ({ ...root, root_keys: [root.root_keys[0]!, ...root.root_keys] }) }, 'bad-root'],
    ['that ask for more signatures than there are keys', { root: (root) => ({ ...root, root_threshold: 4 }) }, 'bad-root'],
    ['that ask for no signature', { root: (root) => ({ ...root, root_threshold: 0 }) }, 'bad-root'],
    ['that ask for a co-signer but name none', { root: (root) => ({ ...root, head_threshold: 2 }) }, 'bad-root'],
    ['that hold for more than 400 days', { root: (root) => ({ ...root, expires: CREATED_AT + 400 * DAY_S + 1 }) }, 'bad-root'],
    ['that expire in 2100', { root: (root) => ({ ...root, expires: 4_102_444_800 }) }, 'bad-root'],
    ['that expired before they began', { root: (root) => ({ ...root, expires: CREATED_AT }) }, 'bad-root'],
    ['of a live list that may be silent for a year', { root: (root) => ({ ...root, mirrors: ['https://mirror.example/'], maxAge: 365 * DAY_S }) }, 'bad-root'],
    ['of a file that may be silent for three years', { root: (root) => ({ ...root, maxAge: 3 * 365 * DAY_S }) }, 'bad-root'],
    ['with a mirror that is not https', { root: (root) => ({ ...root, mirrors: ['http://mirror.example/'] }) }, 'bad-root'],
    ['with a mirror that carries credentials', { root: (root) => ({ ...root, mirrors: ['https://me:secret@mirror.example/'] }) }, 'bad-root'],
    ['with 17 mirrors', { root: (root) => ({ ...root, mirrors: Array.from({ length: 17 }, (__, i) => `https://m${i}.example/`) }) }, 'bad-root'],
    ['with an unknown field', { root: (root) => ({ ...root, extra: 1 }) }, 'bad-root'],
    ['with a field that names a prototype', { rootText: (text) => text.replace('"charter"', '"__proto__":{"x":1},"charter"') }, 'bad-root'],
    ['of another protocol version', { root: (root) => ({ ...root, v: 2 }) }, 'bad-root'],
    ['with a number past 2^53', { rootText: (text) => text.replace(/"expires":\d+/, '"expires":9007199254740993') }, 'bad-root'],
    ['with a fraction', { root: (root) => ({ ...root, maxAge: 1 }), rootText: (text) => text.replace('"maxAge":1', '"maxAge":1.5') }, 'bad-root'],
    ['with a number written another way', { rootText: (text) => text.replace('"v":1', '"v":1.0') }, 'not-canonical'],
    ['with a field twice', { rootText: (text) => text.replace('"v":1', '"v":1,"v":1') }, 'not-canonical'],
    ['with fields in another order', { rootText: (text) => text.replace(/^\{("appealContact":"[^"]*"),(.*)\}$/, '{$2,$1}') }, 'not-canonical'],
    ['with white space', { rootText: (text) => text.replace('{', '{ ') }, 'not-canonical'],
    ['with a letter written as an escape', { rootText: (text) => text.replace('Forged list', '\\u0046orged list') }, 'not-canonical'],
    ['that are not JSON', { rootText: (text) => text.slice(1) }, 'malformed'],
    ['nested a thousand deep', { rootText: () => '['.repeat(1000) + ']'.repeat(1000) }, 'bad-root'],
    ['larger than 32 KiB', { root: (root) => ({ ...root, charter: '\u{1f642}'.repeat(9000) }) }, 'too-large'],
    ['with a name that breaks a line', { root: (root) => ({ ...root, name: 'Forged\nby a newline' }) }, 'bad-root'],
    ['without a label', { root: (root) => ({ ...root, labels: [] }) }, 'bad-root'],
    ['with two labels of one code', { root: (root) => ({ ...root, labels: [root.labels[0]!, { ...root.labels[0]!, name: 'Other' }] }) }, 'bad-root'],
    ['with two labels of one name', { root: (root) => ({ ...root, labels: [root.labels[0]!, { ...root.labels[0]!, code: 2 }] }) }, 'bad-root'],
    ['with label code 0', label({ code: 0 }), 'bad-root'],
    ['with label code 256', label({ code: 256 }), 'bad-root'],
    ['with a core label there is not', label({ core: 'fraud' as 'scam' }), 'bad-root'],
    ['with a sensitive label on addresses', label({ sensitive: true, subjects: ['url'] }), 'bad-root'],
    ['with a sensitive label on accounts', label({ sensitive: true, subjects: ['account', 'media'] }), 'bad-root'],
    ['that claim to continue another root', { root: (root) => ({ ...root, prev: ZERO }) }, 'broken-root-line'],
    ['that begin at version 2', { root: (root) => ({ ...root, ver: 2 }) }, 'broken-root-line'],
    ['that begin in the middle of a line', { root: (root) => ({ ...root, base: { seq: 5, chain: ZERO, state: ZERO } }) }, 'broken-root-line'],
  ] as readonly Case[]);
});

describe('no reader accepts tips', () => {
  const tip = (changes: Partial<TipContent>): Forgery => ({ tip: (content) => ({ ...content, ...changes }) });
  const cosigned = { keys: COSIGNED };

  refused([
    ['signed by another writer', { writer: OTHER_KEYS.writer }, 'wrong-key'],
    ['signed by a root key', { writer: TEST_KEYS.root[0] }, 'wrong-key'],
    ['signed by a co-signer in place of the writer', { ...cosigned, writer: COSIGNED.heads[0]!, cosigners: [COSIGNED.heads[1]!] }, 'wrong-key'],
    ['below the head threshold', { ...cosigned, cosigners: [] }, 'missing-signature'],
    ['co-signed by a stranger', { ...cosigned, cosigners: [OTHER_KEYS.writer] }, 'wrong-key'],
    ['co-signed by more than the threshold', { ...cosigned, cosigners: COSIGNED.heads }, 'not-canonical'],
    ['with one co-signature twice', { ...cosigned, cosigners: [COSIGNED.heads[0]!, COSIGNED.heads[0]!] }, 'not-canonical'],
    [
      'with a co-signature lifted from another tip',
      { ...cosigned, cosigners: [COSIGNED.heads[0]!], signedTip: withCosignaturesOf({ state: ZERO }) },
      'bad-signature',
    ],
    [
      'with a co-signature younger than themselves',
      { ...cosigned, cosigners: [COSIGNED.heads[0]!], signedTip: withCosignaturesOf({}, CREATED_AT + 1) },
      'not-canonical',
    ],
    ['of another list', { signedTip: (made) => resigned({ ...made, list: ZERO }, []) }, 'wrong-key'],
    ['under another version of the root', { tip: (content) => ({ ...content, roots: { ...content.roots, ver: 2 } }) }, 'wrong-key'],
    ['that claim to be fresh until 2100', tip({ exp: 4_102_444_800 }), 'bad-tip'],
    ['that claim to be fresh beyond the age the root allows', tip({ exp: CREATED_AT + 30 * DAY_S + 1 }), 'bad-tip'],
    ['that claim to be fresh beyond their root', { root: (root) => ({ ...root, expires: CREATED_AT + 100 }) }, 'bad-tip'],
    ['that expired when they were signed', tip({ exp: CREATED_AT }), 'bad-tip'],
    ['older than their root', { createdAt: CREATED_AT - 1 }, 'broken-chain'],
    ['counted to the highest number', tip({ seq: 0xffff_ffff }), 'runs-ahead'],
    ['counted past what the time since the root allows', tip({ seq: 257 }), 'runs-ahead'],
    ['counted from 0', tip({ seq: 0 }), 'broken-chain'],
    ['that announce 16 000 001 flags', tip({ n: 16_000_001 }), 'too-large'],
    ['that announce another number of flags', tip({ n: 2 }), 'state-mismatch'],
    ['that name other roots', { tip: (content) => ({ ...content, roots: { ...content.roots, sha256: ZERO } }) }, 'hash-mismatch'],
    ['that name another size of the roots', { tip: (content) => ({ ...content, roots: { ...content.roots, bytes: 1 } }) }, 'hash-mismatch'],
    ['that name another index', { tip: (content) => ({ ...content, index: { ...content.index, sha256: ZERO } }) }, 'hash-mismatch'],
    ['that announce an index of 4 GiB', { tip: (content) => ({ ...content, index: { ...content.index, bytes: 0xffff_ffff } }) }, 'too-large'],
    ['on another chain', tip({ chain: ZERO }), 'broken-chain'],
    ['in another state', tip({ state: ZERO }), 'state-mismatch'],
    ['dated in the future', { createdAt: NOW_MS / 1000 + 3600, root: (root) => ({ ...root, maxAge: 30 * DAY_S }) }, 'not-yet-valid'],
    ['whose signature is of another tip', { signedTip: (made) => ({ ...made, exp: made.exp + 1 }) }, 'bad-signature'],
  ]);

  test('once expired are refused, though everything else holds', () => {
    expect(outcome(forge(), (CREATED_AT + 7 * DAY_S) * 1000)).toBe('expired');
    expect(outcome(forge(), NOW_MS + 3 * DAY_MS)).toBe('accepted');
  });

  /** A co-signer's signature of a tip with these changes, put on the tip as it is; the writer signs the result. */
  function withCosignaturesOf(changes: Partial<TipContent>, at = CREATED_AT): NonNullable<Forgery['signedTip']> {
    return (made) => {
      const { cosignatures } = signedTip(made.list, { ...made, ...changes }, COSIGNED.writer, [COSIGNED.heads[0]!], at, random);
      return resigned(made, cosignatures);
    };
  }
});

describe('no reader accepts an index', () => {
  const GIVEN = { sha256: '11'.repeat(32), bytes: 9 };

  refused([
    ['that skips a number', { index: (index) => ({ ...index, log: [{ ...index.log[0]!, seq: 2 }] }) }, 'broken-chain'],
    ['without a log', { index: (index) => ({ ...index, log: [] }) }, 'too-large'],
    ['with 17 entries in its log', { index: (index) => ({ ...index, log: Array(17).fill(index.log[0]) }) }, 'too-large'],
    ['whose log leads to another chain', { index: (index) => ({ ...index, log: [{ ...index.log[0]!, delta: GIVEN }] }) }, 'broken-chain'],
    ['whose log leads to another state', { index: (index) => ({ ...index, log: [{ ...index.log[0]!, state: ZERO }] }) }, 'broken-chain'],
    ['that begins at an invented genesis', { index: (index) => ({ ...index, base: { ...index.base, chain: ZERO } }) }, 'broken-chain'],
    ['that begins at an invented empty state', { index: (index) => ({ ...index, base: { ...index.base, state: ZERO } }) }, 'broken-chain'],
    ['with a reset that names a size', { index: (index) => ({ ...index, log: [{ ...index.log[0]!, delta: { sha256: ZERO, bytes: 1 } }] }) }, 'malformed'],
    ['with a delta of no size', { index: (index) => ({ ...index, log: [{ ...index.log[0]!, delta: { ...GIVEN, bytes: 0 } }] }) }, 'malformed'],
    ['whose older log has a gap', { index: (index) => ({ ...index, segments: [{ from: 1, to: 5, chainTo: ZERO, blob: GIVEN }] }) }, 'broken-chain'],
    ['with an inline update the log does not name', { index: (index) => ({ ...index, inline: [{ position: 0, delta: Uint8Array.of(1) }] }) }, 'hash-mismatch'],
    ['with an inline update past the log', { index: (index) => ({ ...index, inline: [{ position: 3, delta: Uint8Array.of(1) }] }) }, 'hash-mismatch'],
    ['whose merged updates run backwards', { index: (index) => ({ ...index, merged: [{ from: 2, to: 1, chainTo: ZERO, blob: GIVEN }] }) }, 'malformed'],
    ['whose snapshot is newer than the tip', { index: (index) => ({ ...index, snapshot: { ...index.snapshot, seq: 2 } }) }, 'broken-chain'],
    ['whose snapshot is older than the tip', { index: (index) => ({ ...index, snapshot: { ...index.snapshot, seq: 0 } }) }, 'unsupported'],
    ['that names a blob of 4 GiB', { index: (index) => ({ ...index, details: { ...GIVEN, bytes: 0xffff_ffff } }) }, 'too-large'],
    ['that names a manifest nobody sent', { index: (index) => ({ ...index, snapshot: { seq: 1, manifest: GIVEN } }) }, 'missing-blob'],
    ['with a byte after its end', { indexBytes: (bytes) => Uint8Array.of(...bytes, 0) }, 'malformed'],
    ['cut short', { indexBytes: (bytes) => bytes.subarray(0, -1) }, 'malformed'],
    ['that answers neither yes nor no', { indexBytes: (bytes) => bytes.with(bytes.length - 1, 2) }, 'malformed'],
    ['larger than 32 KiB', { indexBytes: (bytes) => Uint8Array.of(...bytes, ...new Uint8Array(32_768)) }, 'too-large'],
  ]);
});

describe('no reader accepts snapshots', () => {
  refused([
    ['of another state', { manifest: (manifest) => ({ ...manifest, state: ZERO }) }, 'state-mismatch'],
    ['of another number', { manifest: (manifest) => ({ ...manifest, seq: 2 }) }, 'state-mismatch'],
    ['whose shards do not add up', { manifest: (manifest) => ({ ...manifest, n: 5 }) }, 'malformed'],
    ['that announce 16 000 001 flags', { manifest: (manifest) => ({ ...manifest, n: 16_000_001 }) }, 'too-large'],
    ['that announce more flags than their bytes can hold', { manifest: lying(4_000_000), tip: (tip) => ({ ...tip, n: 4_000_000 }) }, 'malformed'],
    ['that announce one flag more than there is', { manifest: lying(2), tip: (tip) => ({ ...tip, n: 2 }) }, 'malformed'],
    ['that name one shard a thousand times', { manifest: repeating(1000) }, 'not-canonical'],
    ['that name a shard nobody sent', { blobs: withoutShards }, 'missing-blob'],
    ['that give a shard another size', { manifest: (manifest) => ({ ...manifest, shards: manifest.shards.map((shard) => ({ ...shard, blob: { ...shard.blob, bytes: 99 } })) }) }, 'hash-mismatch'],
    ['with a section nobody knows', { manifestBytes: (bytes) => bytes.with(46, 3) }, 'unsupported'],
    ['with a byte after their end', { manifestBytes: (bytes) => Uint8Array.of(...bytes, 0) }, 'malformed'],
    ['with the records of another state', { state: () => ZERO }, 'state-mismatch'],
  ]);

  function lying(records: number): NonNullable<Forgery['manifest']> {
    return (manifest) => ({ ...manifest, n: records, shards: [{ ...manifest.shards[0]!, records }] });
  }
  function repeating(times: number): NonNullable<Forgery['manifest']> {
    return (manifest) => ({ ...manifest, n: times, shards: Array(times).fill(manifest.shards[0]) });
  }
  function withoutShards(blobs: Map<string, Uint8Array>): Map<string, Uint8Array> {
    return new Map([...blobs].filter(([, blob]) => Buffer.from(blob.subarray(0, 4)).toString() !== 'FLS1'));
  }
});

describe('no reader accepts shards', () => {
  /** Header: magic 4, count 4, parameter 1, coded bytes 4, column bytes 4, packed bytes 4. */
  const HEADER = 21;
  const view = (shard: Uint8Array) => new DataView(shard.buffer, shard.byteOffset);
  /** A shard of one record with these packed columns, sizes made to fit. */
  const withColumns = (packed: Uint8Array) => (shard: Uint8Array) => {
    const kept = shard.subarray(0, HEADER + view(shard).getUint32(9) + 4);
    const made = Uint8Array.of(...kept, ...packed);
    view(made).setUint32(17, packed.length);
    return made;
  };
  const claiming = (at: number, value: number) => (shard: Uint8Array) => {
    const made = shard.slice();
    view(made).setUint32(at, value);
    return made;
  };

  refused([
    ['that hold a bomb of 16 MiB', { shard: withColumns(deflateSync(new Uint8Array(2 ** 24))) }, 'malformed'],
    ['whose columns are short', { shard: withColumns(deflateSync(new Uint8Array(3))) }, 'malformed'],
    ['with bytes after the columns', { shard: withColumns(Uint8Array.of(...deflateSync(new Uint8Array(4)), 0)) }, 'malformed'],
    ['that announce 4 billion records', { shard: claiming(4, 0xffff_ffff) }, 'malformed'],
    ['that announce no record', { shard: claiming(4, 0) }, 'malformed'],
    ['that announce 4 GiB of columns', { shard: claiming(13, 0xffff_ffff) }, 'malformed'],
    ['that announce more coded bytes than there are', { shard: claiming(9, 0xffff_ffff) }, 'malformed'],
    ['with an unknown parameter', { shard: (shard) => shard.with(8, 64) }, 'malformed'],
    ['larger than 1 MiB', { shard: (shard) => new Uint8Array(Buffer.concat([shard, Buffer.alloc(2 ** 20)])) }, 'too-large'],
    ['that are no shards', { shard: (shard) => shard.with(0, 0) }, 'malformed'],
  ]);
});

describe('no reader accepts records', () => {
  const key = (byte: number) => new Uint8Array(12).fill(byte);
  const labels = (count: number) => Array.from({ length: count }, (_, i) => ({ key: key(1), label: i + 1 }));
  const stand = (byte: number) => aRun([{}]).with(13, byte);

  test('of nine labels on a key, while eight are fine', () => {
    expect(outcome(forge({ runs: [aRun(labels(8))] }))).toBe('accepted');
    expect(outcome(forge({ runs: [aRun(labels(9))] }))).toBe('bad-record');
  });

  refused([
    ['out of order', { runs: [aRun([{ key: key(1), label: 2 }, { key: key(1), label: 1 }])] }, 'not-canonical'],
    ['out of order between shards', { runs: [aRun([{ key: key(2) }]), aRun([{ key: key(1) }])] }, 'not-canonical'],
    ['twice the same', { runs: [aRun([{ key: key(1) }, { key: key(1) }])] }, 'not-canonical'],
    ['that assert and dispute one label', { runs: [aRun([{ key: key(1) }, { key: key(1), polarity: 'disputes' }])] }, 'not-canonical'],
    ['of nine labels on a key over two shards', { runs: [aRun(labels(9).slice(0, 5)), aRun(labels(9).slice(5))] }, 'bad-record'],
    ['that neither assert nor dispute', { runs: [stand(0x3f)] }, 'bad-record'],
    ['that both assert and dispute', { runs: [stand(0xff)] }, 'bad-record'],
    ['of label code 0', { runs: [aRun([{ label: 0 }])] }, 'bad-record'],
    ['from the future', { runs: [aRun([{ week: 0xffff }])] }, 'bad-record'],
  ]);
});

describe('no reader accepts a log', () => {
  const good = encodeDelta({ puts: aRun([{}]), deletes: new Uint8Array(0) });
  const { id } = verifiedList(forge());

  /** The one update of the list told by this delta: in the index, beside it, both, or nowhere. */
  function told(delta: Uint8Array, places: readonly ('index' | 'file')[], bytes = delta.length): Forgery {
    const sha256 = blobName(delta);
    return {
      index: (index) => ({
        ...index,
        log: [{ ...index.log[0]!, delta: { sha256, bytes } }],
        inline: places.includes('index') ? [{ position: 0, delta }] : [],
      }),
      tip: (tip) => ({ ...tip, chain: linkChain(genesisChain(id), 1, tip.state, sha256) }),
      blobs: (blobs) => (places.includes('file') ? new Map([...blobs, [sha256, delta]]) : blobs),
    };
  }

  test('unless its deltas are there once each', () => {
    expect(outcome(forge(told(good, ['index'])))).toBe('accepted');
    expect(outcome(forge(told(good, ['file'])))).toBe('accepted');
  });

  refused([
    ['with a delta nobody sent', told(good, []), 'missing-blob'],
    ['with a delta in the index and beside it', told(good, ['index', 'file']), 'unreachable-blob'],
    ['with a delta of another size', told(good, ['file'], good.length + 1), 'hash-mismatch'],
    ['with a delta of another size in the index', told(good, ['index'], good.length + 1), 'hash-mismatch'],
    ['with bytes after a delta', told(Uint8Array.of(...good, 0), ['index']), 'malformed'],
    ['with a delta that is none', told(Uint8Array.of(1), ['file']), 'malformed'],
    ['with a shard for a delta', told(encodeShard(aRun([{ week: 7 }])), ['file']), 'malformed'],
    ['with more than 4 KiB of deltas in the index', told(encodeDelta({ puts: new Uint8Array(4096), deletes: new Uint8Array(0) }), ['index']), 'too-large'],
  ]);
});

describe('a file', () => {
  const WORD = 4;

  refused([
    ['with a blob nothing leads to is refused', { blobs: (blobs) => new Map([...blobs, ...named(Uint8Array.of(1, 2, 3))]) }, 'unreachable-blob'],
    ['without its blobs is refused', { blobs: () => new Map() }, 'missing-blob'],
  ]);

  test('with its blobs in another order is refused', () => {
    expect(outcome(swapLastTwoItems(forge()))).toBe('not-canonical');
  });

  test('with a blob twice is refused', () => {
    const [head, ...items] = itemsOf(forge());
    expect(outcome(fileOf(head!, [...items, items.at(-1)!]))).toBe('not-canonical');
  });

  test('that announces other items than it has is refused', () => {
    const file = forge();
    for (const [count, tag] of [[0, 'malformed'], [3, 'malformed'], [6, 'malformed'], [0xffff_ffff, 'too-large']] as const) {
      const altered = file.slice();
      new DataView(altered.buffer).setUint32(WORD, count);
      expect(outcome(altered)).toBe(tag);
    }
  });

  test('with an item of 4 GiB is refused before memory is taken', () => {
    const altered = forge();
    new DataView(altered.buffer, altered.byteOffset).setUint32(9, 0xffff_ffff);
    expect(outcome(altered)).toBe('too-large');
  });

  test('with roots or index of another list is refused', () => {
    const mine = itemsOf(forge());
    const theirs = itemsOf(forge({ keys: OTHER_KEYS }));
    for (const item of [1, 2, 3]) {
      const mixed = mine.map((bytes, i) => (i === item ? theirs[i]! : bytes));
      expect(outcome(fileOf(mixed[0]!, mixed.slice(1)))).toBe('hash-mismatch');
    }
  });

  function named(blob: Uint8Array): readonly (readonly [string, Uint8Array])[] {
    return [[blobName(blob), blob]];
  }
  /** The head of the file (magic and count), then each item with its type and length. */
  function itemsOf(file: Uint8Array): readonly Uint8Array[] {
    const items = [file.subarray(0, 2 * WORD)];
    for (let at = 2 * WORD; at < file.length; ) {
      const length = 5 + new DataView(file.buffer, file.byteOffset + at).getUint32(1);
      items.push(file.subarray(at, at + length));
      at += length;
    }
    return items;
  }
  function fileOf(head: Uint8Array, items: readonly Uint8Array[]): Uint8Array {
    const file = new Uint8Array(Buffer.concat([head, ...items]));
    new DataView(file.buffer).setUint32(WORD, items.length);
    return file;
  }
  function swapLastTwoItems(file: Uint8Array): Uint8Array {
    const [head, ...items] = itemsOf(file);
    return fileOf(head!, [...items.slice(0, -2), items.at(-1)!, items.at(-2)!]);
  }
});

/** The same tip with other co-signatures, signed by the writer. */
function resigned(tip: Tip, cosignatures: Tip['cosignatures']): Tip {
  const changed = { ...tip, cosignatures };
  return { ...changed, by: signEvent(tipBody(changed), COSIGNED.writer, tip.by.createdAt, random) };
}
