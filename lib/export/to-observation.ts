import type { Evidence } from '../core/evidence.ts';
import type { Observation, ObservedEvidence, ObservedQuiet, ObservedSubject } from '../core/observation.ts';
import type { Judged, PageReport } from '../core/report.ts';
import type { Quiet, Verdict } from '../core/verdict.ts';

/** Longest text of a record, in UTF-16 units. */
export const MAX_RECORDED_TEXT = 4096;

/** How evidence reads in the reader's language (lib/i18n/explain.ts). */
export interface Wording {
  readonly source: (evidence: Evidence) => string;
  readonly reason: (evidence: Evidence) => string;
  readonly quiet: (quiet: Quiet) => string;
}

/** The record of a page, in words. Probabilities are rounded to three digits: runtimes differ beyond that. */
export function toObservation(report: PageReport, browser: string, wording: Wording): Observation {
  const { url, tookMs, health, judged } = report;
  return { url: cut(url), browser, tookMs: Math.round(tookMs), health, subjects: judged.map((each) => toSubject(each, wording)) };
}

function toSubject({ subject, key, where, verdicts, quiet }: Judged, wording: Wording): ObservedSubject {
  return {
    kind: subject.kind,
    key,
    where: cut(where),
    verdicts: verdicts.map(({ label, standing, treatment, evidence }: Verdict) => {
      const [first, ...rest] = evidence;
      return {
        label,
        standing,
        treatment,
        evidence: [toEvidence(first, wording), ...rest.map((piece) => toEvidence(piece, wording))],
      };
    }),
    quiet: quiet.map((piece) => toQuiet(piece, wording)),
  };
}

function toEvidence(evidence: Evidence, wording: Wording): ObservedEvidence {
  const stated = { kind: evidence.kind, source: wording.source(evidence), reason: wording.reason(evidence) };
  switch (evidence.kind) {
    case 'signal':
      return { ...stated, probability: rounded(evidence.probability) };
    case 'flag':
      return { ...stated, probability: rounded(evidence.confidence) };
    case 'claim':
      return stated;
  }
}

function toQuiet(quiet: Quiet, wording: Wording): ObservedQuiet {
  const reason = wording.quiet(quiet);
  return quiet.kind === 'signal'
    ? { detector: quiet.detector.id, band: quiet.band, probability: rounded(quiet.probability), reason }
    : { detector: quiet.detector.id, abstain: quiet.why, reason };
}

/** Addresses may be longer than a record keeps. */
function cut(address: string): string {
  return address.slice(0, MAX_RECORDED_TEXT);
}

function rounded(probability: number): number {
  return Math.round(probability * 1000) / 1000;
}
