import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { ModelKind } from '../../lib/core/hub-model.ts';
import { quoted } from '../../lib/i18n/strangers.ts';
import type { Translate } from '../../lib/i18n/t.ts';
import { StrangersText } from '../ui/strangers-text.tsx';

export interface ModelClassesProps {
  readonly kind: ModelKind;
  /** Hostile text. */
  readonly labels: readonly string[];
  /** Null until it is known. */
  readonly meant: readonly number[] | null;
  readonly t: Translate;
  onConfirm(meant: readonly number[]): void;
}

/** Which classes of a model mean "made by a machine", or "spam": asked where their names do not tell, and open to change. */
export function ModelClasses({ kind, labels, meant, t, onConfirm }: ModelClassesProps): JSX.Element {
  const [asking, setAsking] = useState(meant === null);
  const [chosen, setChosen] = useState(meant ?? []);
  if (!asking) {
    const names = (meant ?? []).map((each) => quoted(labels[each] ?? '')).join(', ');
    return (
      <p class="acts">
        <span>{t(`options.models.meant-is.${kind}`, { labels: names })}</span>
        <button type="button" onClick={() => setAsking(true)}>
          {t('options.models.meant-change')}
        </button>
      </p>
    );
  }
  return (
    <fieldset class="classes">
      <legend>{t(`options.models.meant-ask.${kind}`)}</legend>
      {meant === null && <p class="about">{t('options.models.meant-about')}</p>}
      {labels.map((label, i) => (
        <label key={i} class="choice">
          <input
            type="checkbox"
            checked={chosen.includes(i)}
            onChange={({ currentTarget: { checked } }) => setChosen(checked ? [...chosen, i].toSorted((a, b) => a - b) : chosen.filter((each) => each !== i))}
          />
          <StrangersText text={label} />
        </label>
      ))}
      <button
        type="button"
        disabled={chosen.length === 0}
        onClick={() => {
          setAsking(false);
          onConfirm(chosen);
        }}
      >
        {t('options.models.meant-save')}
      </button>
    </fieldset>
  );
}
