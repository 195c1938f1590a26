import { EXIT, type Command } from '../command.ts';
import { readDate, readOptions, required } from '../options.ts';
import { printable } from '../terminal.ts';
import { isoDate, readList } from './read-list.ts';

export const verify: Command = {
  summary: 'check a list from its first byte to its last',
  usage: `Usage: witnessmark lists verify FILE [--at DATE]

Checks every signature, hash and record of a .flaglist. A refused list is named with the reason.
--at judges it as of another day, such as one before it expired.

Exit code: 0 the list holds, 1 it is refused, 2 wrong usage.`,

  async run(args, terminal) {
    const { values, positionals } = readOptions(args, { at: { type: 'string' } });
    const path = required(positionals[0], 'FILE');
    const list = await readList(path, readDate(values.at, terminal.nowMs()));
    terminal.out(
      `ok: ${printable(list.name)}, ${list.n} flags, update ${list.seq}, ` +
        `signed ${isoDate(list.createdAtMs)}, valid until ${isoDate(list.expiresAtMs)}`,
    );
    return EXIT.ok;
  },
};
