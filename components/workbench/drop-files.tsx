import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { Translate } from '../../lib/i18n/t.ts';
import { ChooseFiles } from '../ui/choose-files.tsx';
import { useDrop } from '../ui/use-drop.ts';

/** What the browser's own dialogue offers first; any file may be chosen. */
const ACCEPT = 'image/*,video/mp4,video/webm,audio/mpeg,audio/wav,application/pdf,.heic,.tif,.tiff,.svg,.json';

export interface DropFilesProps {
  readonly t: Translate;
  /** Whether the address that was given last is none. */
  readonly isNoAddress: boolean;
  onFiles(files: readonly File[]): void;
  onAddress(address: string): void;
}

/** Takes files – dropped, pasted (the page listens) or chosen – or an address. */
export function DropFiles({ t, isNoAddress, onFiles, onAddress }: DropFilesProps): JSX.Element {
  const dropped = useDrop(onFiles);
  const [address, setAddress] = useState('');
  return (
    <section
      class="drop"
      aria-label={t('workbench.give')}
      {...dropped}
    >
      <ChooseFiles label={t('workbench.choose')} class="primary" accept={ACCEPT} multiple onFiles={onFiles} />
      <span class="hint">{t('workbench.drop')}</span>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          onAddress(address.trim());
        }}
      >
        <label for="address">{t('workbench.address')}</label>
        <span class="row">
          <input
            id="address"
            type="text"
            inputMode="url"
            autoComplete="off"
            spellcheck={false}
            value={address}
            aria-invalid={isNoAddress}
            aria-describedby="address-hint"
            onInput={({ currentTarget }) => setAddress(currentTarget.value)}
          />
          <button type="submit">{t('workbench.fetch')}</button>
        </span>
        <p id="address-hint" class="hint" role="status">
          {t(isNoAddress ? 'workbench.no-address' : 'workbench.address-hint')}
        </p>
      </form>
    </section>
  );
}
