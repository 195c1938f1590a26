import type { Abstention, Evidence } from './evidence.ts';
import type { Label } from './label.ts';
import { isSureEnough, treatmentOf, type Policy } from './policy.ts';
import type { Subject } from './subject.ts';
import type { Decision, Quiet, Standing, Verdict } from './verdict.ts';

/** What kinds of evidence speak on one label. */
interface Voices {
  readonly disputes: boolean;
  readonly flags: boolean;
  readonly claims: boolean;
  readonly likely: boolean;
}

/**
 * Read from the top: the first row whose named voices are all present gives the standing.
 * A dispute counts only against something another voice asserts; alone it says nothing.
 */
const STANDING_TABLE: readonly (readonly [needs: readonly (keyof Voices)[], standing: Standing])[] = [
  [['disputes', 'flags'], 'disputed'],
  [['disputes', 'claims'], 'disputed'],
  [['disputes', 'likely'], 'disputed'],
  [['flags'], 'flagged'],
  [['claims'], 'declared'],
  [['likely'], 'suggested'],
];

/** Order of evidence on a card: who can be held to account comes first. */
const EVIDENCE_ORDER: readonly Evidence['kind'][] = ['flag', 'claim', 'signal'];

/**
 * Weighs everything found about one subject for one reader.
 * Pure: the same evidence gives the same decision whatever its order.
 * Signals that are not `likely`, or not as sure as the reader asks, and abstentions never make a verdict; where another voice makes one on the
 * same label, an unsure or contrary signal is cited beside it, so that the card shows the conflict.
 */
export function decide(subject: Subject, findings: readonly (Evidence | Abstention)[], policy: Policy): Decision {
  const byLabel = new Map<Label, Evidence[]>();
  const quiet: Quiet[] = [];
  for (const finding of findings) {
    if (finding.kind === 'abstention') quiet.push(finding);
    else byLabel.set(finding.label, [...(byLabel.get(finding.label) ?? []), finding]);
  }
  const verdicts: Verdict[] = [];
  for (const [label, evidence] of byLabel) {
    const [first, ...rest] = evidence.toSorted(compareEvidence);
    const standing = standingOf(evidence, policy);
    if (standing !== undefined && first !== undefined) {
      verdicts.push({ label, standing, treatment: treatmentOf(label, policy), evidence: [first, ...rest] });
    } else {
      quiet.push(...evidence.filter((piece) => piece.kind === 'signal'));
    }
  }
  return {
    subject,
    verdicts: verdicts.toSorted((a, b) => compareText(a.label, b.label)),
    quiet: quiet.toSorted((a, b) => compareText(quietOrder(a), quietOrder(b))),
  };
}

function standingOf(evidence: readonly Evidence[], policy: Policy): Standing | undefined {
  const voices: Voices = {
    disputes: evidence.some((e) => e.kind === 'flag' && e.polarity === 'disputes'),
    flags: evidence.some((e) => e.kind === 'flag' && e.polarity === 'asserts'),
    claims: evidence.some((e) => e.kind === 'claim'),
    likely: evidence.some((e) => e.kind === 'signal' && isSureEnough(e, policy)),
  };
  return STANDING_TABLE.find(([needs]) => needs.every((voice) => voices[voice]))?.[1];
}

function compareEvidence(a: Evidence, b: Evidence): number {
  return (
    EVIDENCE_ORDER.indexOf(a.kind) - EVIDENCE_ORDER.indexOf(b.kind) ||
    compareText(evidenceOrder(a), evidenceOrder(b))
  );
}

/** A text unique to a piece of evidence, so that the order does not depend on who answered first. */
function evidenceOrder(piece: Evidence): string {
  switch (piece.kind) {
    case 'flag':
      return [piece.list.id, piece.on, piece.polarity, piece.labelName, piece.confidence, piece.at].join('\0');
    case 'claim':
      return [piece.source, piece.value, piece.signed, piece.at].join('\0');
    case 'signal':
      return [piece.detector.id, piece.detector.version, piece.probability, piece.at].join('\0');
  }
}

function quietOrder(piece: Quiet): string {
  return piece.kind === 'signal' ? `${piece.label}\0${evidenceOrder(piece)}` : `${piece.detector.id}\0${piece.why}`;
}

/** By code unit: the same in every locale. */
function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
