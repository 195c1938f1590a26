import type { Appeal, Report } from '../../lib/core/inbox-note.ts';
import type { Delivery, FoundFlag, FoundSubject } from '../../lib/core/list-inbox.ts';
import type { FailureShown } from '../ui/failure-text.tsx';

/** What the reader has written and chosen so far. */
export interface NoteDraft {
  readonly type: 'report' | 'appeal';
  /** What it is about, in their words. */
  readonly words: string;
  /** Of a report: which of what was found, and under which label. */
  readonly subject: number;
  readonly label: number;
  /** Of an appeal: which of the flags that were found. */
  readonly flag: number;
  readonly text: string;
}

export const EMPTY_DRAFT: NoteDraft = { type: 'appeal', words: '', subject: 0, label: 0, flag: 0, text: '' };

/** How far a note is. */
export type NoteStep =
  | { readonly kind: 'writing' }
  | { readonly kind: 'looking' }
  /** `tries` and how many a second, once they are counted. */
  | { readonly kind: 'working'; readonly tries: number; readonly triesPerSecond: number }
  | { readonly kind: 'sending' }
  | { readonly kind: 'sent'; readonly deliveries: readonly Delivery[] }
  | { readonly kind: 'failed'; readonly failure: FailureShown };

/** All flags that were found, with what each is on. */
export function flagsFound(found: readonly FoundSubject[]): readonly (FoundFlag & Pick<FoundSubject, 'subject'>)[] {
  return found.flatMap(({ subject, flags }) => flags.map((flag) => ({ ...flag, subject })));
}

/** What could be reported: what was found and the list has a label for. */
export function reportable(found: readonly FoundSubject[]): readonly FoundSubject[] {
  return found.filter(({ labels }) => labels.length > 0);
}

/** The note that the draft amounts to; undefined while something is missing. */
export function noteOf(draft: NoteDraft, list: string, found: readonly FoundSubject[]): Report | Appeal | undefined {
  if (draft.type === 'appeal') {
    const flag = flagsFound(found)[draft.flag];
    return flag === undefined || draft.text.trim() === '' ? undefined : { type: 'appeal', list, subject: flag.subject, flag: flag.flag, text: draft.text };
  }
  const on = reportable(found)[draft.subject];
  const label = on?.labels[draft.label];
  return on === undefined || label === undefined ? undefined : { type: 'report', list, subject: on.subject, label: label.code, text: draft.text };
}
