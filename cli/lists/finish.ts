import { finishState } from '../../lib/lists/cosign.ts';
import { EXIT, orRefused, type Command } from '../command.ts';
import { readBytes, readOptions, required } from '../options.ts';
import { printable } from '../terminal.ts';
import { countText, isoDate, readList } from './read-list.ts';
import { KEY_HELP, KEY_OPTIONS, withAllSigners } from './with-signers.ts';
import { writeResult } from './write-result.ts';

export const finish: Command = {
  summary: 'make a list of a proposed state and its co-signatures',
  usage: `Usage: witnessmark lists finish PROPOSAL.flaglist --cosigned THEIRS.cosigned... --keys KEYS.json --out LIST.flaglist
                               [--wait S]

Puts what "lists cosign" made into the proposal and signs it with the writer's key, which signs last.

${KEY_HELP}

Exit code: 0 written, 1 proposal, co-signature or keys refused, 2 wrong usage, 130 stopped by Ctrl-C.`,

  async run(args, terminal) {
    const text = { type: 'string' } as const;
    const { values, positionals } = readOptions(args, { cosigned: { ...text, multiple: true }, ...KEY_OPTIONS, out: text });
    const path = required(positionals[0], 'PROPOSAL.flaglist');
    required(values.cosigned?.[0], '--cosigned THEIRS.cosigned');
    required(values.keys?.[0], '--keys KEYS.json');
    const out = required(values.out, '--out LIST.flaglist');
    const proposal = await readBytes(path);
    const cosigned = await Promise.all(values.cosigned!.map(readBytes));
    const finished = orRefused(await withAllSigners(values, terminal, (keys) => finishState(proposal, cosigned, keys, { nowMs: terminal.nowMs() })), `${path} is not finished`);
    await writeResult(out, finished);
    const list = await readList(out, terminal.nowMs());
    terminal.out(`wrote ${out}: ${printable(list.name)}, update ${list.seq}, ${countText(list)}, valid until ${isoDate(list.expiresAtMs)}`);
    return EXIT.ok;
  },
};
