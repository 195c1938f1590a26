import type { JSX } from 'preact';
import { useId, useState } from 'preact/hooks';
import { quoted, tidy } from '../../lib/i18n/strangers.ts';
import type { Translate } from '../../lib/i18n/t.ts';
import { LongList } from '../ui/long-list.tsx';
import { StrangersText } from '../ui/strangers-text.tsx';

/** Sites whose accounts are recognised, by the prefix of their canonical form. Names of their own: no language's. */
const SITES = { x: 'X', bsky: 'Bluesky', reddit: 'Reddit', hn: 'Hacker News', fedi: 'Mastodon, fediverse' } as const;
export type AccountSiteId = keyof typeof SITES;
const SITE_IDS = Object.keys(SITES) as AccountSiteId[];

export interface AlwaysShownProps {
  /** Canonical accounts, such as `bsky:alice.example`. */
  readonly accounts: readonly string[];
  readonly t: Translate;
  /** A handle of that site, or the address of a profile; false where it is neither. */
  onAdd(site: AccountSiteId, text: string): boolean;
  onRemove(account: string): void;
}

/** The accounts whose posts get a badge at most, and a way to name one. */
export function AlwaysShown({ accounts, t, onAdd, onRemove }: AlwaysShownProps): JSX.Element {
  return (
    <div class="always-shown">
      {accounts.length === 0 && <p class="empty">{t('options.always-show.none')}</p>}
      <LongList
        items={accounts.toSorted((a, b) => handleOf(a).localeCompare(handleOf(b), t.locale))}
        label={t('options.always-show')}
        t={t}
      >
        {(account) => (
          <li key={account}>
            <span>
              <StrangersText text={handleOf(account)} max={80} /> <small>{siteName(account)}</small>
            </span>
            <button type="button" aria-label={t('options.always-show.remove-name', { name: quoted(handleOf(account)) })} onClick={() => onRemove(account)}>
              {t('options.always-show.remove')}
            </button>
          </li>
        )}
      </LongList>
      <AddAccount t={t} onAdd={onAdd} />
    </div>
  );
}

function AddAccount({ t, onAdd }: Pick<AlwaysShownProps, 't' | 'onAdd'>): JSX.Element {
  const id = useId();
  const [site, setSite] = useState<AccountSiteId>('x');
  const [text, setText] = useState('');
  const [isUnknown, setUnknown] = useState(false);
  function add(event: SubmitEvent): void {
    event.preventDefault();
    const added = text.trim() !== '' && onAdd(site, text.trim());
    setUnknown(!added);
    if (added) setText('');
  }
  return (
    <form class="add" onSubmit={add}>
      <label for={`${id}t`}>{t('options.always-show.add')}</label>
      <input
        id={`${id}t`}
        type="text"
        value={text}
        maxLength={400}
        autocomplete="off"
        autocapitalize="off"
        spellcheck={false}
        aria-invalid={isUnknown}
        aria-describedby={`${id}h`}
        onInput={({ currentTarget }) => setText(currentTarget.value)}
      />
      <select aria-label={t('options.always-show.site')} value={site} onChange={({ currentTarget }) => setSite(currentTarget.value as AccountSiteId)}>
        {SITE_IDS.map((each) => (
          <option key={each} value={each}>
            {SITES[each]}
          </option>
        ))}
      </select>
      <button type="submit">{t('options.always-show.add-it')}</button>
      <small id={`${id}h`} role="status" class={isUnknown ? 'wrong' : ''}>
        {t(isUnknown ? 'options.always-show.unknown' : 'options.always-show.hint')}
      </small>
    </form>
  );
}

export function handleOf(account: string): string {
  return tidy(account.slice(account.indexOf(':') + 1), 120);
}

function siteName(account: string): string {
  const prefix = account.slice(0, account.indexOf(':'));
  return Object.hasOwn(SITES, prefix) ? SITES[prefix as AccountSiteId] : tidy(prefix, 20);
}
