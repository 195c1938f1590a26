import type { JSX } from 'preact';
import { useId } from 'preact/hooks';
import { SUGGESTS } from '../../lib/core/evidence.ts';
import type { CoreLabel } from '../../lib/core/label.ts';
import { CAUTIONS, type Caution, type Policy, type PolicyChange } from '../../lib/core/policy.ts';
import { labelName } from '../../lib/i18n/explain.ts';
import type { Translate } from '../../lib/i18n/t.ts';

export interface CautionChoiceProps {
  readonly policy: Policy;
  readonly t: Translate;
  onChange(change: PolicyChange): void;
}

const SUGGESTED: readonly CoreLabel[] = [...new Set(Object.values(SUGGESTS).flat())];

/** How sure a detector has to be before it suggests a label, in words with the number beside them. */
export function CautionChoice({ policy, t, onChange }: CautionChoiceProps): JSX.Element {
  return (
    <div class="cautions">
      {SUGGESTED.map((label) => (
        <Row
          key={label}
          name={labelName(label, t)}
          chosen={policy.cautions[label]}
          t={t}
          onChoose={(caution) => onChange({ cautions: { [label]: caution } })}
        />
      ))}
    </div>
  );
}

interface RowProps {
  readonly name: string;
  readonly chosen: Caution;
  readonly t: Translate;
  onChoose(caution: Caution): void;
}

function Row({ name, chosen, t, onChoose }: RowProps): JSX.Element {
  const id = useId();
  return (
    <p class="row">
      <label for={id}>{t('options.caution.suggest', { label: name })}</label>
      <select id={id} value={chosen} onChange={({ currentTarget }) => onChoose(currentTarget.value as Caution)}>
        {CAUTIONS.map((caution) => (
          <option key={caution} value={caution}>
            {t(`options.caution.${caution}`)}
          </option>
        ))}
      </select>
    </p>
  );
}
