import { signProposal } from '../../lib/lists/change-root.ts';
import { EXIT, orRefused, type Command } from '../command.ts';
import { readBytes, readOptions, required } from '../options.ts';
import { showProposal } from './show-proposal.ts';
import { KEY_HELP, KEY_OPTIONS, withAllSigners } from './with-signers.ts';
import { writeResult } from './write-result.ts';

export const signRoot: Command = {
  summary: 'show a proposed root, and sign it',
  usage: `Usage: witnessmark lists sign-root PROPOSAL.root [--keys KEYS.json... --out SIGNED.root] [--wait S] [--json]

Shows what a root that "lists change-root --propose" made would change, and who has not signed it.
With --keys it adds the signatures of those keys and writes the result, for the next to sign; each
gives theirs once, in any order. Look at the id before you sign: it is that of the list you hold.
Sign one root of a version only: two would split the list.

${KEY_HELP}

--json prints one line: {"file", "list", "version", "baseSeq", "name", "createdAtMs", "changes",
"missing", "isComplete"}.

Exit code: 0 shown or signed, 1 proposal or keys refused, 2 wrong usage, 130 stopped by Ctrl-C.`,

  async run(args, terminal) {
    const text = { type: 'string' } as const;
    const { values, positionals } = readOptions(args, { ...KEY_OPTIONS, out: text, json: { type: 'boolean' } });
    const path = required(positionals[0], 'PROPOSAL.root');
    const isJson = values.json === true;
    const proposal = await readBytes(path);
    if (values.keys === undefined) {
      showProposal(path, proposal, isJson, terminal);
      return EXIT.ok;
    }
    const out = required(values.out, '--out SIGNED.root');
    const signed = orRefused(await withAllSigners(values, terminal, (keys) => signProposal(proposal, keys, { nowMs: terminal.nowMs() })), `${path} is not signed`);
    await writeResult(out, signed);
    if (!isJson) terminal.out(`wrote ${out}`);
    showProposal(out, signed, isJson, terminal);
    return EXIT.ok;
  },
};
