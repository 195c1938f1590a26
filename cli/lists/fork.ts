import { decodeFlagListFile } from '../../lib/lists/flag-list-file.ts';
import { MAX_FILE_BYTES } from '../../lib/lists/limits.ts';
import { attempt } from '../../lib/lists/list-error.ts';
import { makeForkProof, type ForkedHead } from '../../lib/lists/make-fork-proof.ts';
import { verifyForkProof } from '../../lib/lists/verify-fork-proof.ts';
import { CommandError, EXIT, orRefused, type Command } from '../command.ts';
import { readOptions, required } from '../options.ts';
import { readUpTo } from '../receipts/read-up-to.ts';
import { jsonLine, type Terminal } from '../terminal.ts';
import { forkJson, forkText } from './fork-text.ts';
import { writeResult } from './write-result.ts';

export const fork: Command = {
  summary: 'prove that a curator signed two states of a list under one number',
  usage: `Usage: witnessmark lists fork A.flaglist B.flaglist [--out FILE] [--json]

Compares two files of one list. Where one does not continue the other – two updates were signed under one
number of one version of the root, or two roots as one version – that is a fork, and --out writes a proof of it:
a file of a few kilobytes that anybody checks offline by "lists verify-fork". It holds the roots and what
was signed, and none of the flags. Either order gives the same bytes. Files that have expired will do.

Nothing is proven by the same state confirmed again, by updates that follow one another, and by files under
two versions of the root: a new root may continue the list on another line. Where more updates lie between
the two than the later file tells of – 16, and about a thousand in files that a curator built –, a file from
between them is needed.

--json prints a line of JSON: {"files", "out"?, "bytes"} and what "lists verify-fork" tells of a proof that holds.

Exit code: 0 a fork, 1 none or a file is refused, 2 wrong usage.`,

  async run(args, terminal) {
    const { values, positionals } = readOptions(args, { out: { type: 'string' }, json: { type: 'boolean' } });
    const [a, b] = [required(positionals[0], 'A.flaglist'), required(positionals[1], 'B.flaglist')];
    const proof = orRefused(makeForkProof(await readHeadOf(a, terminal), await readHeadOf(b, terminal)), `${a} and ${b} prove nothing`);
    const proven = verifyForkProof(proof);
    if (!proven.ok) throw new Error(`The proof made of ${a} and ${b} does not hold: ${proven.error.message}`);
    if (values.out !== undefined) await writeResult(values.out, proof);
    if (values.json === true) {
      terminal.out(jsonLine({ files: [a, b], ...(values.out !== undefined && { out: values.out }), bytes: proof.length, ...forkJson(proven.value) }));
      return EXIT.ok;
    }
    const size = `${proof.length} bytes`;
    terminal.out(['a fork', ...forkText(proven.value), values.out === undefined ? `a proof takes ${size}; --out FILE writes it` : `wrote ${values.out}: ${size}`].join('\n'));
    return EXIT.ok;
  },
};

/** The head of a file; its flags are not looked at. */
async function readHeadOf(path: string, terminal: Terminal): Promise<ForkedHead> {
  const bytes = await readUpTo(path, MAX_FILE_BYTES, terminal);
  if (!bytes.ok) throw new CommandError(EXIT.refused, `${path}: ${bytes.error}`);
  const file = orRefused(attempt(() => decodeFlagListFile(bytes.value)), `${path} is refused`);
  return file;
}
