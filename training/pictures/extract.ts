/** Fills the cache with every table a candidate may use; may be cut and started again. */
import type { TableKind } from './features.ts';
import { graphicTable, pictureTable } from './tables.ts';
import { CANDIDATES } from './trials.ts';

const kinds = new Map<string, TableKind>(CANDIDATES.flatMap(({ seen }) => seen).map((kind) => [JSON.stringify(kind), kind]));
for (const kind of kinds.values()) await pictureTable(kind);
await pictureTable({ name: 'equal', variant: 0 });
for (const { drawings } of CANDIDATES) {
  for (let variant = 1; variant <= drawings.variants; variant++) await graphicTable(drawings.ofAKind, variant);
}
