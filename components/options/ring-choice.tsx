import type { JSX } from 'preact';
import type { Translate } from '../../lib/i18n/t.ts';

export interface RingChoiceProps {
  readonly isOn: boolean;
  readonly t: Translate;
  onChoose(isOn: boolean): void;
}

/** Whether keys of what is shown are kept, with all that is to be said of that. */
export function RingChoice({ isOn, t, onChoose }: RingChoiceProps): JSX.Element {
  return (
    <fieldset class="ring">
      <legend class="unseen">{t('options.ring')}</legend>
      <label class="choice">
        <input type="checkbox" checked={isOn} onChange={({ currentTarget }) => onChoose(currentTarget.checked)} />
        <span>
          {t('options.ring')}
          <small>{t('options.ring.about')}</small>
        </span>
      </label>
    </fieldset>
  );
}
