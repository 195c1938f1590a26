import type { JSX } from 'preact';
import type { ListPeers } from '../../lib/core/list-peers.ts';
import type { SourceStanding } from '../../lib/core/list-source.ts';
import { sourcesOf, type ListSummary, type RingTrial } from '../../lib/core/settings.ts';
import { quoted } from '../../lib/i18n/strangers.ts';
import type { Translate } from '../../lib/i18n/t.ts';
import { absoluteTime, relativeTime } from '../../lib/i18n/when.ts';
import { StrangersText } from '../ui/strangers-text.tsx';
import { ForkNotice, type ForkNoticeProps } from './fork-notice.tsx';
import { hostsOf } from './hosts-of.ts';
import { NewTermsShown } from './new-terms.tsx';
import { RingTrialShown } from './ring-trial.tsx';

export interface ListFollowingProps {
  readonly list: ListSummary;
  readonly sources: readonly SourceStanding[];
  readonly peers: readonly ListPeers[];
  /** Sudden changes that were tried on the last seven days, by list; undefined where the reader does not have those kept. */
  readonly trials: Readonly<Record<string, RingTrial>> | undefined;
  readonly t: Translate;
  readonly nowMs: number;
  /** Whether it is to keep itself up to date. */
  onFollow(isOn: boolean): void;
  /** The reader looked at a sudden change, or agrees to new terms. */
  onAccept(what: 'sudden' | 'terms'): void;
  /** What is new in a sudden change is to be tried on them. */
  onTry(): void;
  readonly ownRelays: ForkNoticeProps['ownRelays'];
  readonly onForkProof: ForkNoticeProps['onForkProof'];
  readonly onTellFork: ForkNoticeProps['onTellFork'];
}

/** How a list keeps itself up to date, what went wrong with that, and what the reader should look at. */
export function ListFollowing({ list: { id, name, follow, sudden, newTerms }, sources, peers, trials, t, nowMs, onFollow, onAccept, onTry, ...forking }: ListFollowingProps): JSX.Element | null {
  const terms = newTerms !== undefined && <NewTermsShown name={name} terms={newTerms} t={t} onAgree={() => onAccept('terms')} />;
  if (follow === undefined) return terms || null;
  const shown = quoted(name);
  const trial = trials?.[id];
  const addresses = sourcesOf(follow);
  const relays = follow.relays ?? [];
  const hosts = hostsOf(addresses);
  const met = peers.find(({ list }) => list === id);
  const known = sources.filter(({ address, trouble }) => [...addresses, ...relays, ...forking.ownRelays].includes(address) && trouble !== undefined);
  return (
    <>
      {terms}
      {sudden !== undefined && (
        <p class="stale">
          {t('options.following.sudden', { added: sudden.added, removed: sudden.removed, before: sudden.before, when: absoluteTime(sudden.at, t.locale) })}{' '}
          <button type="button" aria-label={t('options.following.accept-name', { name: shown })} onClick={() => onAccept('sudden')}>
            {t('options.following.accept')}
          </button>{' '}
          {trials !== undefined && trial === undefined && (
            <button type="button" aria-label={t('options.following.try-name', { name: shown })} onClick={onTry}>
              {t('options.following.try')}
            </button>
          )}
        </p>
      )}
      <div role="status">{sudden !== undefined && trial !== undefined && <RingTrialShown trial={trial} of="change" t={t} />}</div>
      {follow.problem !== undefined && follow.problem.why !== 'fork' && <p class="stale">{t(`options.following.${follow.problem.why}`, { when: absoluteTime(follow.problem.since, t.locale) })}</p>}
      <ForkNotice name={name} follow={follow} t={t} {...forking} />
      <details>
        <summary>{summaryOf()}</summary>
        <label>
          <input type="checkbox" checked={follow.isOn} onChange={({ currentTarget }) => onFollow(currentTarget.checked)} /> {t('options.following.automatic')}
        </label>
        <p class="about">
          {t('options.following.learns', { hosts })}
          {relays.length > 0 && <> {t('options.following.relays', { hosts: hostsOf(relays) })}</>}
        </p>
        {met !== undefined && (
          <p>
            {t('options.following.readers', { n: met.readers })}
            {met.trouble !== undefined && (
              <>
                {' '}
                {t('options.following.reader-trouble', { when: absoluteTime(met.trouble.at, t.locale) })} <StrangersText text={met.trouble.message} max={200} />
              </>
            )}
            {met.serverTrouble !== undefined && (
              <>
                {' '}
                {t('options.following.server-trouble', { when: absoluteTime(met.serverTrouble.at, t.locale) })} <StrangersText text={met.serverTrouble.message} max={200} />
              </>
            )}
          </p>
        )}
        {known.length > 0 && (
          <ul>
            {known.map(({ address, lies, off, trouble }) => (
              <li key={address}>
                {t(lies > 0 ? 'options.following.lied' : 'options.following.failed', { host: quoted(new URL(address).host), n: lies, when: absoluteTime(trouble!.at, t.locale) })}{' '}
                <StrangersText text={trouble!.message} max={200} />
                {off !== undefined && off.until > nowMs && <> {t('options.following.off', { when: absoluteTime(off.until, t.locale) })}</>}
              </li>
            ))}
          </ul>
        )}
      </details>
    </>
  );

  function summaryOf(): string {
    if (follow === undefined || !follow.isOn) return t('options.following.by-hand');
    return follow.checkedAt === undefined ? t('options.following.not-yet') : t('options.following.checked', { when: relativeTime(follow.checkedAt, nowMs, t.locale) });
  }
}
