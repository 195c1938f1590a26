import type { JSX } from 'preact';
import type { ListSummary } from '../../lib/core/settings.ts';
import type { Translate } from '../../lib/i18n/t.ts';
import { ListRow, type ListRowProps } from './list-row.tsx';

export interface ListTableProps {
  readonly lists: readonly ListSummary[];
  readonly t: Translate;
  readonly nowMs: number;
  readonly sources: ListRowProps['sources'];
  readonly peers: ListRowProps['peers'];
  readonly trials: ListRowProps['trials'];
  readonly policy: ListRowProps['policy'];
  onTreat(list: ListSummary, ...treatments: Parameters<ListRowProps['onTreat']>): void;
  onFollow(list: ListSummary, isOn: boolean): void;
  onAccept(list: ListSummary, what: 'sudden' | 'terms'): void;
  onTry(list: ListSummary): void;
  readonly ownRelays: ListRowProps['ownRelays'];
  onForkProof(list: ListSummary, ...which: Parameters<ListRowProps['onForkProof']>): void;
  onTellFork(list: ListSummary, ...wanted: Parameters<ListRowProps['onTellFork']>): void;
  readonly onSuccessor: ListRowProps['onSuccessor'];
  onRemove(list: ListSummary): void;
}

/** The lists the reader follows. A narrow window scrolls the table, by keys as well. */
export function ListTable({ lists, sources, peers, trials, policy, t, nowMs, onTreat, onFollow, onAccept, onTry, ownRelays, onForkProof, onTellFork, onSuccessor, onRemove }: ListTableProps): JSX.Element {
  if (lists.length === 0) return <p class="empty">{t('options.lists.none')}</p>;
  return (
    <div class="wide" role="region" aria-label={t('options.lists')} tabIndex={0}>
      <table class="lists">
        <thead>
          <tr>
            <th scope="col">{t('options.lists.name')}</th>
            <th scope="col" class="number">
              {t('options.lists.flags')}
            </th>
            <th scope="col">{t('options.lists.imported')}</th>
            <th scope="col">{t('options.lists.confirmed')}</th>
            <th scope="col">
              <span class="unseen">{t('options.lists.actions')}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {lists.map((list) => (
            <ListRow
              key={list.id}
              list={list}
              sources={sources}
              peers={peers}
              trials={trials}
              policy={policy}
              onTreat={(treatments) => onTreat(list, treatments)}
              t={t}
              nowMs={nowMs}
              onFollow={(isOn) => onFollow(list, isOn)}
              onAccept={(what) => onAccept(list, what)}
              onTry={() => onTry(list)}
              ownRelays={ownRelays}
              onForkProof={(isPast) => onForkProof(list, isPast)}
              onTellFork={(isWanted) => onTellFork(list, isWanted)}
              lists={lists}
              onSuccessor={onSuccessor}
              onRemove={() => onRemove(list)}
            />
          ))}
        </tbody>
      </table>
    </div>
  );
}
