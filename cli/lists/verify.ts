import type { VerifiedList } from '../../lib/lists/verify-flag-list.ts';
import { EXIT, type Command } from '../command.ts';
import { readDate, readOptions, required } from '../options.ts';
import { printable } from '../terminal.ts';
import { followed, type Followed } from './follow-list.ts';
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
    for (const text of [logText(list), ...olderText(list)]) terminal.out(text);
    if (values.after !== undefined) terminal.out(pathText(await followed(values.after, path, nowMs)));
    return EXIT.ok;
  },
};

/** For whom the updates in the log do. */
function logText({ log, seq }: VerifiedList): string {
  const last = log.findLast(({ delta }) => delta === undefined)?.seq ?? log[0]!.seq - 1;
  return last === seq ? 'log: this update is the whole list' : `log: who holds update ${last} or later needs its updates only`;
}

/** For whom merged updates do besides, and how far back the line is told. */
function olderText({ log, segments: [oldest], merged }: VerifiedList): readonly string[] {
  const told = (oldest?.from ?? log[0]!.seq) - 1;
  const bytes = merged.reduce((sum, { blob }) => sum + blob.bytes, 0);
  const reach = merged.map(({ from }) => `merged: who holds update ${Math.max(told, from - 1)} or later needs at most ${bytes} bytes of merged updates as well`);
  return [...reach.slice(0, 1), ...(oldest === undefined ? [] : [`segments: the line is told back to update ${told}`])];
}

function pathText({ from, list, path }: Followed): string {
  const bytes = path.reduce((sum, { blob }) => sum + blob.bytes, 0);
  const merged = path.filter(({ kind }) => kind === 'merged').length;
  return `ok: from update ${from.seq} to ${list.seq} by ${path.length} updates of ${bytes} bytes${merged === 0 ? '' : `, ${merged} of them merged`}`;
}
