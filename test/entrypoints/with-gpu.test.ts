import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { HubModelCall, HubModelReply } from '../../entrypoints/hub-model/index.ts';
import { withGpu } from '../../entrypoints/worker/with-gpu.ts';
import type { TextInput } from '../../lib/core/detector.ts';
import type { Signal } from '../../lib/core/evidence.ts';
import { aSignal, anAbstention } from '../support/core-builders.ts';

const REF = { id: 'text-hub', version: '0123456' } as const;
const NEVER = new AbortController().signal;
const HERE = [1.5, -0.25];
const onWasm = aSignal({ detector: REF, probability: 0.1 });
const onGpu = aSignal({ detector: REF, probability: 0.2 });

/** Stands in for the worker on the graphics chip: node has no chip, and the browsers here none that can be told how to fail. */
class Worker extends EventTarget {
  readonly calls: HubModelCall<TextInput>[] = [];
  isEnded = false;

  postMessage(call: HubModelCall<TextInput>): void {
    this.calls.push(call);
  }

  terminate(): void {
    this.isEnded = true;
  }

  reply(data: HubModelReply): void {
    this.dispatchEvent(new MessageEvent('message', { data }));
  }

  opens(): void {
    this.reply({ kind: 'opened', result: { ok: true, value: { ...REF, digest: 'd' } } });
  }
}

function model({ adapter = true } = {}) {
  const workers: Worker[] = [];
  const measuredHere: string[] = [];
  let unfit = 0;
  const detector = withGpu<TextInput>(
    {
      ...REF,
      digest: 'd',
      probe: async () => HERE,
      async measure(inputs): Promise<readonly Signal[]> {
        measuredHere.push(...inputs.map(({ text }) => text));
        return inputs.map(() => onWasm);
      },
    },
    {
      model: { chosen: 'harbour/letters' },
      hasAdapter: async () => adapter,
      startWorker() {
        const worker = new Worker();
        workers.push(worker);
        return worker as unknown as globalThis.Worker;
      },
      onUnfit: () => unfit++,
    },
  );
  const ask = async (text: string) => (await detector.measure([{ text }], NEVER))[0];
  /** The last worker, once it was asked that. */
  async function asked(kind: HubModelCall<TextInput>['kind'], of = 1): Promise<Worker> {
    await vi.waitFor(() => expect(workers.at(-1)?.calls.filter((call) => call.kind === kind).length).toBe(of));
    return workers.at(-1)!;
  }
  async function proved(logits: readonly number[] = HERE): Promise<Worker> {
    (await asked('open')).opens();
    const worker = await asked('probe');
    worker.reply({ kind: 'probed', logits });
    await new Promise((resolve) => setImmediate(resolve));
    return worker;
  }
  return { detector, workers, measuredHere, ask, asked, proved, unfit: () => unfit };
}

describe('a model where there is a graphics chip', () => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    vi.spyOn(console, 'warn').mockImplementation(() => {});
  });
  afterEach(() => {
    vi.useRealTimers();
    vi.restoreAllMocks();
  });

  it('judges without waiting for it, and there once it answered the same', async () => {
    const { ask, proved, measuredHere, asked } = model();
    expect(await ask('first')).toEqual(onWasm);
    const worker = await proved([1.51, -0.26]);
    expect(worker.calls[0]).toMatchObject({ kind: 'open', model: { chosen: 'harbour/letters' }, device: 'webgpu' });
    const second = ask('second');
    (await asked('measure')).reply({ kind: 'measured', finding: onGpu });
    expect(await second).toEqual(onGpu);
    expect(measuredHere).toEqual(['first']);
  });

  it.each([
    ['something else', [1.5, -0.4]],
    ['nothing that is a number', [Number.NaN, Number.NaN]],
    ['fewer classes', [1.5]],
    ['nothing', []],
  ])('stays off it where it answers %s, and does not try again', async (_, logits) => {
    const { ask, proved, workers, measuredHere, unfit } = model();
    await ask('first');
    expect((await proved(logits)).isEnded).toBe(true);
    expect(await ask('second')).toEqual(onWasm);
    expect(measuredHere).toEqual(['first', 'second']);
    expect([workers.length, unfit()]).toEqual([1, 1]);
  });

  it.each(['open', 'probe'] as const)('stays off it where nothing comes of “%s” in time', async (kind) => {
    const { ask, asked, workers, unfit } = model();
    await ask('first');
    const worker = await asked('open');
    if (kind === 'probe') {
      worker.opens();
      await asked('probe');
    }
    vi.advanceTimersByTime(30_000);
    await vi.waitFor(() => expect(unfit()).toBe(1));
    expect(worker.isEnded).toBe(true);
    expect(await ask('second')).toEqual(onWasm);
    expect(workers).toHaveLength(1);
  });

  it('comes back from it where it fails later, with what was asked then', async () => {
    const { ask, proved, asked, measuredHere, workers, unfit } = model();
    await ask('first');
    const worker = await proved();
    const second = ask('second');
    (await asked('measure')).reply({ kind: 'measured', finding: anAbstention({ detector: REF, why: 'detector-failed' }) });
    expect(await second).toEqual(onWasm);
    expect(await ask('third')).toEqual(onWasm);
    expect(measuredHere).toEqual(['first', 'second', 'third']);
    expect([worker.isEnded, workers.length, unfit()]).toEqual([true, 1, 1]);
  });

  it('is started there anew after it was ended for want of work', async () => {
    const { ask, proved, asked, workers } = model();
    await ask('first');
    await proved();
    const second = ask('second');
    (await asked('measure')).reply({ kind: 'measured', finding: onGpu });
    await second;
    vi.advanceTimersByTime(300_000);
    expect(workers[0]?.isEnded).toBe(true);
    expect(await ask('third')).toEqual(onWasm);
    await vi.waitFor(() => expect(workers).toHaveLength(2));
  });

  it('answers what is under way there when it ends, and leaves nobody waiting', async () => {
    const { detector, ask, proved, asked, workers, unfit } = model();
    await ask('first');
    await proved();
    const second = ask('second');
    await asked('measure');
    detector.end();
    expect(await second).toEqual(onWasm);
    expect([workers[0]?.isEnded, unfit()]).toEqual([true, 0]);
  });

  it('ends there too, also where it is still being tried', async () => {
    const { detector, ask, proved, workers } = model();
    await ask('first');
    detector.end();
    await proved();
    expect(workers[0]?.isEnded).toBe(true);
  });
});

it('a model where there is no graphics chip starts nothing', async () => {
  const { ask, workers, unfit } = model({ adapter: false });
  expect(await ask('first')).toEqual(onWasm);
  expect(await ask('second')).toEqual(onWasm);
  expect([workers.length, unfit()]).toEqual([0, 0]);
});
