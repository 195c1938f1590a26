import type { ComponentChildren, JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { Translate } from '../../lib/i18n/t.ts';

/** Shown at first, and further with each asking; longer lists can be searched. */
const STEP = 25;

export interface LongListProps {
  readonly items: readonly string[];
  /** What the list is called. */
  readonly label: string;
  readonly t: Translate;
  readonly children: (item: string) => ComponentChildren;
}

/** Rows in portions, with a search where there are many. */
export function LongList({ items, label, t, children }: LongListProps): JSX.Element | null {
  const [most, setMost] = useState(STEP);
  const [sought, setSought] = useState('');
  if (items.length === 0) return null;
  const found = items.filter((item) => item.toLowerCase().includes(sought.trim().toLowerCase()));
  const rest = found.length - most;
  return (
    <>
      {items.length > STEP && (
        <input
          type="search"
          class="search"
          aria-label={t('options.search', { label })}
          placeholder={t('options.search', { label })}
          value={sought}
          onInput={({ currentTarget }) => setSought(currentTarget.value)}
        />
      )}
      <ul class="rows" aria-label={label}>
        {found.slice(0, most).map(children)}
      </ul>
      {rest > 0 && (
        <button type="button" onClick={() => setMost(most + STEP)}>
          {t('popup.more', { n: Math.min(rest, STEP) })}
        </button>
      )}
    </>
  );
}
