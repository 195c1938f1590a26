import type { Look } from '../core/look.ts';
import type { Refusal } from '../core/refusal.ts';
import { err, ok, type Result } from '../core/result.ts';
import type { Subject } from '../core/subject.ts';
import { makeReceipt } from '../lists/make-receipt.ts';
import type { FollowedLists } from './followed-lists.ts';
import { REFUSAL_OF } from './import-list.ts';
import { keptList } from './kept-list.ts';

/** Which flag: of which list, on what, under the list's own name for the label. */
export interface FlagAsked<On = Subject> {
  readonly list: string;
  readonly subject: On;
  readonly label: string;
}

export interface ReceiptPorts {
  readonly followed: Pick<FollowedLists, 'meaningOf'>;
  readonly lists: Parameters<typeof keptList>[1];
  readonly nowMs: number;
}

/** The receipt of a flag of a list that the reader follows, from what is kept of it. */
export async function receiptOfFlag({ list, subject, label }: FlagAsked<Subject | Look>, { followed, lists, nowMs }: ReceiptPorts): Promise<Result<string, { readonly why: Refusal; readonly message: string }>> {
  const file = followed.meaningOf(list) === undefined ? undefined : await keptList(list, lists);
  if (file === undefined) return err({ why: 'gone', message: 'The list is not there any more.' });
  const made = makeReceipt(file, subject, { label, nowMs });
  return made.ok ? ok(new TextDecoder().decode(made.value)) : err({ why: REFUSAL_OF[made.error.tag], message: made.error.message });
}
