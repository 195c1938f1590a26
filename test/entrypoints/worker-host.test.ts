import { describe, expect, it } from 'vitest';
import { createWorkerHost } from '../../entrypoints/offscreen/worker-host.ts';
import type { EngineCall, EngineNews, EngineReply } from '../../lib/messages/engine.ts';

const ORIGIN = { sender: 'own-page', pageUrl: 'https://harbour.example/', incognito: false } as const;

/** Stands in for the engine's worker: node has none that speaks the browser's messages. */
class Worker extends EventTarget {
  readonly calls: EngineCall[] = [];
  isEnded = false;

  postMessage(call: EngineCall): void {
    this.calls.push(call);
  }

  terminate(): void {
    this.isEnded = true;
  }

  reply(over: Partial<EngineReply> = {}): void {
    const { id = 0 } = this.calls.shift() ?? {};
    const data: EngineReply = { id, answer: { ok: true, value: null }, broken: false, ...over };
    this.dispatchEvent(new MessageEvent('message', { data }));
  }

  tell(news: EngineNews): void {
    this.dispatchEvent(new MessageEvent('message', { data: { news } }));
  }

  crash(): void {
    this.dispatchEvent(Object.assign(new Event('error'), { message: 'out of memory' }));
  }
}

function host() {
  const workers: Worker[] = [];
  const news: EngineNews[] = [];
  const callEngine = createWorkerHost(
    () => {
      const worker = new Worker();
      workers.push(worker);
      return worker as unknown as globalThis.Worker;
    },
    (each) => news.push(each),
  );
  const picture = { ref: '1', url: 'https://harbour.example/a.jpg', width: 300, height: 200 };
  return {
    workers,
    news,
    ask: () => callEngine('judge-picture', { picture, asked: false, isAllowed: true }, ORIGIN),
    erase: () => callEngine('erase-everything', {}, ORIGIN),
    last: () => workers.at(-1)!,
  };
}

const settled = () => new Promise((resolve) => setTimeout(resolve));

describe('a worker in which a model did not start', () => {
  it('is replaced, and what it answered without the model is asked of the fresh one', async () => {
    const { workers, ask, last } = host();
    const answers = [ask(), ask()];
    const [first] = workers;
    first!.reply({ broken: true, answer: { ok: true, value: [] } });
    await settled();
    expect(workers).toHaveLength(2);
    expect(first!.isEnded).toBe(false);
    first!.reply({ broken: true });
    expect(first!.isEnded).toBe(true);
    await settled();
    expect(workers).toHaveLength(2);
    expect(last().calls).toHaveLength(2);
    last().reply();
    last().reply();
    expect(await Promise.all(answers)).toEqual([{ ok: true, value: null }, { ok: true, value: null }]);
  });

  it('does nothing else twice: what it erased is erased', async () => {
    const { workers, ask, erase, last } = host();
    const [picture, erased] = [ask(), erase()];
    workers[0]!.reply({ broken: true });
    workers[0]!.reply({ broken: true, answer: { ok: true, value: { lists: 2, findings: 3 } } });
    expect(await erased).toEqual({ ok: true, value: { lists: 2, findings: 3 } });
    expect(last().calls.map(({ name }) => name)).toEqual(['judge-picture']);
    last().reply();
    await picture;
  });

  it('is kept where fresh ones do no better, and goes on answering', async () => {
    const { workers, ask, last } = host();
    const answer = ask();
    for (let i = 0; i < 4; i++) {
      last().reply({ broken: true });
      await settled();
    }
    expect(await answer).toEqual({ ok: true, value: null });
    const next = ask();
    last().reply({ broken: true });
    expect(await next).toEqual({ ok: true, value: null });
    expect(workers).toHaveLength(4);
    expect(last().isEnded).toBe(false);
  });
});

describe('a worker that stopped', () => {
  it('fails its open calls with the reason, and the next call gets a fresh one, however often', async () => {
    const { workers, ask, last } = host();
    for (let i = 1; i <= 20; i++) {
      const answers = [ask(), ask()];
      last().crash();
      for (const answer of await Promise.all(answers)) {
        expect(answer).toEqual({ ok: false, error: { tag: 'failed', message: 'The engine stopped: out of memory.' } });
      }
      expect(workers).toHaveLength(i);
    }
    const answer = ask();
    last().reply();
    expect(await answer).toEqual({ ok: true, value: null });
  });
});

it('what an engine says unasked is passed on, and answers no call', async () => {
  const { news, ask, last } = host();
  const answer = ask();
  last().tell({ tab: 3, ids: ['post:1@https://harbour.example/1'] });
  expect(news).toEqual([{ tab: 3, ids: ['post:1@https://harbour.example/1'] }]);
  last().reply();
  expect(await answer).toEqual({ ok: true, value: null });
});
