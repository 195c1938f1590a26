import { readProposal } from '../../lib/lists/change-root.ts';
import { orRefused } from '../command.ts';
import { jsonLine, printable, type Terminal } from '../terminal.ts';
import { isoDate } from './read-list.ts';
import { changeLines, missingLines } from './root-change-text.ts';

/** Shows a proposed root, and who has not signed it; ends the command with the reason where it is refused. */
export function showProposal(path: string, bytes: Uint8Array, isJson: boolean, terminal: Terminal): void {
  const read = orRefused(readProposal(bytes), `${path} is refused`);
  const { list, name, version, baseSeq, createdAtMs, changes, missing, isComplete } = read;
  if (isJson) {
    terminal.out(jsonLine({ file: path, ...read }));
    return;
  }
  terminal.out(`${printable(name)}: root version ${version} of ${isoDate(createdAtMs)}, continues from update ${baseSeq}`);
  terminal.out(`id ${list}`);
  for (const line of [...changeLines(changes), ...missingLines(missing)]) terminal.out(line);
  if (isComplete) terminal.out('all have signed: "lists finish-root" makes the list');
}
