import type { JSX } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';

export interface ConfirmProps {
  readonly question: string;
  readonly yes: string;
  readonly no: string;
  onYes(): void;
  onNo(): void;
}

/** Asks before something that cannot be undone. The focus goes to the answer that changes nothing; Esc gives it. */
export function Confirm({ question, yes, no, onYes, onNo }: ConfirmProps): JSX.Element {
  const keep = useRef<HTMLButtonElement>(null);
  useLayoutEffect(() => keep.current?.focus(), []);
  return (
    <div class="confirm" role="group" aria-label={question} onKeyDown={(event) => event.key === 'Escape' && onNo()}>
      <p>{question}</p>
      <button type="button" class="danger" onClick={onYes}>
        {yes}
      </button>
      <button ref={keep} type="button" onClick={onNo}>
        {no}
      </button>
    </div>
  );
}
