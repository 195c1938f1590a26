import { InferenceSession, Tensor } from 'onnxruntime-web/wasm';
import type { Detector, PictureInput } from '../../lib/core/detector.ts';
import { createPictureDetector } from '../../lib/detect/picture-ai.ts';
import { decodePicture } from '../../lib/media/decode-picture.ts';
import { sniffPicture } from '../../lib/media/sniff-picture.ts';
import type { BenchQuestion, BenchReply } from './pictures-page.ts';

/** The detector as it ships, in a worker as in the extension, with a clock around it. */
let detector: Promise<Detector<PictureInput>> | undefined;
let matmul: Promise<InferenceSession> | undefined;

self.addEventListener('message', ({ data }: MessageEvent<BenchQuestion>) => {
  answer(data).then(
    (reply) => self.postMessage(reply satisfies BenchReply),
    // A rejection would reach nobody: the page hears of errors only.
    (error: unknown) => setTimeout(() => reportError(error)),
  );
});

async function answer({ url, matmul: asked }: BenchQuestion): Promise<BenchReply> {
  if (asked !== undefined) return { said: '', decodeMs: 0, judgeMs: await matmulMs(asked.side) };
  const bytes = new Uint8Array(await (await fetch(url)).arrayBuffer());
  const judge = await (detector ??= load());
  const start = performance.now();
  const sniffed = sniffPicture(bytes);
  if (!sniffed.ok) throw new Error(sniffed.error.message);
  const picture = await decodePicture(bytes, sniffed.value);
  if (!picture.ok) throw new Error(picture.error.message);
  const decoded = performance.now();
  const [finding] = await judge.measure([picture.value], new AbortController().signal);
  if (finding?.kind === 'abstention') return { said: '', declined: finding.why, decodeMs: decoded - start, judgeMs: performance.now() - decoded };
  if (finding?.kind !== 'signal') throw new Error(`not judged: ${JSON.stringify(finding)}`);
  return { said: finding.probability.toFixed(3), decodeMs: decoded - start, judgeMs: performance.now() - decoded };
}

async function load(): Promise<Detector<PictureInput>> {
  const made = await createPictureDetector({ baseUrl: new URL('/', self.location.href).href, now: Date.now });
  if (!made.ok) throw new Error(made.error.message);
  return made.value;
}

/** The best time of a matrix product of this side in the runtime that the detector uses, on its one thread. */
async function matmulMs(side: number): Promise<number> {
  matmul ??= InferenceSession.create('/matmul.onnx', { intraOpNumThreads: 1, interOpNumThreads: 1 });
  const session = await matmul;
  const left = new Tensor('float32', Float32Array.from({ length: side * side }, Math.random), [side, side]);
  const times: number[] = [];
  for (let i = 0; i < 5; i++) {
    const start = performance.now();
    await session.run({ left });
    times.push(performance.now() - start);
  }
  return Math.min(...times);
}
