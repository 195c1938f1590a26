import type { JSX } from 'preact';
import { useId, useState } from 'preact/hooks';
import { MAX_RELAY_ADDRESS, MAX_RELAYS, parseRelays } from '../../lib/core/relay-address.ts';
import type { Settings } from '../../lib/core/settings.ts';
import type { Translate } from '../../lib/i18n/t.ts';

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
      <RelaysField key={chosen.ownRelays.join()} kept={chosen.ownRelays} t={t} onChoose={(ownRelays) => onChoose({ ownRelays })} />
    </fieldset>
  );
}

interface RelaysFieldProps {
  readonly kept: readonly string[];
  readonly t: Translate;
  onChoose(relays: readonly string[]): void;
}

function RelaysField({ kept, t, onChoose }: RelaysFieldProps): JSX.Element {
  const id = useId();
  const [text, setText] = useState(kept.join(' '));
  const [isWrong, setIsWrong] = useState(false);
  function choose(event: Event): void {
    event.preventDefault();
    const relays = parseRelays(text);
    setIsWrong(relays === undefined);
    if (relays !== undefined && relays.join() !== kept.join()) onChoose(relays);
  }
  return (
    <form class="add" onSubmit={choose}>
      <label for={id}>{t('options.forks.relays')}</label>
      <input
        id={id}
        type="text"
        value={text}
        maxLength={MAX_RELAYS * (MAX_RELAY_ADDRESS + 1)}
        placeholder="wss://"
        autocomplete="off"
        spellcheck={false}
        aria-invalid={isWrong}
        aria-describedby={`${id}-about`}
        onInput={({ currentTarget }) => setText(currentTarget.value)}
      />
      <button type="submit">{t('options.forks.relays-use')}</button>
      <p id={`${id}-about`} class="about" role={isWrong ? 'alert' : undefined}>
        {t(isWrong ? 'options.forks.relays-wrong' : 'options.forks.relays-about', { n: MAX_RELAYS })}
      </p>
    </form>
  );
}
