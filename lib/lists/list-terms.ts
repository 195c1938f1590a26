import type { Label } from '../core/label.ts';
import { SUBJECT_KINDS, type SubjectKind } from '../core/subject.ts';
import { DAY_S } from './limits.ts';
import { isLive, MAX_AGE_LIVE_S, type ListLabel, type RootContent } from './root-content.ts';

/** What a list says of itself, as its curator writes it: a root without keys, dates and versions. */
export interface ListTerms {
  readonly name: string;
  readonly description?: string;
  /** What the list flags, on what grounds, and how mistakes are mended. */
  readonly charter: string;
  /** Where a person who was flagged can write to. */
  readonly appealContact: string;
  readonly languages?: readonly string[];
  readonly labels: readonly DraftLabel[];
  readonly mirrors?: readonly string[];
  readonly relays?: readonly string[];
  /** Links to other lists that their curator vouches for: shown to readers, and nothing else follows from them. */
  readonly vouches?: readonly string[];
  /** Where reports and appeals are taken, and how much work each has to show; nowhere when absent. */
  readonly inbox?: { readonly relays: readonly string[]; readonly pow?: number };
}

/** A label with what may be left out; without a code it keeps the one it had, or gets the next that is free. */
export interface DraftLabel extends Partial<Omit<ListLabel, 'name' | 'core'>> {
  readonly name: string;
  readonly core: Label;
}

export type RootTerms = Pick<
  RootContent,
  'name' | 'description' | 'charter' | 'appealContact' | 'languages' | 'labels' | 'mirrors' | 'relays' | 'vouches'
>;

/** The part of a root that its curator writes. `earlier` are the roots before it: a code never gets a second meaning. */
export function rootTerms(terms: ListTerms, earlier: readonly Pick<RootContent, 'labels'>[]): RootTerms {
  return {
    name: terms.name,
    description: terms.description ?? '',
    charter: terms.charter,
    appealContact: terms.appealContact,
    languages: [...(terms.languages ?? [])],
    labels: completeLabels(terms.labels, earlier),
    mirrors: [...(terms.mirrors ?? [])],
    relays: [...(terms.relays ?? [])],
    ...(terms.vouches === undefined || terms.vouches.length === 0 ? {} : { vouches: [...terms.vouches].toSorted() }),
  };
}

/** The part of a root's inbox that its curator writes. */
export function inboxTerms({ inbox }: ListTerms): Pick<RootContent['inbox'], 'relays' | 'pow'> {
  return { relays: [...(inbox?.relays ?? [])], pow: inbox?.pow ?? 0 };
}

/** How long a state under these terms counts as fresh, seconds. */
export function tipAge(terms: Pick<RootTerms, 'mirrors' | 'relays'>): number {
  return isLive(terms) ? MAX_AGE_LIVE_S : FILE_AGE_S;
}

const FILE_AGE_S = 365 * DAY_S;

function completeLabels(labels: readonly DraftLabel[], earlier: readonly Pick<RootContent, 'labels'>[]): RootContent['labels'] {
  const given = earlier.flatMap((root) => root.labels);
  const codes = new Map(given.map(({ name, code }) => [name, code]));
  const taken = new Set([...given.map(({ code }) => code), ...labels.flatMap(({ code }) => code ?? [])]);
  let last = 0;
  const nextFree = () => {
    do last += 1;
    while (taken.has(last));
    return last;
  };
  return labels
    .map((label) => completeLabel(label, label.code ?? codes.get(label.name) ?? nextFree()))
    .toSorted((a, b) => a.code - b.code);
}

function completeLabel(label: DraftLabel, code: number): RootContent['labels'][number] {
  const sensitive = label.sensitive ?? false;
  const subjects: readonly SubjectKind[] = label.subjects ?? (sensitive ? ['domain', 'media'] : SUBJECT_KINDS);
  return {
    code,
    name: label.name,
    core: label.core,
    severity: label.severity ?? 1,
    blurs: label.blurs ?? 'none',
    subjects: subjects.toSorted(),
    sensitive,
    ...(label.ttlWeeks === undefined ? {} : { ttlWeeks: label.ttlWeeks }),
    locales: [...(label.locales ?? [])],
  };
}
