import type { JSX } from 'preact';
import { isSaidOf, type ProvenFlag, type ReceiptReading } from '../../lib/core/receipt.ts';
import { quoted } from '../../lib/i18n/strangers.ts';
import type { Translate } from '../../lib/i18n/t.ts';
import { absoluteTime } from '../../lib/i18n/when.ts';
import { EvidenceItem } from '../badge/evidence-item.tsx';
import { FailureText } from '../ui/failure-text.tsx';
import { StrangersText } from '../ui/strangers-text.tsx';
import type { WorkItem } from './work-item.ts';

export interface ReceiptShownProps {
  readonly receipt: ReceiptReading;
  /** All that is on the workbench. */
  readonly beside: readonly WorkItem[];
  readonly t: Translate;
  readonly nowMs: number;
}

/** What a receipt proves, by whom and as of when, or why it proves nothing. */
export function ReceiptShown({ receipt, beside, t, nowMs }: ReceiptShownProps): JSX.Element {
  return (
    <>
      <h3>{t('workbench.receipt')}</h3>
      {receipt.kind === 'proves' ? (
        <Proven proven={receipt.proven} beside={beside} t={t} nowMs={nowMs} />
      ) : (
        <p class="failed">
          {t('workbench.receipt.nothing')} <FailureText failure={receipt} t={t} />
        </p>
      )}
    </>
  );
}

interface ProvenProps extends Omit<ReceiptShownProps, 'receipt'> {
  readonly proven: ProvenFlag;
}

function Proven({ proven, beside, t, nowMs }: ProvenProps): JSX.Element {
  const { flag, about, signedAt, expiresAt, hasExpired, hasLapsed } = proven;
  return (
    <>
      <ul class="evidence-list">
        <EvidenceItem evidence={flag} t={t} nowMs={nowMs} />
      </ul>
      <dl>
        <dt>{t('workbench.receipt.subject')}</dt>
        <dd>
          {about.kind === 'look' ? t('workbench.receipt.kind.look', { bits: String(about.radius) }) : t(`workbench.receipt.kind.${about.kind}`)}:{' '}
          <code>{about.kind === 'look' ? about.pdq : <StrangersText text={about.canonical} max={300} />}</code>
        </dd>
        <dt>{t('workbench.receipt.list-id')}</dt>
        <dd>
          <code>{flag.list.id}</code>
        </dd>
        <dt>{t('workbench.receipt.as-of')}</dt>
        <dd>{absoluteTime(signedAt, t.locale)}</dd>
      </dl>
      {(about.kind === 'look' || about.kind === 'media') && <p>{saidOf(proven, beside, t)}</p>}
      {about.kind === 'look' && <p>{t('workbench.receipt.nearer')}</p>}
      <p>{t(hasExpired ? 'workbench.receipt.expired' : 'workbench.receipt.valid', { when: absoluteTime(expiresAt, t.locale) })}</p>
      {hasLapsed && <p>{t('workbench.receipt.lapsed')}</p>}
      <p class="hint">{t('workbench.receipt.hint')}</p>
    </>
  );
}

/** Which of the files on the workbench it speaks of: nobody compares digests by eye. Empty while some are looked at. */
function saidOf(proven: ProvenFlag, beside: readonly WorkItem[], t: Translate): string {
  const looked = beside.flatMap(({ name, state }) => (state.kind === 'done' && state.file.receipt === undefined && state.file.fork === undefined ? [{ name, file: state.file }] : []));
  const files = proven.about.kind === 'look' ? looked.filter(({ file }) => file.pdq !== undefined) : looked;
  const meant = files.filter(({ file }) => isSaidOf(proven, file));
  if (meant.length > 0) return t('workbench.receipt.said-of', { files: meant.map(({ name }) => quoted(name)).join(', ') });
  if (beside.some(({ state }) => state.kind === 'waiting' || state.kind === 'running')) return '';
  return t(files.length > 0 ? 'workbench.receipt.said-of-none' : 'workbench.receipt.bring');
}
