import type { Result } from '../core/result.ts';
import { canonicalJson, type Json } from './canonical-json.ts';
import { attempt, refuse, type ListError } from './list-error.ts';
import type { ListLabel, RootContent } from './root-content.ts';
import { currentRoot, decodeRoots, verifyRootLine } from './root-line.ts';

/** One thing that a root says otherwise than one before it. Texts and addresses are the list's own: hostile. */
export type RootChange = { readonly needsConsent: boolean } & (
  | { readonly what: 'label-added' | 'label-removed'; readonly label: ListLabel }
  | { readonly what: 'severity-raised' | 'severity-lowered'; readonly label: ListLabel; readonly from: number; readonly to: number }
  | { readonly what: 'label-changed'; readonly label: ListLabel; readonly member: ChangeableMember }
  | { readonly what: `${AddressKind}-${'added' | 'removed'}`; readonly address: string }
  | { readonly what: ChangeableValue; readonly from: Value; readonly to: Value }
);

/** Code, name and core label stay together for good. */
type ChangeableMember = Exclude<keyof ListLabel, 'code' | 'name' | 'core' | 'severity'>;
type AddressKind = 'mirror' | 'relay' | 'inbox-relay';
type Value = string | number | readonly string[] | undefined;
type ChangeableValue = keyof ReturnType<typeof valuesOf>;

/**
 * What changed from one verified root of a list to a later one, be it the next or not. A reader is asked before what
 * makes a label weigh more, brings one they never chose, sends them elsewhere, or names whom their device would ask.
 */
export function rootChanges(before: RootContent, after: RootContent): readonly RootChange[] {
  return [
    ...labelChanges(before.labels, after.labels),
    ...addressChanges('mirror', before.mirrors, after.mirrors),
    ...addressChanges('relay', before.relays, after.relays),
    ...addressChanges('inbox-relay', before.inbox.relays, after.inbox.relays),
    ...valueChanges(valuesOf(before), valuesOf(after)),
  ];
}

/** What the current root of a list says otherwise than the root of the version a reader holds. `roots` is a blob `FLR1`. */
export function changesSince(version: number, roots: Uint8Array): Result<readonly RootChange[], ListError> {
  return attempt(() => {
    const line = verifyRootLine(decodeRoots(roots));
    const held = line[version - 1];
    if (held === undefined) refuse('rollback', 'The roots of the list are older than the state held.');
    return rootChanges(held, currentRoot(line));
  });
}

function valuesOf(root: RootContent) {
  return {
    successor: root.successor,
    vouches: root.vouches,
    'appeal-contact': root.appealContact,
    name: root.name,
    description: root.description,
    charter: root.charter,
    languages: root.languages,
    writer: root.writer,
    'head-keys': root.head_keys,
    'head-threshold': root.head_threshold,
    'root-keys': root.root_keys,
    'root-threshold': root.root_threshold,
    'inbox-key': root.inbox.key,
    'inbox-work': root.inbox.pow,
    'max-age': root.maxAge,
    expires: root.expires,
  } as const satisfies Readonly<Record<string, Value>>;
}

function valueChanges(before: ReturnType<typeof valuesOf>, after: ReturnType<typeof valuesOf>): readonly RootChange[] {
  const names = Object.keys(after) as readonly ChangeableValue[];
  return names.flatMap((what) => {
    const [from, to] = [before[what], after[what]];
    if (!isOther(from, to)) return [];
    // A successor taken back leaves readers where they are.
    const needsConsent = what === 'appeal-contact' || (what === 'successor' && to !== undefined);
    return [{ what, from, to, needsConsent }];
  });
}

function labelChanges(before: readonly ListLabel[], after: readonly ListLabel[]): readonly RootChange[] {
  const old = new Map(before.map((label) => [label.code, label]));
  const kept = new Set(after.map(({ code }) => code));
  return [
    ...after.flatMap((label): readonly RootChange[] => {
      const was = old.get(label.code);
      return was === undefined ? [{ what: 'label-added', label, needsConsent: true }] : changesOfLabel(was, label);
    }),
    ...before
      .filter(({ code }) => !kept.has(code))
      .map((label): RootChange => ({ what: 'label-removed', label, needsConsent: false })),
  ];
}

const CHANGEABLE: readonly ChangeableMember[] = ['blurs', 'subjects', 'sensitive', 'ttlWeeks', 'locales'];

function changesOfLabel(was: ListLabel, label: ListLabel): readonly RootChange[] {
  const members = CHANGEABLE.filter((member) => isOther(was[member], label[member]));
  const changes = members.map((member): RootChange => ({ what: 'label-changed', label, member, needsConsent: false }));
  const [from, to] = [was.severity, label.severity];
  if (from === to) return changes;
  const isRaised = to > from;
  return [{ what: isRaised ? 'severity-raised' : 'severity-lowered', label, from, to, needsConsent: isRaised }, ...changes];
}

function addressChanges(kind: AddressKind, before: readonly string[], after: readonly string[]): readonly RootChange[] {
  const added = after.filter((address) => !before.includes(address));
  const removed = before.filter((address) => !after.includes(address));
  return [
    ...added.map((address): RootChange => ({ what: `${kind}-added`, address, needsConsent: true })),
    ...removed.map((address): RootChange => ({ what: `${kind}-removed`, address, needsConsent: false })),
  ];
}

function isOther(before: Json | undefined, after: Json | undefined): boolean {
  // Both passed as canonical JSON when their roots were read.
  return canonicalJson(before ?? null) !== canonicalJson(after ?? null);
}
