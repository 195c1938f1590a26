import { AutoTokenizer, BertForSequenceClassification, env, LogLevel, MobileNetV2ForImageClassification, Tensor } from '@huggingface/transformers';
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
  readonly device: Device;
}

/** What a model runs on. In node only the first, which there is the library's own. */
export const DEVICES = ['wasm', 'webgpu'] as const;
export type Device = (typeof DEVICES)[number];

export interface ImageClassifier {
  /** Planar RGB, as [count, 3, height, width]; answers the logits of each picture. Bundled models take 0…1; the one that judges answers clean and the label, the one that finds faces a map. */
  classify(pixels: Float32Array, dims: readonly [number, number, number, number]): Promise<Float32Array>;
  /** The same, with how far each picture lies from what was learnt from: for bundled models, which have an output `distance`. */
  classifyAndPlace(
    pixels: Float32Array,
    dims: readonly [number, number, number, number],
  ): Promise<{ readonly logits: Float32Array; readonly distances: Float32Array }>;
}

export interface TextClassifier {
  /** The logits of one text, of as much of it as the model takes. */
  classify(text: string): Promise<Float32Array>;
}

/** A card of the program's own, before it is decoded. */
export async function readCardJson(url: string, read: ReadFile): Promise<Result<unknown, RuntimeError>> {
  try {
    return ok(JSON.parse(new TextDecoder().decode(await read(url))) as unknown);
  } catch (error) {
    return err({ tag: 'bad-model', message: `${url} cannot be read: ${String(error)}` });
  }
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
  return start(options.baseUrl, options.modelId, files, options.device);
}

/**
 * Starts an image classifier from weights that the caller vouches for, such as one the reader downloaded. Nothing else
 * of that model reaches the library: every classifier takes `pixel_values` and answers `logits`, whatever its kind.
 */
export function startImageClassifier(baseUrl: string, weights: Uint8Array, device: Device = 'wasm'): Promise<Result<ImageClassifier, RuntimeError>> {
  const config = new TextEncoder().encode('{"model_type":"mobilenet_v2"}');
  return start(
    baseUrl,
    'downloaded',
    new Map([
      ['config.json', config],
      ['onnx/model.onnx', weights],
    ]),
    device,
  );
}

/** Without a device the library takes its own: wasm in browsers, native code in node. */
function sessionOn(device: Device) {
  const session = { dtype: 'fp32', local_files_only: true, session_options: { intraOpNumThreads: 1, interOpNumThreads: 1 } } as const;
  return device === 'webgpu' ? { ...session, device } : session;
}

async function start(baseUrl: string, modelId: string, files: ReadonlyMap<string, Uint8Array>, device: Device): Promise<Result<ImageClassifier, RuntimeError>> {
  configure(baseUrl, files, device);
  try {
    const model = await MobileNetV2ForImageClassification.from_pretrained(modelId, sessionOn(device));
    return ok({
      async classify(pixels, dims) {
        const { logits } = (await model({ pixel_values: new Tensor('float32', pixels, [...dims]) })) as { logits: Tensor };
        return logits.data as Float32Array;
      },
      async classifyAndPlace(pixels, dims) {
        // The outputs as the network names them: called as a function, the library keeps the logits alone.
        const outputs = (await model.forward({ pixel_values: new Tensor('float32', pixels, [...dims]) })) as { logits: Tensor; distance: Tensor };
        return { logits: outputs.logits.data as Float32Array, distances: outputs.distance.data as Float32Array };
      },
    });
  } catch (error) {
    return err({ tag: 'runtime-failed', message: `${modelId} does not start: ${String(error)}` });
  } finally {
    env.customCache = EMPTY_CACHE;
  }
}

export interface TextModelFiles {
  readonly weights: Uint8Array;
  /** `tokenizer.json` and `tokenizer_config.json`, as they came. */
  readonly tokenizer: string;
  readonly tokenizerConfig: string;
  /** A longer sequence is cut; its last token stays the one that ends sequences. */
  readonly maxTokens: number;
}

/**
 * Starts a classifier of texts from files that the caller vouches for. Its texts are taken apart by the library as its
 * own files say; its configuration does not reach the library: every such classifier takes `input_ids`, and most take
 * `attention_mask` and `token_type_ids`, whatever its kind.
 */
export async function startTextClassifier(baseUrl: string, files: TextModelFiles, device: Device = 'wasm'): Promise<Result<TextClassifier, RuntimeError>> {
  const bytesOf = (text: string) => new TextEncoder().encode(text);
  configure(
    baseUrl,
    new Map([
      ['config.json', bytesOf('{"model_type":"bert"}')],
      ['tokenizer.json', bytesOf(files.tokenizer)],
      ['tokenizer_config.json', bytesOf(files.tokenizerConfig)],
      ['onnx/model.onnx', files.weights],
    ]),
    device,
  );
  try {
    const tokenizer = await AutoTokenizer.from_pretrained('downloaded', { local_files_only: true });
    const model = await BertForSequenceClassification.from_pretrained('downloaded', sessionOn(device));
    const idsOf = (text: string): readonly number[] => tokenizer(text, { return_tensor: false }).input_ids;
    const end = idsOf('').at(-1);
    return ok({
      async classify(text) {
        const all = idsOf(text);
        const ids = all.length > files.maxTokens ? [...all.slice(0, files.maxTokens - 1), end ?? all[files.maxTokens - 1]!] : all;
        const dims = [1, ids.length];
        const { logits } = (await model({
          input_ids: new Tensor('int64', BigInt64Array.from(ids, BigInt), dims),
          attention_mask: new Tensor('int64', new BigInt64Array(ids.length).fill(1n), dims),
        })) as { logits: Tensor };
        return logits.data as Float32Array;
      },
    });
  } catch (error) {
    return err({ tag: 'runtime-failed', message: `It does not start: ${String(error)}` });
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

/** Builds of the runtime: the one that knows WebGPU is twice as large and only asked for where it is used. */
const RUNTIMES: Readonly<Record<Device, string>> = { wasm: 'ort-wasm-simd-threaded', webgpu: 'ort-wasm-simd-threaded.asyncify' };

/**
 * The library's settings are global, and a realm runs what it was first started with. Its defaults would ask a model hub for weights and a CDN for wasm, and its
 * browser cache does not work in the workers of an extension. The verified files are handed to it as a cache, so
 * that what runs is what was hashed.
 */
function configure(baseUrl: string, files: ReadonlyMap<string, Uint8Array>, device: Device): void {
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
      mjs: `${baseUrl}ort/${RUNTIMES[device]}.mjs`,
      wasm: `${baseUrl}ort/${RUNTIMES[device]}.wasm`,
    };
    // These models take some thirty milliseconds a crop: starting threads costs more than they give.
    wasm.numThreads = 1;
  }
}
