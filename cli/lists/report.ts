import type { Report } from '../../lib/core/inbox-note.ts';
import { encodeInboxNote } from '../../lib/lists/inbox-note.ts';
import { newKey } from '../../lib/lists/list-keys.ts';
import { noteSubject } from '../../lib/lists/note-subject.ts';
import type { VerifiedList } from '../../lib/lists/verify-flag-list.ts';
import { CommandError, EXIT, orRefused, type Command } from '../command.ts';
import { readOptions, required } from '../options.ts';
import { printable, type Terminal } from '../terminal.ts';
import { delivered, inboxRelays, prepared, workText, type InboxRelays } from './deliver-note.ts';
import { noteLines } from './note-text.ts';
import { readList } from './read-list.ts';
import { subjectsOf } from './subject-argument.ts';

export const report: Command = {
  summary: 'tell the curators of a list of something, in private',
  usage: `Usage: witnessmark lists report LIST.flaglist --subject SUBJECT --label LABEL [--text TEXT]
                               [--relay WSS-ADDRESS]... [--send]

Shows what would be sent to the inbox of the list, to which relays, and what that reveals; --send sends
it. SUBJECT is written as for "lists lookup", and the narrowest that it names is taken: of an address its
post where it shows one. LABEL is the name of one of the list's labels. The text has at most 1000
characters.

The note is encrypted for the inbox key of the list and sealed by a key that is made for it and thrown
away: nobody can answer it, and nothing in it says who you are but what you write. The work that the
list asks for is done first. --relay names other relays than those of the list.

Exit code: 0 shown, or taken by a relay; 1 refused, or taken by none; 2 wrong usage; 130 interrupted.`,

  async run(args, terminal) {
    const text = { type: 'string' } as const;
    const { values, positionals } = readOptions(args, { subject: text, label: text, text, relay: { ...text, multiple: true }, send: { type: 'boolean' } });
    const path = required(positionals[0], 'LIST.flaglist');
    const subject = noteSubject(subjectsOf(required(values.subject, '--subject SUBJECT'))[0]);
    const name = required(values.label, '--label LABEL');
    const list = await readList(path, terminal.nowMs());
    const to = inboxRelays(list, values.relay);
    const note: Report = { type: 'report', list: list.id, subject, label: labelNamed(name, list).code, text: values.text ?? '' };
    orRefused(encodeInboxNote(note), 'the note is refused');
    terminal.out(`a report to the curators of ${printable(list.name)}`);
    for (const line of noteLines(note, list)) terminal.out(`  ${line}`);
    tellWhatIsRevealed(list, to, terminal);
    terminal.out('It is sealed by a key that is thrown away: nobody can answer it.');
    if (values.send !== true) {
      terminal.out('Nothing was sent; --send sends it.');
      return EXIT.ok;
    }
    const wrapped = await prepared({ note, to: list.keys.inbox, from: newKey(terminal.random), bits: list.inbox.pow }, terminal);
    if (wrapped === undefined) return EXIT.interrupted;
    return (await delivered(wrapped, to, terminal)) ? EXIT.ok : EXIT.refused;
  },
};

/** Ends the command where the list has no such label. */
export function labelNamed(name: string, { labels }: VerifiedList): VerifiedList['labels'][number] {
  const label = labels.find((each) => each.name.toLowerCase() === name.toLowerCase());
  if (label !== undefined) return label;
  throw new CommandError(EXIT.usage, `the list has no label "${name}"; it has ${labels.map((each) => each.name).join(', ')}`);
}

/** Who learns what from a note to the inbox of a list. */
export function tellWhatIsRevealed({ keys, inbox }: VerifiedList, { relays }: InboxRelays, terminal: Terminal): void {
  terminal.out(`Only who holds the inbox key ${keys.inbox} can read it.`);
  terminal.out(`These relays learn that somebody at your network address writes to that key, now, and how much: ${relays.map(printable).join(', ')}`);
  terminal.out(`Work: ${workText(inbox.pow)}.`);
}
