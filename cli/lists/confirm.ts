import { confirmList } from '../../lib/lists/confirm-list.ts';
import { EXIT, orRefused, type Command } from '../command.ts';
import { readBytes, readOptions, required } from '../options.ts';
import { printable } from '../terminal.ts';
import { isoDate, readList } from './read-list.ts';
import { showProposedState } from './show-proposed-state.ts';
import { KEY_HELP, KEY_OPTIONS, withAllSigners } from './with-signers.ts';
import { writeResult } from './write-result.ts';

export const confirm: Command = {
  summary: 'sign a list again as it is, so that readers know that it still holds',
  usage: `Usage: witnessmark lists confirm LIST.flaglist --keys KEYS.json... --out LIST.flaglist [--propose] [--wait S]

Renews the signature of the newest state: same flags, same number, a later date. Readers are told when
a list was confirmed last; one that followers fetch has to be confirmed at least every 30 days. Publish
the result by "lists publish". --propose signs with the writer's key alone, for others to co-sign ("lists
cosign", "lists finish").

${KEY_HELP}

Exit code: 0 written, 1 list or keys refused, 2 wrong usage, 130 stopped by Ctrl-C.`,

  async run(args, terminal) {
    const text = { type: 'string' } as const;
    const { values, positionals } = readOptions(args, { ...KEY_OPTIONS, out: text, propose: { type: 'boolean' } });
    const path = required(positionals[0], 'LIST.flaglist');
    const out = required(values.out, '--out LIST.flaglist');
    required(values.keys?.[0], '--keys KEYS.json');
    const file = await readBytes(path);
    const options = { nowMs: terminal.nowMs(), isProposal: values.propose === true };
    const confirmed = orRefused(await withAllSigners(values, terminal, (keys) => confirmList(file, keys, options)), `${path} is not confirmed`);
    await writeResult(out, confirmed);
    if (values.propose === true) {
      showProposedState(out, confirmed, file, terminal);
      return EXIT.ok;
    }
    const list = await readList(out, terminal.nowMs());
    terminal.out(`wrote ${out}: ${printable(list.name)}, update ${list.seq}, valid until ${isoDate(list.expiresAtMs)}`);
    return EXIT.ok;
  },
};
