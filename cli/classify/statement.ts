import { SUGGESTS, type AbstainReason, type Band, type Claim, type DetectorRef, type Signal, type SignalReason } from '../../lib/core/evidence.ts';
import type { CoreLabel } from '../../lib/core/label.ts';
import { catalogueOf } from '../../lib/i18n/catalogues.ts';
import { explainEvidence, howSure, labelName } from '../../lib/i18n/explain.ts';
import { tidy } from '../../lib/i18n/strangers.ts';
import { createTranslate } from '../../lib/i18n/t.ts';

type ItemKind = 'picture' | 'text';

/** Why nothing was measured: a detector declined, or there was nothing to show it. */
export type WhyNot = AbstainReason | 'unreadable' | 'bad-line';

/** A detector that gives no probability. */
export interface Declined {
  readonly kind: 'declined';
  readonly detector: DetectorRef;
  readonly why: WhyNot;
  /** A sentence for a person. */
  readonly message: string;
}

/** What one source says of one item. */
export interface Statement {
  /** The path as given, the id of a JSONL line, or `path:line`. */
  readonly id: string | number;
  readonly kind: ItemKind;
  readonly says: Signal | Claim | Declined;
}

/** One line of `--json`. Every key but `abstain` is always there. */
export interface StatementLine {
  readonly id: string | number;
  readonly kind: ItemKind;
  readonly label: CoreLabel;
  /** Calibrated, 0…1, to six digits; null where nothing was measured. */
  readonly probability: number | null;
  readonly band: Band | null;
  readonly abstain?: WhyNot;
  readonly reasons: readonly LineReason[];
  /** Who says so: a detector as `picture-ai@1.0.0`, or the kind of mark in the file. */
  readonly source: string;
}

type LineReason =
  | { readonly code: 'ngram'; readonly ngram: string; readonly weight: number }
  | Exclude<SignalReason, { readonly code: 'ngrams' }>
  | { readonly code: 'declared'; readonly value: string; readonly signed: boolean }
  | { readonly code: WhyNot; readonly message: string };

/** The command line speaks English, so that its output does not depend on where it runs. */
export const t = createTranslate(catalogueOf('en'));

/** The statement as a line of JSON: the same input gives the same bytes. */
export function toLine({ id, kind, says }: Statement): StatementLine {
  const label = labelOf({ says });
  switch (says.kind) {
    case 'signal':
      return { id, kind, label, probability: rounded(says.probability, 6), band: says.band, reasons: reasonsOf(says), source: sourceOf(says) };
    case 'claim': {
      const declared = { code: 'declared', value: says.value, signed: says.signed } as const;
      return { id, kind, label, probability: null, band: null, reasons: [declared], source: sourceOf(says) };
    }
    case 'declined': {
      const { why, message } = says;
      return { id, kind, label, probability: null, band: null, abstain: why, reasons: [{ code: why, message }], source: sourceOf(says) };
    }
  }
}

/** A detector that declines says nothing of the one label it knows. */
export function labelOf({ says }: Pick<Statement, 'says'>): CoreLabel {
  return says.kind === 'declined' ? SUGGESTS[says.detector.id][0] : says.label;
}

/** Whether it is said of every item of the kind, by the one detector whose answers are counted. */
export function isOfEveryItem(statement: Statement): boolean {
  return statement.says.kind !== 'claim' && labelOf(statement) === LABELS[statement.kind];
}

const LABELS = { picture: 'ai-made', text: 'spam' } as const satisfies Record<ItemKind, CoreLabel>;

export function sourceOf(says: Statement['says']): string {
  return says.kind === 'claim' ? says.source : `${says.detector.id}@${says.detector.version}`;
}

function reasonsOf({ reason }: Signal): readonly LineReason[] {
  switch (reason.code) {
    case 'ngrams':
      return reason.top.map(({ ngram, weight }) => ({ code: 'ngram', ngram, weight: rounded(weight, 3) }));
    case 'picture-texture':
      return [reason.faces === undefined ? reason : { ...reason, faces: { ...reason.faces, probability: rounded(reason.faces.probability, 6) } }];
    default:
      return [reason];
  }
}

function rounded(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}

/** Widths of the first two columns: what `howSure` and nearly all labels take. */
const SURE_COLUMNS = 23;
const LABEL_COLUMNS = 14;
/** Longest id on a line for a person, in code points. */
const MAX_SHOWN_ID = 200;

/** The statement as a line for a person: how sure, of what, about which item, and why where that is not said yet. */
export function toText({ id, says }: Statement): string {
  const sure = says.kind === 'declined' ? t('asked.not-judged').toLowerCase() : howSure(says, t);
  const label = labelName(labelOf({ says }), t);
  const columns = [sure.padEnd(SURE_COLUMNS), label.padEnd(LABEL_COLUMNS), tidy(String(id), MAX_SHOWN_ID), whyOf(says)];
  return columns.join('  ').trimEnd();
}

function whyOf(says: Statement['says']): string {
  if (says.kind === 'declined') return tidy(says.message, MAX_SHOWN_ID);
  if (says.kind === 'signal' && says.band !== 'likely') return '';
  // What isolates strangers' words in a page shows as boxes in a terminal.
  return explainEvidence(says, t).replaceAll(/[\u2066-\u2069]/g, '');
}
