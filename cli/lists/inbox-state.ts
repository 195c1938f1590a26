import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { parseJson } from '../../lib/core/parse-json.ts';
import type { InboxReading, InboxSpent } from '../../lib/lists/inbox-gate.ts';
import { CommandError, EXIT } from '../command.ts';
import { reasonOf } from '../options.ts';
import { writeResult } from './write-result.ts';

/** Ids that are remembered, 67 bytes each. */
const MOST_IDS = 50_000;

const count = z.int().min(0);
const ids = z.array(z.string().regex(/^[0-9a-f]{64}$/)).max(MOST_IDS);
const schema = z.strictObject({
  v: z.literal(1),
  kind: z.literal('witnessmark inbox'),
  spent: z.strictObject({ day: count, events: count, signatures: count, decryptions: count }),
  refused: ids,
  doubted: ids.optional(),
  opened: ids.optional(),
});

/** What is remembered of an inbox between two looks: what the day's budget was used for, and what need not be looked at again, or only after what is new. */
export interface InboxState {
  readonly spent?: InboxSpent;
  readonly known: ReadonlySet<string>;
  readonly doubted?: ReadonlySet<string>;
  readonly opened?: ReadonlySet<string>;
}

/** Empty where there is no such file; ends the command where it is something else. */
export async function readInboxState(path: string | undefined): Promise<InboxState> {
  if (path === undefined) return { known: new Set() };
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code === 'ENOENT') return { known: new Set() };
    throw new CommandError(EXIT.refused, `cannot read ${path}: ${reasonOf(thrown)}`);
  }
  const state = schema.safeParse(parseJson(text));
  if (!state.success) throw new CommandError(EXIT.refused, `${path} is not what "lists inbox" remembers`);
  return { spent: state.data.spent, known: new Set(state.data.refused), doubted: new Set(state.data.doubted), opened: new Set(state.data.opened) };
}

export async function writeInboxState(path: string, { known }: InboxState, { spent, refusedIds, doubtedIds, openedIds }: Pick<InboxReading, 'spent' | 'refusedIds' | 'doubtedIds' | 'openedIds'>): Promise<void> {
  const [refused, doubted, opened] = [[...known, ...refusedIds], doubtedIds, openedIds].map((all) => all.slice(-MOST_IDS));
  await writeResult(path, `${JSON.stringify({ v: 1, kind: 'witnessmark inbox', spent, refused, doubted, opened })}\n`);
}
