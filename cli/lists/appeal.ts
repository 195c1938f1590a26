import { bytesToHex } from '@noble/hashes/utils.js';
import type { Appeal } from '../../lib/core/inbox-note.ts';
import { flagOfHit } from '../../lib/lists/flag-of-hit.ts';
import { encodeInboxNote } from '../../lib/lists/inbox-note.ts';
import { newKey } from '../../lib/lists/list-keys.ts';
import { noteSubject } from '../../lib/lists/note-subject.ts';
import type { VerifiedList } from '../../lib/lists/verify-flag-list.ts';
import { subjectKeyBytes } from '../../lib/subjects/subject-key.ts';
import { CommandError, EXIT, orRefused, type Command } from '../command.ts';
import { readOptions, required } from '../options.ts';
import { printable } from '../terminal.ts';
import { readAppeals, writeAppeals, type SentAppeal } from './appeals-file.ts';
import { delivered, inboxRelays, prepared } from './deliver-note.ts';
import { hitsOn } from './hits-on.ts';
import { noteLines, subjectText } from './note-text.ts';
import { readList } from './read-list.ts';
import { labelNamed, tellWhatIsRevealed } from './report.ts';
import { subjectsOf } from './subject-argument.ts';

export const appeal: Command = {
  summary: 'ask the curators of a list to reconsider a flag',
  usage: `Usage: witnessmark lists appeal LIST.flaglist --subject SUBJECT [--label LABEL] --text TEXT
                               [--keep APPEALS.json] [--relay WSS-ADDRESS]... [--send]

Shows what would be sent to the inbox of the list, to which relays, and what that reveals; --send sends
it. SUBJECT is written as for "lists lookup"; what the list flags of it is disputed, under --label where
it is flagged under several. The text says why, in at most 1000 characters.

The appeal is encrypted for the inbox key of the list and sealed by a key that is made for it. That key is
written to APPEALS.json, beside appeals that are there already, before anything is sent: with it "lists
answers" reads the answer. The file is not encrypted. The work that the list asks for is done first.
--relay names other relays than those of the list.

Exit code: 0 shown, or taken by a relay; 1 refused, not flagged, or taken by none; 2 wrong usage; 130
interrupted.`,

  async run(args, terminal) {
    const text = { type: 'string' } as const;
    const { values, positionals } = readOptions(args, { subject: text, label: text, text, keep: text, relay: { ...text, multiple: true }, send: { type: 'boolean' } });
    const path = required(positionals[0], 'LIST.flaglist');
    const word = required(values.subject, '--subject SUBJECT');
    const nowMs = terminal.nowMs();
    const list = await readList(path, nowMs);
    const to = inboxRelays(list, values.relay);
    const note: Appeal = { type: 'appeal', list: list.id, ...flagged(word, values.label, list, nowMs), text: required(values.text, '--text TEXT') };
    orRefused(encodeInboxNote(note), 'the appeal is refused');
    terminal.out(`an appeal to the curators of ${printable(list.name)}`);
    for (const line of noteLines(note, list)) terminal.out(`  ${line}`);
    tellWhatIsRevealed(list, to, terminal);
    if (values.send !== true) {
      terminal.out('Nothing was sent; --send and --keep APPEALS.json send it.');
      return EXIT.ok;
    }
    const keep = required(values.keep, '--keep APPEALS.json');
    const before = await readAppeals(keep, true);
    const secret = newKey(terminal.random);
    const wrapped = await prepared({ note, to: list.keys.inbox, from: secret, bits: list.inbox.pow }, terminal);
    if (wrapped === undefined) return EXIT.interrupted;
    const sent: SentAppeal = {
      id: wrapped.id,
      list: list.id,
      name: list.name,
      subject: subjectText(note.subject),
      inbox: { key: list.keys.inbox, pow: list.inbox.pow, relays: [...to.relays], isReaders: values.relay !== undefined },
      sentAt: nowMs,
      secret: bytesToHex(secret),
    };
    await writeAppeals(keep, [...before, sent]);
    if (!(await delivered(wrapped, to, terminal))) {
      await writeAppeals(keep, before);
      return EXIT.refused;
    }
    terminal.out(`appeal ${wrapped.id}`);
    terminal.out(`wrote ${keep}: "lists answers ${keep}" looks for the answer`);
    return EXIT.ok;
  },
};

/** The narrowest subject of these words that the list flags, and the flag; ends the command where there is none, or more than one. */
function flagged(word: string, labelName: string | undefined, list: VerifiedList, nowMs: number): Pick<Appeal, 'subject' | 'flag'> {
  const code = labelName === undefined ? undefined : labelNamed(labelName, list).code;
  for (const subject of subjectsOf(word)) {
    const hits = hitsOn(subjectKeyBytes(subject), list).filter((hit) => (code === undefined || hit.label === code) && flagOfHit(hit, list, subject.kind, nowMs) !== undefined);
    const [hit] = hits;
    if (hit === undefined) continue;
    if (hits.length > 1) throw new CommandError(EXIT.usage, `${subjectText(subject)} is flagged under several labels; --label says which is meant`);
    return { subject: noteSubject(subject), flag: { label: hit.label, polarity: hit.polarity, week: hit.week } };
  }
  throw new CommandError(EXIT.refused, `the list does not flag ${word}${labelName === undefined ? '' : ` as ${labelName}`}`);
}
