import type { JSX } from 'preact';
import { useRef, useState } from 'preact/hooks';
import type { Translate } from '../../lib/i18n/t.ts';

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
  const picker = useRef<HTMLInputElement>(null);
  const [isOver, setOver] = useState(false);
  const [address, setAddress] = useState('');
  return (
    <section
      class="drop"
      data-over={isOver}
      aria-label={t('workbench.give')}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault();
        setOver(false);
        onFiles([...(event.dataTransfer?.files ?? [])]);
      }}
    >
      <input
        ref={picker}
        type="file"
        accept={ACCEPT}
        multiple
        hidden
        aria-label={t('workbench.choose')}
        onChange={({ currentTarget }) => {
          const files = [...(currentTarget.files ?? [])];
          // Emptied, so that choosing the same file again is a change.
          currentTarget.value = '';
          onFiles(files);
        }}
      />
      <button type="button" class="primary" onClick={() => picker.current?.click()}>
        {t('workbench.choose')}
      </button>
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
