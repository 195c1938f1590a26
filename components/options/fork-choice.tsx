import type { JSX } from 'preact';
import { MAX_RELAY_ADDRESS, MAX_RELAYS, parseRelays } from '../../lib/core/relay-address.ts';
import type { Settings } from '../../lib/core/settings.ts';
import type { Translate } from '../../lib/i18n/t.ts';
import { CheckedField } from './checked-field.tsx';

export interface ForkChoiceProps {
  readonly chosen: Pick<Settings, 'askForForks' | 'ownRelays'>;
  readonly t: Translate;
  onChoose(change: Partial<Pick<Settings, 'askForForks' | 'ownRelays'>>): void;
}

/** Whether relays are asked what others proved against lists, with what that tells them, and relays of the reader's own. */
export function ForkChoice({ chosen, t, onChoose }: ForkChoiceProps): JSX.Element {
  return (
    <fieldset class="forks">
      <legend class="unseen">{t('options.forks')}</legend>
      <label class="choice">
        <input type="checkbox" checked={chosen.askForForks} onChange={({ currentTarget }) => onChoose({ askForForks: currentTarget.checked })} />
        <span>
          {t('options.forks')}
          <small>{t('options.forks.about')}</small>
        </span>
      </label>
      <CheckedField
        key={chosen.ownRelays.join()}
        kept={chosen.ownRelays.join(' ')}
        maxLength={MAX_RELAYS * (MAX_RELAY_ADDRESS + 1)}
        placeholder="wss://"
        label={t('options.forks.relays')}
        use={t('options.forks.relays-use')}
        about={t('options.forks.relays-about', { n: MAX_RELAYS })}
        wrong={t('options.forks.relays-wrong', { n: MAX_RELAYS })}
        onUse={(text) => {
          const ownRelays = parseRelays(text);
          if (ownRelays === undefined) return false;
          if (ownRelays.join() !== chosen.ownRelays.join()) onChoose({ ownRelays });
          return true;
        }}
      />
    </fieldset>
  );
}
