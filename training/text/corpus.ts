import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';

/** One text of the data, as ../shared/data/README.md describes it. */
export interface Row {
  readonly text: string;
  /** 1 spam, 0 clean, -1 promotion and engagement bait, which is neither. */
  readonly label: 1 | 0 | -1;
  readonly lang: string;
  readonly source: string;
  readonly licence: string;
  /** What kind of spam or post it is, in the words of its source. */
  readonly cat?: string;
  readonly split: 'train' | 'val' | 'test';
  /** Set where no licence is stated: such a row is never learnt from. */
  readonly use?: 'evaluate';
}

export const TEXT_DATA_DIR = join(process.env['WITNESSMARK_DATA'] ?? '../shared/data', 'text');

export function hasTextData(): boolean {
  return existsSync(TEXT_DATA_DIR);
}

/** Every row of every source, in order of file name and line. */
export function loadRows(): readonly Row[] {
  return readdirSync(TEXT_DATA_DIR)
    .filter((name) => name.endsWith('.jsonl.gz'))
    .toSorted()
    .flatMap((name) => gunzipSync(readFileSync(join(TEXT_DATA_DIR, name))).toString('utf8').trim().split('\n'))
    .map((line) => JSON.parse(line) as Row);
}

/** Rows that may be learnt from and are clearly spam or clearly not, of one split. */
export function binaryRows(rows: readonly Row[], split: Row['split']): readonly Row[] {
  return rows.filter((row) => row.use === undefined && row.label !== -1 && row.split === split);
}

/** 1 for spam, 0 for clean. */
export function isSpam(rows: readonly Row[]): Uint8Array {
  return Uint8Array.from(rows, ({ label }) => label);
}

/** People whose clean posts are looked at together: a source, divided where it holds several languages. */
export function groupOf({ source, lang }: Row): string {
  return source === 'x_janitr' && lang !== 'en' ? 'x_janitr:other' : source;
}
