/** Fills the cache with every table a candidate may use; may be cut and started again. */
import { graphicTable, pictureTable } from './tables.ts';

await pictureTable({ name: 'equal', variant: 0 });
await pictureTable({ name: 'travelled', variant: 1 });
await graphicTable(1);
await pictureTable({ name: 'social', variant: 0 });
await pictureTable({ name: 'as-served', variant: 0 });
await pictureTable({ name: 'travelled', variant: 2 });
await pictureTable({ name: 'retouched', variant: 1 });
await graphicTable(2);
await pictureTable({ name: 'travelled', variant: 3 });
await pictureTable({ name: 'travelled', variant: 4 });
await pictureTable({ name: 'retouched', variant: 2 });
