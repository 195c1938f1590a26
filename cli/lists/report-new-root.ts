import { changesSince } from '../../lib/lists/root-changes.ts';
import { orRefused } from '../command.ts';
import { jsonLine, printable, type Terminal } from '../terminal.ts';
import { deltaText, followed } from './follow-list.ts';
import { countText, isoDate, readListFile } from './read-list.ts';
import { changeLines } from './root-change-text.ts';

/** Says what a list became under its new root; goes there from its base as readers will, and ends the command if that fails. */
export async function reportNewRoot(base: string, out: string, isJson: boolean, terminal: Terminal): Promise<void> {
  const nowMs = terminal.nowMs();
  const { list, file } = await readListFile(out, nowMs);
  const changes = orRefused(changesSince(list.version - 1, file.roots), `${out} is refused`);
  const { from } = await followed(base, out, nowMs);
  const { id, version, seq, n, expiresAtMs } = list;
  if (isJson) {
    terminal.out(jsonLine({ file: out, id, version, seq, n, expiresAtMs, changes: changes }));
    return;
  }
  terminal.out(
    `wrote ${out}: ${printable(list.name)}, root version ${version}, ${countText(list)}, update ${seq}, valid until ${isoDate(expiresAtMs)}`,
  );
  terminal.out(`id ${id}`);
  for (const line of changeLines(changes)) terminal.out(line);
  const { delta } = list.log.at(-1)!;
  terminal.out(`readers of update ${from.seq} load ${deltaText(delta!)}; of another state, the whole list`);
}
