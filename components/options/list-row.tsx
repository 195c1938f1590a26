import type { JSX } from 'preact';
import type { ListSummary } from '../../lib/core/settings.ts';
import { quoted } from '../../lib/i18n/strangers.ts';
import type { Translate } from '../../lib/i18n/t.ts';
import { absoluteTime, relativeTime } from '../../lib/i18n/when.ts';
import { StrangersText } from '../ui/strangers-text.tsx';
import { ListSuccessor, type ListSuccessorProps } from './list-successor.tsx';
import { ListTreatment, type ListTreatmentProps } from './list-treatment.tsx';
import { ListFollowing, type ListFollowingProps } from './list-following.tsx';

export interface ListRowProps {
  readonly list: ListSummary;
  readonly t: Translate;
  readonly nowMs: number;
  readonly policy: ListTreatmentProps['policy'];
  readonly onTreat: ListTreatmentProps['onTreat'];
  readonly sources: ListFollowingProps['sources'];
  readonly peers: ListFollowingProps['peers'];
  readonly trials: ListFollowingProps['trials'];
  readonly onFollow: ListFollowingProps['onFollow'];
  readonly onAccept: ListFollowingProps['onAccept'];
  readonly onTry: ListFollowingProps['onTry'];
  readonly ownRelays: ListFollowingProps['ownRelays'];
  readonly onForkProof: ListFollowingProps['onForkProof'];
  readonly onTellFork: ListFollowingProps['onTellFork'];
  readonly lists: ListSuccessorProps['lists'];
  readonly onSuccessor: ListSuccessorProps['onSuccessor'];
  onRemove(): void;
}

/** One list: what it says of itself, how much it holds, how fresh it is. */
export function ListRow({ list, t, nowMs, policy, onTreat, lists, onSuccessor, onRemove, ...following }: ListRowProps): JSX.Element {
  const name = quoted(list.name);
  return (
    <tr>
      <th scope="row">
        <StrangersText text={list.name} max={80} />
        {list.description !== '' && (
          <p class="description">
            <StrangersText text={list.description} max={160} />
          </p>
        )}
        {nowMs >= list.expiresAt && (
          <p class="stale">{t('options.lists.stale', { when: absoluteTime(list.confirmedAt, t.locale) })}</p>
        )}
        <Charter list={list} t={t} />
        {(list.inbox?.relays.length ?? 0) > 0 && (
          <p>
            <a href={`/workbench.html?list=${list.id}`} target="_blank" rel="noreferrer" aria-label={t('options.lists.write-name', { name })}>
              {t('options.lists.write')}
            </a>
          </p>
        )}
        <ListTreatment list={list} policy={policy} t={t} onTreat={onTreat} />
        <ListSuccessor list={list} lists={lists} t={t} onSuccessor={onSuccessor} />
        <ListFollowing {...following} list={list} t={t} nowMs={nowMs} />
      </th>
      <td class="number">{list.flags.toLocaleString(t.locale)}</td>
      <td>
        <Moment atMs={list.importedAt} nowMs={nowMs} t={t} />
      </td>
      <td>
        <Moment atMs={list.confirmedAt} nowMs={nowMs} t={t} />
      </td>
      <td class="actions">
        <button type="button" aria-label={t('options.lists.remove-name', { name })} onClick={onRemove}>
          {t('options.lists.remove')}
        </button>
      </td>
    </tr>
  );
}

/** Its own words on what it flags and where to object, folded away. */
function Charter({ list, t }: Pick<ListRowProps, 'list' | 't'>): JSX.Element {
  return (
    <details>
      <summary>{t('options.lists.charter')}</summary>
      {list.charter !== '' && (
        <p>
          <StrangersText text={list.charter} max={600} />
        </p>
      )}
      <dl>
        <dt>{t('options.lists.labels')}</dt>
        <dd>
          <StrangersText text={list.labels.map(({ name }) => name).join(', ')} max={300} />
        </dd>
        {list.appealContact !== '' && (
          <>
            <dt>{t('options.lists.contact')}</dt>
            <dd>
              <StrangersText text={list.appealContact} max={120} />
            </dd>
          </>
        )}
      </dl>
    </details>
  );
}

interface MomentProps {
  readonly atMs: number;
  readonly nowMs: number;
  readonly t: Translate;
}

function Moment({ atMs, nowMs, t }: MomentProps): JSX.Element {
  return <time title={absoluteTime(atMs, t.locale)}>{relativeTime(atMs, nowMs, t.locale)}</time>;
}
