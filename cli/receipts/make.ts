import type { Look } from '../../lib/core/look.ts';
import type { Subject } from '../../lib/core/subject.ts';
import { MAX_FILE_BYTES } from '../../lib/lists/limits.ts';
import { makeReceipt } from '../../lib/lists/make-receipt.ts';
import { PDQ_MIN_QUALITY, writePdq } from '../../lib/subjects/pdq.ts';
import { CommandError, EXIT, type Command } from '../command.ts';
import { looksAsked } from '../lists/picture-looks.ts';
import { subjectsOf } from '../lists/subject-argument.ts';
import { readOptions, required } from '../options.ts';
import type { Terminal } from '../terminal.ts';
import { readUpTo } from './read-up-to.ts';

export const make: Command = {
  summary: 'prove one flag of a list',
  usage: `Usage: witnessmark receipts make LIST.flaglist SUBJECT [--label CODE|NAME]

Writes a receipt to standard output: a small JSON file that proves, offline and without the list, that
its curator flagged the SUBJECT. It holds the signed tip, the roots, the other flags of one part in 4096
of the list, and the path from there to the signed state. Those are keys, which hide nothing that can be
guessed, or of pictures fingerprints, by which whoever has a picture like them learns that it is flagged.

SUBJECT is written as for "lists lookup"; of the subjects an address stands for, the first that is
flagged is taken; of a picture, the flag on the one that is nearest to it. --label says which, where the
list puts several on it: digits are a code. A list that has expired gives a receipt that says so.

  witnessmark receipts make my.flaglist https://example.com/offer > offer.receipt.json

Exit code: 0 written, 1 no such flag or the list is refused, 2 wrong usage.`,

  async run(args, terminal) {
    const { values, positionals } = readOptions(args, { label: { type: 'string' } });
    const path = required(positionals[0], 'LIST.flaglist');
    const asked = await askedBy(required(positionals[1], 'SUBJECT').trim());
    const list = await readUpTo(path, MAX_FILE_BYTES, terminal);
    if (!list.ok) throw new CommandError(EXIT.refused, `${path}: ${list.error}`);
    terminal.out(receiptOf(list.value, asked, labelOf(values.label), path, terminal));
    return EXIT.ok;
  },
};

async function askedBy(word: string): Promise<readonly (Subject | Look)[]> {
  const looks = await looksAsked(word);
  if (looks === undefined) return subjectsOf(word);
  if (looks.quality < PDQ_MIN_QUALITY) throw new CommandError(EXIT.refused, 'the picture has too few features to be compared with others');
  return [{ kind: 'look', pdq: writePdq(looks.hash) }];
}

function receiptOf(list: Uint8Array, asked: readonly (Subject | Look)[], label: number | string | undefined, path: string, terminal: Terminal): string {
  let why = '';
  for (const about of asked) {
    const made = makeReceipt(list, about, { label, nowMs: terminal.nowMs() });
    // The terminal ends the line itself.
    if (made.ok) return new TextDecoder().decode(made.value).trimEnd();
    why = `${path}: ${made.error.message} (${made.error.tag})`;
    if (made.error.tag !== 'not-listed') break;
  }
  throw new CommandError(EXIT.refused, why);
}

function labelOf(value: string | undefined): number | string | undefined {
  return value !== undefined && /^\d{1,3}$/.test(value) ? Number(value) : value;
}
