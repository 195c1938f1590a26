import type { PopupState } from '../../components/popup/popup.tsx';

export interface FollowOptions {
  readonly ask: () => Promise<PopupState>;
  readonly onState: (state: PopupState) => void;
  /** While the page is still being judged it is asked again this often. */
  readonly everyMs: number;
}

/**
 * Asks a page how it is until there is nothing under way. Each call begins anew and ends the round before it: a
 * late answer of an earlier round is not shown, and there is never more than one.
 */
export function createFollow({ ask, onState, everyMs }: FollowOptions): () => Promise<void> {
  let round = 0;
  return async () => {
    const mine = ++round;
    for (;;) {
      const state = await ask();
      if (mine !== round) return;
      onState(state);
      if (isSettled(state)) return;
      await new Promise((resolve) => setTimeout(resolve, everyMs));
      if (mine !== round) return;
    }
  };
}

function isSettled(state: PopupState): boolean {
  return typeof state === 'object' ? state.modelsReady : state !== 'no-answer' && state !== 'loading';
}
