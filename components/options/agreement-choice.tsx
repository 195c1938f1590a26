import type { JSX } from 'preact';
import { useId } from 'preact/hooks';
import { CORE_LABELS } from '../../lib/core/label.ts';
import { TREATMENTS, isCover, type Policy, type PolicyChange, type Treatment } from '../../lib/core/policy.ts';
import type { Translate } from '../../lib/i18n/t.ts';

export interface AgreementChoiceProps {
  readonly policy: Policy;
  readonly t: Translate;
  onChange(change: PolicyChange): void;
}

/** What is done at least where several lists agree, for every label alike. */
export function AgreementChoice({ policy, t, onChange }: AgreementChoiceProps): JSX.Element {
  const id = useId();
  const chosen = CORE_LABELS.map((label) => policy.agreed?.[label]).find((treatment) => treatment !== undefined) ?? 'ignore';
  const choose = (treatment: Treatment): void => onChange({ agreed: treatment === 'ignore' ? {} : Object.fromEntries(CORE_LABELS.map((label) => [label, treatment])) });
  return (
    <p class="row">
      <label for={id}>{t('options.agreed')}</label>
      <select id={id} value={chosen} onChange={({ currentTarget }) => choose(currentTarget.value as Treatment)}>
        <option value="ignore">{t('options.agreed.nothing')}</option>
        {TREATMENTS.filter(isCover).map((treatment) => (
          <option key={treatment} value={treatment}>
            {t(`treatment.${treatment}`)}
          </option>
        ))}
      </select>
    </p>
  );
}
