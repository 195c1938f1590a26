import type { JSX } from 'preact';
import { PICTURE_MODES, type PictureMode } from '../../lib/core/settings.ts';
import type { Translate } from '../../lib/i18n/t.ts';

export interface PictureChoiceProps {
  readonly chosen: PictureMode;
  readonly t: Translate;
  onChoose(mode: PictureMode): void;
}

/** When pictures may be fetched. */
export function PictureChoice({ chosen, t, onChoose }: PictureChoiceProps): JSX.Element {
  return (
    <fieldset>
      <legend class="unseen">{t('options.pictures')}</legend>
      {PICTURE_MODES.map((mode) => (
        <label key={mode} class="choice">
          <input type="radio" name="pictures" checked={mode === chosen} onChange={() => onChoose(mode)} />
          <span>
            {t(`options.pictures.${mode}`)}
            <small>{t(`options.pictures.${mode}-about`)}</small>
          </span>
        </label>
      ))}
    </fieldset>
  );
}
