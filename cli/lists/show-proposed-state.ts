import { readProposedState } from '../../lib/lists/cosign.ts';
import { diffStates } from '../../lib/lists/diff-records.ts';
import { decodeFlagListFile } from '../../lib/lists/flag-list-file.ts';
import { heldFile, heldList } from '../../lib/lists/held-list.ts';
import type { Changes, Delta } from '../../lib/lists/delta.ts';
import { PICTURE_LAYOUT } from '../../lib/lists/picture-record.ts';
import { FLAG_LAYOUT, type RecordLayout } from '../../lib/lists/record.ts';
import { changesSince } from '../../lib/lists/root-changes.ts';
import { CommandError, EXIT, orRefused } from '../command.ts';
import { jsonLine, printable, type Terminal } from '../terminal.ts';
import { countText, isoDate } from './read-list.ts';
import { changeLines } from './root-change-text.ts';

/**
 * Shows a proposed state, what it changes of the one before it and of its terms, and what it waits for; ends the command
 * where it is refused.
 */
export function showProposedState(path: string, proposal: Uint8Array, before: Uint8Array | undefined, terminal: Terminal, isJson = false): void {
  const proposed = orRefused(readProposedState(proposal, { nowMs: terminal.nowMs() }), `${path} is refused`);
  const { list, missing } = proposed;
  const held = before === undefined ? undefined : orRefused(heldFile(before), 'the list before is refused');
  if (held !== undefined && held.id !== list.id) throw new CommandError(EXIT.refused, 'the list before is another one: its id differs');
  const changes = held === undefined || held.version >= list.version ? [] : orRefused(changesSince(held.version, decodeFlagListFile(proposal).roots), `${path} is refused`);
  if (isJson) {
    const { id, version, seq, n, expiresAtMs } = list;
    terminal.out(jsonLine({ file: path, id, version, seq, n, expiresAtMs, changes, missing }));
    return;
  }
  terminal.out(`${path}: ${printable(list.name)}, update ${list.seq} proposed, ${countText(list)}, valid until ${isoDate(list.expiresAtMs)}`);
  terminal.out(`id ${list.id}`);
  if (held !== undefined) {
    if (held.version < list.version) terminal.out(`under root version ${list.version}, before ${held.version}`);
    for (const line of changeLines(changes)) terminal.out(line);
    const now = heldList(list);
    const delta = diffStates({ records: held.runs[0], pictures: held.pictures }, { records: now.runs[0], pictures: now.pictures });
    terminal.out(delta === undefined ? 'it changes more than one update can tell' : `since update ${held.seq}: ${changesText(delta)}`);
  }
  terminal.out(missing === 0 ? 'all have signed' : `waits for ${missing} ${missing === 1 ? 'co-signature' : 'co-signatures'}: "lists cosign", then "lists finish"`);
}

function changesText({ pictures, ...flags }: Delta): string {
  return [countsOf('flags', flags, FLAG_LAYOUT), ...(pictures === undefined ? [] : [countsOf('pictures', pictures, PICTURE_LAYOUT)])].join(', ');
}

function countsOf(what: string, { puts, deletes }: Changes, { bytes, nameBytes }: RecordLayout): string {
  return `${puts.length / bytes} ${what} new or changed, ${deletes.length / nameBytes} gone`;
}
