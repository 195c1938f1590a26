import type { Evidence } from '../core/evidence.ts';
import { MAX_RECORDED_SUBJECTS, type Observation, type ObservedEvidence, type ObservedQuiet, type ObservedSubject } from '../core/observation.ts';
import { readQuietNote, roundProbability, type QuietFinding } from '../core/quiet-note.ts';
import type { Judged, PageReport, QuietPost } from '../core/report.ts';
import type { Verdict } from '../core/verdict.ts';

/** Longest text of a record, in UTF-16 units. */
export const MAX_RECORDED_TEXT = 4096;
/** Most verdicts and most quiet findings of each thing a record tells of. */
export const MAX_RECORDED_FINDINGS = 64;

/** How evidence reads in the reader's language (lib/i18n/explain.ts). */
export interface Wording {
  readonly source: (evidence: Evidence) => string;
  readonly reason: (evidence: Evidence) => string;
  readonly quiet: (quiet: QuietFinding) => string;
}

/** The record of a page, in words. */
export function toObservation(report: PageReport, browser: string, wording: Wording): Observation {
  const { url, tookMs, health, judged, quietPosts } = report;
  const subjects = [...judged.map((each) => toSubject(each, wording)), ...quietPosts.map((each) => toQuietSubject(each, wording))];
  const recorded = mostTelling(subjects);
  const leftOut = subjects.length - recorded.length;
  return {
    url: cut(url),
    browser,
    tookMs: Math.round(tookMs),
    health,
    subjects: recorded,
    ...(leftOut > 0 ? { subjectsLeftOut: leftOut } : {}),
  };
}

/** As many as a record holds: those with a label before those without, each in the page's order. */
function mostTelling(subjects: readonly ObservedSubject[]): readonly ObservedSubject[] {
  if (subjects.length <= MAX_RECORDED_SUBJECTS) return subjects;
  return subjects.toSorted((a, b) => Number(b.verdicts.length > 0) - Number(a.verdicts.length > 0)).slice(0, MAX_RECORDED_SUBJECTS);
}

function toQuietSubject({ note, where }: QuietPost, wording: Wording): ObservedSubject {
  const { kind, key, findings } = readQuietNote(note);
  return { kind, key, where: cut(where), verdicts: [], quiet: findings.map((piece) => toQuiet(piece, wording)) };
}

function toSubject({ subject, key, where, verdicts, quiet }: Judged, wording: Wording): ObservedSubject {
  return {
    kind: subject.kind,
    key,
    where: cut(where),
    verdicts: verdicts.slice(0, MAX_RECORDED_FINDINGS).map(({ label, standing, treatment, probability, corrected, evidence }: Verdict) => {
      const [first, ...rest] = evidence;
      return {
        label,
        standing,
        treatment,
        probability: roundProbability(probability),
        ...(corrected === undefined ? {} : { corrected }),
        evidence: [toEvidence(first, wording), ...rest.map((piece) => toEvidence(piece, wording))],
      };
    }),
    quiet: quiet.slice(0, MAX_RECORDED_FINDINGS).map((piece) => toQuiet(piece, wording)),
  };
}

function toEvidence(evidence: Evidence, wording: Wording): ObservedEvidence {
  const stated = { kind: evidence.kind, source: wording.source(evidence), reason: wording.reason(evidence) };
  switch (evidence.kind) {
    case 'signal':
      return { ...stated, probability: roundProbability(evidence.probability) };
    case 'flag':
      return { ...stated, probability: roundProbability(evidence.confidence) };
    case 'claim':
      return stated;
  }
}

function toQuiet(quiet: QuietFinding, wording: Wording): ObservedQuiet {
  const reason = wording.quiet(quiet);
  return quiet.kind === 'signal'
    ? { detector: quiet.detector.id, band: quiet.band, probability: roundProbability(quiet.probability), reason }
    : { detector: quiet.detector.id, abstain: quiet.why, reason };
}

/** Addresses may be longer than a record keeps. */
function cut(address: string): string {
  return address.slice(0, MAX_RECORDED_TEXT);
}
