import type { ComponentChildren, JSX } from 'preact';
import type { Evidence } from '../../lib/core/evidence.ts';
import { decisiveNgrams, evidenceSource, explainEvidence, floodOf, howSure, whySignal } from '../../lib/i18n/explain.ts';
import type { PageMessageKey, Translate } from '../../lib/i18n/t.ts';
import { absoluteDate, absoluteTime, relativeTime } from '../../lib/i18n/when.ts';
import { FloodPlaces } from '../ui/flood-places.tsx';
import { StrangersText } from '../ui/strangers-text.tsx';

export interface EvidenceItemProps {
  readonly evidence: Evidence;
  readonly t: Translate<PageMessageKey>;
  readonly nowMs: number;
  /** What can be done about it. */
  readonly children?: ComponentChildren;
}

/** One piece of evidence: who or what says so, how sure, when and why. */
export function EvidenceItem({ evidence, t, nowMs, children }: EvidenceItemProps): JSX.Element {
  const ngrams = decisiveNgrams(evidence);
  const flood = floodOf(evidence);
  return (
    <li class="evidence">
      <p class="who">{evidenceSource(evidence, t)}</p>
      <p class="facts">
        {howSure(evidence, t)} · <When evidence={evidence} t={t} nowMs={nowMs} />
      </p>
      <p class="why">{evidence.kind === 'signal' ? whySignal(evidence, t) : explainEvidence(evidence, t)}</p>
      {ngrams.length > 0 && (
        <ul class="chips">
          {ngrams.map((ngram) => (
            <li key={ngram}>
              <q>
                <StrangersText text={ngram} max={40} />
              </q>
            </li>
          ))}
        </ul>
      )}
      {flood !== undefined && <FloodPlaces flood={flood} at={evidence.at} t={t} />}
      {children}
    </li>
  );
}

/** A flag tells no more than its week; everything else is told by its age. */
function When({ evidence, t, nowMs }: Omit<EvidenceItemProps, 'children'>): JSX.Element {
  const { at } = evidence;
  return evidence.kind === 'flag' ? (
    <time title={relativeTime(at, nowMs, t.locale)}>{t('when.week', { when: absoluteDate(at, t.locale) })}</time>
  ) : (
    <time title={absoluteTime(at, t.locale)}>{t('when.looked', { when: relativeTime(at, nowMs, t.locale) })}</time>
  );
}
