import { describe, expect, it } from 'vitest';
import type { PopupState } from '../../components/popup/popup.tsx';
import { createFollow } from '../../entrypoints/popup/follow-tab.ts';

const seen = (url: string, modelsReady: boolean): PopupState => ({
  report: { url, tookMs: 0, judged: [], quietPosts: [], health: { site: 'generic', layout: 'ok', posts: 0, understood: 0, pictures: 0, badgesLost: 0, unreadParts: 0 } },
  paused: false,
  modelsReady,
  rulesChecked: null,
});

/** A page that answers when the test says so. */
function aPage() {
  const waiting: ((state: PopupState) => void)[] = [];
  const shown: PopupState[] = [];
  const follow = createFollow({ ask: () => new Promise((resolve) => void waiting.push(resolve)), onState: (state) => shown.push(state), everyMs: 0 });
  return { waiting, shown, follow };
}

describe('following a page', () => {
  it('ends when nothing is under way any more', async () => {
    const answers = [seen('a', false), 'no-answer' as const, seen('b', true)];
    const shown: PopupState[] = [];
    await createFollow({ ask: async () => answers.shift()!, onState: (state) => shown.push(state), everyMs: 0 })();
    expect(shown).toHaveLength(3);
    expect(answers).toEqual([]);
  });

  it('never asks twice at a time, however often it is begun anew', async () => {
    const { waiting, shown, follow } = aPage();
    const rounds = [follow(), follow(), follow()];
    const [first, second, third] = waiting;
    third!(seen('third', true));
    first!(seen('first', false));
    second!(seen('second', false));
    await Promise.all(rounds);
    expect(shown).toEqual([seen('third', true)]);
    expect(waiting).toHaveLength(3);
  });
});
