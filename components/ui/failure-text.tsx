import type { JSX } from 'preact';
import type { Refusal } from '../../lib/core/refusal.ts';
import type { Translate } from '../../lib/i18n/t.ts';
import { StrangersText } from './strangers-text.tsx';

/** Why something was not done; `message` is in English, empty where there is no more to say than `why` does; it may quote a file. */
export interface FailureShown {
  readonly why?: Refusal;
  readonly message: string;
}

export interface FailureTextProps {
  readonly failure: FailureShown;
  readonly t: Translate;
}

/** A sentence in the reader's language, and beneath it the particulars, for who can do something about them. */
export function FailureText({ failure: { why, message }, t }: FailureTextProps): JSX.Element {
  return (
    <>
      {t(why === undefined ? 'refusal.other' : `refusal.${why}`)}
      {message !== '' && (
        <small class="particulars" lang="en">
          <StrangersText text={message} max={300} />
        </small>
      )}
    </>
  );
}
