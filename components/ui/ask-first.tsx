import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { Confirm, type ConfirmProps } from './confirm.tsx';

export interface AskFirstProps extends Omit<ConfirmProps, 'onNo'> {
  /** On the button. */
  readonly label: string;
}

/** A button for what cannot be undone: pressed, it asks. */
export function AskFirst({ label, onYes, ...question }: AskFirstProps): JSX.Element {
  const [asking, setAsking] = useState(false);
  if (!asking) {
    return (
      <button type="button" class="danger" onClick={() => setAsking(true)}>
        {label}
      </button>
    );
  }
  return (
    <Confirm
      {...question}
      onYes={() => {
        setAsking(false);
        onYes();
      }}
      onNo={() => setAsking(false)}
    />
  );
}
