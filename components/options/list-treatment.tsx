import type { JSX } from 'preact';
import { useId } from 'preact/hooks';
import type { Label } from '../../lib/core/label.ts';
import { TREATMENTS, type Policy, type Treatment } from '../../lib/core/policy.ts';
import type { ListSummary } from '../../lib/core/settings.ts';
import { quoted } from '../../lib/i18n/strangers.ts';
import type { Translate } from '../../lib/i18n/t.ts';

export interface ListTreatmentProps {
  readonly list: ListSummary;
  readonly policy: Policy;
  readonly t: Translate;
  /** By label; empty where the list is treated as every other. */
  onTreat(treatments: Readonly<Partial<Record<Label, Treatment>>>): void;
}

/** What is done about what one list says, whatever others say. */
export function ListTreatment({ list, policy, t, onTreat }: ListTreatmentProps): JSX.Element {
  const id = useId();
  const [chosen] = Object.values(policy.lists?.[list.id] ?? {});
  const choose = (value: string): void => onTreat(value === '' ? {} : Object.fromEntries(list.labels.map(({ core }) => [core, value as Treatment])));
  return (
    <p>
      <label for={id}>{t('options.list-treatment')}</label>{' '}
      <select id={id} value={chosen ?? ''} aria-label={`${t('options.list-treatment')}: ${quoted(list.name)}`} onChange={({ currentTarget }) => choose(currentTarget.value)}>
        <option value="">{t('options.list-treatment.default')}</option>
        {TREATMENTS.map((treatment) => (
          <option key={treatment} value={treatment}>
            {t(`treatment.${treatment}`)}
          </option>
        ))}
      </select>
    </p>
  );
}
