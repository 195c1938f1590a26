import type { ComponentChildren, JSX } from 'preact';

export interface FoldProps {
  readonly summary: string;
  readonly children: ComponentChildren;
}

/** More of the card, folded away. */
export function Fold({ summary, children }: FoldProps): JSX.Element {
  return (
    <details class="quiet">
      <summary
        onClick={({ currentTarget }) => {
          // The page root forbids default actions, so the fold is opened by hand.
          currentTarget.parentElement?.toggleAttribute('open');
        }}
      >
        {summary}
      </summary>
      {children}
    </details>
  );
}
