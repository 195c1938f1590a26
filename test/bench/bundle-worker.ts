import { build, type BuildOptions } from 'esbuild';
import { fileURLToPath } from 'node:url';
import type { Route } from '../e2e/support/serve-pages.ts';

export const repository = fileURLToPath(new URL('../../', import.meta.url));

/** The runtime without WebGPU, as in wxt.config.ts. */
const ORT = `${repository}node_modules/onnxruntime-web/dist/ort.wasm.min.mjs`;
export const WASM_ONLY = { 'onnxruntime-web/webgpu': ORT, 'onnxruntime-web/wasm': ORT };

/** Bundles the script of a worker for a browser; the routes of all that came of it. */
export async function bundleWorker(options: BuildOptions): Promise<Readonly<Record<string, Route>>> {
  const { outputFiles } = await build({
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'browser',
    target: 'es2022',
    outdir: '/',
    minify: true,
    logLevel: 'error',
    absWorkingDir: repository,
    ...options,
    write: false,
  });
  return Object.fromEntries(outputFiles.map(({ path, contents }) => [path, { type: 'text/javascript', body: contents }] as const));
}
