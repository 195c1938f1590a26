import type { DisputedFlag, InboxNote, NoteSubject } from '../../lib/core/inbox-note.ts';
import { WEEK_S } from '../../lib/lists/limits.ts';
import type { VerifiedList } from '../../lib/lists/verify-flag-list.ts';
import { printable } from '../terminal.ts';
import { isoDate } from './read-list.ts';

/** What a note says, a line each, as its list understands it; safe for a terminal. */
export function noteLines(note: InboxNote, list: Pick<VerifiedList, 'labels' | 'epochMs'>): readonly string[] {
  switch (note.type) {
    case 'report':
      return [`subject   ${subjectText(note.subject)}`, `label     ${labelText(note.label, list)}`, ...textLines(note.text)];
    case 'appeal':
      return [`subject   ${subjectText(note.subject)}`, `disputes  ${flagText(note.flag, list)}`, ...textLines(note.text)];
    case 'answer':
      return [`to        ${note.to}`, `outcome   ${note.outcome}`, ...textLines(note.reason)];
  }
}

export function subjectText(subject: NoteSubject): string {
  const name = 'key' in subject ? `(key ${subject.key})` : printable(subject.canonical);
  return `${subject.kind}:${name}`;
}

function labelText(code: number, { labels }: Pick<VerifiedList, 'labels'>): string {
  const label = labels.find((each) => each.code === code);
  return label === undefined ? `${code}, which the list does not have` : printable(label.name);
}

function flagText({ label, polarity, week }: DisputedFlag, list: Pick<VerifiedList, 'labels' | 'epochMs'>): string {
  return `that the list ${polarity} ${labelText(label, list)}, week of ${isoDate(list.epochMs + week * WEEK_S * 1000)}`;
}

function textLines(text: string): readonly string[] {
  return text === '' ? [] : text.split('\n').map((line, i) => `${i === 0 ? 'text' : ''}`.padEnd(10) + printable(line));
}

/** The subject as a line of a draft names it. */
export function draftSubject(subject: NoteSubject): { readonly subject: string } | { readonly key: string } {
  return 'key' in subject ? { key: subject.key } : { subject: `${subject.kind}:${subject.canonical}` };
}
