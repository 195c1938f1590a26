import type { JSX } from 'preact';
import { quoted } from '../../lib/i18n/strangers.ts';
import type { Translate } from '../../lib/i18n/t.ts';
import { LongList } from '../ui/long-list.tsx';
import { StrangersText } from '../ui/strangers-text.tsx';

export interface PausedHostsProps {
  readonly hosts: readonly string[];
  readonly t: Translate;
  onResume(host: string): void;
}

/** Sites on which nothing is read until the reader resumes. */
export function PausedHosts({ hosts, t, onResume }: PausedHostsProps): JSX.Element {
  if (hosts.length === 0) return <p class="empty">{t('options.paused.none')}</p>;
  return (
    <LongList items={hosts.toSorted()} label={t('options.paused')} t={t}>
      {(host) => (
        <li key={host}>
          <StrangersText text={host} max={80} />
          <button type="button" aria-label={t('options.paused.resume-host', { host: quoted(host) })} onClick={() => onResume(host)}>
            {t('options.paused.resume')}
          </button>
        </li>
      )}
    </LongList>
  );
}
