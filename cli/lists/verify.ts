import type { VerifiedList } from '../../lib/lists/verify-flag-list.ts';
import { EXIT, type Command } from '../command.ts';
import { readDate, readOptions, required } from '../options.ts';
import { printable } from '../terminal.ts';
import { followed } from './follow-list.ts';
import { countText, isoDate, readList } from './read-list.ts';

export const verify: Command = {
  summary: 'check a list from its first byte to its last',
  usage: `Usage: witnessmark lists verify FILE [--after EARLIER] [--at DATE]

Checks every signature, hash and record of a .flaglist. A refused list is named with the reason.
--after also goes from an earlier file of the list to this one by updates alone, as its readers do.
--at judges it as of another day, such as one before it expired.

Exit code: 0 the list holds, 1 it is refused or does not follow EARLIER by updates, 2 wrong usage.`,

  async run(args, terminal) {
    const { values, positionals } = readOptions(args, { at: { type: 'string' }, after: { type: 'string' } });
    const path = required(positionals[0], 'FILE');
    const nowMs = readDate(values.at, terminal.nowMs());
    const list = await readList(path, nowMs);
    terminal.out(
      `ok: ${printable(list.name)}, ${countText(list)}, update ${list.seq}, ` +
        `signed ${isoDate(list.createdAtMs)}, valid until ${isoDate(list.expiresAtMs)}`,
    );
    terminal.out(logText(list));
    if (values.after !== undefined) terminal.out(pathText(await followed(values.after, path, nowMs)));
    return EXIT.ok;
  },
};

/** For whom the updates in the log do. */
function logText({ log, seq }: VerifiedList): string {
  const last = log.findLast(({ delta }) => delta === undefined)?.seq ?? log[0]!.seq - 1;
  return last === seq ? 'log: this update is the whole list' : `log: who holds update ${last} or later needs its updates only`;
}

function pathText({ from, list }: Awaited<ReturnType<typeof followed>>): string {
  const steps = list.log.filter(({ seq }) => seq > from.seq);
  const bytes = steps.reduce((sum, { delta }) => sum + (delta?.bytes ?? 0), 0);
  return `ok: from update ${from.seq} to ${list.seq} by ${steps.length} updates of ${bytes} bytes`;
}
