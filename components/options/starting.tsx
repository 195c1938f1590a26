import type { JSX } from 'preact';
import type { Translate } from '../../lib/i18n/t.ts';
import '../ui/own-pages.css';
import { StrangersText } from '../ui/strangers-text.tsx';
import './options.css';

export interface StartingProps {
  /** Why there is nothing to show yet. */
  readonly failure: { readonly message: string };
  readonly t: Translate;
}

/** Before the background has answered; should it never, this says why. */
export function Starting({ failure, t }: StartingProps): JSX.Element {
  return (
    <main class="options" lang={t.locale} dir={t.direction}>
      <h1>{t('options.title')}</h1>
      <p role="status">
        {t('options.starting')}
        <small class="particulars" lang="en">
          <StrangersText text={failure.message} max={300} />
        </small>
      </p>
    </main>
  );
}
