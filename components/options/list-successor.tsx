import type { JSX } from 'preact';
import { sourcesOf, type ListSummary } from '../../lib/core/settings.ts';
import { quoted } from '../../lib/i18n/strangers.ts';
import type { Translate } from '../../lib/i18n/t.ts';

export interface ListSuccessorProps {
  readonly list: ListSummary;
  /** All lists that are followed. */
  readonly lists: readonly ListSummary[];
  readonly t: Translate;
  /** The reader wants to see the list that is to follow. */
  onSuccessor(list: ListSummary): void;
}

/** That a curator wants another list followed after this one: it is shown before it is followed, as any list is. */
export function ListSuccessor({ list, lists, t, onSuccessor }: ListSuccessorProps): JSX.Element | null {
  const { successor, follow } = list;
  if (successor === undefined) return null;
  const followed = lists.find(({ id }) => id === successor);
  if (followed !== undefined) return <p>{t('options.successor.followed', { name: quoted(followed.name) })}</p>;
  const hasMirror = follow !== undefined && sourcesOf(follow).length > 0;
  return (
    <p class="stale">
      {t('options.successor.named', { id: `${successor.slice(0, 16)}…` })}{' '}
      {hasMirror && (
        <button type="button" aria-label={t('options.successor.look-name', { name: quoted(list.name) })} onClick={() => onSuccessor(list)}>
          {t('options.successor.look')}
        </button>
      )}
    </p>
  );
}
