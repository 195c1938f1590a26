import type { JSX } from 'preact';
import { TELL_AFTER_MS, type ForkTelling } from '../../lib/core/fork-telling.ts';
import type { ListFollowing } from '../../lib/core/settings.ts';
import { quoted } from '../../lib/i18n/strangers.ts';
import type { Translate } from '../../lib/i18n/t.ts';
import { absoluteTime } from '../../lib/i18n/when.ts';
import { StrangersText } from '../ui/strangers-text.tsx';
import { hostsOf } from './hosts-of.ts';

export interface ForkNoticeProps {
  /** Of the list. */
  readonly name: string;
  readonly follow: ListFollowing;
  /** Relays of the reader's own, which are told as well. */
  readonly ownRelays: readonly string[];
  readonly t: Translate;
  /** The reader wants to hand on a proof, as a file. */
  onForkProof(isPast: boolean): void;
  /** Other readers are to be told, or not to be any more. */
  onTellFork(isWanted: boolean): void;
}

/** That a list forked, now or under an earlier root, and what can be done with the proof. */
export function ForkNotice({ name, follow: { problem, relays = [], telling, pastFork }, ownRelays, t, onForkProof, onTellFork }: ForkNoticeProps): JSX.Element {
  const shown = quoted(name);
  const isForked = problem?.why === 'fork';
  const all = [...new Set([...relays, ...ownRelays])];
  return (
    <>
      {isForked && (
        <>
          <p class="stale">
            {t('options.following.fork', { when: absoluteTime(problem.since, t.locale) })}
            {problem.from !== undefined && <> {t('options.forks.from', { host: hostsOf([problem.from]) })}</>}{' '}
            <button type="button" aria-label={t('options.following.proof-name', { name: shown })} onClick={() => onForkProof(false)}>
              {t('options.following.proof')}
            </button>
          </p>
          {telling !== undefined && <TellingShown telling={telling} name={shown} t={t} onStop={() => onTellFork(false)} />}
          {isUnsaid(telling, all) && (
            <details>
              <summary>{t('options.forks.tell')}</summary>
              <p class="about">{all.length === 0 ? t('options.forks.no-relays') : t('options.forks.tell-about', { hosts: hostsOf(all), hours: TELL_AFTER_MS.most / 3_600_000 })}</p>
              {all.length > 0 && (
                <button type="button" aria-label={t('options.forks.tell-name', { name: shown })} onClick={() => onTellFork(true)}>
                  {t('options.forks.tell-now')}
                </button>
              )}
            </details>
          )}
        </>
      )}
      {pastFork !== undefined && (
        <p class="about">
          {t('options.forks.past', { version: pastFork.version, when: absoluteTime(Math.max(...pastFork.signedAt), t.locale) })}{' '}
          <button type="button" aria-label={t('options.forks.past-proof-name', { name: shown })} onClick={() => onForkProof(true)}>
            {t('options.following.proof')}
          </button>
        </p>
      )}
    </>
  );
}

/** Whether there is a relay left that could be told, and none is about to be. */
function isUnsaid(telling: ForkTelling | undefined, relays: readonly string[]): boolean {
  if (telling === undefined) return true;
  return telling.dueAt === undefined && relays.some((address) => !telling.relays.some((relay) => relay.address === address && relay.toldAt !== undefined));
}

interface TellingShownProps {
  readonly telling: ForkTelling;
  /** Of the list, to be named in a sentence. */
  readonly name: string;
  readonly t: Translate;
  onStop(): void;
}

/** How far telling other readers is. */
function TellingShown({ telling: { relays, tries, dueAt }, name, t, onStop }: TellingShownProps): JSX.Element {
  const told = relays.filter(({ toldAt }) => toldAt !== undefined);
  const refused = relays.filter(({ trouble }) => trouble !== undefined);
  const due = dueAt === undefined ? undefined : absoluteTime(dueAt, t.locale);
  return (
    <div class="telling">
      <p>
        {told.length > 0 && <>{t('options.forks.told', { n: told.length, of: relays.length, when: absoluteTime(Math.max(...told.map(({ toldAt }) => toldAt!)), t.locale) })} </>}
        {told.length === 0 && tries > 0 && <>{t('options.forks.untaken')} </>}
        {due !== undefined && <>{t(tries === 0 ? 'options.forks.waiting' : 'options.forks.again', { when: due, hosts: hostsOf(relays.map(({ address }) => address)) })} </>}
        {due !== undefined && (
          <button type="button" aria-label={t('options.forks.stop-name', { name })} onClick={onStop}>
            {t('options.forks.stop')}
          </button>
        )}
      </p>
      {refused.length > 0 && (
        <ul>
          {refused.map(({ address, trouble }) => (
            <li key={address}>
              {t('options.forks.refused', { host: hostsOf([address]) })} <StrangersText text={trouble!} max={200} />
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
