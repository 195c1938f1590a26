import type { JSX } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import type { Translate } from '../../lib/i18n/t.ts';
import { FailureText, type FailureShown } from './failure-text.tsx';

/** What came of the last thing the reader did in a section. */
export type OutcomeShown =
  | { readonly kind: 'done'; readonly text: string; readonly undo?: () => void }
  | { readonly kind: 'failed'; readonly failure: FailureShown };

export interface OutcomeProps {
  readonly outcome: OutcomeShown | undefined;
  readonly t: Translate;
}

/**
 * Says what was done, with a way back where there is one. It is in the document from the start, so that what it
 * says is read out; it takes the focus where the button that had it is gone, so that keys go on from here.
 */
export function Outcome({ outcome, t }: OutcomeProps): JSX.Element {
  const self = useRef<HTMLParagraphElement>(null);
  useLayoutEffect(() => {
    if (outcome === undefined || document.activeElement !== document.body) return;
    (self.current?.querySelector('button') ?? self.current)?.focus({ preventScroll: true });
  }, [outcome]);
  return (
    <p ref={self} role="status" class="outcome" data-kind={outcome?.kind} tabIndex={-1}>
      {outcome?.kind === 'failed' && <FailureText failure={outcome.failure} t={t} />}
      {outcome?.kind === 'done' && outcome.text}
      {outcome?.kind === 'done' && outcome.undo !== undefined && (
        <button type="button" onClick={() => outcome.undo?.()}>
          {t('options.undo')}
        </button>
      )}
    </p>
  );
}
