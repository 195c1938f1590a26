import { MAX_FORK_BYTES } from '../../lib/lists/limits.ts';
import { verifyForkProof, type ProvenFork } from '../../lib/lists/verify-fork-proof.ts';
import type { Command } from '../command.ts';
import { readOptions, required } from '../options.ts';
import { checkFiles, type ProofKind } from '../receipts/check-files.ts';
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
    return checkFiles(positionals, values.json === true, FORKS, terminal);
  },
};

const FORKS: ProofKind<ProvenFork> = { maxBytes: MAX_FORK_BYTES, verify: verifyForkProof, json: forkJson, text: forkText };
