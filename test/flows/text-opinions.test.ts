import { describe, expect, it, vi } from 'vitest';
import type { Finding, Signal } from '../../lib/core/evidence.ts';
import { err, ok } from '../../lib/core/result.ts';
import type { TextInput } from '../../lib/core/detector.ts';
import type { ChosenDetector } from '../../lib/flows/chosen-detector.ts';
import { createTextOpinions } from '../../lib/flows/text-opinions.ts';
import { aSignal } from '../support/core-builders.ts';

const REF = { id: 'text-hub', version: '0123456' } as const;
const asked = (...texts: readonly string[]) => texts.map((text) => ({ text, id: `id of ${text}` }));
const saying = (text: string): Signal => aSignal({ detector: REF, reason: { code: 'text-classes', model: 'harbour/letters', label: text } });

/** A model that answers when it is let, and remembers what it was given. */
function opinions({ isAutomatic = true, fails = false } = {}) {
  const read: string[] = [];
  const news: [number, readonly string[]][] = [];
  let letGo: (() => void) | undefined;
  let isHeld = false;
  let chosen: ChosenDetector<TextInput> | undefined = {
    isAutomatic,
    detectorRef: REF,
    detector: async () =>
      fails
        ? err({ tag: 'detector-failed' })
        : ok({
            ...REF,
            digest: 'd',
            async measure(inputs): Promise<readonly Finding[]> {
              read.push(...inputs.map(({ text }) => text));
              if (isHeld) await new Promise<void>((resolve) => (letGo = resolve));
              return inputs.map(({ text }) => saying(text));
            },
          }),
  };
  const made = createTextOpinions({ chosen: async () => chosen, onNews: (tab, ids) => news.push([tab, ids]) });
  return {
    ...made,
    read,
    news,
    hold: () => void (isHeld = true),
    release: () => {
      isHeld = false;
      letGo?.();
    },
    putAside: () => void (chosen = undefined),
  };
}

describe('the larger model’s view of a post', () => {
  it('is not waited for: it follows as news, and is there when it is asked for again', async () => {
    const { of, news, hold, release } = opinions();
    hold();
    expect(await of(asked('a', 'b'), 3)).toEqual([undefined, undefined]);
    expect(news).toEqual([]);
    await expect.poll(async () => (release(), news)).toEqual([[3, ['id of b', 'id of a']]]);
    expect(await of(asked('a', 'b'), 3)).toEqual([saying('a'), saying('b')]);
  });

  it('is asked for of the newest posts first, once of each text, and told some at a time', async () => {
    const { of, read, news, hold, release } = opinions();
    hold();
    await of(asked('first'), 3);
    await expect.poll(() => read).toEqual(['first']);
    const many = Array.from({ length: 12 }, (_, i) => `post ${i}`);
    await of(asked(...many, 'post 11'), 3);
    release();
    await expect.poll(() => news.flatMap(([, ids]) => ids).length).toBe(13);
    expect(read).toEqual(['first', ...many.toReversed()]);
    expect(news.map(([, ids]) => ids.length)).toEqual([8, 5]);
  });

  it('is told to every tab that shows the text', async () => {
    const { of, read, news, hold, release } = opinions();
    hold();
    await Promise.all([of(asked('a'), 3), of(asked('a'), 4)]);
    await expect.poll(() => read).toEqual(['a']);
    release();
    await expect.poll(() => news.toSorted(([a], [b]) => a - b)).toEqual([[3, ['id of a']], [4, ['id of a']]]);
    expect(read).toEqual(['a']);
  });

  it('is formed on request only where the reader wants that, and for as long as the tab stays on the site', async () => {
    const { of, ask, visit, read, news } = opinions({ isAutomatic: false });
    await of(asked('a'), 3);
    ask(3, 'harbour.example');
    visit(3, 'harbour.example');
    await of(asked('b'), 3);
    await of(asked('c'), 4);
    await expect.poll(() => news).toEqual([[3, ['id of b']]]);
    visit(3, 'coast.example');
    await of(asked('d'), 3);
    expect(await of(asked('b'), 4)).toEqual([saying('b')]);
    expect(read).toEqual(['b']);
  });

  it('of a model that does not start is that it was not judged, asked for once', async () => {
    const { of, news } = opinions({ fails: true });
    await of(asked('a'), 3);
    await expect.poll(() => news).toEqual([[3, ['id of a']]]);
    expect(await of(asked('a'), 3)).toEqual([{ kind: 'abstention', detector: REF, why: 'detector-failed' }]);
    expect(news).toHaveLength(1);
  });

  it('is forgotten with the choice: what was under way then is not kept', async () => {
    const { of, forget, read, news, hold, release } = opinions();
    hold();
    await of(asked('a', 'b'), 3);
    await expect.poll(() => read).toEqual(['b']);
    forget();
    release();
    expect(await of(asked('b'), 3)).toEqual([undefined]);
    await expect.poll(() => news).toEqual([[3, ['id of b']]]);
    expect(read).toEqual(['b', 'b']);
  });

  it('is told of half a second after it was formed where the next one takes long', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const { of, read, news, hold, release } = opinions();
    hold();
    await of(asked('b', 'a'), 3);
    await vi.waitFor(() => expect(read).toEqual(['a']));
    release();
    hold();
    await vi.waitFor(() => expect(read).toEqual(['a', 'b']));
    expect(news).toEqual([]);
    vi.advanceTimersByTime(500);
    expect(news).toEqual([[3, ['id of a']]]);
    vi.useRealTimers();
  });

  it('holds nothing up where the models cannot be read', async () => {
    const warned = vi.spyOn(console, 'warn').mockImplementation(() => {});
    const broken = createTextOpinions({ chosen: () => Promise.reject(new Error('the disk is gone')), onNews: () => {} });
    expect(await broken.of(asked('a', 'b'), 3)).toEqual([undefined, undefined]);
    expect(warned).toHaveBeenCalledOnce();
    warned.mockRestore();
  });

  it('is none where no model is in use', async () => {
    const { of, putAside, read } = opinions();
    putAside();
    expect(await of(asked('a'), 3)).toEqual([undefined]);
    expect(read).toEqual([]);
  });
});
