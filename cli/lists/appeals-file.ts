import { readFile, rename, writeFile } from 'node:fs/promises';
import { z } from 'zod';
import { parseJson } from '../../lib/core/parse-json.ts';
import { OUTCOMES } from '../../lib/core/inbox-note.ts';
import { CommandError, EXIT } from '../command.ts';
import { reasonOf } from '../options.ts';

const MOST_APPEALS = 1000;
const hex32 = z.string().regex(/^[0-9a-f]{64}$/);

const appealSchema = z.strictObject({
  /** Of the appeal: what its answer names. */
  id: hex32,
  list: hex32,
  name: z.string(),
  subject: z.string(),
  inbox: z.strictObject({ key: hex32, pow: z.int().min(0).max(28), relays: z.array(z.string()).max(4), isReaders: z.boolean() }),
  sentAt: z.number(),
  /** What an answer is sealed for; gone once there is one. */
  secret: hex32.optional(),
  answer: z.strictObject({ outcome: z.enum(OUTCOMES), reason: z.string(), at: z.number() }).optional(),
});

const fileSchema = z.strictObject({ v: z.literal(1), kind: z.literal('witnessmark appeals'), appeals: z.array(appealSchema).max(MOST_APPEALS) });

/** An appeal that was sent, and what became of it. */
export type SentAppeal = z.infer<typeof appealSchema>;

/** Appeals from a file; none where there is no such file and `mayBeNew`. Ends the command where it is something else. */
export async function readAppeals(path: string, mayBeNew = false): Promise<readonly SentAppeal[]> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (thrown) {
    if (mayBeNew && (thrown as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw new CommandError(EXIT.refused, `cannot read ${path}: ${reasonOf(thrown)}`);
  }
  const file = fileSchema.safeParse(parseJson(text));
  if (!file.success) throw new CommandError(EXIT.refused, `${path} holds no appeals`);
  return file.data.appeals;
}

/** Writes them whole, readable by their owner alone: the secrets read the answers. */
export async function writeAppeals(path: string, appeals: readonly SentAppeal[]): Promise<void> {
  if (appeals.length > MOST_APPEALS) throw new CommandError(EXIT.refused, `${path} holds ${MOST_APPEALS} appeals already; take another file`);
  try {
    await writeFile(`${path}.part`, `${JSON.stringify({ v: 1, kind: 'witnessmark appeals', appeals }, null, 2)}\n`, { mode: 0o600 });
    await rename(`${path}.part`, path);
  } catch (thrown) {
    throw new CommandError(EXIT.refused, `cannot write ${path}: ${reasonOf(thrown)}`);
  }
}
