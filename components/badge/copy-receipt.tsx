import type { JSX } from 'preact';
import type { Flag } from '../../lib/core/evidence.ts';
import { evidenceSource } from '../../lib/i18n/explain.ts';
import type { PageMessageKey, Translate } from '../../lib/i18n/t.ts';

/** The receipt that the reader asked for last, of one flag on the card. */
export interface ReceiptCopy {
  readonly flag: Flag;
  readonly state: 'making' | 'copied' | 'not-made' | 'not-copied';
}

export interface CopyReceiptProps {
  readonly flag: Flag;
  readonly receipt: ReceiptCopy | undefined;
  readonly t: Translate<PageMessageKey>;
  onCopy(): void;
}

/** Takes along the proof that a list said so. */
export function CopyReceipt({ flag, receipt, t, onCopy }: CopyReceiptProps): JSX.Element {
  return (
    <div class="correction">
      <button type="button" class="action" aria-label={`${t('card.copy-receipt')}: ${evidenceSource(flag, t)}`} title={t('card.copy-receipt-hint')} onClick={onCopy}>
        {t('card.copy-receipt')}
      </button>
      <p role="status">{receipt?.flag === flag && t(`card.receipt-${receipt.state}`)}</p>
    </div>
  );
}
