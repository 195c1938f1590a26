import { expect, it } from 'vitest';
import { createListImporter } from '../../entrypoints/offscreen/list-importer.ts';

/** Stands in for the importer's worker: node has none that speaks the browser's messages. */
class Worker extends EventTarget {
  readonly posted: unknown[][] = [];
  postMessage(...all: unknown[]): void {
    this.posted.push(all);
  }
  terminate(): void {}
}

it('an error of an import that was cancelled does not end the one after it', async () => {
  const workers: Worker[] = [];
  const importer = createListImporter(() => {
    workers.push(new Worker());
    return workers.at(-1) as unknown as globalThis.Worker;
  });
  const first = importer.start({ job: 'import', blobUrl: 'blob:first' });
  importer.cancel();
  expect(await first).toMatchObject({ error: { why: 'cancelled' } });
  const second = importer.start({ job: 'import', blobUrl: 'blob:second' });
  workers[0]!.dispatchEvent(Object.assign(new Event('error'), { message: 'late' }));
  expect(importer.progress()).toEqual({ done: 0, total: 0 });
  const result = { ok: true, value: { name: 'Harbour watch' } };
  workers[1]!.dispatchEvent(new MessageEvent('message', { data: { kind: 'done', result } }));
  expect(await second).toEqual(result);
});

it('each worker is given an end of its own by which it reaches peers, where there are any', () => {
  const ends = [undefined, new MessageChannel(), new MessageChannel()];
  const workers: Worker[] = [];
  const importer = createListImporter(
    () => {
      workers.push(new Worker());
      return workers.at(-1) as unknown as globalThis.Worker;
    },
    () => ends[workers.length - 1]?.port2,
  );
  for (const link of ['one', 'two', 'three']) {
    void importer.start({ job: 'offer', link, seen: [], alwaysShow: [] });
    importer.cancel();
  }
  expect(workers.map(({ posted }) => posted[0]![1])).toEqual([[], [ends[1]!.port2], [ends[2]!.port2]]);
  for (const end of ends) end?.port1.close();
});

it('what the clock began makes room for what the reader asks, and for nothing else that the clock begins', async () => {
  const importer = createListImporter(() => new Worker() as unknown as globalThis.Worker);
  const telling = importer.start({ job: 'tell' });
  expect(await importer.start({ job: 'sync', byReader: false })).toMatchObject({ error: { why: 'busy' } });
  const asked = importer.start({ job: 'sync', byReader: true });
  expect(await telling).toMatchObject({ error: { why: 'cancelled' } });
  expect(await importer.start({ job: 'tell' })).toMatchObject({ error: { why: 'busy' } });
  importer.cancel();
  expect(await asked).toMatchObject({ error: { why: 'cancelled' } });
});
