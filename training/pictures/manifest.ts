import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export type Split = 'train' | 'val' | 'public';

/** One picture to learn from or to measure with. */
export interface Sample {
  /** Absolute path of the file. */
  readonly path: string;
  readonly sha256: string;
  readonly generated: boolean;
  /** Who made it: the generator, or the collection a clean picture comes from. */
  readonly group: string;
  readonly split: Split;
  /** Only for the baseline that sees no pixel. */
  readonly packed: { readonly width: number; readonly height: number; readonly bytes: number };
}

/** Folder of the data: `images/` under it holds manifest.csv. Not part of the repository. */
export const DATA_DIR = process.env['WITNESSMARK_DATA'] ?? join(import.meta.dirname, '../../../shared/data');

/** Every picture of the splits asked for, in the order of the manifest; undefined where the data is absent. */
export function readManifest(splits: readonly Split[]): readonly Sample[] | undefined {
  const file = join(DATA_DIR, 'images', 'manifest.csv');
  if (!existsSync(file)) return undefined;
  const [header = '', ...lines] = readFileSync(file, 'utf8').trim().split(/\r?\n/);
  const names = header.split(',');
  return lines
    .map((line, i) => {
      const cells = line.split(',');
      if (cells.length !== names.length) throw new Error(`manifest.csv line ${i + 2}: ${cells.length} columns`);
      const cell = (name: string): string => cells[names.indexOf(name)] ?? '';
      return {
        path: join(DATA_DIR, 'images', cell('path')),
        sha256: cell('sha256'),
        generated: cell('label') === 'fake',
        group: cell('generator').startsWith('screenshots_') ? 'screenshots' : cell('generator'),
        split: cell('split') as Split,
        packed: { width: Number(cell('width')), height: Number(cell('height')), bytes: Number(cell('bytes')) },
      };
    })
    .filter((sample) => splits.includes(sample.split));
}
