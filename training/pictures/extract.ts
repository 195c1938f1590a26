/** Fills the cache with every table a candidate may use, or those named may; may be cut and started again. */
import { EQUAL, partsOf, SERVED, trainingRows } from './candidates.ts';
import { pictureTable } from './tables.ts';
import { CANDIDATES } from './trials.ts';

const names = process.argv.slice(2);
for (const candidate of CANDIDATES.filter(({ name }) => names.length === 0 || names.includes(name))) {
  await trainingRows(candidate);
  for (const kind of [EQUAL, SERVED]) await pictureTable(kind, partsOf(candidate));
}
