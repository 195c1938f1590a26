import type { BuildOptions } from 'esbuild';
import type { Page } from '../e2e/support/driver.ts';
import type { Route } from '../e2e/support/serve-pages.ts';
import { bundleWorker, repository, WASM_ONLY } from './bundle-worker.ts';

/** What the page asks of a worker: judge this picture, or multiply two matrices. */
export interface BenchQuestion {
  readonly url: string;
  /** Of tfjs; its own choice where none is named. */
  readonly backend?: string | undefined;
  readonly matmul?: { readonly side: number };
}

export interface BenchReply {
  readonly said: string;
  /** Why the detector declined: there is then nothing to compare. */
  readonly declined?: string;
  readonly decodeMs: number;
  /** From pixels to verdict. */
  readonly judgeMs: number;
}

/** A judge in a worker of the bench's page. */
export interface Contestant {
  readonly name: string;
  readonly script: '/pictures-ours.worker.js' | '/pictures-nsfwjs.worker.js' | '/pictures-nsfwjs-wasm.worker.js';
  readonly backend?: string | undefined;
}

/** A page that starts workers and passes questions on; all workers are of one kind of module, bundled the same way. */
const HTML = `<!doctype html><meta charset="utf-8"><title>Pictures side by side</title><script>
const workers = new Map();
function start(name, script) {
  workers.get(name)?.terminate();
  workers.set(name, new Worker(script, { type: 'module' }));
}
function ask(name, question) {
  const worker = workers.get(name);
  return new Promise((resolve, reject) => {
    worker.onmessage = ({ data }) => resolve(data);
    worker.onerror = (event) => reject(new Error(event.message));
    worker.postMessage(question);
  });
}
async function startAndAsk(name, script, question) {
  const since = performance.now();
  start(name, script);
  await ask(name, question);
  return performance.now() - since;
}
</script>`;

/** Where the wasm backend of tfjs lies. */
export const TFJS_WASM = `${repository}node_modules/@tensorflow/tfjs-backend-wasm/dist`;

/** Routes of the page and its workers. */
export async function pageRoutes(): Promise<Readonly<Record<string, Route>>> {
  const scripts = await Promise.all([
    bundleWorker({ entryPoints: ['test/bench/pictures-ours.worker.ts'], alias: WASM_ONLY }),
    bundleWorker({ entryPoints: ['test/bench/pictures-nsfwjs.worker.ts'] }),
    // A script of its own: a backend that is bundled is also what tfjs would choose.
    bundleWorker(withWasm()),
  ]);
  return Object.assign({ '/': HTML }, ...scripts) as Readonly<Record<string, Route>>;
}

function withWasm(): BuildOptions {
  return {
    stdin: {
      contents: `import { setWasmPaths } from '${TFJS_WASM}/index.js'; setWasmPaths('/tfjs-wasm/'); import './pictures-nsfwjs.worker.ts';`,
      resolveDir: import.meta.dirname,
    },
    entryNames: 'pictures-nsfwjs-wasm.worker',
    // One tfjs-core, or the backend registers itself where nobody looks.
    alias: { '@tensorflow/tfjs-core': `${repository}node_modules/@tensorflow/tfjs-core` },
  };
}

/** Milliseconds from starting the worker to its first verdict: scripts, model and all. */
export function firstVerdict(page: Pick<Page, 'evaluate'>, { name, script, backend }: Contestant, url: string): Promise<number> {
  return page.evaluate<number>(`startAndAsk(${JSON.stringify(name)}, ${JSON.stringify(script)}, ${JSON.stringify({ url, backend })})`);
}

/** Asks a worker that was started. */
export function askWorker(page: Pick<Page, 'evaluate'>, name: string, question: BenchQuestion): Promise<BenchReply> {
  return page.evaluate<BenchReply>(`ask(${JSON.stringify(name)}, ${JSON.stringify(question)})`);
}
