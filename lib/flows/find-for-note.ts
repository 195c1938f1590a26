import type { FoundFlag, FoundSubject, NoteMaterial } from '../core/list-inbox.ts';
import type { Refusal } from '../core/refusal.ts';
import { err, ok, type Result } from '../core/result.ts';
import type { Subject } from '../core/subject.ts';
import type { FlagIndex } from '../lists/flag-index.ts';
import { flagOfHit, type ListMeaning } from '../lists/flag-of-hit.ts';
import { noteSubject } from '../lists/note-subject.ts';
import type { ListRepository } from '../store/list-repository.ts';
import { subjectKeyBytes } from '../subjects/subject-key.ts';
import { subjectsOfWords } from '../subjects/subjects-of-words.ts';
import type { FollowedLists } from './followed-lists.ts';
import { isOnKey } from './look-up-flags.ts';

export interface FindForNotePorts {
  readonly followed: Pick<FollowedLists, 'all' | 'meaningOf'>;
  readonly index: FlagIndex;
  readonly lists: Pick<ListRepository, 'tailsOf'>;
  readonly nowMs: number;
}

/** What a reader's words name, and what a followed list says of it: what a note to its curators is made from. Local. */
export async function findForNote({ list, words }: { readonly list: string; readonly words: string }, ports: FindForNotePorts): Promise<Result<NoteMaterial, { readonly why: Refusal; readonly message: string }>> {
  const row = ports.followed.all().find(({ id }) => id === list);
  const meaning = ports.followed.meaningOf(list);
  if (row?.inbox === undefined || meaning === undefined) return err({ why: 'gone', message: 'The list is not there any more, or takes no notes.' });
  const found = await Promise.all(subjectsOfWords(words).map((subject) => find(subject, meaning, ports)));
  return ok({ list: { id: list, name: row.name }, inbox: row.inbox, found });
}

async function find(subject: Subject, meaning: ListMeaning, { index, lists, nowMs }: FindForNotePorts): Promise<FoundSubject> {
  const key = subjectKeyBytes(subject);
  const flags: FoundFlag[] = [];
  for (const hit of index.lookup(key)) {
    if (hit.listId !== meaning.id) continue;
    const said = flagOfHit(hit, meaning, subject.kind, nowMs);
    if (said === undefined || !(await isOnKey(hit, key, lists.tailsOf))) continue;
    flags.push({ flag: { label: hit.label, polarity: hit.polarity, week: hit.week }, labelName: said.labelName, at: said.at });
  }
  const labels = meaning.labels.filter(({ subjects }) => subjects.includes(subject.kind)).map(({ code, name }) => ({ code, name }));
  return { subject: noteSubject(subject), labels, flags };
}
