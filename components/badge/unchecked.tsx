import type { JSX } from 'preact';
import type { PageMessageKey, Translate } from '../../lib/i18n/t.ts';

/** Google's page on its own mark, with the way to its detector; the other makers offer the public none. */
const SYNTHID = 'https://deepmind.google/models/synthid/';

/** Marks that only their makers can read, named once, with the maker's own way to check where there is one. */
export function Unchecked({ t }: { readonly t: Translate<PageMessageKey> }): JSX.Element {
  return (
    <p class="absence unchecked">
      {t('unchecked')}{' '}
      <a href={SYNTHID} target="_blank" rel="noreferrer">
        SynthID
      </a>
      , Meta Content Seal, Digimarc, {t('unchecked.keyed')}
    </p>
  );
}
