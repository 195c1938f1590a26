import type { HTMLAttributes } from 'preact';
import { useState } from 'preact/hooks';

/** Properties of an element that files may be dropped on; `data-over` while something is held over it. */
export function useDrop(onFiles: (files: readonly File[]) => void): Pick<HTMLAttributes<HTMLElement>, 'onDragOver' | 'onDragLeave' | 'onDrop'> & { readonly 'data-over': boolean } {
  const [isOver, setOver] = useState(false);
  return {
    'data-over': isOver,
    onDragOver(event) {
      event.preventDefault();
      setOver(true);
    },
    onDragLeave: () => setOver(false),
    onDrop(event) {
      event.preventDefault();
      setOver(false);
      onFiles([...(event.dataTransfer?.files ?? [])]);
    },
  };
}
