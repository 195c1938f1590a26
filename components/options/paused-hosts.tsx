import type { JSX } from 'preact';
import { quoted } from '../../lib/i18n/strangers.ts';
import type { Translate } from '../../lib/i18n/t.ts';

export interface PausedHostsProps {
  readonly hosts: readonly string[];
  readonly t: Translate;
  onResume(host: string): void;
}

/** Sites on which nothing is read until the reader resumes. */
export function PausedHosts({ hosts, t, onResume }: PausedHostsProps): JSX.Element {
  if (hosts.length === 0) return <p class="empty">{t('options.paused.none')}</p>;
  return (
    <ul class="paused">
      {hosts.map((host) => (
        <li key={host}>
          <button type="button" onClick={() => onResume(host)}>
            {t('options.paused.resume', { host: quoted(host) })}
          </button>
        </li>
      ))}
    </ul>
  );
}
