import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { z } from 'zod';
import { CORE_LABELS, type Label } from '../../lib/core/label.ts';
import { SUBJECT_KINDS } from '../../lib/core/subject.ts';
import { LIST_EPOCH_S, type DraftFlag, type ListDraft } from '../../lib/lists/build-flag-list.ts';
import { MAX_FLAGS, WEEK_S } from '../../lib/lists/limits.ts';
import { CommandError, EXIT } from '../command.ts';
import { reasonOf } from '../options.ts';
import { parseCsvRow } from '../csv-row.ts';
import { subjectsOf } from './subject-argument.ts';

const flagSchema = z.strictObject({
  subject: z.string(),
  label: z.string(),
  polarity: z.enum(['asserts', 'disputes']).optional(),
  confidence: z.coerce.number().min(0).max(1).optional(),
  date: z.iso.date().optional(),
});

const foreignLabel = z.templateLiteral(['x-', z.string()]);

const draftSchema = z.strictObject({
  name: z.string(),
  description: z.string().optional(),
  charter: z.string(),
  appealContact: z.string(),
  languages: z.array(z.string()).optional(),
  labels: z.array(
    z.strictObject({
      code: z.int().optional(),
      name: z.string(),
      core: z.union([z.enum(CORE_LABELS), foreignLabel]),
      severity: z.int().optional(),
      blurs: z.enum(['none', 'media', 'content']).optional(),
      subjects: z.array(z.enum(SUBJECT_KINDS)).optional(),
      sensitive: z.boolean().optional(),
      ttlWeeks: z.int().optional(),
      locales: z.array(z.strictObject({ lang: z.string(), name: z.string(), description: z.string() })).optional(),
    }),
  ),
  mirrors: z.array(z.string()).optional(),
  relays: z.array(z.string()).optional(),
  flags: z.array(z.unknown()).optional(),
});

/** A draft from its JSON file, with the flags of the file beside it, if any. */
export async function readDraft(path: string, flagsPath: string | undefined): Promise<ListDraft> {
  const { flags: own = [], labels, ...terms } = readTerms(path, await readText(path));
  const flags = own.map((flag, i) => toFlag(flag, `${path}, flag ${i + 1}`));
  if (flagsPath !== undefined) {
    for await (const flag of readFlags(flagsPath)) {
      if (flags.length === MAX_FLAGS) throw new CommandError(EXIT.refused, `a list holds at most ${MAX_FLAGS} flags`);
      flags.push(flag);
    }
  }
  return { ...definedOf(terms), labels: labels.map((label) => ({ ...definedOf(label), core: label.core as Label })), flags };
}

function readTerms(path: string, text: string): z.infer<typeof draftSchema> {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (thrown) {
    throw new CommandError(EXIT.refused, `${path} is not JSON: ${(thrown as Error).message}`);
  }
  return checked(draftSchema.safeParse(json), path);
}

/** One flag a line: JSON, or comma-separated values under a first line that names the columns. */
async function* readFlags(path: string): AsyncGenerator<DraftFlag> {
  let header: readonly string[] | undefined;
  let number = 0;
  try {
    for await (const line of createInterface({ input: createReadStream(path, 'utf8'), crlfDelay: Number.POSITIVE_INFINITY })) {
      number += 1;
      if (line.trim() === '') continue;
      const where = `${path}, line ${number}`;
      if (!path.endsWith('.csv')) yield toFlag(parseLine(line, where), where);
      else if (header === undefined) header = parseCsvRow(line.replace(/^\ufeff/, ''));
      else yield toFlag(fromColumns(header, parseCsvRow(line)), where);
    }
  } catch (thrown) {
    if (thrown instanceof CommandError) throw thrown;
    throw new CommandError(EXIT.refused, `cannot read ${path}: ${reasonOf(thrown)}`);
  }
}

function parseLine(line: string, where: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    throw new CommandError(EXIT.refused, `${where} is not JSON`);
  }
}

/** Empty cells are left out; a cell without a column is refused with its row. */
function fromColumns(header: readonly string[], cells: readonly string[]): unknown {
  const named = cells.map((cell, i) => [header[i] ?? `column ${i + 1}`, cell] as const);
  return Object.fromEntries(named.filter(([, cell]) => cell !== ''));
}

function toFlag(value: unknown, where: string): DraftFlag {
  const { subject, date, label, polarity, confidence } = checked(flagSchema.safeParse(value), where);
  const stated = { label, ...definedOf({ polarity, confidence, week: date === undefined ? undefined : weekOf(date) }) };
  try {
    return { ...stated, subject: subjectsOf(subject)[0] };
  } catch (thrown) {
    throw thrown instanceof CommandError ? new CommandError(EXIT.refused, `${where}: ${thrown.message}`) : thrown;
  }
}

function weekOf(date: string): number {
  return Math.floor((Date.parse(date) / 1000 - LIST_EPOCH_S) / WEEK_S);
}

function checked<T>(parsed: z.ZodSafeParseResult<T>, where: string): T {
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const field = issue?.path.join('.') ?? '';
  throw new CommandError(EXIT.refused, `${where}: ${field === '' ? '' : `${field}: `}${issue?.message ?? 'not understood'}`);
}

async function readText(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (thrown) {
    throw new CommandError(EXIT.refused, `cannot read ${path}: ${reasonOf(thrown)}`);
  }
}

type Defined<T> = { [K in keyof T]: Exclude<T[K], undefined> };

/** Without the members that are undefined. */
function definedOf<T extends object>(value: T): Defined<T> {
  return Object.fromEntries(Object.entries(value).filter(([, member]) => member !== undefined)) as Defined<T>;
}
