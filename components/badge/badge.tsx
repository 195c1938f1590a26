import type { JSX, Ref } from 'preact';
import type { Judged } from '../../lib/core/report.ts';
import { claimOf, quietClaim } from '../../lib/i18n/explain.ts';
import type { PageMessageKey, Translate } from '../../lib/i18n/t.ts';
import { StandingIcon } from '../ui/standing-icon.tsx';
import type { ShownVerdict } from './shown-verdicts.ts';

export interface BadgeProps {
  readonly judged: readonly Judged[];
  /** The weightiest first; it is the one that is worded. Empty only where the reader asked. */
  readonly shown: readonly ShownVerdict[];
  readonly t: Translate<PageMessageKey>;
  readonly open: boolean;
  readonly buttonRef: Ref<HTMLButtonElement>;
  onToggle(): void;
}

/** The mark in the page: one claim in a few words, and how many more there are; or that there is nothing to claim. */
export function Badge({ judged, shown, t, open, buttonRef, onToggle }: BadgeProps): JSX.Element {
  const [first, ...more] = shown;
  const standing = first?.verdict.standing ?? 'quiet';
  const claim = first === undefined ? quietClaim(judged, t) : claimOf(first.verdict, t);
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
      <span class="pill" data-standing={standing}>
        <StandingIcon standing={standing} />
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
