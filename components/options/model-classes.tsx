import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { quoted } from '../../lib/i18n/strangers.ts';
import type { Translate } from '../../lib/i18n/t.ts';
import { StrangersText } from '../ui/strangers-text.tsx';

export interface ModelClassesProps {
  /** Hostile text. */
  readonly labels: readonly string[];
  /** Null until it is known. */
  readonly generated: readonly number[] | null;
  readonly t: Translate;
  onConfirm(generated: readonly number[]): void;
}

/** Which classes of a model mean "made by a machine": asked where their names do not tell, and open to change. */
export function ModelClasses({ labels, generated, t, onConfirm }: ModelClassesProps): JSX.Element {
  const [asking, setAsking] = useState(generated === null);
  const [chosen, setChosen] = useState(generated ?? []);
  if (!asking) {
    const names = (generated ?? []).map((each) => quoted(labels[each] ?? '')).join(', ');
    return (
      <p class="acts">
        <span>{t('options.models.generated-is', { labels: names })}</span>
        <button type="button" onClick={() => setAsking(true)}>
          {t('options.models.generated-change')}
        </button>
      </p>
    );
  }
  return (
    <fieldset class="classes">
      <legend>{t('options.models.generated-ask')}</legend>
      {generated === null && <p class="about">{t('options.models.generated-about')}</p>}
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
        {t('options.models.generated-save')}
      </button>
    </fieldset>
  );
}
