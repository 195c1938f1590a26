import { describe, expect, test } from 'vitest';
import { decodeFlagListFile } from '../../lib/lists/flag-list-file.ts';
import { changeRoot } from '../../lib/lists/change-root.ts';
import { keysOf } from '../../lib/lists/list-keys.ts';
import { changesSince, rootChanges, type RootChange } from '../../lib/lists/root-changes.ts';
import type { RootContent } from '../../lib/lists/root-content.ts';
import { aDraft, builtList, NOW_MS, OTHER_KEYS, signersOf, TEST_KEYS } from '../support/lists-draft.ts';
import { rootContent } from '../support/lists-forge.ts';

const before = rootContent(TEST_KEYS, { successor: 'ab'.repeat(32), vouches: [`https://a.example/#${'cd'.repeat(32)}`], mirrors: ['https://a.example/'], relays: ['wss://a.example/'] });
const [label] = before.labels as [RootContent['labels'][number]];
const other = { ...label, code: 2, name: 'Spam', core: 'spam' as const };
const theirs = rootContent(OTHER_KEYS);

const relabelled = (changes: Partial<typeof label>) => ({ labels: [{ ...label, ...changes }] });
const { successor: _successor, ...withoutSuccessor } = before;

/** `what` of each change, those that a reader is asked about with a question mark. */
const codesOf = (changes: readonly RootChange[]) => changes.map(({ what, needsConsent }) => (needsConsent ? `${what}?` : what));

describe('from one root to a later one', () => {
  test.each<[string, RootContent, readonly string[]]>([
    ['nothing', before, []],
    ['a new label', { ...before, labels: [label, other] }, ['label-added?']],
    ['a label that is gone', { ...before, labels: [other] }, ['label-added?', 'label-removed']],
    ['a label that weighs more', { ...before, ...relabelled({ severity: 3 }) }, ['severity-raised?']],
    ['a label that weighs less', { ...before, ...relabelled({ severity: 0 }) }, ['severity-lowered']],
    ['what a label blurs', { ...before, ...relabelled({ blurs: 'content' }) }, ['label-changed']],
    ['what a label is put on, how long, and its words', { ...before, ...relabelled({ subjects: ['url'], ttlWeeks: 4, locales: [{ lang: 'de', name: 'Betrug', description: '' }] }) }, ['label-changed', 'label-changed', 'label-changed']],
    ['another successor', { ...before, successor: 'cd'.repeat(32) }, ['successor?']],
    ['no successor any more', withoutSuccessor, ['successor']],
    ['that it vouches for another list', { ...before, vouches: [`https://b.example/#${'cd'.repeat(32)}`] }, ['vouches']],
    ['another appeal contact', { ...before, appealContact: 'b@example.org' }, ['appeal-contact?']],
    ['one mirror more', { ...before, mirrors: ['https://a.example/', 'https://b.example/'] }, ['mirror-added?']],
    ['another mirror', { ...before, mirrors: ['https://b.example/'] }, ['mirror-added?', 'mirror-removed']],
    ['the same mirrors in another order', { ...before, mirrors: [...before.mirrors].toReversed() }, []],
    ['another relay', { ...before, relays: ['wss://b.example/'] }, ['relay-added?', 'relay-removed']],
    ['another relay of the inbox', { ...before, inbox: { ...before.inbox, relays: ['wss://b.example/'] } }, ['inbox-relay-added?']],
    ['another name, description and charter', { ...before, name: 'B', description: 'b', charter: 'b', languages: ['de'] }, ['name', 'description', 'charter', 'languages']],
    ['other keys', { ...before, writer: theirs.writer, root_keys: theirs.root_keys, inbox: theirs.inbox, head_keys: [before.writer] }, ['writer', 'head-keys', 'root-keys', 'inbox-key']],
    ['other numbers', { ...before, root_threshold: 1, head_threshold: 2, maxAge: 60, expires: before.expires + 1 }, ['head-threshold', 'root-threshold', 'max-age', 'expires']],
  ])('%s', (_, after, codes) => {
    expect(codesOf(rootChanges(before, after))).toEqual(codes);
  });

  test('tells what it was and what it is', () => {
    const after = { ...before, ...relabelled({ severity: 3 }), mirrors: ['https://b.example/'], name: 'B' };
    expect(rootChanges(before, after)).toMatchObject([
      { what: 'severity-raised', label: { code: 1, name: 'Scam' }, from: 2, to: 3 },
      { what: 'mirror-added', address: 'https://b.example/' },
      { what: 'mirror-removed', address: 'https://a.example/' },
      { what: 'name', from: 'Forged list', to: 'B' },
    ]);
  });

  test('tells every member of a root that can change', () => {
    const changing = new Set(Object.keys(before).filter((name) => !['v', 'ver', 'epoch', 'prev', 'list', 'base'].includes(name)));
    const all: RootContent = {
      ...theirs, name: 'B', description: 'b', languages: [], labels: [other], charter: 'b', appealContact: 'b',
      inbox: { ...theirs.inbox, relays: ['wss://i.example/'], pow: 1 }, root_threshold: 1, head_keys: [before.writer], head_threshold: 2,
      maxAge: 1, mirrors: [], relays: [], expires: 1,
    };
    // Labels and inbox tell two and three things, mirrors and relays that they are gone.
    expect(codesOf(rootChanges(before, all))).toHaveLength(changing.size + 1 + 2);
  });
});

describe('a reader who skipped roots', async () => {
  const { flags: _flags, ...terms } = aDraft();
  const start = await builtList(aDraft());
  const change = async (file: Uint8Array, minute: number, contact: string, description = terms.description!) => {
    const next = { terms: { ...terms, appealContact: contact, description } };
    const made = await changeRoot(file, next, keysOf(signersOf(TEST_KEYS)), { nowMs: NOW_MS + minute * 60_000 });
    if (!made.ok) throw new Error(made.error.message);
    return made.value;
  };
  const third = await change(await change(start, 1, 'b@example.org'), 2, terms.appealContact, 'Other.');
  const { roots } = decodeFlagListFile(third);
  const since = (version: number) => {
    const changes = changesSince(version, roots);
    return changes.ok ? codesOf(changes.value) : changes.error.tag;
  };

  test('is asked about what is other than what they hold, not about what came and went', () => {
    expect([1, 2, 3].map(since)).toEqual([['description', 'expires'], ['appeal-contact?', 'description', 'expires'], []]);
  });

  test('of a later root than these learns that they are older', () => {
    expect(since(4)).toBe('rollback');
  });

  test('takes nothing from roots that do not hold', () => {
    expect(changesSince(1, roots.with(200, roots[200]! ^ 1)).ok).toBe(false);
  });
});
