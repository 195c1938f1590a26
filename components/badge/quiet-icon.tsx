import type { JSX } from 'preact';

/** An empty speech bubble: like no outline of a standing, because nobody says anything. */
export function QuietIcon(): JSX.Element {
  return (
    <svg class="standing-icon" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true" focusable="false">
      <path class="line" d="M2.25 2.75h11.5v8H8.5l-3 2.75v-2.75H2.25z" />
    </svg>
  );
}
