import type { JSX } from 'preact';
import { vouchedLists } from '../../lib/core/vouched-lists.ts';
import type { ListSummary } from '../../lib/core/settings.ts';
import { quoted } from '../../lib/i18n/strangers.ts';
import type { Translate } from '../../lib/i18n/t.ts';

export interface VouchedListsProps {
  /** Those that are followed. */
  readonly lists: readonly ListSummary[];
  readonly t: Translate;
  /** The reader wants to see the list at this link. */
  onLookUp(link: string): void;
}

/** More would not be read. */
const MOST_SHOWN = 12;
const MOST_NAMED = 3;

/** Lists that those followed vouch for: each is shown before it is followed, as any list is. */
export function VouchedLists({ lists, t, onLookUp }: VouchedListsProps): JSX.Element | null {
  const vouched = vouchedLists(lists).slice(0, MOST_SHOWN);
  if (vouched.length === 0) return null;
  return (
    <div>
      <h3>{t('options.vouches')}</h3>
      <p>{t('options.vouches.hint')}</p>
      <ul>
        {vouched.map(({ id, link, by }) => {
          const named = by.slice(0, MOST_NAMED).map((name) => t('options.vouches.name', { name: quoted(name) })).join(', ');
          const shown = `${new URL(link).host} · ${id.slice(0, 16)}…`;
          return (
            <li key={id}>
              {shown} – {by.length > MOST_NAMED ? t('options.vouches.by-more', { names: named, n: by.length - MOST_NAMED }) : t('options.vouches.by', { names: named })}{' '}
              <button type="button" aria-label={t('options.vouches.look-name', { list: shown })} onClick={() => onLookUp(link)}>
                {t('options.vouches.look')}
              </button>
            </li>
          );
        })}
      </ul>
    </div>
  );
}
