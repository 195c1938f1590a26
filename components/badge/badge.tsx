import type { JSX, Ref } from 'preact';
import { claimOf } from '../../lib/i18n/explain.ts';
import type { PageMessageKey, Translate } from '../../lib/i18n/t.ts';
import { StandingIcon } from '../ui/standing-icon.tsx';
import type { ShownVerdict } from './shown-verdicts.ts';

export interface BadgeProps {
  /** The weightiest first; it is the one that is worded. */
  readonly shown: readonly [ShownVerdict, ...ShownVerdict[]];
  readonly t: Translate<PageMessageKey>;
  readonly open: boolean;
  readonly buttonRef: Ref<HTMLButtonElement>;
  onToggle(): void;
}

/** The mark in the page: one claim in a few words, and how many more there are. */
export function Badge({ shown, t, open, buttonRef, onToggle }: BadgeProps): JSX.Element {
  const [{ verdict }, ...more] = shown;
  const claim = claimOf(verdict, t);
  return (
    <button
      ref={buttonRef}
      type="button"
      class="badge"
      aria-haspopup="dialog"
      aria-expanded={open}
      onClick={onToggle}
      title={claim}
    >
      <span class="pill" data-standing={verdict.standing}>
        <StandingIcon standing={verdict.standing} />
        <span class="claim">{claim}</span>
        {more.length > 0 && (
          <span class="more" aria-hidden="true">
            +{more.length}
          </span>
        )}
      </span>
      <span class="unseen">
        {more.length > 0 && ` ${t('badge.more', { n: more.length })}.`} {t('badge.why')}
      </span>
    </button>
  );
}
