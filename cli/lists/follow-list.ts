import { followFile, needsSnapshot } from '../../lib/lists/follow-log.ts';
import { heldFile, type HeldList } from '../../lib/lists/held-list.ts';
import type { LogStep } from '../../lib/lists/log-deltas.ts';
import type { VerifiedList } from '../../lib/lists/verify-flag-list.ts';
import { CommandError, EXIT } from '../command.ts';
import { readBytes } from '../options.ts';

/** Goes by updates alone from one file to a newer one of the same list; ends the command where they do not lead there. */
export async function followed(before: string, after: string, nowMs: number): Promise<{ readonly from: HeldList; readonly list: VerifiedList }> {
  const from = heldFile(await readBytes(before));
  if (!from.ok) throw new CommandError(EXIT.refused, `${before} is refused (${from.error.tag}): ${from.error.message}`);
  const list = followFile(from.value, await readBytes(after), { nowMs });
  if (list.ok) return { from: from.value, list: list.value };
  const { tag, message } = list.error;
  const advice = needsSnapshot(list.error) ? ' Readers of it take the whole list.' : '';
  throw new CommandError(EXIT.refused, `${after} does not follow ${before} (${tag}): ${message}${advice}`);
}

/** "76 bytes of changes, in the index". */
export function deltaText({ bytes, inline }: NonNullable<LogStep['delta']>): string {
  return `${bytes} bytes of changes, ${inline ? 'in the index' : 'beside the index'}`;
}
