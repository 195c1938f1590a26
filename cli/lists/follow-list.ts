import { decodeFlagListFile } from '../../lib/lists/flag-list-file.ts';
import { followFile, needsSnapshot } from '../../lib/lists/follow-log.ts';
import { heldFile, type HeldList } from '../../lib/lists/held-list.ts';
import { decodeIndex } from '../../lib/lists/list-index.ts';
import type { LogStep } from '../../lib/lists/log-deltas.ts';
import { cheapestPath, type PathStep } from '../../lib/lists/update-path.ts';
import type { VerifiedList } from '../../lib/lists/verify-flag-list.ts';
import { CommandError, EXIT } from '../command.ts';
import { readBytes } from '../options.ts';

/** Where a list was followed from, where to, and by which updates. */
export interface Followed {
  readonly from: HeldList;
  readonly list: VerifiedList;
  readonly path: readonly PathStep[];
}

/** Goes by updates alone from one file to a newer one of the same list; ends the command where they do not lead there. */
export async function followed(before: string, after: string, nowMs: number): Promise<Followed> {
  const from = heldFile(await readBytes(before));
  if (!from.ok) throw new CommandError(EXIT.refused, `${before} is refused (${from.error.tag}): ${from.error.message}`);
  const file = await readBytes(after);
  const list = followFile(from.value, file, { nowMs });
  if (list.ok) return { from: from.value, list: list.value, path: pathIn(file, from.value.seq) };
  const { tag, message } = list.error;
  const advice = needsSnapshot(list.error) ? ' Readers of it take the whole list.' : '';
  throw new CommandError(EXIT.refused, `${after} does not follow ${before} (${tag}): ${message}${advice}`);
}

/** The way that `followFile` went. */
function pathIn(file: Uint8Array, from: number): readonly PathStep[] {
  const { index, blobs } = decodeFlagListFile(file);
  return cheapestPath(from, decodeIndex(index), (name) => blobs.has(name))!;
}

/** "76 bytes of changes, in the index". */
export function deltaText({ bytes, inline }: NonNullable<LogStep['delta']>): string {
  return `${bytes} bytes of changes, ${inline ? 'in the index' : 'beside the index'}`;
}
