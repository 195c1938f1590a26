import * as z from 'zod/mini';
import { MAX_WEIGHTS_BYTES, type ModelOffer, type ModelVariant } from '../core/hub-model.ts';
import { err, ok, type Result } from '../core/result.ts';
import { askForBytes, type HubPort } from './ask-hub.ts';
import { generatedClasses } from './generated-class.ts';
import type { HubError } from './hub-error.ts';
import { fileUrl, infoUrl, type ModelAddress } from './hub-server.ts';
import { decodeLabels, decodePreparation } from './picture-config.ts';

z.config({ jitless: true });

const MAX_INFO_BYTES = 4 * 1024 ** 2;
const MAX_CONFIG_BYTES = 256 * 1024;

/** An offer with the two small files it was read from, as they came. */
export interface LookedUpModel {
  readonly offer: ModelOffer;
  readonly config: string;
  readonly preprocessor: string;
}

/** Asks a server what it has under a name: the commit, the forms of the weights, and how pictures are to be prepared. */
export async function lookUpModel(address: ModelAddress, port: HubPort): Promise<Result<LookedUpModel, HubError>> {
  const answered = await askForBytes(infoUrl(address), MAX_INFO_BYTES, port);
  if (!answered.ok) return answered;
  const info = decodeInfo(textOf(answered.value));
  if (!info.ok) return info;
  const { revision, licence, variants } = info.value;

  const pinned = { ...address, revision };
  const config = await askForBytes(fileUrl(pinned, 'config.json'), MAX_CONFIG_BYTES, port);
  if (!config.ok) return config;
  const preprocessor = await askForBytes(fileUrl(pinned, 'preprocessor_config.json'), MAX_CONFIG_BYTES, port);
  if (!preprocessor.ok) return preprocessor;
  const small = { config: textOf(config.value), preprocessor: textOf(preprocessor.value) };
  const labels = decodeLabels(small.config);
  if (!labels.ok) return labels;
  const preparation = decodePreparation(small.preprocessor);
  if (!preparation.ok) return preparation;

  const { id, server } = address;
  const generated = generatedClasses(labels.value);
  return ok({ ...small, offer: { id, server, revision, licence, labels: labels.value, generated, variants } });
}

const sha256 = z.string().check(z.regex(/^[0-9a-f]{64}$/));
const sibling = z.object({
  rfilename: z.string().check(z.maxLength(1000)),
  size: z.exactOptional(z.nullable(z.int().check(z.nonnegative()))),
  lfs: z.exactOptional(z.nullable(z.object({ sha256: z.exactOptional(sha256), size: z.exactOptional(z.int().check(z.nonnegative())) }))),
});
const licence = z.string().check(z.maxLength(200));
const infoSchema = z.object({
  sha: z.string().check(z.regex(/^[0-9a-f]{40}$/)),
  gated: z.exactOptional(z.union([z.boolean(), z.string()])),
  siblings: z.array(sibling).check(z.maxLength(10_000)),
  cardData: z.exactOptional(z.nullable(z.object({ license: z.exactOptional(z.nullable(z.union([licence, z.array(licence).check(z.maxLength(8))]))) }))),
});

interface ModelInfo extends Pick<ModelOffer, 'licence' | 'variants'> {
  readonly revision: string;
}

/** What a server says of a model, as far as it is used here. Exported for the tests of hostile answers. */
export function decodeInfo(json: string): Result<ModelInfo, HubError> {
  const read = infoSchema.safeParse(parsed(json));
  if (!read.success) return err({ why: 'no-such-model', message: 'The server does not answer in the layout of the hub.' });
  const { sha, gated, siblings, cardData } = read.data;
  if (gated !== undefined && gated !== false) return err({ why: 'no-such-model', message: 'Its authors hand it out to accounts only.' });
  const all = variantsOf(siblings);
  const [first, ...rest] = all.filter(({ bytes }) => bytes <= MAX_WEIGHTS_BYTES);
  if (first === undefined) {
    return all.length > 0
      ? err({ why: 'too-large', message: 'No form of its weights is under 1 GiB.' })
      : err({ why: 'not-for-pictures', message: 'It has no onnx/model….onnx that lies in one file.' });
  }
  const stated = cardData?.license ?? null;
  return ok({ revision: sha, licence: typeof stated === 'string' || stated === null ? stated : stated.join(', '), variants: [first, ...rest] });
}

/** The endings of the ONNX files that the hub's own exporter writes, those that suit one wasm thread best first. */
const ENDINGS = ['_quantized', '_uint8', '_int8', '', '_fp16', '_q4', '_bnb4', '_q4f16'];

function variantsOf(siblings: readonly z.infer<typeof sibling>[]): readonly ModelVariant[] {
  const files = new Map(siblings.map((each) => [each.rfilename, each]));
  return ENDINGS.flatMap((ending) => {
    const file = `onnx/model${ending}.onnx`;
    const { size, lfs } = files.get(file) ?? {};
    const bytes = lfs?.size ?? size ?? 0;
    // Weights in a second file are more than 2 GB, or written by another exporter.
    const isWhole = bytes > 0 && !files.has(`${file}_data`) && !files.has(`${file}.data`);
    return isWhole ? [{ file, bytes, sha256: lfs?.sha256 ?? null }] : [];
  });
}

function textOf(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    // What is no JSON has none of the fields that are asked for.
    return undefined;
  }
}
