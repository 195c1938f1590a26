import { featureTable, MIN_SIDE_PX, PICTURE_COLUMNS, PICTURE_PART, type FeatureTable, type TableKind } from './features.ts';
import { graphics, type Graphic } from './graphics.ts';
import { lensOf, LENSES } from './lenses.ts';
import { readManifest, type Sample, type Split } from './manifest.ts';
import type { Trunk } from './trunk.ts';

/** The pictures of the splits asked for that are large enough; throws where the data is not at hand. */
export function pictures(splits: readonly Split[]): readonly Sample[] {
  const samples = readManifest(splits);
  if (samples === undefined) throw new Error('the pictures are not here; see training/pictures/README.md');
  return samples.filter(({ packed }) => Math.min(packed.width, packed.height) >= MIN_SIDE_PX);
}

/** Features of train and val; of `retouched`, of the clean ones. */
export function pictureTable(kind: TableKind, parts: readonly string[]): Promise<FeatureTable> {
  const samples = pictures(['train', 'val']);
  return joined(parts, kind.name === 'retouched' ? samples.filter(({ generated }) => !generated) : samples, kind);
}

/** Features of so many of our own drawings of each kind. */
export function graphicTable(ofAKind: number, variant: number, parts: readonly string[]): Promise<FeatureTable> {
  return joined(parts, graphics(ofAKind), { name: 'travelled', variant });
}

/** The parts asked for, beside each other, whatever network they come from. */
async function joined(parts: readonly string[], samples: readonly (Sample | Graphic)[], kind: TableKind): Promise<FeatureTable> {
  const cuts: FeatureTable[] = [];
  for (const { prefix, everything } of LENSES) {
    const own = parts.filter((part) => lensOf(part).prefix === prefix);
    if (own.length > 0) cuts.push(cutColumns(await featureTable(everything(), samples, kind), everything(), own.map((part) => part.slice(prefix.length))));
  }
  const columns = cuts.reduce((sum, cut) => sum + cut.columns, 0);
  const values = new Float32Array(samples.length * columns);
  let start = 0;
  for (const cut of cuts) {
    samples.forEach((_, row) => values.set(cut.values.subarray(row * cut.columns, (row + 1) * cut.columns), row * columns + start));
    start += cut.columns;
  }
  return { samples, columns, widths: cuts.map((cut) => cut.columns), values };
}

/** The columns of some parts, in the order of the trunk. */
function cutColumns(table: FeatureTable, trunk: Trunk, parts: readonly string[]): FeatureTable {
  let start = 0;
  const ranges = [...trunk.parts, { name: PICTURE_PART, count: PICTURE_COLUMNS.length }].flatMap(({ name, count }) => {
    const range = { start, count };
    start += count;
    return parts.includes(name) ? [range] : [];
  });
  if (ranges.length < parts.length) throw new Error(`not all of these are seen: ${parts.join(', ')}`);
  const columns = ranges.reduce((sum, { count }) => sum + count, 0);
  const values = new Float32Array(table.samples.length * columns);
  table.samples.forEach((_, row) => {
    let to = row * columns;
    for (const { start: from, count } of ranges) {
      values.set(table.values.subarray(row * table.columns + from, row * table.columns + from + count), to);
      to += count;
    }
  });
  return { samples: table.samples, columns, widths: [columns], values };
}

/** The columns of each network by themselves. */
export function byNetwork(table: FeatureTable): readonly FeatureTable[] {
  let start = 0;
  return table.widths.map((columns) => {
    const values = new Float32Array(table.samples.length * columns);
    table.samples.forEach((_, row) => values.set(table.values.subarray(row * table.columns + start, row * table.columns + start + columns), row * columns));
    start += columns;
    return { samples: table.samples, columns, widths: [columns], values };
  });
}

/** The rows of some samples. */
export function cutRows(table: FeatureTable, keep: (sample: Sample) => boolean): FeatureTable {
  const { columns, widths } = table;
  const kept = table.samples.flatMap((sample, i) => (keep(sample) ? [i] : []));
  const values = new Float32Array(kept.length * columns);
  kept.forEach((row, k) => values.set(table.values.subarray(row * columns, (row + 1) * columns), k * columns));
  return { samples: kept.map((row) => table.samples[row]!), columns, widths, values };
}

/** Tables of the same columns, one below the other. */
export function stackTables(tables: readonly FeatureTable[]): FeatureTable {
  const columns = tables[0]?.columns ?? 0;
  const values = new Float32Array(tables.reduce((sum, table) => sum + table.values.length, 0));
  let offset = 0;
  for (const table of tables) {
    values.set(table.values, offset);
    offset += table.values.length;
  }
  return { samples: tables.flatMap(({ samples }) => samples), columns, widths: tables[0]?.widths ?? [], values };
}
