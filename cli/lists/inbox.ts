import type { ReceivedNote } from '../../lib/lists/inbox-gate.ts';
import { noteSubjectKey } from '../../lib/lists/note-subject.ts';
import type { VerifiedList } from '../../lib/lists/verify-flag-list.ts';
import { EXIT, type Command } from '../command.ts';
import { readOptions, required } from '../options.ts';
import { jsonLine } from '../terminal.ts';
import { hitsOn } from './hits-on.ts';
import { readInboxState, writeInboxState } from './inbox-state.ts';
import { noteLines } from './note-text.ts';
import { INBOX_OPTIONS, isUnheard, withInbox } from './open-inbox.ts';
import { isoDate, readList } from './read-list.ts';

export const inbox: Command = {
  summary: 'read what was reported and appealed to the curators of a list',
  usage: `Usage: witnessmark lists inbox LIST.flaglist --keys KEYS.json... [--since DATE] [--state FILE]
                               [--budget N] [--wait S] [--relay WSS-ADDRESS]... [--json]

Fetches the notes to the inbox of a list from its relays, opens them, and prints them, those with the
most work first. KEYS.json holds the inbox key; its passphrase is taken from WITNESSMARK_PASSPHRASE, or
asked for. --since tells how far back, 30 days without it. Everything in a note is a stranger's word.

What has not done the work that the list asks for, or is no note, is refused and counted by reason.
Verifying and decrypting takes time, so at most --budget notes are opened a day (2000 without it). --state
remembers between two looks what was used of that, what was refused, which is then not paid for again, and
what was opened, which then comes after what is new.

An inbox key that lies with a remote signer ("lists keys --bunker") is asked to decrypt, twice a note, and
may wait for you each time: so without --budget it is 100 notes a day. --wait says how many seconds it has
(120). What it refuses to decrypt is counted as undecipherable, and by --state asked for again after what is
new. If it does not answer, or on Ctrl-C, what was opened until then is printed.

--json prints a line a note: {"id", "type", "from", "sentAt", "work", "onList", ...} with what the note
says, and at the end {"refused": {...}, "spent": {...}, "relays": [...]}, with "stopped" or "denied" where
a signer did not decrypt. "onList" tells whether the list says now what an appeal disputes, or flags what a
report names under that label.

Exit code: 0 read, 1 no relay could be read, the signer did not decrypt, or the list or keys are refused,
2 wrong usage, 130 interrupted.`,

  async run(args, terminal) {
    const { values, positionals } = readOptions(args, { ...INBOX_OPTIONS, state: { type: 'string' }, json: { type: 'boolean' } });
    const path = required(positionals[0], 'LIST.flaglist');
    required(values.keys?.[0], '--keys KEYS.json');
    const list = await readList(path, terminal.nowMs());
    const state = await readInboxState(values.state);
    return withInbox(list, { ...values, keys: values.keys! }, state, terminal, async ({ read, trouble }) => {
      if (values.state !== undefined) await writeInboxState(values.state, state, read);
      const refused = Object.fromEntries(Object.entries(read.refused).filter(([, count]) => count > 0));
      if (values.json === true) {
        for (const note of read.notes) terminal.out(jsonLine(asJson(note, list)));
        const { spent, stopped, denied, asked } = read;
        terminal.out(jsonLine({ refused, spent, stopped, denied, relays: asked }));
      } else {
        for (const note of read.notes) for (const line of asText(note, list)) terminal.out(line);
        const why = Object.entries(refused).map(([reason, count]) => `${count} ${reason}`);
        terminal.out(`${read.notes.length} ${read.notes.length === 1 ? 'note' : 'notes'}; ${why.length === 0 ? 'nothing refused' : `refused: ${why.join(', ')}`}`);
      }
      if (trouble !== undefined) throw trouble;
      return isUnheard(read) ? EXIT.refused : EXIT.ok;
    });
  },
};

function asJson({ id, from, sentAtMs, work, note }: ReceivedNote, list: VerifiedList) {
  const { type, list: _, ...says } = note;
  return { id, type, from, sentAt: new Date(sentAtMs).toISOString(), work, onList: isOnList(note, list), ...says };
}

function asText({ id, sentAtMs, work, note }: ReceivedNote, list: VerifiedList): readonly string[] {
  const stands = isOnList(note, list) ? 'on the list' : 'not on the list';
  return [`${note.type} ${id}`, `  ${isoDate(sentAtMs)}, ${work} bits of work, ${stands}`, ...noteLines(note, list).map((line) => `  ${line}`)];
}

/** Whether the list says what the note is about; of an appeal in the very words it disputes. */
function isOnList(note: ReceivedNote['note'], list: VerifiedList): boolean {
  if (note.type === 'answer') return false;
  const hits = hitsOn(noteSubjectKey(note.subject), list);
  if (note.type === 'report') return hits.some(({ label }) => label === note.label);
  const { label, polarity, week } = note.flag;
  return hits.some((hit) => hit.label === label && hit.polarity === polarity && hit.week === week);
}
