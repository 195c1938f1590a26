import * as tf from '@tensorflow/tfjs';
import { load, type NSFWJS } from 'nsfwjs';
import type { BenchQuestion, BenchReply } from './pictures-page.ts';

/** nsfwjs as its manual has it: `load()` without arguments, then `classify`; the backend is tfjs' own choice unless one is asked for. */
let model: Promise<NSFWJS> | undefined;

self.addEventListener('message', ({ data }: MessageEvent<BenchQuestion>) => {
  answer(data).then(
    (reply) => self.postMessage(reply satisfies BenchReply),
    // A rejection would reach nobody: the page hears of errors only.
    (error: unknown) => setTimeout(() => reportError(error)),
  );
});

async function answer({ url, backend }: BenchQuestion): Promise<BenchReply> {
  const picture = await (await fetch(url)).blob();
  const nsfwjs = await (model ??= start(backend));
  const begin = performance.now();
  const bitmap = await createImageBitmap(picture);
  const decoded = performance.now();
  // The type says HTMLImageElement; tfjs reads bitmaps as well.
  const [best] = await nsfwjs.classify(bitmap as unknown as ImageData);
  bitmap.close();
  return { said: `${best?.className} on ${tf.getBackend()}`, decodeMs: decoded - begin, judgeMs: performance.now() - decoded };
}

async function start(backend: string | undefined): Promise<NSFWJS> {
  if (backend !== undefined && !(await tf.setBackend(backend))) throw new Error(`no backend ${backend}`);
  return load();
}
