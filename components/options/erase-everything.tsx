import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { Translate } from '../../lib/i18n/t.ts';
import { Confirm } from '../ui/confirm.tsx';

export interface EraseEverythingProps {
  readonly t: Translate;
  onErase(): void;
}

export function EraseEverything({ t, onErase }: EraseEverythingProps): JSX.Element {
  const [asking, setAsking] = useState(false);
  if (!asking) {
    return (
      <button type="button" class="danger" onClick={() => setAsking(true)}>
        {t('options.erase.ask')}
      </button>
    );
  }
  return (
    <Confirm
      question={t('options.erase.about')}
      yes={t('options.erase.yes')}
      no={t('options.erase.no')}
      onYes={() => {
        setAsking(false);
        onErase();
      }}
      onNo={() => setAsking(false)}
    />
  );
}
