import type { Abstention, DetectorRef, Signal } from './evidence.ts';
import type { Judged, PostAnswer } from './report.ts';
import type { SubjectKey, SubjectKind } from './subject.ts';
import type { Quiet } from './verdict.ts';

/** What is kept of a finding that draws nothing where thousands are: what the counts and the record of a page say of it. */
export type QuietFinding =
  | (Pick<Signal, 'kind' | 'label' | 'band' | 'probability' | 'copy'> & { readonly detector: Pick<DetectorRef, 'id'> })
  | (Pick<Abstention, 'kind' | 'why'> & { readonly detector: Pick<DetectorRef, 'id'> });

/** A subject of which nothing is said. */
interface QuietSubject {
  readonly kind: SubjectKind;
  readonly key: SubjectKey;
  readonly findings: readonly QuietFinding[];
}

/**
 * A quiet subject as one line, `url:0123456789abcdef text-spam:spam:no-sign:0.012`: most posts of a feed end as one,
 * and a page keeps it of each. Probabilities have three digits, as in the record.
 */
export type QuietNote = string & { readonly __brand: 'QuietNote' };

export function writeQuietNote({ subject, key, quiet }: Pick<Judged, 'subject' | 'key' | 'quiet'>): QuietNote {
  return `${subject.kind}:${key} ${quiet.map(writeFinding).join(' ')}` as QuietNote;
}

/** An answer as it travels: as a note where nothing is said of the post nor of anything else about it. */
export function shortAnswer(answer: PostAnswer): PostAnswer | QuietNote {
  const [only, ...others] = answer.judged;
  const isQuiet = only !== undefined && others.length === 0 && only.verdicts.length === 0 && answer.account === undefined;
  return isQuiet ? writeQuietNote(only) : answer;
}

export function readQuietNote(note: QuietNote): QuietSubject {
  const [name = '', ...findings] = note.trimEnd().split(' ');
  const [kind, key] = name.split(':');
  return { kind: kind as SubjectKind, key: key as SubjectKey, findings: findings.map(readFinding) };
}

/** Rounded to three digits: runtimes differ beyond that. */
export function roundProbability(probability: number): number {
  return Math.round(probability * 1000) / 1000;
}

/** All parts but the number come from closed sets of words without a colon or a space. */
function writeFinding(finding: Quiet): string {
  const { detector } = finding;
  return finding.kind === 'signal'
    ? [detector.id, finding.label, finding.band, roundProbability(finding.probability)].join(':')
    : [detector.id, finding.why].join(':');
}

function readFinding(text: string): QuietFinding {
  const [id, labelOrWhy, band, probability] = text.split(':');
  const detector = { id: id as DetectorRef['id'] };
  return band === undefined
    ? { kind: 'abstention', detector, why: labelOrWhy as Abstention['why'] }
    : { kind: 'signal', detector, label: labelOrWhy as Signal['label'], band: band as Signal['band'], probability: Number(probability) };
}
