import { featureTable, MIN_SIDE_PX, type FeatureTable, type TableKind } from './features.ts';
import { graphics } from './graphics.ts';
import { readManifest, type Sample, type Split } from './manifest.ts';
import { readMobileNet } from './mobilenet.ts';
import { buildTrunk, SPECTRUM_TAP, type Trunk } from './trunk.ts';

/** Every tap a candidate may use: one pass over the pictures serves them all. */
export const WIDE_TAPS = [1, 3, 6, 10, 13].map((block) => `block_${block}_expand_relu`).concat(SPECTRUM_TAP);

export const wideTrunk: Trunk = buildTrunk(readMobileNet(), WIDE_TAPS);

/** The pictures of the splits asked for that are large enough; throws where the data is not at hand. */
export function pictures(splits: readonly Split[]): readonly Sample[] {
  const samples = readManifest(splits);
  if (samples === undefined) throw new Error('the pictures are not here; see training/pictures/README.md');
  return samples.filter(({ packed }) => Math.min(packed.width, packed.height) >= MIN_SIDE_PX);
}

/** Features of train and val; of `retouched`, of the clean ones. */
export function pictureTable(kind: TableKind): Promise<FeatureTable> {
  const samples = pictures(['train', 'val']);
  return featureTable(wideTrunk, kind.name === 'retouched' ? samples.filter(({ generated }) => !generated) : samples, kind);
}

/** Features of so many of our own drawings of each kind. */
export function graphicTable(ofAKind: number, variant: number): Promise<FeatureTable> {
  return featureTable(wideTrunk, graphics(ofAKind), { name: 'travelled', variant });
}

/** The columns of some parts. */
export function cutColumns(table: FeatureTable, parts: readonly string[]): FeatureTable {
  let start = 0;
  const ranges = wideTrunk.parts.flatMap(({ name, count }) => {
    const range = { start, count };
    start += count;
    return parts.includes(name) ? [range] : [];
  });
  const columns = ranges.reduce((sum, { count }) => sum + count, 0);
  const values = new Float32Array(table.samples.length * columns);
  table.samples.forEach((_, row) => {
    let to = row * columns;
    for (const { start: from, count } of ranges) {
      values.set(table.values.subarray(row * table.columns + from, row * table.columns + from + count), to);
      to += count;
    }
  });
  return { samples: table.samples, columns, values };
}

/** The rows of some samples. */
export function cutRows(table: FeatureTable, keep: (sample: Sample) => boolean): FeatureTable {
  const { columns } = table;
  const kept = table.samples.flatMap((sample, i) => (keep(sample) ? [i] : []));
  const values = new Float32Array(kept.length * columns);
  kept.forEach((row, k) => values.set(table.values.subarray(row * columns, (row + 1) * columns), k * columns));
  return { samples: kept.map((row) => table.samples[row]!), columns, values };
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
  return { samples: tables.flatMap(({ samples }) => samples), columns, values };
}
