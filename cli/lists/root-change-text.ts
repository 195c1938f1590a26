import type { RootChange } from '../../lib/lists/root-changes.ts';
import type { MissingSignatures } from '../../lib/lists/root-line.ts';
import { DAY_S } from '../../lib/lists/limits.ts';
import { printable } from '../terminal.ts';
import { isoDate } from './read-list.ts';

/** A line for each thing that a new root says otherwise. */
export function changeLines(changes: readonly RootChange[]): readonly string[] {
  return changes.map((change) => `  ${printable(changeText(change))}${change.needsConsent ? ' (needs consent)' : ''}`);
}

/** Who has not signed a root yet. */
export function missingLines({ named, old, oldKeys }: MissingSignatures): readonly string[] {
  return [
    ...named.map((key) => `  lacks the signature of ${key}`),
    ...(old > 0 ? [`  lacks ${old} of the root keys before it: ${oldKeys.join(', ')}`] : []),
  ];
}

function changeText(change: RootChange): string {
  if ('address' in change) return `${change.what}: ${change.address}`;
  if ('member' in change) return `${change.what}: ${change.label.code} ${change.label.name}, ${change.member}`;
  if ('label' in change) {
    const { code, name, core } = change.label;
    return 'from' in change ? `${change.what}: ${code} ${name}, ${change.from} to ${change.to}` : `${change.what}: ${code} ${name} (${core})`;
  }
  const [from, to] = [change.from, change.to].map((value) => valueText(change.what, value));
  // Long texts: the new one is what is to be read.
  return change.what === 'charter' || change.what === 'description' ? `${change.what}: ${to}` : `${change.what}: ${to}, before ${from}`;
}

function valueText(what: RootChange['what'], value: string | number | readonly string[] | undefined): string {
  if (value === undefined || value === '' || (typeof value === 'object' && value.length === 0)) return 'none';
  if (what === 'expires') return isoDate(Number(value) * 1000);
  if (what === 'max-age') return `${Math.floor(Number(value) / DAY_S)} days`;
  return typeof value === 'object' ? value.join(', ') : String(value);
}
