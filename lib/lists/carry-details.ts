import { bytesToHex } from '@noble/hashes/utils.js';
import type { FlagDetails, ReasonText } from '../core/flag-reason.ts';
import { detailName, type Detail, type DetailName, type Retraction } from './detail-bucket.ts';
import { isSilent, whyNoDetails, whyNoRetraction } from './detail-rules.ts';
import { RETRACTION_WEEKS } from './limits.ts';
import { refuse } from './list-error.ts';
import { compareRecords, findRecord, STATEMENT_BYTES } from './record.ts';
import type { ListLabel } from './root-content.ts';

/** What a draft tells of its flags, and of those that it takes back. */
export interface GivenDetails {
  /** Of a flag all anew: what was told of it before is left out. */
  readonly flags: Iterable<DetailName & { readonly flag: FlagDetails }>;
  readonly retractions: Iterable<DetailName & { readonly reason?: ReasonText }>;
}

/** The list before an update and after it. */
export interface CarriedBetween {
  readonly before: { readonly records: Uint8Array; readonly details: readonly Detail[] };
  readonly after: Uint8Array;
  /** Of the root under which the update is signed. */
  readonly labels: readonly ListLabel[];
  readonly thisWeek: number;
  /** Whether nothing is to be told of what the list does not hold any more. */
  readonly forgets: boolean;
}

/**
 * All that a list tells of single flags after an update, ascending by name: what the draft gives; of flags that say what
 * they said, what was told before; and for a year that, and why, flags were taken back. What a label may not carry, now
 * that its root calls it sensitive, is left out; a draft that gives it is refused.
 */
export function carryDetails({ flags, retractions }: GivenDetails, { before, after, labels, thisWeek, forgets }: CarriedBetween): readonly Detail[] {
  const sensitive = new Set(labels.flatMap((label) => (label.sensitive ? [label.code] : [])));
  const told = new Map<string, Detail | undefined>();
  for (const given of flags) told.set(nameOf(given), whole(given, sensitive.has(given.label)));
  const takenBack = new Map<string, Retraction>();
  for (const detail of before.details) if ('retraction' in detail) takenBack.set(nameOf(detail), detail.retraction);

  for (const { key, label, reason } of retractions) {
    const name = { key, label };
    const why = whyNoRetraction(reason, sensitive.has(label));
    if (why !== undefined) refuse('bad-draft', `A retraction of the draft: ${why}.`);
    if (recordAt(after, name) !== undefined) refuse('bad-draft', 'The draft flags a subject and takes the flag back.');
    const earlier = takenBack.get(nameOf(name));
    const week = recordAt(before.records, name) === undefined ? earlier?.week : thisWeek;
    // A draft may tell for years what its list told for one.
    if (week !== undefined && thisWeek - week <= RETRACTION_WEEKS) told.set(nameOf(name), { ...name, retraction: { week, ...(reason === undefined ? {} : { reason }) } });
  }
  for (const detail of before.details) {
    if (!told.has(nameOf(detail)) && isCarried(detail)) told.set(nameOf(detail), detail);
  }
  return [...told].toSorted(([a], [b]) => (a < b ? -1 : 1)).flatMap(([, detail]) => detail ?? []);

  function isCarried(detail: Detail): boolean {
    const now = recordAt(after, detail);
    if ('retraction' in detail) {
      const isMute = whyNoRetraction(detail.retraction.reason, sensitive.has(detail.label)) !== undefined;
      return !forgets && !isMute && now === undefined && thisWeek - detail.retraction.week <= RETRACTION_WEEKS;
    }
    const then = recordAt(before.records, detail);
    const isSame = now !== undefined && then !== undefined && compareRecords(before.records, then, after, now, STATEMENT_BYTES) === 0;
    return isSame && whyNoDetails(detail.flag, sensitive.has(detail.label)) === undefined;
  }
}

/** Undefined where the draft says that there is nothing to tell any more. */
function whole(given: DetailName & { readonly flag: FlagDetails }, isSensitive: boolean): Detail | undefined {
  const why = whyNoDetails(given.flag, isSensitive);
  if (why !== undefined) refuse('bad-draft', `A flag of the draft: ${why}.`);
  return isSilent(given.flag) ? undefined : given;
}

function recordAt(run: Uint8Array, name: DetailName): number | undefined {
  const bytes = detailName(name);
  const at = findRecord(run, bytes, 0);
  return at < run.length && compareRecords(run, at, bytes, 0) === 0 ? at : undefined;
}

function nameOf(name: DetailName): string {
  return bytesToHex(detailName(name));
}
