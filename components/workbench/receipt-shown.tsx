import type { JSX } from 'preact';
import type { ProvenFlag, ReceiptReading } from '../../lib/core/receipt.ts';
import type { Translate } from '../../lib/i18n/t.ts';
import { absoluteTime } from '../../lib/i18n/when.ts';
import { EvidenceItem } from '../badge/evidence-item.tsx';
import { FailureText } from '../ui/failure-text.tsx';
import { StrangersText } from '../ui/strangers-text.tsx';

export interface ReceiptShownProps {
  readonly receipt: ReceiptReading;
  readonly t: Translate;
  readonly nowMs: number;
}

/** What a receipt proves, by whom and as of when, or why it proves nothing. */
export function ReceiptShown({ receipt, t, nowMs }: ReceiptShownProps): JSX.Element {
  return (
    <>
      <h3>{t('workbench.receipt')}</h3>
      {receipt.kind === 'proves' ? (
        <Proven proven={receipt.proven} t={t} nowMs={nowMs} />
      ) : (
        <p class="failed">
          {t('workbench.receipt.nothing')} <FailureText failure={receipt} t={t} />
        </p>
      )}
    </>
  );
}

function Proven({ proven, t, nowMs }: { readonly proven: ProvenFlag; readonly t: Translate; readonly nowMs: number }): JSX.Element {
  const { flag, subject, signedAt, expiresAt, hasExpired, hasLapsed } = proven;
  return (
    <>
      <ul class="evidence-list">
        <EvidenceItem evidence={flag} t={t} nowMs={nowMs} />
      </ul>
      <dl>
        <dt>{t('workbench.receipt.subject')}</dt>
        <dd>
          {t(`workbench.receipt.kind.${subject.kind}`)}: <code><StrangersText text={subject.canonical} max={300} /></code>
        </dd>
        <dt>{t('workbench.receipt.list-id')}</dt>
        <dd>
          <code>{flag.list.id}</code>
        </dd>
        <dt>{t('workbench.receipt.as-of')}</dt>
        <dd>{absoluteTime(signedAt, t.locale)}</dd>
      </dl>
      <p>{t(hasExpired ? 'workbench.receipt.expired' : 'workbench.receipt.valid', { when: absoluteTime(expiresAt, t.locale) })}</p>
      {hasLapsed && <p>{t('workbench.receipt.lapsed')}</p>}
      <p class="hint">{t('workbench.receipt.hint')}</p>
    </>
  );
}
