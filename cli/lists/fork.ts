import { openRelay } from '../../lib/flows/open-sources.ts';
import { decodeFlagListFile } from '../../lib/lists/flag-list-file.ts';
import { MAX_FILE_BYTES } from '../../lib/lists/limits.ts';
import { attempt } from '../../lib/lists/list-error.ts';
import { makeForkProof, type ForkedHead } from '../../lib/lists/make-fork-proof.ts';
import { decodeTip } from '../../lib/lists/tip.ts';
import { verifyForkProof } from '../../lib/lists/verify-fork-proof.ts';
import type { ToldForkProof } from '../../lib/peers/source.ts';
import { CommandError, EXIT, orRefused, type Command } from '../command.ts';
import { readOptions, required } from '../options.ts';
import { readUpTo } from '../receipts/read-up-to.ts';
import { jsonLine, type Terminal } from '../terminal.ts';
import { webSocket } from '../web-socket.ts';
import { forkJson, forkText } from './fork-text.ts';
import { writeResult } from './write-result.ts';

export const fork: Command = {
  summary: 'prove that a curator signed two states of a list under one number',
  usage: `Usage: witnessmark lists fork A.flaglist B.flaglist [--out FILE] [--json]
       witnessmark lists fork A.flaglist --from RELAY [--from …] [--out FILE] [--json]

Compares two files of one list. Where one does not continue the other – two updates were signed under one
number of one version of the root, or two roots as one version – that is a fork, and --out writes a proof of it:
a file of a few kilobytes that anybody checks offline by "lists verify-fork". It holds the roots and what
was signed, and none of the flags. Either order gives the same bytes. Files that have expired will do.

Nothing is proven by the same state confirmed again, by updates that follow one another, and by files under
two versions of the root: a new root may continue the list on another line. Where more updates lie between
the two than the later file tells of – 16, and about a thousand in files that a curator built –, a file from
between them is needed.

With --from, relays (wss://…) are asked for a proof that somebody published of the list: see "lists tell-fork". They
learn that the list is asked about. The newest that holds is taken; one under an older version of the root than
the file's is history.

--json prints a line of JSON: {"files", "out"?, "bytes"} and what "lists verify-fork" tells of a proof that holds.

Exit code: 0 a fork, 1 none or a file is refused, 2 wrong usage.`,

  async run(args, terminal) {
    const { values, positionals } = readOptions(args, { from: { type: 'string', multiple: true }, out: { type: 'string' }, json: { type: 'boolean' } });
    const a = required(positionals[0], 'A.flaglist');
    const files = values.from === undefined ? [a, required(positionals[1], 'B.flaglist')] : [a];
    const [head, other] = await Promise.all(files.map((path) => readHeadOf(path, terminal)));
    const proof = other === undefined ? await publishedProof(head!, values.from ?? [], terminal) : orRefused(makeForkProof(head!, other), `${files.join(' and ')} prove nothing`);
    const proven = verifyForkProof(proof);
    if (!proven.ok) throw new Error(`The proof made of ${files.join(' and ')} does not hold: ${proven.error.message}`);
    if (values.out !== undefined) await writeResult(values.out, proof);
    if (values.json === true) {
      terminal.out(jsonLine({ files, ...(values.out !== undefined && { out: values.out }), bytes: proof.length, ...forkJson(proven.value) }));
      return EXIT.ok;
    }
    const size = `${proof.length} bytes`;
    terminal.out(['a fork', ...forkText(proven.value), values.out === undefined ? `a proof takes ${size}; --out FILE writes it` : `wrote ${values.out}: ${size}`].join('\n'));
    return EXIT.ok;
  },
};

/** The newest proof that relays tell of the list of a file. */
async function publishedProof({ tip }: ForkedHead, relays: readonly string[], terminal: Terminal): Promise<Uint8Array> {
  const { list } = orRefused(attempt(() => decodeTip(tip)), 'the file is refused');
  const proofs: ToldForkProof[] = [];
  for (const relay of relays) {
    const told = await openRelay(relay, () => undefined, { isReaders: true, WebSocket: webSocket }).forks!([list], new AbortController().signal);
    if (told.ok) proofs.push(...told.value.filter(({ proof }) => verifyForkProof(proof).ok));
    else terminal.note(`${relay}: ${told.error.message}`);
  }
  const [newest] = proofs.toSorted((one, another) => another.version - one.version);
  if (newest === undefined) throw new CommandError(EXIT.refused, `no proof that holds is published at ${relays.join(', ')}`);
  return newest.proof;
}


/** The head of a file; its flags are not looked at. */
async function readHeadOf(path: string, terminal: Terminal): Promise<ForkedHead> {
  const bytes = await readUpTo(path, MAX_FILE_BYTES, terminal);
  if (!bytes.ok) throw new CommandError(EXIT.refused, `${path}: ${bytes.error}`);
  const file = orRefused(attempt(() => decodeFlagListFile(bytes.value)), `${path} is refused`);
  return file;
}
