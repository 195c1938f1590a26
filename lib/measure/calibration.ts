/** A stated probability, 0…1, and what turned out. */
export interface Stated {
  readonly probability: number;
  readonly positive: boolean;
}

/** One row of a reliability table: items of about the same stated probability. */
export interface ReliabilityBin {
  readonly items: number;
  /** Mean probability stated. */
  readonly stated: number;
  /** Share that was positive. */
  readonly observed: number;
}

/** Rows of about equal count, least sure first; fewer where there are fewer items than rows. */
export function reliabilityTable(items: readonly Stated[], rows = 10): readonly ReliabilityBin[] {
  const sorted = items.toSorted((a, b) => a.probability - b.probability);
  return Array.from({ length: rows }, (_, row) =>
    sorted.slice(Math.floor((row * sorted.length) / rows), Math.floor(((row + 1) * sorted.length) / rows)),
  )
    .filter((members) => members.length > 0)
    .map((members) => ({
      items: members.length,
      stated: members.reduce((sum, { probability }) => sum + probability, 0) / members.length,
      observed: members.filter(({ positive }) => positive).length / members.length,
    }));
}

/** Expected calibration error: mean distance of stated and observed over the rows of the table, by their items. NaN without items. */
export function calibrationError(table: readonly ReliabilityBin[]): number {
  const all = table.reduce((sum, { items }) => sum + items, 0);
  return table.reduce((sum, { items, stated, observed }) => sum + items * Math.abs(stated - observed), 0) / all;
}

/** A point of coverage against error; both are shares. */
export interface CoveragePoint {
  /** Of all items, those that are answered: the surest ones of those that were measured. */
  readonly coverage: number;
  /** Of those, answered wrongly at even odds. */
  readonly error: number;
}

/**
 * What error is left when only the surest answers are given, in steps of a tenth of what was measured.
 * `all` counts the items that the detector declined as well: they are never covered.
 */
export function coverageAgainstError(measured: readonly Stated[], all: number): readonly CoveragePoint[] {
  const surest = measured.toSorted((a, b) => Math.abs(b.probability - 0.5) - Math.abs(a.probability - 0.5));
  // Of fewer than ten items some steps are the same one.
  const steps = new Set(Array.from({ length: 10 }, (_, i) => Math.round(((i + 1) * surest.length) / 10)));
  return [...steps]
    .filter((step) => step > 0)
    .map((step) => surest.slice(0, step))
    .map((answered) => ({
      coverage: answered.length / all,
      error: answered.filter(({ probability, positive }) => probability >= 0.5 !== positive).length / answered.length,
    }));
}
