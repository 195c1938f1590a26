import { agreementOn, type Agreement, type Clusters } from './agreement.ts';
import { NOTHING_SAID, type ReaderSaid } from './correction.ts';
import type { Abstention, Evidence, Flag, Signal } from './evidence.ts';
import type { Label } from './label.ts';
import { atMostBadge, leastProbability, strongest, treatmentByList, treatmentOf, treatmentOfAgreement, type Policy, type Treatment } from './policy.ts';
import type { Subject } from './subject.ts';
import type { Decision, Quiet, Standing, Verdict } from './verdict.ts';
import { excludedBy, weigh, type Weighed } from './weigh.ts';

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

/** Probabilities come back from log-odds a few units in the last place off. */
const ROUNDING = 1e-9;
/** Detectors suggest nothing of which the contrary is as probable. */
const EVEN_ODDS = 0.5 + ROUNDING;

/** Order of evidence on a card: who can be held to account comes first. */
const EVIDENCE_ORDER: readonly Evidence['kind'][] = ['flag', 'claim', 'signal'];

/**
 * Weighs everything found about one subject for one reader.
 * Pure: the same evidence gives the same decision whatever its order.
 *
 * Flags, and claims of the file, its platform or its author, make a verdict whatever else is there. Detectors make one
 * where one of them says `likely` and everything together is at least as probable as even odds and as the reader
 * asks. It is not made where a signed claim excludes it: a signature outranks a guess. Where other evidence
 * outweighs a detector that says `likely`, it declines as `contradicted`. What speaks against a verdict is cited in it.
 *
 * The strongest treatment is taken of those for each list that asserts, for the label where anything else does, and for
 * lists that agree. Without `clusters` nothing is said of agreement.
 */
export function decide(
  subject: Subject,
  findings: readonly (Evidence | Abstention)[],
  policy: Policy,
  said: ReaderSaid = NOTHING_SAID,
  clusters?: Clusters,
): Decision {
  const byLabel = new Map<Label, Evidence[]>();
  const quiet: Quiet[] = [];
  for (const finding of findings) {
    if (finding.kind === 'abstention') quiet.push(finding);
    else byLabel.set(finding.label, [...(byLabel.get(finding.label) ?? []), finding]);
  }
  const cited = new Set<Evidence>();
  /** Of the labels without a verdict. */
  const undecided = new Map<Label, Weighed>();
  const verdicts: Verdict[] = [];
  for (const [label, own] of byLabel) {
    const against = excludedBy(label).flatMap((other) => (byLabel.get(other) ?? []).filter(asserts));
    const [first, ...rest] = [...own.toSorted(compareEvidence), ...against.toSorted(compareEvidence)];
    if (first === undefined) continue;
    const evidence = [first, ...rest] as const;
    const weighed = weigh(evidence, label, said.shifts);
    const voices = voicesOn(label, own, against, weighed, policy);
    const standing = standingOf(voices);
    if (standing === undefined) {
      undecided.set(label, weighed);
      continue;
    }
    for (const piece of evidence) cited.add(piece);
    const corrected = said.wordOn(label);
    const flags = own.filter(isFlag);
    const agreement = clusters === undefined ? undefined : agreementOn(flags.filter(({ held }) => held === undefined), clusters);
    verdicts.push({
      label,
      standing,
      treatment: corrected === 'wrong' ? 'ignore' : treatmentFor(label, flags, voices, agreement, policy),
      ...weighed,
      ...(agreement === undefined ? {} : { agreement }),
      ...(corrected === undefined ? {} : { corrected }),
      evidence,
    });
  }
  for (const signal of [...byLabel.values()].flat()) {
    if (signal.kind !== 'signal' || cited.has(signal)) continue;
    quiet.push(signal);
    if (isContradicted(signal, undecided.get(signal.label), said)) quiet.push({ kind: 'abstention', detector: signal.detector, why: 'contradicted' });
  }
  return {
    subject,
    verdicts: verdicts.toSorted((a, b) => compareText(a.label, b.label)),
    quiet: quiet.toSorted((a, b) => compareText(quietOrder(a), quietOrder(b))),
  };
}

function asserts(piece: Evidence): boolean {
  switch (piece.kind) {
    case 'signal':
      return piece.band === 'likely';
    case 'claim':
      return true;
    case 'flag':
      return piece.polarity === 'asserts';
  }
}

function voicesOn(label: Label, own: readonly Evidence[], against: readonly Evidence[], { probability }: Weighed, policy: Policy): Voices {
  const isLikely = own.some(isLikelySignal);
  const isOutranked = against.some((piece) => piece.kind === 'claim' && piece.signed);
  return {
    disputes: own.some((e) => isFlag(e) && e.polarity === 'disputes'),
    flags: own.some((e) => isFlag(e) && e.polarity === 'asserts'),
    claims: own.some((e) => e.kind === 'claim'),
    likely: isLikely && !isOutranked && probability > EVEN_ODDS && probability > leastProbability(label, policy) - ROUNDING,
  };
}

function standingOf(voices: Voices): Standing | undefined {
  return STANDING_TABLE.find(([needs]) => needs.every((voice) => voices[voice]))?.[1];
}

/** What came to be said all at once, under terms nobody agreed to, by a list that contradicts itself, or of a look-alike, labels at most. */
function treatmentFor(label: Label, flags: readonly Flag[], voices: Voices, agreement: Agreement | undefined, policy: Policy): Treatment {
  return strongest([
    ...flags.filter(asserts).map(({ list, held }) => (held === undefined ? treatmentByList(label, list.id, policy) : atMostBadge(treatmentByList(label, list.id, policy)))),
    ...(voices.claims || voices.likely ? [treatmentOf(label, policy)] : []),
    ...(agreement?.outcome === 'agree' ? [treatmentOfAgreement(label, policy)] : []),
  ]);
}

function isFlag(piece: Evidence): piece is Flag {
  return piece.kind === 'flag';
}

function isLikelySignal(piece: Evidence): piece is Signal {
  return piece.kind === 'signal' && piece.band === 'likely';
}

/** Whether a detector would have suggested its label, had it been alone; `weighed` is what everything on it amounts to. */
function isContradicted(signal: Signal, weighed: Weighed | undefined, { shifts }: ReaderSaid): boolean {
  const isOutweighed = weighed !== undefined && weighed.probability <= EVEN_ODDS;
  return signal.band === 'likely' && isOutweighed && weigh([signal], signal.label, shifts).probability > EVEN_ODDS;
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
      return [piece.label, piece.list.id, piece.on, piece.polarity, piece.labelName, piece.confidence, piece.at].join('\0');
    case 'claim':
      return [piece.label, piece.source, piece.value, piece.signed, piece.at].join('\0');
    case 'signal':
      return [piece.label, piece.detector.id, piece.detector.version, piece.probability, piece.at].join('\0');
  }
}

function quietOrder(piece: Quiet): string {
  return piece.kind === 'signal' ? `${piece.label}\0${evidenceOrder(piece)}` : `${piece.detector.id}\0${piece.why}`;
}

/** By code unit: the same in every locale. */
function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
