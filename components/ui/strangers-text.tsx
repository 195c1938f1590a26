import type { JSX } from 'preact';
import { tidy } from '../../lib/i18n/strangers.ts';

export interface StrangersTextProps {
  readonly text: string;
  /** Longest shown, in code points; up to twenty times as much is in the tooltip. */
  readonly max?: number;
}

/** What a page or a list wrote: text only, on one line, cut, and unable to turn the words around it. */
export function StrangersText({ text, max = 60 }: StrangersTextProps): JSX.Element {
  const shown = tidy(text, max);
  const full = tidy(text, max * 20);
  return <bdi {...(full === shown ? {} : { title: full })}>{shown}</bdi>;
}
