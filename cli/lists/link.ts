import encodeQR from 'qr';
import { subscriptionLink } from '../../lib/lists/subscription-link.ts';
import { whyNotAsked } from '../../lib/peers/mirror.ts';
import { CommandError, EXIT, type Command } from '../command.ts';
import { readOptions, required } from '../options.ts';
import { readList } from './read-list.ts';
import { writeResult } from './write-result.ts';

export const link: Command = {
  summary: 'the link and the QR code by which a list is followed',
  usage: `Usage: witnessmark lists link LIST.flaglist --mirror URL [--qr FILE.svg] [--no-qr]

Prints the link that readers paste to follow the list: the address of a mirror, and behind # the
list's id, which no server is told. Below it stands the same as a QR code; --qr writes that as a
picture instead, --no-qr leaves it out.

Exit code: 0 printed, 1 the list is refused or could not write, 2 wrong usage.`,

  async run(args, terminal) {
    const { values, positionals } = readOptions(args, { mirror: { type: 'string' }, qr: { type: 'string' }, 'no-qr': { type: 'boolean' } });
    const path = required(positionals[0], 'LIST.flaglist');
    const mirror = required(values.mirror, '--mirror URL');
    const refused = whyNotAsked(mirror, true);
    if (refused !== undefined) throw new CommandError(EXIT.usage, `${mirror} cannot be a mirror: ${refused.message}`);
    const { id } = await readList(path, terminal.nowMs());
    const address = new URL(mirror).href;
    const text = subscriptionLink({ mirror: address.endsWith('/') ? address : `${address}/`, list: id });
    terminal.out(text);
    if (values.qr !== undefined) {
      await writeResult(values.qr, encodeQR(text, 'svg'));
      terminal.out(`wrote ${values.qr}`);
    } else if (values['no-qr'] !== true) {
      for (const line of encodeQR(text, 'ascii').trimEnd().split('\n')) terminal.out(line);
    }
    return EXIT.ok;
  },
};
