import { OUTCOMES, type Answer, type Appeal, type Outcome } from '../../lib/core/inbox-note.ts';
import { encodeInboxNote } from '../../lib/lists/inbox-note.ts';
import type { ReceivedNote } from '../../lib/lists/inbox-gate.ts';
import type { VerifiedList } from '../../lib/lists/verify-flag-list.ts';
import { CommandError, EXIT, orRefused, type Command } from '../command.ts';
import { readOptions, required } from '../options.ts';
import { jsonLine, printable } from '../terminal.ts';
import { delivered, prepared, workText } from './deliver-note.ts';
import { draftSubject, noteLines } from './note-text.ts';
import { INBOX_OPTIONS, withInbox } from './open-inbox.ts';
import { readList } from './read-list.ts';
import { labelNamed } from './report.ts';
import { MAY_WAIT } from './with-signers.ts';

const text = { type: 'string' } as const;
const OPTIONS = {
  ...INBOX_OPTIONS,
  to: text,
  outcome: text,
  reason: text,
  label: text,
  polarity: text,
  confidence: text,
  send: { type: 'boolean' },
} as const;

export const answer: Command = {
  summary: 'answer an appeal',
  usage: `Usage: witnessmark lists answer LIST.flaglist --keys KEYS.json... --to ID --reason TEXT
                               --outcome uphold|amend|retract
                               [--label LABEL] [--polarity asserts|disputes] [--confidence 0-1]
                               [--since DATE] [--budget N] [--wait S] [--relay WSS-ADDRESS]... [--send]

Shows the appeal that "lists inbox" told under this ID (its first 8 digits will do), the answer, and what
to change in the draft of the list; --send sends the answer to who wrote the appeal, sealed by the inbox
key of the list and with the work that the list asks of everybody. The reason has at most 1000 characters.

An answer changes nothing by itself: the line to take out of the draft, and of an amended flag the line to
put in, go into the next "lists build --after". --label, --polarity and --confidence say what an amended
flag becomes. Reports are not answered: they are sealed by keys that nobody has any more.

An inbox key that lies with a remote signer is asked as by "lists inbox", where --budget and --wait are
told of; with the whole ID no more is opened than it takes to find the appeal. --send asks it to encrypt the
answer and to sign that.

Exit code: 0 shown, or taken by a relay; 1 no such appeal, refused, or taken by none; 2 wrong usage; 130
interrupted.`,

  async run(args, terminal) {
    const { values, positionals } = readOptions(args, OPTIONS);
    const path = required(positionals[0], 'LIST.flaglist');
    required(values.keys?.[0], '--keys KEYS.json');
    const id = required(values.to, '--to ID');
    const outcome = readOutcome(required(values.outcome, '--outcome uphold|amend|retract'));
    const list = await readList(path, terminal.nowMs());
    const amended = amendment(values, list);
    if (outcome === 'amend' && Object.keys(amended).length === 0) throw new CommandError(EXIT.usage, 'say by --label, --polarity or --confidence what the flag becomes');
    if (outcome !== 'amend' && Object.keys(amended).length > 0) throw new CommandError(EXIT.usage, '--label, --polarity and --confidence go with --outcome amend');
    const isEnough = ({ id: noteId }: ReceivedNote) => noteId === id;
    return withInbox(list, { ...values, keys: values.keys! }, { isEnough }, terminal, async ({ key, read, to, trouble }) => {
      if (trouble !== undefined) throw trouble;
      const { from, note: appeal, id: appealId } = appealOf(id, read.notes);
      const note: Answer = { type: 'answer', list: list.id, to: appealId, outcome, reason: required(values.reason, '--reason TEXT') };
      orRefused(encodeInboxNote(note), 'the answer is refused');

      terminal.out(`the appeal ${appealId}`);
      for (const line of noteLines(appeal, list)) terminal.out(`  ${line}`);
      terminal.out(`the answer of ${printable(list.name)}`);
      for (const line of noteLines(note, list).slice(1)) terminal.out(`  ${line}`);
      for (const line of draftLines(appeal, outcome, amended, list)) terminal.out(line);
      terminal.out(`Only who wrote the appeal can read it. Work: ${workText(list.inbox.pow)}.`);
      if (values.send !== true) {
        terminal.out('Nothing was sent; --send sends it.');
        return EXIT.ok;
      }
      if (key.isRemote) terminal.progress(`asks the signer of ${key.pubkey}; ${MAY_WAIT}`);
      const wrapped = await prepared({ note, to: from, from: key, bits: list.inbox.pow }, terminal);
      if (wrapped === undefined) return EXIT.interrupted;
      return (await delivered(wrapped, to, terminal)) ? EXIT.ok : EXIT.refused;
    });
  },
};

function readOutcome(word: string): Outcome {
  const outcome = OUTCOMES.find((each) => each === word);
  if (outcome === undefined) throw new CommandError(EXIT.usage, `an outcome is one of ${OUTCOMES.join(', ')}, not "${word}"`);
  return outcome;
}

function appealOf(word: string, notes: readonly ReceivedNote[]): ReceivedNote & { readonly note: Appeal } {
  if (!/^[0-9a-f]{8,64}$/.test(word)) throw new CommandError(EXIT.usage, `"${word}" is no id of an appeal; "lists inbox" prints them`);
  const [found, second] = notes.filter((each): each is ReceivedNote & { readonly note: Appeal } => each.note.type === 'appeal' && each.id.startsWith(word));
  if (found === undefined) throw new CommandError(EXIT.refused, `there is no appeal ${word} in the inbox; --since looks further back`);
  if (second !== undefined) throw new CommandError(EXIT.usage, `more than one appeal begins with ${word}; give more digits`);
  return found;
}

/** What an amended flag says otherwise than before, as a draft writes it. */
interface Amendment {
  readonly label?: string;
  readonly polarity?: string;
  readonly confidence?: number;
}

function amendment({ label, polarity, confidence }: { readonly [name in keyof Amendment]?: string | undefined }, list: VerifiedList): Amendment {
  if (polarity !== undefined && polarity !== 'asserts' && polarity !== 'disputes') throw new CommandError(EXIT.usage, `a polarity is asserts or disputes, not "${polarity}"`);
  const sure = confidence === undefined ? undefined : Number(confidence);
  if (sure !== undefined && !(sure >= 0 && sure <= 1)) throw new CommandError(EXIT.usage, `--confidence runs from 0 to 1, "${confidence}" does not`);
  return { ...(label !== undefined && { label: labelNamed(label, list).name }), ...(polarity !== undefined && { polarity }), ...(sure !== undefined && { confidence: sure }) };
}

/** What the outcome changes in the draft of the list. */
function draftLines({ subject, flag }: Appeal, outcome: Outcome, amended: Amendment, { labels }: VerifiedList): readonly string[] {
  if (outcome === 'uphold') return ['The draft of the list stays as it is.'];
  const label = labels.find(({ code }) => code === flag.label)?.name ?? `label ${flag.label}`;
  const line = { ...draftSubject(subject), label, ...(flag.polarity === 'disputes' && { polarity: flag.polarity }) };
  const put = outcome === 'amend' ? [`put into the draft: ${jsonLine({ ...line, ...amended })}`] : [];
  return [`take out of the draft: ${jsonLine(line)}`, ...put];
}
