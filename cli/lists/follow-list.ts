import { decodeFlagListFile } from '../../lib/lists/flag-list-file.ts';
import { followLog, needsSnapshot } from '../../lib/lists/follow-log.ts';
import { heldFile, type HeldList } from '../../lib/lists/held-list.ts';
import { attempt } from '../../lib/lists/list-error.ts';
import { decodeIndex } from '../../lib/lists/list-index.ts';
import type { LogStep } from '../../lib/lists/log-deltas.ts';
import { cheapestPath, type PathStep } from '../../lib/lists/update-path.ts';
import type { VerifiedList } from '../../lib/lists/verify-flag-list.ts';
import { orRefused } from '../command.ts';
import { readBytes } from '../options.ts';

/** Where a list was followed from, where to, and by which updates. */
export interface Followed {
  readonly from: HeldList;
  readonly list: VerifiedList;
  readonly path: readonly PathStep[];
}

/** Goes by updates alone from one file to a newer one of the same list; ends the command where they do not lead there. */
export async function followed(before: string, after: string, nowMs: number): Promise<Followed> {
  const from = orRefused(heldFile(await readBytes(before)), `${before} is refused`);
  const bytes = await readBytes(after);
  const update = orRefused(attempt(() => decodeFlagListFile(bytes)), `${after} does not follow ${before}`);
  const result = followLog(from, update, { nowMs });
  const advice = !result.ok && needsSnapshot(result.error) ? ' Readers of it take the whole list.' : '';
  const list = orRefused(result, `${after} does not follow ${before}`, advice);
  // The way that `followLog` went.
  const path = cheapestPath(from.seq, decodeIndex(update.index), (name) => update.blobs.has(name))!;
  return { from, list, path };
}

/** "76 bytes of changes, in the index". */
export function deltaText({ bytes, inline }: NonNullable<LogStep['delta']>): string {
  return `${bytes} bytes of changes, ${inline ? 'in the index' : 'beside the index'}`;
}
