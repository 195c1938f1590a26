import { describe, expect, test } from 'vitest';
import type { Result } from '../../lib/core/result.ts';
import { buildFlagList, type ListDraft } from '../../lib/lists/build-flag-list.ts';
import { changeRoot, finishRoot, proposeRoot, readProposal, signProposal, type ChangeOptions, type RootDraft } from '../../lib/lists/change-root.ts';
import { canonicalJson, type Json } from '../../lib/lists/canonical-json.ts';
import { genesisChain } from '../../lib/lists/chain.ts';
import { eventId, publicKey } from '../../lib/lists/event.ts';
import { decodeFlagListFile } from '../../lib/lists/flag-list-file.ts';
import { followFile, needsSnapshot } from '../../lib/lists/follow-log.ts';
import { heldFile, type HeldRun } from '../../lib/lists/held-list.ts';
import type { ListError, ListErrorTag } from '../../lib/lists/list-error.ts';
import { publicKeys, keysOf, type ListKeys } from '../../lib/lists/list-keys.ts';
import { emptyState } from '../../lib/lists/list-state.ts';
import type { RootContent } from '../../lib/lists/root-content.ts';
import { currentRoot, decodeRoots, encodeRoots, rootBody, verifyRootLine, type Root, type SignedRoot } from '../../lib/lists/root-line.ts';
import { decodeTip } from '../../lib/lists/tip.ts';
import { verifyFlagList } from '../../lib/lists/verify-flag-list.ts';
import { aDraft, builtList, DAY_MS, NOW_MS, OTHER_KEYS, signersOf, signersWith, someFlags, TEST_KEYS, verifiedList } from '../support/lists-draft.ts';
import { allSecrets, CREATED_AT, forge, rootContent, signAsRoot } from '../support/lists-forge.ts';
import { namesOf, NEW_KEYS } from '../support/lists-roots.ts';

const MINUTE_MS = 60_000;
const secrets = keysOf(TEST_KEYS);
const draft = aDraft({ flags: someFlags(7) });
const start = await builtList(draft);
const later = await builtList(aDraft({ flags: someFlags(8) }), TEST_KEYS, { previous: start, nowMs: NOW_MS + MINUTE_MS });
const CHANGED_MS = NOW_MS + 10 * MINUTE_MS;

const options = (changes: Partial<ChangeOptions> = {}): ChangeOptions => ({ nowMs: CHANGED_MS, ...changes });

function valueOf<T>(result: Result<T, ListError>): T {
  if (!result.ok) throw new Error(`${result.error.tag}: ${result.error.message}`);
  return result.value;
}
const tagOf = (result: Result<unknown, ListError>): ListErrorTag | 'made' => (result.ok ? 'made' : result.error.tag);

const changed = async (change: RootDraft, by: readonly Uint8Array[] = secrets, file = start, more: Partial<ChangeOptions> = {}) =>
  valueOf(await changeRoot(file, change, signersWith(by), options(more)));
const outcome = async (change: RootDraft, by: readonly Uint8Array[] = secrets, file = start, more: Partial<ChangeOptions> = {}) =>
  tagOf(await changeRoot(file, change, signersWith(by), options(more)));
const termsOf = ({ flags: _flags, ...terms }: ListDraft) => terms;
const rootOf = (file: Uint8Array): Root => currentRoot(verifyRootLine(decodeRoots(decodeFlagListFile(file).roots)));
const held = (file: Uint8Array): HeldRun => valueOf(heldFile(file));
const at = (file: Uint8Array, nowMs = CHANGED_MS + DAY_MS) => verifiedList(file, nowMs);

/** How a reader who holds an earlier file gets on: by the log, by the snapshot, or not at all. */
function path(from: Uint8Array, to: Uint8Array): 'log' | 'snapshot' | ListErrorTag {
  const followed = followFile(held(from), to, { nowMs: CHANGED_MS + DAY_MS });
  if (followed.ok) return 'log';
  return needsSnapshot(followed.error) ? 'snapshot' : followed.error.tag;
}

describe('a new root', () => {
  test('that changes nothing renews the list: same id, next version, next number, the same flags, 400 days more', async () => {
    const renewed = at(await changed({}));
    const before = verifiedList(start);
    expect(renewed).toMatchObject({ id: before.id, version: 2, seq: 2, state: before.state, n: before.n, name: before.name, keys: before.keys });
    expect(rootOf(await changed({}))).toMatchObject({
      ver: 2,
      base: { seq: 1, chain: before.chain, state: before.state },
      epoch: rootOf(start).epoch,
      expires: CHANGED_MS / 1000 + 400 * 86_400,
    });
  });

  test('is followed by its readers with an update of 12 bytes', async () => {
    const renewed = await changed({});
    expect(path(start, renewed)).toBe('log');
    expect(at(renewed).log.at(-1)!.delta).toMatchObject({ bytes: 12, inline: true });
  });

  test('may come after the one before it expired, since a list must not end by an oversight', async () => {
    const late = NOW_MS + 500 * DAY_MS;
    expect(verifyFlagList(start, { nowMs: late })).toMatchObject({ error: { tag: 'expired' } });
    expect(verifiedList(await changed({}, secrets, start, { nowMs: late }), late)).toMatchObject({ version: 2, expiresAtMs: late + 365 * DAY_MS });
  });

  test('brings new terms whole, and states under them confirm themselves as often as they must', async () => {
    const terms = { ...termsOf(draft), name: 'Renamed', charter: 'Another.', appealContact: 'new@example.org', mirrors: ['https://m.example/'] };
    const list = at(await changed({ terms }));
    expect(list).toMatchObject({ name: 'Renamed', charter: 'Another.', appealContact: 'new@example.org', expiresAtMs: CHANGED_MS + 30 * DAY_MS });
    expect(rootOf(await changed({ terms }))).toMatchObject({ mirrors: ['https://m.example/'], maxAge: 30 * 86_400 });
  });

  test('vouches for other lists as its terms say, and no more once they do not', async () => {
    const links = ['cd', 'ab'].map((id) => `https://lists.example/#${id.repeat(32)}`);
    const vouching = await changed({ terms: { ...termsOf(draft), vouches: links } });
    expect(at(vouching).vouches).toEqual(links.toReversed());
    const kept = await changed({}, secrets, vouching, { nowMs: CHANGED_MS + MINUTE_MS });
    expect(rootOf(kept).vouches).toEqual(links.toReversed());
    expect(rootOf(await changed({ terms: termsOf(draft) }, secrets, kept, { nowMs: CHANGED_MS + 2 * MINUTE_MS })).vouches).toBeUndefined();
    // Flags alone do not change terms.
    const built = await buildFlagList(draft, signersOf(TEST_KEYS), { nowMs: CHANGED_MS + MINUTE_MS, previous: vouching });
    expect(built).toMatchObject({ ok: false, error: { tag: 'charter-changed' } });
  });

  test('names a successor, keeps it, and takes it back', async () => {
    const successor = 'ab'.repeat(32);
    const first = await changed({ successor });
    const second = await changed({}, secrets, first, { nowMs: CHANGED_MS + MINUTE_MS });
    const third = await changed({ successor: null }, secrets, second, { nowMs: CHANGED_MS + 2 * MINUTE_MS });
    expect([first, second, third].map((file) => rootOf(file).successor)).toEqual([successor, successor, undefined]);
    expect(await outcome({ successor: 'next list' })).toBe('bad-root');
    expect(await outcome({ successor: verifiedList(start).id })).toBe('bad-root');
  });

  test('speaks for as long as is asked, and for no longer than 400 days', async () => {
    expect(rootOf(await changed({ lifeDays: 30 })).expires).toBe(CHANGED_MS / 1000 + 30 * 86_400);
    expect(await outcome({ lifeDays: 401 })).toBe('bad-root');
    expect(await outcome({ lifeDays: 0 })).toBe('bad-root');
  });

  test('is not made by a clock behind the state it continues, or behind the root before it', async () => {
    expect(await outcome({}, secrets, later, { nowMs: NOW_MS })).toBe('not-yet-valid');
    expect(await outcome({}, secrets, start, { nowMs: NOW_MS })).toBe('not-yet-valid');
    expect(await outcome({}, secrets, start, { nowMs: NOW_MS + 1000 })).toBe('made');
  });

  test('is not made of a file that does not hold', async () => {
    expect(await outcome({}, secrets, start.with(40, start[40]! ^ 1))).toBe('hash-mismatch');
  });

  test('is the 32nd of a list, and never the 33rd', async () => {
    const keys: ListKeys = { ...NEW_KEYS, root: [NEW_KEYS.root[0]], rootThreshold: 1 };
    const [first, ...rest] = Array.from({ length: 32 }, (_, i) => i + 1);
    const line = rest.reduce<readonly SignedRoot[]>((roots, ver) => [...roots, nextRoot(roots, ver)], [rootOfVersion(first!)]);
    expect(await outcome({}, keysOf(keys), forge({ keys, roots: line.slice(0, 31), createdAt: NOW_MS / 1000 }))).toBe('made');
    expect(await outcome({}, keysOf(keys), forge({ keys, roots: line, createdAt: NOW_MS / 1000 }))).toBe('too-large');

    function rootOfVersion(ver: number, changes: Partial<RootContent> = {}): SignedRoot {
      const content = rootContent(keys, { ver, ...changes });
      return signAsRoot(canonicalJson(content as Json)!, content, allSecrets(keys), CREATED_AT + ver);
    }
    function nextRoot(roots: readonly SignedRoot[], ver: number): SignedRoot {
      const [list, prev] = [roots[0]!, roots.at(-1)!].map(({ content, by }) => eventId(rootBody(content), by)) as [string, string];
      return rootOfVersion(ver, { list, prev, base: { seq: 0, chain: genesisChain(list), state: emptyState(list) } });
    }
  });
});

describe('labels under a new root', () => {
  const [scam, ai, off] = draft.labels as [ListDraft['labels'][number], ListDraft['labels'][number], ListDraft['labels'][number]];
  const codesOf = (file: Uint8Array) => rootOf(file).labels.map(({ code, name }) => [code, name]);
  const withLabels = (...labels: ListDraft['labels']) => ({ terms: { ...termsOf(draft), labels } });

  test('keep their codes whatever their order, and new ones get codes nobody had', async () => {
    const fewer = await changed(withLabels(off, { name: 'Spam', core: 'spam' }, ai));
    expect(codesOf(fewer)).toEqual([[2, 'AI-made'], [3, 'Off topic'], [4, 'Spam']]);
    const more = await changed(withLabels({ name: 'Parody', core: 'x-parody' }, scam), secrets, fewer, { nowMs: CHANGED_MS + MINUTE_MS });
    expect(codesOf(more)).toEqual([[1, 'Scam'], [5, 'Parody']]);
  });

  test('may weigh more, cover more kinds and be told in more languages', async () => {
    const changedLabel = { ...scam, severity: 3, subjects: ['url' as const], locales: [{ lang: 'de', name: 'Betrug', description: '' }] };
    expect(rootOf(await changed(withLabels(changedLabel, ai, off))).labels[0]).toMatchObject({ code: 1, severity: 3, subjects: ['url'] });
  });

  test.each<[string, ListDraft['labels'], ListErrorTag]>([
    ['another name for a code', [{ ...scam, code: 1, name: 'Fraud' }], 'broken-root-line'],
    ['another core label for a code', [{ ...scam, code: 1, core: 'spam' }], 'broken-root-line'],
    ['another core label under the name a code has', [{ ...scam, core: 'spam' }], 'broken-root-line'],
    ['the code of a label there was, for a new one', [{ name: 'Spam', core: 'spam', code: 3 }], 'broken-root-line'],
    ['two labels of one name', [scam, { ...scam, code: 9 }], 'bad-root'],
    ['no label', [], 'bad-root'],
  ])('%s is refused', async (_, labels, refusedAs) => {
    expect(await outcome(withLabels(...labels))).toBe(refusedAs);
  });

  test('do not come back with another meaning after a root without them', async () => {
    const without = await changed(withLabels(ai));
    const nowMs = CHANGED_MS + MINUTE_MS;
    expect(await outcome(withLabels(ai, { ...off, core: 'x-other' }), secrets, without, { nowMs })).toBe('broken-root-line');
    expect(await outcome(withLabels(ai, { ...off, name: 'Other', code: 3 }), secrets, without, { nowMs })).toBe('broken-root-line');
    expect(codesOf(await changed(withLabels(ai, off), secrets, without, { nowMs }))).toEqual([[2, 'AI-made'], [3, 'Off topic']]);
  });

  test('that are gone leave their flags in place, which say nothing until the list is built without them', async () => {
    const without = await changed(withLabels(ai, off));
    expect(at(without).n).toBe(7);
    const next = aDraft({ labels: [ai, off], flags: someFlags(7).filter(({ label }) => label !== 'Scam') });
    expect(at(await builtList(next, TEST_KEYS, { previous: without, nowMs: CHANGED_MS + MINUTE_MS })).n).toBe(4);
  });
});

describe('keys under a new root', () => {
  const both = [...secrets, ...keysOf(NEW_KEYS)];

  test('may all be others, when enough of the old root keys agree', async () => {
    const keys = namesOf(NEW_KEYS);
    const file = await changed({ keys }, [...TEST_KEYS.root.slice(0, 2), ...keysOf(NEW_KEYS)]);
    expect(at(file)).toMatchObject({ id: verifiedList(start).id, version: 2, keys });
    expect(path(start, file)).toBe('log');
  });

  test('sign nothing more once they are replaced: neither states nor roots', async () => {
    const file = await changed({ keys: namesOf(NEW_KEYS) }, both);
    const nowMs = CHANGED_MS + MINUTE_MS;
    expect(tagOf(await buildFlagList(draft, signersOf(TEST_KEYS), { previous: file, nowMs }))).toBe('wrong-key');
    expect(tagOf(await buildFlagList(draft, signersOf(NEW_KEYS), { previous: file, nowMs }))).toBe('made');
    expect(await outcome({}, secrets, file, { nowMs })).toBe('missing-signature');
    expect(await outcome({}, keysOf(NEW_KEYS), file, { nowMs })).toBe('made');
  });

  test('of which one is revoked go on without it', async () => {
    const keys = { root: publicKeys(TEST_KEYS.root.slice(0, 2)) };
    const file = await changed({ keys }, secrets.filter((secret) => secret !== TEST_KEYS.root[2]));
    expect(at(file).keys).toMatchObject({ root: keys.root, rootThreshold: 2 });
  });

  test('may become more co-signers, of whom as many sign as the root asks for', async () => {
    const keys = { heads: publicKeys(NEW_KEYS.root), headThreshold: 3 };
    expect(at(await changed({ keys }, both)).keys).toMatchObject(keys);
    expect(decodeTip(decodeFlagListFile(await changed({ keys }, both)).tip).cosignatures).toHaveLength(2);
  });

  test.each<[string, RootDraft['keys'], readonly Uint8Array[], ListErrorTag]>([
    ['with fewer old root keys than asked', namesOf(NEW_KEYS), [TEST_KEYS.root[0], ...keysOf(NEW_KEYS)], 'missing-signature'],
    ['with one old root key held twice', namesOf(NEW_KEYS), [TEST_KEYS.root[0], TEST_KEYS.root[0], ...keysOf(NEW_KEYS)], 'missing-signature'],
    ['with the writer in place of a root key', namesOf(NEW_KEYS), [TEST_KEYS.root[0], TEST_KEYS.writer, ...keysOf(NEW_KEYS)], 'missing-signature'],
    ['by no root key', {}, [TEST_KEYS.writer, TEST_KEYS.inbox], 'missing-signature'],
    ['that names a famous writer', { writer: publicKey(OTHER_KEYS.writer) }, secrets, 'missing-signature'],
    ['that names a famous root key', { root: publicKeys([...TEST_KEYS.root, OTHER_KEYS.writer]) }, secrets, 'missing-signature'],
    ['that names a famous co-signer', { heads: publicKeys([OTHER_KEYS.writer]) }, secrets, 'missing-signature'],
    ['that names a famous inbox', { inbox: publicKey(OTHER_KEYS.writer) }, secrets, 'missing-signature'],
    ['in which a root key is the writer', { writer: publicKey(TEST_KEYS.root[0]) }, both, 'bad-root'],
    ['in which a root key is a co-signer', { heads: publicKeys([TEST_KEYS.root[0]]) }, both, 'bad-root'],
    ['in which the writer is a co-signer', { heads: publicKeys([TEST_KEYS.writer]) }, both, 'bad-root'],
    ['in which the inbox has another use', { inbox: publicKey(TEST_KEYS.writer) }, both, 'bad-keys'],
    ['that names a root key twice', { root: publicKeys([TEST_KEYS.root[0], TEST_KEYS.root[0]]) }, both, 'bad-root'],
    ['that asks for more root keys than it has', { rootThreshold: 4 }, both, 'bad-root'],
    ['that asks for no root key', { rootThreshold: 0 }, both, 'bad-root'],
    ['that asks for more heads than it has', { headThreshold: 2 }, both, 'bad-root'],
    ['that names something that is no key', { writer: 'me' }, both, 'bad-root'],
    ['by a secret that is none', {}, [...secrets, new Uint8Array(32)], 'bad-keys'],
  ])('%s are refused', async (_, keys, by, refusedAs) => {
    expect(await outcome({ keys: keys ?? {} }, by)).toBe(refusedAs);
  });
});

describe('a list under its new root', async () => {
  const terms = { ...termsOf(draft), charter: 'Another.' };
  const second = await changed({ terms });
  const nowMs = CHANGED_MS + MINUTE_MS;
  const built = async (next: ListDraft, previous: Uint8Array) => tagOf(await buildFlagList(next, signersOf(TEST_KEYS), { previous, nowMs }));

  test('is continued under the new terms only', async () => {
    expect(await built({ ...terms, flags: someFlags(9) }, second)).toBe('made');
    expect(await built(draft, second)).toBe('charter-changed');
  });

  test('is followed by updates from the state before the root to the one after', async () => {
    const third = await builtList({ ...terms, flags: someFlags(9) }, TEST_KEYS, { previous: second, nowMs });
    expect(at(third)).toMatchObject({ version: 2, seq: 3, n: 9 });
    expect([path(start, third), path(second, third)]).toEqual(['log', 'log']);
  });

  test('passes to a third', async () => {
    const third = await changed({ keys: namesOf(NEW_KEYS) }, [...secrets, ...keysOf(NEW_KEYS)], second, { nowMs });
    expect(at(third)).toMatchObject({ id: verifiedList(start).id, version: 3, seq: 3 });
    expect([path(start, third), path(second, third)]).toEqual(['log', 'log']);
    expect(path(third, second)).toBe('rollback');
  });
});

describe('a list whose writer key was stolen', async () => {
  /** What the thief signs after what the curator signed last: other flags, and many updates. */
  const stolen = [later];
  for (const i of [1, 2, 3]) {
    const flags = someFlags(40).slice(20 + i);
    stolen.push(await builtList(aDraft({ flags }), TEST_KEYS, { previous: stolen.at(-1)!, nowMs: NOW_MS + (3 + i) * MINUTE_MS }));
  }
  const thiefs = stolen.at(-1)!;
  const keys = { writer: publicKey(NEW_KEYS.writer) };
  const both = [...secrets, NEW_KEYS.writer];
  const NEW_WRITER = { ...TEST_KEYS, writer: NEW_KEYS.writer };
  const cured = await changed({ keys }, both, later);

  test('continues from the last state of its curator, whatever the thief signed', () => {
    expect(at(thiefs)).toMatchObject({ version: 1, seq: 5 });
    expect(at(cured)).toMatchObject({ version: 2, seq: 3, state: verifiedList(later, CHANGED_MS).state });
    expect(path(later, cured)).toBe('log');
  });

  test('drops what a reader of the thief holds, who takes the snapshot', async () => {
    expect(stolen.slice(1).map((file) => path(file, cured))).toEqual(['snapshot', 'snapshot', 'snapshot']);
    let grown = cured;
    for (let i = 1; i <= 4; i++) {
      grown = await builtList(aDraft({ flags: someFlags(8 + i) }), NEW_WRITER, { previous: grown, nowMs: CHANGED_MS + i * MINUTE_MS });
    }
    expect(at(grown).seq).toBe(7);
    expect(stolen.slice(1).map((file) => path(file, grown))).toEqual(['snapshot', 'snapshot', 'snapshot']);
    expect(path(later, grown)).toBe('log');
  });

  test('may be healed with the file of the thief at hand, from an earlier one', async () => {
    const healed = await changed({ keys }, both, thiefs, { base: later });
    expect(at(healed)).toMatchObject({ version: 2, seq: 3, state: at(cured).state, chain: at(cured).chain });
  });

  test('takes no state of the thief any more, under whichever roots', async () => {
    const next = await builtList(aDraft({ flags: someFlags(3) }), TEST_KEYS, { previous: thiefs, nowMs: CHANGED_MS + MINUTE_MS });
    expect(path(cured, next)).toBe('rollback');
    expect(tagOf(await buildFlagList(draft, signersOf(TEST_KEYS), { previous: cured, nowMs: CHANGED_MS + MINUTE_MS }))).toBe('wrong-key');
    const { roots } = decodeFlagListFile(cured);
    const minted = forge({ roots: decodeRoots(roots), writer: TEST_KEYS.writer, createdAt: CHANGED_MS / 1000 });
    expect(tagOf(verifyFlagList(minted, { nowMs: CHANGED_MS }))).toBe('wrong-key');
  });

  test('leaves the readers of a branch that an even later root gave up to the snapshot', async () => {
    const branch = await builtList(aDraft({ flags: someFlags(3) }), NEW_WRITER, { previous: cured, nowMs: CHANGED_MS + MINUTE_MS });
    const again = await changed({}, both, branch, { base: later, nowMs: CHANGED_MS + 2 * MINUTE_MS });
    expect(at(again)).toMatchObject({ version: 3, seq: 3 });
    expect([later, branch, thiefs].map((file) => path(file, again))).toEqual(['log', 'snapshot', 'snapshot']);
  });

  test.each<[string, Uint8Array, Uint8Array, ListErrorTag]>([
    ['another list', later, await builtList(draft, OTHER_KEYS), 'wrong-key'],
    ['before the point where the current root took over', cured, start, 'broken-chain'],
    ['a branch that the current root left', cured, thiefs, 'broken-chain'],
    ['a newer root than that of the list', later, cured, 'broken-root-line'],
  ])('does not continue from %s', async (_, file, base, refusedAs) => {
    expect(await outcome({}, both, file, { base, nowMs: CHANGED_MS + MINUTE_MS })).toBe(refusedAs);
  });
});

describe('a root that several people sign', async () => {
  const [alice, bob, carol] = TEST_KEYS.root as unknown as [Uint8Array, Uint8Array, Uint8Array];
  const writer = [TEST_KEYS.writer, TEST_KEYS.inbox];
  const change: RootDraft = { terms: { ...termsOf(draft), appealContact: 'new@example.org' } };
  const signing = { nowMs: CHANGED_MS + MINUTE_MS };
  const proposal = valueOf(await proposeRoot(start, change, signersWith([alice]), options()));
  const signed = async (by: readonly Uint8Array[], of = proposal) => valueOf(await signProposal(of, signersWith(by), signing));
  const finished = async (of: Uint8Array, by: readonly Uint8Array[] = writer, base = start) => tagOf(await finishRoot(of, base, signersWith(by), signing));

  test('says what it changes and who has not signed', () => {
    expect(valueOf(readProposal(proposal))).toMatchObject({
      list: verifiedList(start).id,
      version: 2,
      baseSeq: 1,
      changes: [{ what: 'appeal-contact', to: 'new@example.org', needsConsent: true }, { what: 'expires' }],
      missing: { old: 1, oldKeys: publicKeys([bob, carol]) },
      isComplete: false,
    });
    const { missing } = valueOf(readProposal(proposal));
    expect([...missing.named].toSorted()).toEqual(publicKeys([bob, carol, ...writer]));
  });

  test('is the same whoever signs first, and becomes a list once all have signed', async () => {
    const one = await signed([carol], await signed([bob]));
    const other = await signed([bob], await signed([carol]));
    expect(valueOf(readProposal(one)).missing.named).toEqual(valueOf(readProposal(other)).missing.named);
    expect(await finished(one)).toBe('made');
    expect(await finished(other)).toBe('made');
    const file = valueOf(await finishRoot(one, start, signersWith(writer), signing));
    expect(at(file)).toMatchObject({ version: 2, seq: 2, appealContact: 'new@example.org' });
    expect(path(start, file)).toBe('log');
  });

  test('is complete with the last signature', async () => {
    expect(valueOf(readProposal(await signed([bob, carol]))).isComplete).toBe(false);
    expect(valueOf(readProposal(await signed([bob, carol, ...writer]))).isComplete).toBe(true);
  });

  test('hands a list over to new holders when two of the three old ones sign', async () => {
    const handed = valueOf(await proposeRoot(start, { keys: namesOf(NEW_KEYS) }, signersWith(keysOf(NEW_KEYS)), options()));
    expect(valueOf(readProposal(handed)).missing).toMatchObject({ named: [], old: 2 });
    expect(await finished(await signed([alice], handed), keysOf(NEW_KEYS))).toBe('missing-signature');
    expect(await finished(await signed([carol], await signed([alice], handed)), keysOf(NEW_KEYS))).toBe('made');
  });

  test('is no list, and no root, before', async () => {
    for (const by of [[], [bob], [carol]]) expect(await finished(by.length > 0 ? await signed(by) : proposal)).toBe('missing-signature');
    const once = await signed([bob]);
    expect(() => verifyRootLine(decodeRoots(once))).toThrow(/has not signed it/);
  });

  test('is signed by nobody who is not asked, and by nobody twice', async () => {
    expect(tagOf(await signProposal(proposal, signersWith(keysOf(OTHER_KEYS)), signing))).toBe('wrong-key');
    expect(tagOf(await signProposal(proposal, signersWith([alice]), signing))).toBe('wrong-key');
    expect(tagOf(await signProposal(await signed([bob]), signersWith([bob]), signing))).toBe('wrong-key');
    expect(tagOf(await proposeRoot(start, change, signersWith(writer), options()))).toBe('missing-signature');
  });

  test('is finished from the state that it names alone, and by its writer', async () => {
    const complete = await signed([bob, carol, ...writer]);
    expect(await finished(complete, writer, later)).toBe('broken-chain');
    expect(await finished(complete, writer, await builtList(draft, OTHER_KEYS))).toBe('wrong-key');
    expect(await finished(complete, [bob])).toBe('wrong-key');
    expect(tagOf(await finishRoot(complete, start, signersWith(writer), { ...signing, nowMs: NOW_MS }))).toBe('not-yet-valid');
  });

  describe('is refused', async () => {
    const roots = decodeRoots(await signed([bob, carol, ...writer]));
    const last = roots.at(-1)!;
    const altered = (next: typeof last) => tagOf(readProposal(encodeRoots([...roots.slice(0, -1), next])));

    test('with a co-signature of another root', async () => {
      const other = decodeRoots(await signed([bob], valueOf(await proposeRoot(start, {}, signersWith([alice]), options())))).at(-1)!;
      const lifted = other.cosignatures.find(({ pubkey }) => pubkey === publicKey(bob))!;
      const cosignatures = last.cosignatures.map((each) => (each.pubkey === lifted.pubkey ? lifted : each));
      expect(altered({ ...last, cosignatures })).toBe('bad-signature');
      expect(altered(last)).toBe('made');
    });

    test('with a key that signs twice, to count for two', () => {
      const withAuthor = [last.by, ...last.cosignatures].toSorted((a, b) => (a.pubkey < b.pubkey ? -1 : 1));
      expect(altered({ ...last, cosignatures: withAuthor })).toBe('not-canonical');
      const twice = last.cosignatures.flatMap((each, i) => (i === 0 ? [each, each] : [each]));
      expect(altered({ ...last, cosignatures: twice })).toBe('not-canonical');
    });

    test('with another text', () => {
      expect(altered({ ...last, content: last.content.replace('new@example.org', 'old@example.org') })).toBe('bad-signature');
    });

    test('with a byte cut off, left over, or without a root before it', () => {
      expect(tagOf(readProposal(proposal.subarray(0, -1)))).toBe('malformed');
      expect(tagOf(readProposal(Uint8Array.of(...proposal, 0)))).toBe('malformed');
      expect(tagOf(readProposal(encodeRoots(roots.slice(0, 1))))).toBe('malformed');
    });
  });
});
