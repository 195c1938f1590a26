import { describe, expect, test } from 'vitest';
import { canonicalJson, type Json } from '../../lib/lists/canonical-json.ts';
import { genesisChain, linkChain, RESET } from '../../lib/lists/chain.ts';
import { makeReceipt } from '../../lib/lists/make-receipt.ts';
import { subjectKeyBytes } from '../../lib/subjects/subject-key.ts';
import { newListKeys, type ListKeys } from '../../lib/lists/list-keys.ts';
import { attempt, type ListErrorTag } from '../../lib/lists/list-error.ts';
import { emptyState } from '../../lib/lists/list-state.ts';
import type { RootContent } from '../../lib/lists/root-content.ts';
import { decodeRoots, encodeRoots, verifyRootLine, type SignedRoot } from '../../lib/lists/root-line.ts';
import { verifyFlagList } from '../../lib/lists/verify-flag-list.ts';
import { NOW_MS, OTHER_KEYS, seededRandom, TEST_KEYS } from '../support/lists-draft.ts';
import { madeReceipt, provenBy } from '../support/lists-receipts.ts';
import { allSecrets, aRun, CREATED_AT, forge, rootContent, signAsRoot } from '../support/lists-forge.ts';

const DAY_S = 86_400;
const FIRST_AT = CREATED_AT - 100 * DAY_S;
const NEW_KEYS: ListKeys = newListKeys(seededRandom('NEW TEST KEYS'));
const STOLEN_STATE = '5e'.repeat(32);

const first = signed(rootContent(TEST_KEYS, { expires: FIRST_AT + 300 * DAY_S }), allSecrets(TEST_KEYS), FIRST_AT);
const list = verifyRootLine([first])[0].id;
const base = { seq: 0, chain: genesisChain(list), state: emptyState(list) };

/** A second root that hands the list to new keys, with two of the three old root keys consenting. */
function second(changes: Partial<RootContent> = {}, by: readonly Uint8Array[] = TEST_KEYS.root.slice(0, 2)): SignedRoot {
  return signed(rootContent(NEW_KEYS, { ver: 2, prev: list, list, base, ...changes }), [...allSecrets(NEW_KEYS), ...by]);
}

function signed(content: RootContent, [author, ...others]: readonly Uint8Array[], createdAt = CREATED_AT): SignedRoot {
  return signAsRoot(canonicalJson(content as Json)!, content, [author!, ...others], createdAt);
}

function outcome(roots: readonly SignedRoot[]): ListErrorTag | 'accepted' {
  const result = attempt(() => verifyRootLine(decodeRoots(encodeRoots(roots))));
  return result.ok ? 'accepted' : result.error.tag;
}

describe('a new root', () => {
  test('takes over the list under its old id with new keys, when enough of the old root keys agree', () => {
    const line = verifyRootLine(decodeRoots(encodeRoots([first, second()])));
    expect(line.map(({ ver, writer }) => [ver, writer])).toEqual([
      [1, rootContent(TEST_KEYS).writer],
      [2, rootContent(NEW_KEYS).writer],
    ]);
    expect(line[0].id).toBe(list);
  });

  test.each<[string, Partial<RootContent>, readonly Uint8Array[] | undefined, ListErrorTag]>([
    ['signed by fewer old root keys than asked', {}, TEST_KEYS.root.slice(0, 1), 'missing-signature'],
    ['signed by no old root key', {}, [], 'missing-signature'],
    ['signed by the old writer instead', {}, [TEST_KEYS.root[0], TEST_KEYS.writer], 'wrong-key'],
    ['signed by a stranger as well', {}, [...TEST_KEYS.root, OTHER_KEYS.root[0]], 'wrong-key'],
    ['that skips a version', { ver: 3 }, undefined, 'broken-root-line'],
    ['that repeats a version', { ver: 1 }, undefined, 'broken-root-line'],
    ['that names another root before it', { prev: '00'.repeat(32) }, undefined, 'broken-root-line'],
    ['that names another list', { list: '00'.repeat(32) }, undefined, 'broken-root-line'],
    ['that counts weeks from another day', { epoch: 0 }, undefined, 'broken-root-line'],
    ['that renames the label of a code', { labels: relabelled({ name: 'Fraud' }) }, undefined, 'broken-root-line'],
    ['that maps the label of a code elsewhere', { labels: relabelled({ core: 'spam' }) }, undefined, 'broken-root-line'],
  ])('%s is refused', (_, changes, by, refusedAs) => {
    expect(outcome([first, second(changes, by)])).toBe(refusedAs);
  });

  test('without a point from which the list continues is refused', () => {
    const { base: _base, ...content } = rootContent(NEW_KEYS, { ver: 2, prev: list, list, base });
    expect(outcome([first, signed(content, [...allSecrets(NEW_KEYS), ...TEST_KEYS.root])])).toBe('broken-root-line');
  });

  test('no younger than the one before it is refused', () => {
    const content = rootContent(NEW_KEYS, { ver: 2, prev: list, list, base, expires: FIRST_AT + DAY_S });
    expect(outcome([first, signed(content, [...allSecrets(NEW_KEYS), ...TEST_KEYS.root], FIRST_AT)])).toBe('broken-root-line');
  });

  test('may bring new labels beside the old', () => {
    const labels = [...rootContent().labels, { ...rootContent().labels[0]!, code: 2, name: 'Spam', core: 'spam' as const }];
    expect(outcome([first, second({ labels })])).toBe('accepted');
  });

  test('may not bring back a code with another meaning after a root that dropped it', () => {
    const other = rootContent().labels.map((label) => ({ ...label, code: 2, name: 'Spam' }));
    const dropped = second({ labels: other });
    const third = rootContent(NEW_KEYS, {
      ver: 3,
      prev: verifyRootLine([first, dropped])[1]!.id,
      list,
      base,
      labels: relabelled({ name: 'Fraud' }),
    });
    expect(outcome([first, dropped, signed(third, allSecrets(NEW_KEYS), CREATED_AT + 1)])).toBe('broken-root-line');
  });
});

describe('a list under its second root', () => {
  const roots = [first, second()];
  const read = (forgery: Parameters<typeof forge>[0]) => {
    const result = verifyFlagList(forge({ roots, ...forgery }), { nowMs: NOW_MS });
    return result.ok ? { id: result.value.id, version: result.value.version } : result.error.tag;
  };

  test('is the same list, signed by the new writer', () => {
    expect(read({ keys: NEW_KEYS })).toEqual({ id: list, version: 2 });
  });

  test('is refused from the old writer', () => {
    expect(read({ keys: TEST_KEYS })).toBe('wrong-key');
  });

  test('gives receipts under its old id, of what the new writer signed alone', () => {
    const subject = { kind: 'url', canonical: 'https://shop.example/' } as const;
    const runs = [aRun([{ key: subjectKeyBytes(subject) }])];
    expect(provenBy(madeReceipt(forge({ roots, keys: NEW_KEYS, runs }), subject)).flag.list.id).toBe(list);
    expect(makeReceipt(forge({ roots, keys: TEST_KEYS, runs }), subject, { nowMs: NOW_MS })).toMatchObject({ ok: false, error: { tag: 'wrong-key' } });
  });

  test('is refused where its log leaves the line the new root names, as that of a stolen key does', () => {
    const stolen = { seq: 1, chain: linkChain(base.chain, 1, STOLEN_STATE, RESET), state: STOLEN_STATE };
    const cured = [first, second({ base: stolen })];
    expect(read({ roots: cured, keys: NEW_KEYS })).toBe('broken-chain');
  });
});

test('a line of 33 roots, or of none, is refused before anything is verified', () => {
  expect(outcome(Array<SignedRoot>(33).fill(first))).toBe('too-large');
  expect(outcome([])).toBe('too-large');
});

test('roots that are no text are refused', () => {
  const bytes = encodeRoots([first]);
  const at = Buffer.from(bytes).indexOf('Forged');
  const result = attempt(() => decodeRoots(bytes.with(at, 0xff)));
  expect(result).toMatchObject({ ok: false, error: { tag: 'malformed' } });
});

function relabelled(changes: Partial<RootContent['labels'][number]>): RootContent['labels'] {
  return rootContent().labels.map((label) => ({ ...label, ...changes }));
}
