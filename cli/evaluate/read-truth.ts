import { linesOf } from '../classify/lines-of.ts';
import { openFile } from '../classify/open-texts.ts';
import { CommandError, EXIT } from '../command.ts';
import { parseCsvRow } from '../csv-row.ts';
import { reasonOf } from '../options.ts';

/** What is known of an item besides what a detector answers. */
export interface Truth {
  readonly positive: boolean;
  readonly group: string;
}

export interface TruthTable {
  readonly of: ReadonlyMap<string, Truth>;
  /** Rows whose class is neither positive nor negative. */
  readonly leftOut: number;
  /** Rows that lack a value which \`only\` asks for. */
  readonly passedOver: number;
}

export interface TruthColumns {
  /** Column that holds the class. */
  readonly class: string;
  /** Column by which items are counted together; without one all are one group. */
  readonly group?: string;
  /** Columns of which a row must have one of these values each. */
  readonly only: readonly (readonly [column: string, values: ReadonlySet<string>])[];
  /** Values of the class column, lower-case. */
  readonly positive: ReadonlySet<string>;
  readonly negative: ReadonlySet<string>;
}

/** Columns that name an item, the first that is there. */
const NAMES = ['path', 'file', 'id'] as const;
const ONE_GROUP = 'all';

/**
 * Classes and groups by item from CSV with a header or from JSONL, each also gzipped. A line of JSONL without an id
 * goes by `file:line`, as texts do. An item that is named twice is an error: it would count twice.
 */
export async function readTruth(path: string, columns: TruthColumns): Promise<TruthTable> {
  const of = new Map<string, Truth>();
  let [leftOut, passedOver] = [0, 0];
  for await (const { name, row, place } of rowsOf(path)) {
    if (of.has(name)) throw problem(`${place} names "${name}" again`);
    if (!columns.only.every(([column, values]) => values.has(valueIn(row, column, place)))) {
      passedOver += 1;
      continue;
    }
    const value = valueIn(row, columns.class, place);
    const group = columns.group === undefined ? ONE_GROUP : valueIn(row, columns.group, place);
    const positive = columns.positive.has(value.toLowerCase());
    if (positive || columns.negative.has(value.toLowerCase())) of.set(name, { positive, group });
    else leftOut += 1;
  }
  return { of, leftOut, passedOver };
}

function valueIn(row: ReadonlyMap<string, string>, column: string, place: string): string {
  const value = row.get(column);
  if (value === undefined) throw problem(`${place} has no "${column}"`);
  return value;
}

interface Row {
  readonly name: string;
  readonly row: ReadonlyMap<string, string>;
  /** Where it stands, for messages. */
  readonly place: string;
}

async function* rowsOf(path: string): AsyncGenerator<Row> {
  const isCsv = /\.csv(\.gz)?$/i.test(path);
  let header: readonly string[] | undefined;
  for await (const { text, number } of textLines(path)) {
    const place = `${path}:${number}`;
    if (!isCsv) yield rowOfJson(text, place);
    else if (header === undefined) header = headerOf(text, place);
    else yield rowOfCsv(header, parseCsvRow(text), place);
  }
}

async function* textLines(path: string): AsyncGenerator<{ readonly text: string; readonly number: number }> {
  try {
    for await (const lines of linesOf(openFile(path))) {
      for (const line of lines) {
        if ('problem' in line) throw problem(`${path}:${line.number}: ${line.problem}`);
        const text = line.text.replace(/\r$/, '').replace(line.number === 1 ? /^\uFEFF/ : '', '');
        if (text.trim() !== '') yield { text, number: line.number };
      }
    }
  } catch (thrown) {
    throw thrown instanceof CommandError ? thrown : problem(`cannot read ${path}: ${reasonOf(thrown)}`);
  }
}

function headerOf(text: string, place: string): readonly string[] {
  const header = parseCsvRow(text);
  if (!NAMES.some((name) => header.includes(name))) throw problem(`${place}: the header has none of ${NAMES.join(', ')}`);
  return header;
}

function rowOfCsv(header: readonly string[], cells: readonly string[], place: string): Row {
  const row = new Map(header.map((name, i) => [name, cells[i] ?? '']));
  const name = NAMES.map((each) => row.get(each)).find((each) => each !== undefined && each !== '');
  if (name === undefined) throw problem(`${place} names nothing`);
  return { name, row, place };
}

function rowOfJson(text: string, place: string): Row {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw problem(`${place} is not JSON`);
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw problem(`${place} is not a JSON object`);
  const plain = Object.entries(value).filter(([, each]) => ['string', 'number', 'boolean'].includes(typeof each));
  const row = new Map(plain.map(([key, each]) => [key, String(each)]));
  return { name: NAMES.map((each) => row.get(each)).find((each) => each !== undefined) ?? place, row, place };
}

function problem(message: string): CommandError {
  return new CommandError(EXIT.refused, message);
}
