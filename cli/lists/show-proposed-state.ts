import { readProposedState } from '../../lib/lists/cosign.ts';
import { diffStates } from '../../lib/lists/diff-records.ts';
import { heldFile, heldList } from '../../lib/lists/held-list.ts';
import type { Changes, Delta } from '../../lib/lists/delta.ts';
import { PICTURE_LAYOUT } from '../../lib/lists/picture-record.ts';
import { FLAG_LAYOUT, type RecordLayout } from '../../lib/lists/record.ts';
import { CommandError, EXIT, orRefused } from '../command.ts';
import { printable, type Terminal } from '../terminal.ts';
import { countText, isoDate } from './read-list.ts';

/** Shows a proposed state, what it changes of the one before it, and what it waits for; ends the command where it is refused. */
export function showProposedState(path: string, proposal: Uint8Array, before: Uint8Array | undefined, terminal: Terminal): void {
  const proposed = orRefused(readProposedState(proposal, { nowMs: terminal.nowMs() }), `${path} is refused`);
  const { list, missing } = proposed;
  terminal.out(`${path}: ${printable(list.name)}, update ${list.seq} proposed, ${countText(list)}, valid until ${isoDate(list.expiresAtMs)}`);
  terminal.out(`id ${list.id}`);
  if (before !== undefined) {
    const held = orRefused(heldFile(before), 'the list before is refused');
    if (held.id !== list.id) throw new CommandError(EXIT.refused, 'the list before is another one: its id differs');
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
