import type { JSX } from 'preact';
import type { Judged } from '../../lib/core/report.ts';
import { quoted } from '../../lib/i18n/strangers.ts';
import type { Translate } from '../../lib/i18n/t.ts';

/** Hosts named; a page may show pictures from a hundred. */
const MAX_NAMED = 3;

export interface UnallowedPicturesProps {
  readonly judged: readonly Judged[];
  readonly t: Translate;
  /** Addresses of one picture from each of the sites. */
  onAllow(addresses: readonly string[]): void;
}

/** Pictures that were not judged because the reader has not allowed the sites they come from, and the way to. */
export function UnallowedPictures({ judged, t, onAllow }: UnallowedPicturesProps): JSX.Element | null {
  const addresses = new Map<string, string>();
  for (const { where, quiet } of judged) {
    if (quiet.some((finding) => finding.kind === 'abstention' && finding.why === 'not-allowed')) addresses.set(new URL(where).hostname, where);
  }
  if (addresses.size === 0) return null;
  const hosts = [...addresses.keys()];
  const named = hosts.slice(0, MAX_NAMED).map((host) => quoted(host, 40)).join(', ');
  return (
    <section class="unallowed">
      <p>{t('popup.unallowed', { hosts: named, n: hosts.length })}</p>
      <button type="button" onClick={() => onAllow([...addresses.values()])}>
        {t('popup.unallowed-allow')}
      </button>
    </section>
  );
}
