import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { hexToBytes } from '@noble/hashes/utils.js';
import { z } from 'zod';
import { CORE_LABELS, type Label } from '../../lib/core/label.ts';
import { bandOf, DISPUTE_STATES, type FlagDetails, type ReasonEvidence, type ReasonText } from '../../lib/core/flag-reason.ts';
import { SUBJECT_KINDS } from '../../lib/core/subject.ts';
import { LIST_EPOCH_S, type DraftFlag, type DraftPicture, type DraftRetraction, type ListDraft } from '../../lib/lists/build-flag-list.ts';
import { MAX_FLAGS, MAX_PICTURES, WEEK_S } from '../../lib/lists/limits.ts';
import type { Subject } from '../../lib/core/subject.ts';
import { CommandError, EXIT } from '../command.ts';
import { reasonOf } from '../options.ts';
import { parseCsvRow } from '../csv-row.ts';
import { hashArgument, looksOfFile } from './picture-looks.ts';
import { subjectsOf } from './subject-argument.ts';

const flagSchema = z.strictObject({
  subject: z.string().optional(),
  key: z.string().regex(/^[0-9a-f]{24}$/).optional(),
  pdq: z.string().optional(),
  picture: z.string().optional(),
  radius: z.coerce.number().optional(),
  label: z.string(),
  polarity: z.enum(['asserts', 'disputes']).optional(),
  confidence: z.coerce.number().min(0).max(1).optional(),
  date: z.iso.date().optional(),
  reason: z.string().optional(),
  lang: z.string().optional(),
  evidence: z.union([z.string(), z.array(z.string())]).optional(),
  reporters: z.coerce.number().int().min(1).optional(),
  dispute: z.enum(DISPUTE_STATES).optional(),
  retracted: z.string().optional(),
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
  vouches: z.array(z.string()).optional(),
  inbox: z.strictObject({ relays: z.array(z.string()), pow: z.int().optional() }).optional(),
  flags: z.array(z.unknown()).optional(),
});

/** A draft from its JSON file, with the flags of the file beside it, if any. */
export async function readDraft(path: string, flagsPath: string | undefined): Promise<ListDraft> {
  const { flags: own = [], labels, inbox, ...terms } = readTerms(path, await readText(path));
  const flags: DraftFlag[] = [];
  const retractions: DraftRetraction[] = [];
  const add = (line: DraftLine): void => void ('retracted' in line ? retractions.push(line.retracted) : flags.push(line));
  for (const [i, flag] of own.entries()) add(await toLine(flag, { path, what: `${path}, flag ${i + 1}` }));
  if (flagsPath !== undefined) {
    for await (const line of readFlags(flagsPath)) {
      // Which of the two are too many is told where they are counted.
      if (flags.length + retractions.length > MAX_FLAGS + MAX_PICTURES) throw new CommandError(EXIT.refused, `a list holds at most ${MAX_FLAGS} flags`);
      add(line);
    }
  }
  return { ...definedOf(terms), ...(inbox && { inbox: definedOf(inbox) }), labels: labels.map((label) => ({ ...definedOf(label), core: label.core as Label })), flags, retractions };
}

/** What a line says: that something is flagged, or that it is no more, and why. */
type DraftLine = DraftFlag | { readonly retracted: DraftRetraction };

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
async function* readFlags(path: string): AsyncGenerator<DraftLine> {
  let header: readonly string[] | undefined;
  let number = 0;
  try {
    for await (const line of createInterface({ input: createReadStream(path, 'utf8'), crlfDelay: Number.POSITIVE_INFINITY })) {
      number += 1;
      if (line.trim() === '') continue;
      const where = `${path}, line ${number}`;
      if (!path.endsWith('.csv')) yield await toLine(parseLine(line, where), { path, what: where });
      else if (header === undefined) header = parseCsvRow(line.replace(/^\ufeff/, ''));
      else yield await toLine(fromColumns(header, parseCsvRow(line)), { path, what: where });
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

/** Where a flag stands. */
interface Place {
  /** The file; those that it names lie in its folder, or are named from there. */
  readonly path: string;
  readonly what: string;
}

async function toLine(value: unknown, place: Place): Promise<DraftLine> {
  const { date, label, polarity, confidence, reason, lang, evidence, reporters, dispute, retracted, ...on } = checked(flagSchema.safeParse(value), place.what);
  const stated = { label, ...definedOf({ polarity, confidence, week: date === undefined ? undefined : weekOf(date) }) };
  const told = [reason, lang, evidence, reporters, dispute];
  try {
    const flagged = await flaggedBy(on, place.path);
    if (retracted === undefined) return { ...stated, ...flagged, ...(told.every((each) => each === undefined) ? {} : { details: detailsOf({ reason, lang, evidence, reporters, dispute }) }) };
    if ('pdq' in flagged || [polarity, confidence, date, reason, evidence, reporters, dispute].some((each) => each !== undefined)) {
      throw new CommandError(EXIT.refused, 'what is retracted has a subject and a label, and no more');
    }
    return { retracted: { label, ...flagged, ...reasonOfText(retracted, lang) } };
  } catch (thrown) {
    throw thrown instanceof CommandError ? new CommandError(EXIT.refused, `${place.what}: ${thrown.message}`) : thrown;
  }
}

type Told = Pick<z.infer<typeof flagSchema>, 'reason' | 'lang' | 'evidence' | 'reporters' | 'dispute'>;

/** An empty reason alone says that there is nothing to tell any more. */
function detailsOf({ reason = '', lang, evidence = [], reporters, dispute }: Told): FlagDetails {
  const pieces = typeof evidence === 'string' ? evidence.split(/\s+/).filter((piece) => piece !== '') : evidence;
  return { ...reasonOfText(reason, lang), evidence: pieces.map(evidenceArgument), ...definedOf({ reporters: reporters === undefined ? undefined : bandOf(reporters), dispute }) };
}

function reasonOfText(text: string, lang: string | undefined): { readonly reason?: ReasonText } {
  return text === '' ? {} : { reason: { text, ...definedOf({ lang }) } };
}

/** An address, in the one writing that lists hold, or `sha256:` and 64 hex digits. */
function evidenceArgument(text: string): ReasonEvidence {
  const [, sha256] = /^sha256:([0-9a-f]{64})$/i.exec(text) ?? [];
  if (sha256 !== undefined) return { sha256: sha256.toLowerCase() };
  return { link: URL.canParse(text) ? new URL(text).href : text };
}

type Flagged = Pick<z.infer<typeof flagSchema>, 'subject' | 'key' | 'pdq' | 'picture' | 'radius'>;

/** A flag is on a subject, which may be named by its key alone, or on all pictures that look like one, which is named by its fingerprint or by its file. */
async function flaggedBy({ subject, key, pdq, picture, radius }: Flagged, path: string): Promise<{ readonly subject: Subject } | { readonly key: Uint8Array } | DraftPicture> {
  if ([subject, key, pdq, picture].filter((each) => each !== undefined).length !== 1) throw new CommandError(EXIT.refused, 'a flag has one of subject, key, pdq and picture');
  if ((subject ?? key) !== undefined && radius !== undefined) throw new CommandError(EXIT.refused, 'radius goes with pdq or picture');
  if (subject !== undefined) return { subject: subjectsOf(subject)[0] };
  if (key !== undefined) return { key: hexToBytes(key) };
  const reach = definedOf({ radius });
  if (pdq !== undefined) return { pdq: hashArgument(pdq), ...reach };
  const { hash, quality } = await looksOfFile(resolve(dirname(path), picture!));
  return { pdq: hash, quality, ...reach };
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
