import { env, LogLevel, MobileNetV2ForImageClassification, Tensor } from '@huggingface/transformers';
import { err, ok, type Result } from '../core/result.ts';
import { sha256Hex } from '../media/digest.ts';

/** Why a model does not run. After `runtime-failed` only a fresh worker can try again: the library keeps the failure. */
export interface RuntimeError {
  readonly tag: 'bad-model' | 'runtime-failed';
  readonly message: string;
}

/** Reads a file that ships with the program. The default is `fetch`; node passes one that reads `file:` addresses. */
export type ReadFile = (url: string) => Promise<Uint8Array>;

export interface LoadModelOptions {
  /** Ends with `/`; models lie under `models/<id>/`, the wasm runtime under `ort/`. */
  readonly baseUrl: string;
  readonly modelId: string;
  /** SHA-256 of `onnx/model.onnx`, hex: other bytes are refused. */
  readonly sha256: string;
  readonly read: ReadFile;
}

export interface ImageClassifier {
  /** Planar RGB, as [count, 3, height, width]; answers the logits of each picture. Bundled models: 0…1 in, clean and the label out. */
  classify(pixels: Float32Array, dims: readonly [number, number, number, number]): Promise<Float32Array>;
}

/**
 * Starts one of the bundled models. Runs in a dedicated worker of an extension, in a page and in node; nothing
 * is asked of a network and nothing is kept in a cache.
 */
export async function loadImageClassifier(options: LoadModelOptions): Promise<Result<ImageClassifier, RuntimeError>> {
  const folder = `${options.baseUrl}models/${options.modelId}/`;
  const files = new Map<string, Uint8Array>();
  try {
    for (const file of ['config.json', 'onnx/model.onnx']) files.set(file, await options.read(`${folder}${file}`));
  } catch (error) {
    return err({ tag: 'bad-model', message: `${options.modelId} cannot be read: ${String(error)}` });
  }
  const digest = await sha256Hex(files.get('onnx/model.onnx') ?? new Uint8Array());
  if (digest !== options.sha256) {
    return err({ tag: 'bad-model', message: `${options.modelId}: the weights are ${digest}, the card says ${options.sha256}` });
  }
  return start(options.baseUrl, options.modelId, files);
}

/**
 * Starts an image classifier from weights that the caller vouches for, such as one the reader downloaded. Nothing else
 * of that model reaches the library: every classifier takes `pixel_values` and answers `logits`, whatever its kind.
 */
export function startImageClassifier(baseUrl: string, weights: Uint8Array): Promise<Result<ImageClassifier, RuntimeError>> {
  const config = new TextEncoder().encode('{"model_type":"mobilenet_v2"}');
  return start(
    baseUrl,
    'downloaded',
    new Map([
      ['config.json', config],
      ['onnx/model.onnx', weights],
    ]),
  );
}

async function start(baseUrl: string, modelId: string, files: ReadonlyMap<string, Uint8Array>): Promise<Result<ImageClassifier, RuntimeError>> {
  configure(baseUrl, files);
  try {
    const model = await MobileNetV2ForImageClassification.from_pretrained(modelId, {
      dtype: 'fp32',
      local_files_only: true,
      session_options: { intraOpNumThreads: 1, interOpNumThreads: 1 },
    });
    return ok({
      async classify(pixels, dims) {
        const { logits } = (await model({ pixel_values: new Tensor('float32', pixels, [...dims]) })) as { logits: Tensor };
        return logits.data as Float32Array;
      },
    });
  } catch (error) {
    return err({ tag: 'runtime-failed', message: `${modelId} does not start: ${String(error)}` });
  } finally {
    env.customCache = EMPTY_CACHE;
  }
}

/** What the library's cache interface asks for. */
interface FileCache {
  match(key: string): Promise<Response | undefined>;
  put(): Promise<void>;
}

const EMPTY_CACHE: FileCache = { match: async () => undefined, put: async () => {} };

/**
 * The library's settings are global. Its defaults would ask a model hub for weights and a CDN for wasm, and its
 * browser cache does not work in the workers of an extension. The verified files are handed to it as a cache, so
 * that what runs is what was hashed.
 */
function configure(baseUrl: string, files: ReadonlyMap<string, Uint8Array>): void {
  env.allowRemoteModels = false;
  env.allowLocalModels = true;
  env.localModelPath = `${baseUrl}models/`;
  env.useFS = false;
  env.useFSCache = false;
  env.useBrowserCache = false;
  env.useWasmCache = false;
  env.useCustomCache = true;
  env.customCache = {
    ...EMPTY_CACHE,
    async match(key) {
      for (const [file, bytes] of files) {
        if (key.endsWith(`/${file}`)) return new Response(bytes as Uint8Array<ArrayBuffer>);
      }
      return undefined;
    },
  } satisfies FileCache;
  env.logLevel = LogLevel.ERROR;
  const { wasm } = env.backends.onnx;
  if (wasm !== undefined) {
    wasm.wasmPaths = {
      mjs: `${baseUrl}ort/ort-wasm-simd-threaded.mjs`,
      wasm: `${baseUrl}ort/ort-wasm-simd-threaded.wasm`,
    };
    // These models take some thirty milliseconds a crop: starting threads costs more than they give.
    wasm.numThreads = 1;
  }
}
