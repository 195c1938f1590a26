import { MAX_FORK_BYTES } from '../../lib/lists/limits.ts';
import { verifyForkProof, type ProvenFork } from '../../lib/lists/verify-fork-proof.ts';
import { EXIT, type Command } from '../command.ts';
import { readOptions, required } from '../options.ts';
import { readUpTo } from '../receipts/read-up-to.ts';
import { jsonLine, printable, type Terminal } from '../terminal.ts';
import { forkJson, forkText } from './fork-text.ts';

export const verifyFork: Command = {
  summary: 'check proofs that a curator contradicted themselves, offline',
  usage: `Usage: witnessmark lists verify-fork FILE... [--json]

Checks every signature, hash and byte of proofs that "lists fork" wrote, and says what each proves: of which
list, under which version of the root, which number was signed twice, and when. No clock is asked: what
is proven stays proven. - reads a proof from standard input. Whether it concerns the list you follow is
for you to say: compare its id, and whether the version is that of its current root. Older ones are history.

--json prints a line of JSON for each file:
  {"file", "holds", "fork": "updates", "list": {"id", "name"}, "version", "seq", "chains",
   "tips": [{"seq", "chain", "state", "signedAt"}, ...]}
  {"file", "holds", "fork": "roots", "list": {"id", "name"}, "version", "roots": [{"id", "name", "signedAt"}, ...]}
  {"file", "holds": false, "problem", "message"}
    chains  where the two lines stand at number seq, in the order of the tips

Exit code: 0 all hold, 1 one does not or cannot be read (the rest is told), 2 wrong usage.`,

  async run(args, terminal) {
    const { values, positionals } = readOptions(args, { json: { type: 'boolean' } });
    required(positionals[0], 'FILE');
    const print = values.json === true ? asJson : asText;
    let refused = 0;
    for (const file of positionals) {
      const checked = await check(file, terminal);
      refused += 'problem' in checked ? 1 : 0;
      terminal.out(print(file, checked));
    }
    return refused === 0 ? EXIT.ok : EXIT.refused;
  },
};

interface Problem {
  readonly problem: string;
  /** A sentence for a person. */
  readonly message: string;
}

async function check(file: string, terminal: Terminal): Promise<ProvenFork | Problem> {
  const bytes = await readUpTo(file, MAX_FORK_BYTES, terminal);
  if (!bytes.ok) return { problem: 'unreadable', message: bytes.error };
  const verified = verifyForkProof(bytes.value);
  return verified.ok ? verified.value : { problem: verified.error.tag, message: verified.error.message };
}

function asJson(file: string, checked: ProvenFork | Problem): string {
  return jsonLine('problem' in checked ? { file, holds: false, ...checked } : { file, holds: true, ...forkJson(checked) });
}

function asText(file: string, checked: ProvenFork | Problem): string {
  if ('problem' in checked) return `${printable(file)}: proves nothing (${checked.problem}): ${printable(checked.message)}`;
  return [`${printable(file)}: ok`, ...forkText(checked)].join('\n');
}
