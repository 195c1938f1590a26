import { cosignState } from '../../lib/lists/cosign.ts';
import { EXIT, orRefused, type Command } from '../command.ts';
import { readBytes, readOptions, required } from '../options.ts';
import { showProposedState } from './show-proposed-state.ts';
import { KEY_HELP, KEY_OPTIONS, withAllSigners } from './with-signers.ts';
import { writeResult } from './write-result.ts';

export const cosign: Command = {
  summary: 'show a proposed state of a list, and co-sign it',
  usage: `Usage: witnessmark lists cosign PROPOSAL.flaglist [--after LIST.flaglist] [--keys KEYS.json... --out MINE.cosigned]
                               [--wait S]

Checks all of what "lists build", "lists confirm" or "lists finish-root" made with --propose and shows it;
with --after also how many flags it changes, and what its root says otherwise. With --keys it is co-signed by the head keys in these files. The result
is 136 bytes with one of them: send it to who holds the writer's key, for "lists finish". Co-sign one
state of a number only: two would fork the list.

${KEY_HELP}

Exit code: 0 shown or co-signed, 1 proposal or keys refused, 2 wrong usage, 130 stopped by Ctrl-C.`,

  async run(args, terminal) {
    const text = { type: 'string' } as const;
    const { values, positionals } = readOptions(args, { after: text, ...KEY_OPTIONS, out: text });
    const path = required(positionals[0], 'PROPOSAL.flaglist');
    const out = values.keys === undefined ? undefined : required(values.out, '--out MINE.cosigned');
    const proposal = await readBytes(path);
    showProposedState(path, proposal, values.after === undefined ? undefined : await readBytes(values.after), terminal);
    if (out === undefined) return EXIT.ok;
    const cosigned = orRefused(await withAllSigners(values, terminal, (keys) => cosignState(proposal, keys, { nowMs: terminal.nowMs() })), `${path} is not co-signed`);
    await writeResult(out, cosigned);
    terminal.out(`wrote ${out}`);
    return EXIT.ok;
  },
};
