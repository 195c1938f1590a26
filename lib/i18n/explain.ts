import type { TrainingWish } from '../core/c2pa-reading.ts';
import type { Claim, DetectorRef, Evidence, FloodReason, JudgedFaces, Signal } from '../core/evidence.ts';
import { isForeignLabel, type Label } from '../core/label.ts';
import { MAX_MARK_VALUE, type Mark, type WorkWishes } from '../core/mark.ts';
import type { QuietFinding } from '../core/quiet-note.ts';
import type { CoverTreatment } from '../core/policy.ts';
import type { Subject } from '../core/subject.ts';
import type { Decision, Verdict } from '../core/verdict.ts';
import { termName, wishesSay } from './credentials.ts';
import { percent } from './percent.ts';
import { quoted, tidy } from './strangers.ts';
import { sinceTime } from './when.ts';
import type { PageMessageKey, Translate } from './t.ts';

type T = Translate<PageMessageKey>;

/** A list's name stays short on a badge, in code points. */
const MAX_NAME_ON_BADGE = 24;
/** Of a claim's value, in code points: as much as core keeps. */
const MAX_CLAIM_VALUE = MAX_MARK_VALUE;

/** A verdict as the badge words it: a claim in a few words, with who makes it where one list does. */
export function claimOf(verdict: Verdict, t: T): string {
  const flood = floodOf(verdict.evidence[0]);
  switch (verdict.standing) {
    case 'suggested':
      return flood === undefined ? t('claim.suggested', { as: inSentence(verdict, t) }) : t('claim.counted', { n: flood.accounts });
    case 'declared':
      if (verdict.label === 'camera-capture') return t(verdict.evidence.some((piece) => piece.label === verdict.label && piece.kind === 'claim' && piece.signed) ? 'claim.signed-camera' : 'claim.declared-camera');
      return t('claim.declared', { as: inSentence(verdict, t) });
    case 'flagged': {
      const lists = assertingLists(verdict);
      const [only] = lists.values();
      return lists.size === 1 && only !== undefined
        ? t('claim.flagged', { as: inSentence(verdict, t), list: quoted(only, MAX_NAME_ON_BADGE) })
        : t('claim.flagged-by-lists', { as: inSentence(verdict, t), n: lists.size });
    }
    case 'disputed':
      return t('claim.disputed', { label: verdictName(verdict, t) });
  }
}

/** What is said of content that is warned of or not seen: what was done, the claim, by whom, and of what where that is not the content itself. */
export function coverWords(treatment: CoverTreatment, subject: Subject, verdict: Verdict, t: T): string {
  // Lists are named by the claim; the sides of a dispute are for the card.
  const isNamed = verdict.standing === 'flagged' || verdict.standing === 'disputed';
  const source = verdict.evidence.find((piece) => piece.kind === 'claim' || (piece.kind === 'signal' && piece.band === 'likely'));
  return [
    ...(treatment === 'warn' ? [] : [t(`cover.${treatment}`)]),
    claimOf(verdict, t),
    ...(isNamed || source === undefined ? [] : [evidenceSource(source, t)]),
    ...(ITSELF.includes(subject.kind) ? [] : [subjectName(subject, t)]),
  ].join(' · ');
}

const ITSELF: readonly Subject['kind'][] = ['post', 'text', 'media'];

/** The short value of a label. One that only a list knows goes by its own name there, in `listsName`. */
export function labelName(label: Label, t: T, listsName?: string): string {
  return isForeignLabel(label) ? quoted(listsName ?? label.slice('x-'.length), MAX_NAME_ON_BADGE) : t(`label.${label}`);
}

/** The label of a verdict; one that only a list knows, in that list's words. */
export function verdictName(verdict: Verdict, t: T): string {
  const flag = verdict.evidence.find((piece) => piece.kind === 'flag');
  return labelName(verdict.label, t, flag?.labelName);
}

/** What a verdict is about, for use after "about": "this post", "the link’s site example.com". */
export function subjectName(subject: Subject, t: T): string {
  return subject.kind === 'domain'
    ? t('subject.domain-named', { name: quoted(subject.canonical) })
    : t(`subject.${subject.kind}`);
}

/** Who or what a piece of evidence comes from. */
export function evidenceSource(evidence: Evidence, t: T): string {
  switch (evidence.kind) {
    case 'signal':
      return detectorName(evidence.detector, t);
    case 'claim':
      return t(`source.${evidence.source}`);
    case 'flag':
      return t('source.list', { list: quoted(evidence.list.name) });
  }
}

export function detectorName(detector: DetectorRef, t: T): string {
  return t(`source.${detector.id}`, { version: tidy(detector.version, 20) });
}

/** How sure the source is: in words and, where it gave one, as a number. */
export function howSure(evidence: Evidence, t: T): string {
  switch (evidence.kind) {
    case 'signal':
      if (floodOf(evidence) !== undefined) return t('sure.counted');
      return evidence.band === 'likely'
        ? withNumber(sureWords(evidence.probability), evidence.probability, t)
        : withNumber(`sure.${evidence.band}`, evidence.probability, t);
    case 'claim':
      return t(evidence.signed ? 'sure.signed' : evidence.source === 'c2pa' ? 'sure.signer-unknown' : 'sure.unsigned');
    case 'flag':
      return withNumber(sureWords(evidence.confidence), evidence.confidence, t);
  }
}

function sureWords(probability: number): PageMessageKey {
  if (probability >= 0.97) return 'sure.very';
  if (probability >= 0.9) return 'sure.fairly';
  if (probability >= 0.75) return 'sure.rather';
  return probability >= 0.5 ? 'sure.half' : 'sure.weak';
}

function withNumber(words: PageMessageKey, probability: number, t: T): string {
  return t('sure.with-number', { words: t(words), percent: percent(probability, t) });
}

/** Why: one sentence in full, n-grams included. */
export function explainEvidence(evidence: Evidence, t: T): string {
  switch (evidence.kind) {
    case 'signal': {
      const ngrams = decisiveNgrams(evidence).map((ngram) => t('quote', { text: quoted(ngram) }));
      return [whySignal(evidence, t), ngrams.join(', ')].filter((part) => part !== '').join(' ');
    }
    case 'claim':
      if (evidence.source === 'c2pa') return t('why.credentials', { term: termName(evidence.value, t) });
      return explainClaim(evidence, t);
    case 'flag':
      return t(evidence.polarity === 'asserts' ? 'why.flag' : 'why.dispute', {
        subject: t(`subject.${evidence.held === 'near' ? 'near' : (evidence.look?.kind ?? evidence.on)}`),
        label: quoted(evidence.labelName),
      });
  }
}

/** What was read, of what sort and where it stands if it is a mark of the file, and whether anybody signed it. */
function explainClaim({ signed, value, mark }: Claim, t: T): string {
  const text = quoted(value, MAX_CLAIM_VALUE);
  if (signed) return t('quote', { text });
  return mark === undefined ? t('why.unsigned', { text }) : explainMark({ ...mark, value }, t);
}

/** A mark of the file in a sentence: what it says, where it stands, and that nobody signed it. */
export function explainMark({ kind, where, field, value, term, strength, wishes }: Partial<Mark> & Pick<Mark, 'kind' | 'where' | 'field' | 'value'>, t: T): string {
  const words = { text: quoted(value, MAX_CLAIM_VALUE), kind: t(`mark.${kind}`), place: t(`place.${where}`, { field: quoted(field) }) };
  const doubt = strength === 'possible' || strength === 'suspected' ? [t(`strength.${strength}`)] : [];
  return [
    term === undefined ? t('why.mark', words) : t('why.mark-term', { ...words, term: t(`term.${term}`) }),
    ...doubt,
    ...wishesSay(asCredentialsSay(wishes ?? {}), t),
  ].join(' ');
}

/** Wishes in the words that credentials use for them. */
function asCredentialsSay(wishes: WorkWishes): readonly TrainingWish[] {
  return Object.entries(wishes).map(([use, wish]) => ({ use: use.replaceAll('-', '_'), wish: wish === 'refused' ? 'notAllowed' : wish }));
}

/** Why, without the n-grams themselves, for a card that shows them one by one. */
export function whySignal(signal: Signal, t: T): string {
  return withCopy(reasonOf(signal, t), signal, t);
}

function reasonOf(signal: Signal, t: T): string {
  switch (signal.reason.code) {
    case 'ngrams':
      return t(signal.reason.disguised ? 'why.ngrams-dressed' : signal.reason.top[0] ? 'why.ngrams' : 'why.ngrams-none', { n: signal.reason.disguised ?? 0 });
    case 'picture-texture':
      return withFaces(t(`why.texture-${signal.band}`, { n: signal.reason.crops }), signal.reason.faces, t);
    case 'flood':
      return t('why.flood', { n: signal.reason.accounts, since: sinceTime(signal.reason.sinceMs, signal.at, t.locale) });
    case 'picture-classes':
    case 'text-classes':
      return t('why.classes', { model: quoted(signal.reason.model), label: quoted(signal.reason.label) });
  }
}

/** What was counted, where something was. */
export function floodOf(evidence: Evidence): FloodReason | undefined {
  return evidence.kind === 'signal' && evidence.reason.code === 'flood' ? evidence.reason : undefined;
}

/** The pieces of text that decided, strongest first. Hostile text. */
export function decisiveNgrams(evidence: Evidence): readonly string[] {
  if (evidence.kind !== 'signal' || evidence.reason.code !== 'ngrams') return [];
  return evidence.reason.top.map(({ ngram }) => ngram);
}

/** The words of a badge that the reader asked for and that has no verdict: it says no more than whether a model judged. */
export function quietClaim(decisions: readonly Decision[], t: T): string {
  const measured = decisions.some(({ quiet }) => quiet.some(({ kind }) => kind === 'signal'));
  return t(measured ? 'asked.looked' : 'asked.not-judged');
}

/** A finding that draws nothing, in one sentence. */
export function explainQuiet(quiet: QuietFinding, t: T): string {
  return quiet.kind === 'abstention'
    ? t(`abstain.${quiet.why}`)
    : withCopy(t(`quiet.${quiet.band}`, { as: t(`as.${quiet.label}`) }), quiet, t);
}

/** What faces say by themselves is shown beside, for it does not count. */
function withFaces(words: string, faces: JudgedFaces | undefined, t: T): string {
  return faces ? `${words} ${t('why.faces', { n: faces.judged, percent: percent(faces.probability, t) })}` : words;
}

/** What was measured of a copy says so. */
function withCopy(words: string, { copy }: Pick<Signal, 'copy'>, t: T): string {
  return copy === undefined ? words : `${words} ${t('why.copy', copy)}`;
}

function inSentence(verdict: Verdict, t: T): string {
  return isForeignLabel(verdict.label) ? t('quote', { text: verdictName(verdict, t) }) : t(`as.${verdict.label}`);
}

/** Names by id: two lists may share a name, and one list may hold several flags. */
function assertingLists(verdict: Verdict): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  for (const piece of verdict.evidence) {
    if (piece.kind === 'flag' && piece.polarity === 'asserts') names.set(piece.list.id, piece.list.name);
  }
  return names;
}
