import type { JSX } from 'preact';
import { useRef } from 'preact/hooks';

export interface ChooseFilesProps {
  /** On the button. */
  readonly label: string;
  /** For who hears it; `label` where absent. */
  readonly name?: string;
  readonly class?: string;
  /** What the browser's own dialogue offers first. */
  readonly accept: string;
  readonly multiple?: boolean;
  /** Never empty; one file where they are not `multiple`. */
  onFiles(files: readonly [File, ...File[]]): void;
}

/** A button that opens the browser's dialogue for files. */
export function ChooseFiles({ label, name, class: className, accept, multiple = false, onFiles }: ChooseFilesProps): JSX.Element {
  const picker = useRef<HTMLInputElement>(null);
  return (
    <>
      <input
        ref={picker}
        type="file"
        accept={accept}
        multiple={multiple}
        hidden
        aria-label={name ?? label}
        onChange={({ currentTarget }) => {
          const [first, ...more] = currentTarget.files ?? [];
          // Emptied, so that choosing the same file again is a change.
          currentTarget.value = '';
          if (first !== undefined) onFiles([first, ...more]);
        }}
      />
      <button type="button" class={className} aria-label={name} onClick={() => picker.current?.click()}>
        {label}
      </button>
    </>
  );
}
