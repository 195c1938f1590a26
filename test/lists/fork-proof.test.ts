import { describe, expect, test } from 'vitest';
import { canonicalJson, type Json } from '../../lib/lists/canonical-json.ts';
import { linkChain, RESET } from '../../lib/lists/chain.ts';
import { signEvent } from '../../lib/lists/event.ts';
import { decodeForkProof, encodeForkProof, type RootFork, type UpdateFork } from '../../lib/lists/fork-proof.ts';
import { MAX_FORK_BYTES, MAX_FORK_LINKS, MAX_ROOTS } from '../../lib/lists/limits.ts';
import type { HeadBytes } from '../../lib/lists/list-head.ts';
import { newListKeys, type ListKeys } from '../../lib/lists/list-keys.ts';
import { makeForkProof } from '../../lib/lists/make-fork-proof.ts';
import type { RootContent } from '../../lib/lists/root-content.ts';
import { rootCosignatureBody, rootId, type SignedRoot } from '../../lib/lists/root-line.ts';
import { decodeTip, tipBody, type Tip } from '../../lib/lists/tip.ts';
import { aDraft, builtList, NOW_MS, OTHER_KEYS, seededRandom, someFlags, TEST_KEYS } from '../support/lists-draft.ts';
import { allSecrets, CREATED_AT, signAsRoot, signedTip } from '../support/lists-forge.ts';
import {
  aHead,
  changedRoots,
  changedUpdates,
  firstRoot,
  headOf,
  judgedFork,
  lineFrom,
  madeFork,
  madeOf,
  nextRoot,
  provenFork,
  step,
  steps,
} from '../support/lists-forks.ts';

const random = seededRandom('fork proofs');
const first = firstRoot();
const list = rootId(first);
const chainAfter = (...names: string[]) => lineFrom(list, steps(...names)).at(-1)!.chain;
/** The numbers `from` to `to` as names of steps of a line of its own. */
const numbered = (line: string, from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => `${line}${from + i}`);
const common = numbered('common ', 1, 9);

const NEW_KEYS: ListKeys = newListKeys(seededRandom('NEW TEST KEYS'));
/** Roots may continue the list from its first update. */
const base = lineFrom(list, steps('one'))[1]!;
const second = nextRoot([first], base);
const renamed = nextRoot([first], base, { name: 'Renamed' });
const byId = (a: SignedRoot, b: SignedRoot) => (rootId(a) < rootId(b) ? -1 : 1);

describe('a proof comes of', () => {
  test('two updates under one number, and says which, as of when, of which list', () => {
    const proof = madeFork(aHead(steps('one', 'two')), aHead(steps('one', 'other'), { createdAt: CREATED_AT + 7200 }));
    const tips = [
      { seq: 2, chain: chainAfter('one', 'two'), state: step('two').state, signedAtMs: (CREATED_AT + 3600) * 1000 },
      { seq: 2, chain: chainAfter('one', 'other'), state: step('other').state, signedAtMs: (CREATED_AT + 7200) * 1000 },
    ].toSorted((a, b) => (a.chain < b.chain ? -1 : 1));
    expect(provenFork(proof)).toEqual({
      kind: 'updates',
      list: { id: list, name: 'Forged list' },
      version: 1,
      seq: 2,
      chains: tips.map(({ chain }) => chain),
      tips,
    });
  });

  test('alternating numbers: the later line passes the number of the earlier tip elsewhere', () => {
    const ten = aHead(steps(...common, 'ten'));
    const twelve = aHead(steps(...common, 'other ten', 'eleven', 'twelve'));
    const proof = madeFork(ten, twelve);
    expect(provenFork(proof)).toMatchObject({
      seq: 10,
      chains: [chainAfter(...common, 'ten'), chainAfter(...common, 'other ten')],
      tips: [{ seq: 10, chain: chainAfter(...common, 'ten') }, { seq: 12, chain: chainAfter(...common, 'other ten', 'eleven', 'twelve') }],
    });
    expect(madeFork(twelve, ten)).toEqual(proof);
  });

  test('lines that parted long before the number they are compared at', () => {
    const theirs = ['one', ...numbered('other ', 2, 11)];
    expect(provenFork(madeFork(aHead(steps(...common, 'ten')), aHead(steps(...theirs))))).toMatchObject({ seq: 10, tips: [{ seq: 10 }, { seq: 11 }] });
  });

  test('the same state under the same number by another way', () => {
    const [straight, round] = [aHead([step('one'), step('two')]), aHead([step('one'), step('two', 'other changes')])];
    expect(provenFork(madeFork(straight, round))).toMatchObject({ seq: 2, tips: [{ state: step('two').state }, { state: step('two').state }] });
    const reset = aHead([step('one'), { ...step('two'), delta: RESET }]);
    expect(provenFork(madeFork(straight, reset))).toMatchObject({ seq: 2 });
    expect(provenFork(madeFork(aHead(steps('one', 'two')), aHead(steps('other', 'two'))))).toMatchObject({ seq: 2 });
  });

  test('the number just before a whole log', () => {
    const ahead = aHead(steps(...common, 'other ten', ...numbered('later ', 11, 26)));
    expect(provenFork(madeFork(aHead(steps(...common, 'ten')), ahead))).toMatchObject({ seq: 10, tips: [{ seq: 10 }, { seq: 26 }] });
  });

  test('two files that the same draft was continued in', async () => {
    const flags = someFlags(30);
    const start = await builtList(aDraft({ flags: flags.slice(0, 10) }));
    const next = async (to: number, previous: Uint8Array, minutes: number) =>
      await builtList(aDraft({ flags: flags.slice(0, to) }), TEST_KEYS, { previous, nowMs: NOW_MS + minutes * 60_000 });
    const proof = madeFork(headOf(await next(12, start, 1)), headOf(await next(30, await next(20, start, 2), 3)));
    expect(provenFork(proof)).toMatchObject({ list: { name: 'Test list' }, seq: 2, tips: [{ seq: 2, signedAtMs: NOW_MS + 60_000 }, { seq: 3 }] });
  });

  test('heads that co-signers signed with the writer', () => {
    const keys = { ...TEST_KEYS, heads: [random(32), random(32)], headThreshold: 2 };
    const roots = [firstRoot(keys)];
    const head = (name: string, cosigner: number) => aHead(steps(name), { roots, cosigners: [keys.heads[cosigner]!] });
    expect(provenFork(madeFork(head('one', 0), head('other', 1)))).toMatchObject({ version: 1, seq: 1 });
  });

  test('an older version of the root, which it tells', () => {
    const old = [first];
    const ahead = { roots: [first, second] };
    expect(provenFork(madeFork(aHead(steps('one', 'two'), { roots: old }), aHead(steps('one', 'other'), { roots: old })))).toMatchObject({ version: 1 });
    expect(provenFork(madeFork(aHead(steps('one', 'two'), ahead), aHead(steps('one', 'other'), ahead)))).toMatchObject({ version: 2, seq: 2 });
  });

  test('heads that name one root by other co-signatures', () => {
    const again = { ...first, cosignatures: recosigned(first) };
    const proof = madeFork(aHead(steps('one', 'two')), aHead(steps('one', 'other'), { roots: [again] }));
    expect(again.cosignatures).not.toEqual(first.cosignatures);
    expect(provenFork(proof)).toMatchObject({ list: { id: list }, version: 1, seq: 2 });
  });

  test('two roots of one version, and says which', () => {
    const proof = madeFork(aHead(steps('one', 'two'), { roots: [first, second] }), aHead(steps('one', 'two'), { roots: [first, renamed] }));
    const roots = [second, renamed].toSorted(byId).map((root) => ({
      id: rootId(root),
      name: (JSON.parse(root.content) as RootContent).name,
      signedAtMs: (CREATED_AT + 60) * 1000,
    }));
    expect(provenFork(proof)).toEqual({ kind: 'roots', list: { id: list, name: 'Forged list' }, version: 2, roots });
  });

  test('two roots of one version of which one has another after it', () => {
    const third = nextRoot([first, renamed], base);
    const [here, there] = [aHead(steps('one', 'two'), { roots: [first, second] }), aHead(steps('one', 'three'), { roots: [first, renamed, third] })];
    const proof = madeFork(here, there);
    expect(provenFork(proof)).toMatchObject({ kind: 'roots', version: 2 });
    expect(madeFork(there, here)).toEqual(proof);
  });

  test('roots that hand the list to different keys, with enough of the old ones consenting', () => {
    const theirs = handedOver(NEW_KEYS, TEST_KEYS.root.slice(1));
    const [mine, stolen] = [aHead(steps('one', 'two'), { roots: [first, second] }), aHead(steps('one', 'two'), { roots: [first, theirs], writer: NEW_KEYS.writer })];
    expect(provenFork(madeFork(mine, stolen))).toMatchObject({ kind: 'roots', version: 2 });
  });
});

describe('no proof comes of', () => {
  const two = steps('one', 'two');
  const bySecond = { roots: [first, second] };

  test.each<[string, HeadBytes, HeadBytes, string]>([
    ['one head', aHead(two), aHead(two), 'no-fork'],
    ['a state that was confirmed again later', aHead(two), aHead(two, { createdAt: CREATED_AT + 80_000 }), 'no-fork'],
    ['a state that was confirmed for longer', aHead(two), aHead(two, { tip: (tip) => ({ ...tip, exp: tip.exp + 86_400 }) }), 'no-fork'],
    ['a head and one that continues it', aHead(two), aHead(steps('one', 'two', 'three')), 'no-fork'],
    ['a head and one that goes back to its state', aHead(two), aHead(steps('one', 'two', 'three', 'two')), 'no-fork'],
    ['heads under two versions of the root', aHead(steps('one', 'stolen', 'stolen too')), aHead(two, bySecond), 'no-fork'],
    ['heads of two lists', aHead(two), aHead(steps('one', 'other'), { roots: [firstRoot(OTHER_KEYS)], writer: OTHER_KEYS.writer }), 'no-fork'],
    ['a head and one whose log begins later', aHead(steps('one', 'two')), aHead(steps('other', ...numbered('', 2, 19))), 'log-gap'],
    ['a head that a stranger signed', aHead(two), aHead(steps('one', 'other'), { writer: OTHER_KEYS.writer }), 'wrong-key'],
    ['a head that the writer of the root before signed', aHead(two, { roots: [first, handedOver()], writer: NEW_KEYS.writer }), aHead(steps('one', 'other'), { roots: [first, handedOver()] }), 'wrong-key'],
    ['a head off its own chain', aHead(two), aHead(two, { tip: (tip) => ({ ...tip, chain: '00'.repeat(32) }) }), 'broken-chain'],
    ['a head that runs ahead', aHead(two), aHead(steps(...numbered('', 1, 317))), 'runs-ahead'],
    ['a head with the index of another', aHead(two), { ...aHead(steps('one', 'other')), index: aHead(two).index }, 'hash-mismatch'],
    ['a head that was altered', aHead(two), altered(aHead(steps('one', 'other'))), 'bad-signature'],
  ])('%s', (_, one, other, tag) => {
    expect(madeOf(one, other)).toBe(tag);
    expect(madeOf(other, one)).toBe(tag);
  });

  /** A bit of the signature flipped. */
  function altered(head: HeadBytes): HeadBytes {
    return { ...head, tip: head.tip.with(80, head.tip[80]! ^ 1) };
  }

  test('two heads, without a sentence that says why', () => {
    const why = (one: HeadBytes, other: HeadBytes) => {
      const made = makeForkProof(one, other);
      return made.ok ? '' : made.error.message;
    };
    expect(why(aHead(two), aHead(steps('one', 'two', 'three')))).toBe('Update 3 continues update 2.');
    expect(why(aHead(two), aHead(two))).toBe('Update 2 is the same in both.');
  });
});

describe('a proof of two updates is refused where', () => {
  const ten = aHead(steps(...common, 'ten'));
  const proof = madeFork(ten, aHead(steps(...common, 'other ten', 'eleven', 'twelve')));
  const same = madeFork(aHead(steps('one', 'two')), aHead(steps('one', 'other')));
  const theirs = aHead(steps('one'), { roots: [firstRoot(OTHER_KEYS)], writer: OTHER_KEYS.writer });
  const changed = (change: (fork: UpdateFork) => Partial<UpdateFork>) => changedUpdates(proof, change);
  /** The first tip with another content, signed by the writer or somebody else. */
  const retold = (changes: Partial<Tip>, writer = TEST_KEYS.writer, cosigners: readonly Uint8Array[] = []) =>
    changed(({ tips: [tip, later] }) => ({ tips: [signedTip(tip.list, { ...tip, ...changes }, writer, cosigners, tip.by.createdAt, random), later] }));

  test('nothing is wrong: it holds', () => {
    expect([judgedFork(proof), judgedFork(same), judgedFork(retold({ exp: CREATED_AT + 9000 }))]).toEqual(['holds', 'holds', 'holds']);
  });

  test.each<[string, Uint8Array, string]>([
    ['it is too large', new Uint8Array(MAX_FORK_BYTES + 1), 'too-large'],
    ['it is something else', ten.tip, 'malformed'],
    ['it is of an unknown kind', proof.with(4, 3), 'unsupported'],
    ['it is said to be of roots', proof.with(4, 2), 'too-large'],
    ['bytes are left over', Uint8Array.of(...proof, 0), 'malformed'],
    ['a link is missing', changed(({ links }) => ({ links: links.slice(1) })), 'malformed'],
    ['there is a link too many', changed(({ links }) => ({ links: [...links, ...links] })), 'malformed'],
    ['its links change places', changed(({ links }) => ({ links: links.toReversed() })), 'broken-chain'],
    ['a link leads to another state', changed(({ links }) => ({ links: [{ ...links[0]!, state: step('x').state }, links[1]!] })), 'broken-chain'],
    ['it begins elsewhere', changed(() => ({ chain: step('x').state })), 'broken-chain'],
    ['the second tip continues the first', continued(), 'no-fork'],
    ['both tips are one', changedUpdates(same, ({ tips: [tip] }) => ({ tips: [tip, tip], chain: tip.chain })), 'no-fork'],
    ['its tips change places', changed(({ tips: [a, b] }) => ({ tips: [b, a] })), 'not-canonical'],
    ['its tips of one number change places', changedUpdates(same, ({ tips: [a, b] }) => ({ tips: [b, a], chain: a.chain })), 'not-canonical'],
    ['its tips are of two lists', changedUpdates(same, ({ tips: [a] }) => ({ tips: [a, { ...a, list: decodeTip(theirs.tip).list, chain: 'ff'.repeat(32) }], chain: 'ff'.repeat(32) })), 'no-fork'],
    ['its tips claim two versions of the root', retold({ roots: { ...decodeTip(ten.tip).roots, ver: 2 } }), 'no-fork'],
    ['its roots are those of another list', changed(() => ({ roots: theirs.roots })), 'hash-mismatch'],
    ['a stranger signed a tip', retold({}, OTHER_KEYS.writer), 'wrong-key'],
    ['a root key signed a tip', retold({}, TEST_KEYS.root[0]), 'wrong-key'],
    ['a tip is co-signed by a stranger', retold({}, TEST_KEYS.writer, [OTHER_KEYS.writer]), 'wrong-key'],
    ['a tip claims more time than its root allows', retold({ exp: CREATED_AT + 40 * 86_400 }), 'bad-tip'],
    ['nobody signed what a tip says', changed(({ tips: [a, b] }) => ({ tips: [{ ...a, exp: a.exp + 1 }, b] })), 'bad-signature'],
    ['a tip lies behind its root', behindRoot(), 'broken-chain'],
  ])('%s', (_, bytes, tag) => {
    expect(judgedFork(bytes)).toBe(tag);
  });

  test('a tip lacks a co-signature the root asks for', () => {
    const keys = { ...TEST_KEYS, heads: [random(32)], headThreshold: 2 };
    const roots = [firstRoot(keys)];
    const cosigned = madeFork(aHead(steps('one'), { roots, cosigners: keys.heads }), aHead(steps('other'), { roots, cosigners: keys.heads }));
    const alone = changedUpdates(cosigned, ({ tips: [a, b] }) => {
      const tip = { ...a, cosignatures: [] };
      return { tips: [{ ...tip, by: signEvent(tipBody(tip), keys.writer, a.by.createdAt, random) }, b] };
    });
    expect([judgedFork(cosigned), judgedFork(alone)]).toEqual(['holds', 'missing-signature']);
  });

  test('a tip is longer than any may be', () => {
    const many = changed(({ tips: [a, b] }) => ({
      tips: [{ ...a, cosignatures: Array.from({ length: 18 }, (_, i) => ({ ...a.by, pubkey: (i + 10).toString(16).padStart(64, '0') })) }, b],
    }));
    expect(judgedFork(many)).toBe('too-large');
  });

  test('more updates lie between its tips than are read, while a thousand are', () => {
    const long = (count: number) => {
      const links = Array.from({ length: count }, (_, i) => step(`${i}`));
      return changed(({ tips: [a, b], chain }) => {
        const end = links.reduce((so, { state, delta }, i) => linkChain(so, a.seq + 1 + i, state, delta), chain);
        const content = { ...b, seq: a.seq + count, chain: end, exp: CREATED_AT + 86_400 };
        return { tips: [a, signedTip(b.list, content, TEST_KEYS.writer, [], CREATED_AT + 80_000, random)], links };
      });
    };
    expect([judgedFork(long(MAX_FORK_LINKS)), judgedFork(long(MAX_FORK_LINKS + 1))]).toEqual(['holds', 'too-large']);
  });

  function continued(): Uint8Array {
    const { tips } = decodeForkProof(proof) as UpdateFork;
    const { roots, tip } = aHead(steps(...common, 'ten', 'eleven'));
    return encodeForkProof({ kind: 'updates', roots, tips: [tips[0], decodeTip(tip)], chain: tips[0].chain, links: steps('eleven') });
  }

  /** Both tips under the second root, which continues the list from where they stand: the new line begins after them. */
  function behindRoot(): Uint8Array {
    const roots = [first, nextRoot([first], { ...base, seq: 2 })];
    const tips = ['two', 'other'].map((name) => aHead(steps('one', name), { roots })).map(({ tip }) => decodeTip(tip));
    const [a, b] = tips.toSorted((x, y) => (x.chain < y.chain ? -1 : 1)) as [Tip, Tip];
    return encodeForkProof({ kind: 'updates', roots: aHead(steps('one'), { roots }).roots, tips: [a, b], chain: b.chain, links: [] });
  }
});

describe('a proof of two roots is refused where', () => {
  const proof = madeFork(aHead(steps('one', 'two'), { roots: [first, second] }), aHead(steps('one', 'two'), { roots: [first, renamed] }));
  const changed = (change: (fork: RootFork) => Partial<RootFork>) => changedRoots(proof, change);
  const pairOf = (one: SignedRoot, other: SignedRoot) => changed(() => ({ pair: [one, other].toSorted(byId) as [SignedRoot, SignedRoot] }));
  const third = nextRoot([first, second], base);

  test('nothing is wrong: it holds', () => {
    expect(judgedFork(pairOf(second, renamed))).toBe('holds');
  });

  test.each<[string, Uint8Array, string]>([
    ['both are one', pairOf(second, second), 'no-fork'],
    ['both are one, co-signed anew', pairOf(second, { ...second, cosignatures: recosigned(second) }), 'no-fork'],
    ['they change places', changed(({ pair: [a, b] }) => ({ pair: [b, a] })), 'not-canonical'],
    ['one is of a later version', pairOf(second, third), 'broken-root-line'],
    ['one is signed by too few of the keys before', pairOf(second, handedOver(NEW_KEYS, TEST_KEYS.root.slice(1, 2))), 'missing-signature'],
    ['one is of another list', changed(() => ({ before: [firstRoot(OTHER_KEYS)] })), 'broken-root-line'],
    ['one was altered', pairOf(second, { ...renamed, content: renamed.content.replace('Renamed', 'Retamed') }), 'bad-signature'],
    ['there are three', encodeForkProof({ kind: 'roots', before: [first], pair: [second, renamed, third] as unknown as RootFork['pair'] }), 'malformed'],
    ['there is one', encodeForkProof({ kind: 'roots', before: [first], pair: [second] as unknown as RootFork['pair'] }), 'malformed'],
    ['no root comes before them', encodeForkProof({ kind: 'roots', before: [], pair: [second, renamed] }), 'too-large'],
    ['they come after the last root a list may have', changed(() => ({ before: Array<SignedRoot>(MAX_ROOTS).fill(first) })), 'too-large'],
    ['bytes are left over', Uint8Array.of(...proof, 0), 'malformed'],
    ['it is said to be of updates', proof.with(4, 1), 'malformed'],
  ])('%s', (_, bytes, tag) => {
    expect(judgedFork(bytes)).toBe(tag);
  });
});

/** The same root, co-signed by the same keys with other randomness: other bytes under one id. */
function recosigned(root: SignedRoot): SignedRoot['cosignatures'] {
  const { ver } = JSON.parse(root.content) as RootContent;
  const secrets = allSecrets(TEST_KEYS);
  return root.cosignatures.map(({ pubkey, createdAt }) => {
    const made = secrets.map((secret) => signEvent(rootCosignatureBody(list, rootId(root), ver), secret, createdAt, random));
    return made.find((signature) => signature.pubkey === pubkey)!;
  });
}

/** A second root that hands the list to these keys. */
function handedOver(keys: ListKeys = NEW_KEYS, old: readonly Uint8Array[] = TEST_KEYS.root): SignedRoot {
  const { root_keys: _keys, ...rest } = JSON.parse(second.content) as RootContent;
  const theirs = JSON.parse(firstRoot(keys).content) as RootContent;
  const content = { ...rest, root_keys: theirs.root_keys, writer: theirs.writer, inbox: theirs.inbox };
  const [author, ...others] = allSecrets(keys);
  return signAsRoot(canonicalJson(content as unknown as Json)!, content, [author, ...others, ...old], CREATED_AT + 60);
}
