import { describe, expect, it } from 'vitest';
import { createC2paHost, type C2paWorker } from '../../lib/provenance/c2pa-host.ts';
import { createC2paHostInNode } from '../../lib/provenance/read-c2pa-node.ts';
import type { C2paCall, C2paReply } from '../../lib/provenance/serve-c2pa.ts';
import { plainJpeg } from '../support/c2pa-pictures.ts';

const BYTES = new Uint8Array(1);

interface Started {
  readonly calls: C2paCall[];
  reply(reply: C2paReply): void;
  stop(): void;
  ended: boolean;
}

/** Workers that do as the test says. */
function workers() {
  const started: Started[] = [];
  const startWorker = (): C2paWorker => {
    let onReply: (reply: C2paReply) => void = () => {};
    let onStopped: () => void = () => {};
    const worker: Started = { calls: [], reply: (reply) => onReply(reply), stop: () => onStopped(), ended: false };
    started.push(worker);
    return {
      post: (call) => worker.calls.push(call),
      onReply: (listener) => (onReply = listener),
      onStopped: (listener) => (onStopped = listener),
      end: () => (worker.ended = true),
    };
  };
  return { started, startWorker };
}

const answer = (id: number): C2paReply => ({ kind: 'read', id, answer: { ok: true, value: { store: '{}', certificates: '{}' } } });
const soon = () => new Promise((resolve) => setTimeout(resolve, 0));

describe('the host of the library', () => {
  it('starts nothing before it is asked, and one worker for all files', async () => {
    const { started, startWorker } = workers();
    const { read } = createC2paHost({ startWorker });
    expect(started).toHaveLength(0);
    const both = Promise.all([read(BYTES, 'image/png', '{}'), read(BYTES, 'image/png', '{}')]);
    await soon();
    started[0]!.reply(answer(1));
    await soon();
    started[0]!.reply(answer(2));
    expect((await both).map(({ ok }) => ok)).toEqual([true, true]);
    expect(started).toHaveLength(1);
  });

  it.each([
    ['trapped', (worker: Started) => worker.reply({ kind: 'trapped', message: 'RuntimeError: unreachable' })],
    ['stopped', (worker: Started) => worker.stop()],
  ])('starts a new worker for the next file where one %s', async (_name, fail) => {
    const { started, startWorker } = workers();
    const { read } = createC2paHost({ startWorker });
    const first = read(BYTES, 'image/png', '{}');
    const second = read(BYTES, 'image/png', '{}');
    await soon();
    fail(started[0]!);
    expect((await first).ok).toBe(false);
    await soon();
    expect(started[0]!.ended).toBe(true);
    started[1]!.reply(answer(2));
    expect((await second).ok).toBe(true);
  });

  it('gives a file that never ends no more than its time, and ends a worker with nothing to do', async () => {
    const { started, startWorker } = workers();
    const { read } = createC2paHost({ startWorker, withinMs: 20, idleMs: 20 });
    expect((await read(BYTES, 'image/png', '{}')).ok).toBe(false);
    expect(started[0]!.ended).toBe(true);
    const next = read(BYTES, 'image/png', '{}');
    await soon();
    started[1]!.reply(answer(2));
    await next;
    await expect.poll(() => started[1]!.ended).toBe(true);
  });
});

describe('in node', () => {
  it('a thread that ends is replaced', async () => {
    const host = createC2paHostInNode();
    const jpeg = await plainJpeg();
    expect(await host.read(jpeg, 'image/jpeg', '{}')).toEqual({ ok: false, error: 'C2pa(JumbfNotFound)' });
    host.end();
    expect(await host.read(jpeg, 'image/jpeg', '{}')).toEqual({ ok: false, error: 'C2pa(JumbfNotFound)' });
    host.end();
  });
});
