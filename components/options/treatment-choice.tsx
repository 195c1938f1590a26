import type { JSX } from 'preact';
import { useId } from 'preact/hooks';
import { LABEL_GROUPS, type CoreLabel } from '../../lib/core/label.ts';
import { TREATMENTS, type Policy, type PolicyChange, type Treatment } from '../../lib/core/policy.ts';
import type { Translate } from '../../lib/i18n/t.ts';
import { labelName } from '../../lib/i18n/explain.ts';

export interface TreatmentChoiceProps {
  readonly policy: Policy;
  readonly t: Translate;
  onChange(change: PolicyChange): void;
  /** Back to a badge for every label. */
  onReset(): void;
}

const GROUPS = Object.keys(LABEL_GROUPS) as (keyof typeof LABEL_GROUPS)[];

/** What is done about each label: a row of five choices a label, mildest first. */
export function TreatmentChoice({ policy, t, onChange, onReset }: TreatmentChoiceProps): JSX.Element {
  const isReset = [policy.foreign, ...Object.values(policy.treatments)].every((treatment) => treatment === 'badge');
  return (
    <div class="treatments">
      {GROUPS.map((group) => (
        <Group key={group} title={t(`options.group.${group}`)}>
          {LABEL_GROUPS[group].map((label: CoreLabel) => (
            <Row
              key={label}
              name={labelName(label, t)}
              about={t(`options.label.${label}`)}
              chosen={policy.treatments[label]}
              t={t}
              onChoose={(treatment) => onChange({ treatments: { [label]: treatment } })}
            />
          ))}
        </Group>
      ))}
      <Group title={t('options.group.foreign')}>
        <Row
          name={t('options.label.foreign')}
          about={t('options.label.foreign-about')}
          chosen={policy.foreign}
          t={t}
          onChoose={(foreign) => onChange({ foreign })}
        />
      </Group>
      <button type="button" class="reset" disabled={isReset} onClick={() => onReset()}>
        {t('options.treatments.reset')}
      </button>
    </div>
  );
}

function Group({ title, children }: { readonly title: string; readonly children: JSX.Element | JSX.Element[] }): JSX.Element {
  return (
    <section>
      <h3>{title}</h3>
      {children}
    </section>
  );
}

interface RowProps {
  readonly name: string;
  readonly about: string;
  readonly chosen: Treatment;
  readonly t: Translate;
  onChoose(treatment: Treatment): void;
}

function Row({ name, about, chosen, t, onChoose }: RowProps): JSX.Element {
  const id = useId();
  return (
    <div class="row" role="radiogroup" aria-labelledby={`${id}n`} aria-describedby={`${id}a`}>
      <p class="label">
        <strong id={`${id}n`}>{name}</strong>
        <small id={`${id}a`}>{about}</small>
      </p>
      {TREATMENTS.map((treatment) => (
        <label key={treatment} class="pill" data-treatment={treatment}>
          <input type="radio" name={id} checked={treatment === chosen} onChange={() => onChoose(treatment)} />
          {t(`treatment.${treatment}`)}
        </label>
      ))}
    </div>
  );
}
