/** How a place that lists are fetched from behaved so far. */
export interface SourceStanding {
  /** Base address of a mirror. */
  readonly address: string;
  /** How often in a row it could not be reached, or took too long. */
  readonly failures: number;
  /** How often it sent something else than was asked for, ever. */
  readonly lies: number;
  /** Not asked before then, milliseconds since the epoch, and why. */
  readonly off?: { readonly until: number; readonly why: 'failed' | 'lied' };
  /** What went wrong last, and when. */
  readonly trouble?: { readonly message: string; readonly at: number };
}

/** After so many failures in a row, and after any lie, a source is left alone for a day. */
const MOST_FAILURES = 3;
const OFF_MS = 86_400_000;

export function unknownSource(address: string): SourceStanding {
  return { address, failures: 0, lies: 0 };
}

/** The standing after it answered as it should. What it sent wrongly before is not forgotten. */
export function answered({ address, lies, trouble }: SourceStanding): SourceStanding {
  return { address, failures: 0, lies, ...(lies > 0 && trouble !== undefined ? { trouble } : {}) };
}

export function failed({ address, failures, lies }: SourceStanding, message: string, nowMs: number): SourceStanding {
  const off = failures + 1 < MOST_FAILURES ? {} : { off: { until: nowMs + OFF_MS, why: 'failed' as const } };
  return { address, failures: failures + 1, lies, ...off, trouble: { message, at: nowMs } };
}

export function lied({ address, failures, lies }: SourceStanding, message: string, nowMs: number): SourceStanding {
  return { address, failures, lies: lies + 1, off: { until: nowMs + OFF_MS, why: 'lied' }, trouble: { message, at: nowMs } };
}
