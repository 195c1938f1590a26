import type { JSX } from 'preact';
import type { Standing } from '../../lib/core/verdict.ts';

export interface StandingIconProps {
  /** `quiet`: nobody says anything. */
  readonly standing: Standing | 'quiet';
}

/**
 * One outline for each standing, so that colour is never needed to tell them apart: a broken ring (nobody
 * stands behind it but a model), a written sheet (it says so itself), a flag, a disc cut in two, and an empty speech bubble.
 */
export function StandingIcon({ standing }: StandingIconProps): JSX.Element {
  return (
    <svg class="standing-icon" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true" focusable="false">
      {DRAWINGS[standing]}
    </svg>
  );
}

const DRAWINGS: Readonly<Record<StandingIconProps['standing'], JSX.Element>> = {
  suggested: (
    <>
      <circle class="line" cx="8" cy="8" r="5.75" stroke-dasharray="2.6 1.915" />
      <circle class="fill" cx="8" cy="8" r="1.75" />
    </>
  ),
  declared: (
    <>
      <path class="line" d="M3.75 2.25h6l2.5 2.5v9h-8.5z" />
      <path class="line" d="M6.25 7.25h3.5M6.25 10.25h3.5" />
    </>
  ),
  flagged: (
    <>
      <path class="line" d="M4 14.25V2" />
      <path class="fill" d="M4 2.25h8.75L10.5 5.5l2.25 3.25H4z" />
    </>
  ),
  disputed: (
    <>
      <path class="fill" d="M7 2.3a5.75 5.75 0 0 0 0 11.4z" />
      <path class="line" d="M9.75 2.6a5.75 5.75 0 0 1 0 10.8z" />
    </>
  ),
  quiet: <path class="line" d="M2.25 2.75h11.5v8H8.5l-3 2.75v-2.75H2.25z" />,
};
