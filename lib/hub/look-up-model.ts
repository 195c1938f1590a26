import * as z from 'zod/mini';
import { MAX_WEIGHTS_BYTES, type ModelOffer, type ModelVariant } from '../core/hub-model.ts';
import { err, ok, type Result } from '../core/result.ts';
import { askForBytes, type HubPort } from './ask-hub.ts';
import type { HubError } from './hub-error.ts';
import { fileUrl, infoUrl, type ModelAddress } from './hub-server.ts';
import { meantClasses } from './meant-classes.ts';
import { decodeClasses } from './model-config.ts';
import { parseStated } from './parse-stated.ts';
import { decodePreparation } from './picture-preparation.ts';
import { decodeTextPreparation } from './text-preparation.ts';

z.config({ jitless: true });

const MAX_INFO_BYTES = 4 * 1024 ** 2;
const MAX_CONFIG_BYTES = 256 * 1024;
/** Some list thousands of added words. */
const MAX_TOKENIZER_CONFIG_BYTES = 1024 ** 2;
/** The largest vocabularies in use take 17 MB. */
export const MAX_TOKENIZER_BYTES = 32 * 1024 ** 2;

/** An offer with what it was read from. */
export interface LookedUpModel {
  readonly offer: ModelOffer;
  /** The forms of its weights, with the bytes of each alone. */
  readonly variants: ModelOffer['variants'];
  /** The small files of the model as they came, by name. */
  readonly files: Readonly<Record<string, string>>;
  /** Of a model of texts: the file by which they are taken apart. It comes with the weights. */
  readonly tokenizer: ModelVariant | null;
}

/** Asks a server what it has under a name: the commit, the forms of the weights, and how what it judges is to be prepared. */
export async function lookUpModel(address: ModelAddress, port: HubPort): Promise<Result<LookedUpModel, HubError>> {
  const answered = await askForBytes(infoUrl(address), MAX_INFO_BYTES, port);
  if (!answered.ok) return answered;
  const info = decodeInfo(textOf(answered.value));
  if (!info.ok) return info;
  const { revision, licence, variants, tokenizer, isForPictures } = info.value;

  const pinned = { ...address, revision };
  const config = await askForText(pinned, 'config.json', MAX_CONFIG_BYTES, port);
  if (!config.ok) return config;
  const classes = decodeClasses(config.value);
  if (!classes.ok) return classes;
  const { labels, kind = tokenizer !== null && !isForPictures ? 'text' : 'picture' } = classes.value;
  const name = kind === 'picture' ? 'preprocessor_config.json' : 'tokenizer_config.json';
  const other = await askForText(pinned, name, kind === 'picture' ? MAX_CONFIG_BYTES : MAX_TOKENIZER_CONFIG_BYTES, port);
  if (!other.ok) return other;
  if (kind === 'text' && tokenizer === null) return err({ why: 'no-classifier', message: 'It has no tokenizer.json of at most 32 MiB.' });
  const preparation = kind === 'picture' ? decodePreparation(other.value) : decodeTextPreparation({ tokenizerConfig: other.value, config: config.value });
  if (!preparation.ok) return preparation;

  const { id, server } = address;
  const along = kind === 'text' ? tokenizer : null;
  const [first, ...rest] = variants;
  const whole = (variant: ModelVariant): ModelVariant => ({ ...variant, bytes: variant.bytes + (along?.bytes ?? 0) });
  return ok({
    offer: { kind, id, server, revision, licence, labels, meant: meantClasses(labels, kind), variants: [whole(first), ...rest.map(whole)] },
    variants,
    files: { 'config.json': config.value, [name]: other.value },
    tokenizer: along,
  });
}

async function askForText(pinned: ModelAddress, file: string, maxBytes: number, port: HubPort): Promise<Result<string, HubError>> {
  const answer = await askForBytes(fileUrl(pinned, file), maxBytes, port);
  return answer.ok ? ok(textOf(answer.value)) : answer;
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

interface ModelInfo extends Pick<ModelOffer, 'licence' | 'variants' | 'revision'> {
  readonly tokenizer: ModelVariant | null;
  /** Whether it says how pictures are prepared. */
  readonly isForPictures: boolean;
}

/** What a server says of a model, as far as it is used here. Exported for the tests of hostile answers. */
export function decodeInfo(json: string): Result<ModelInfo, HubError> {
  const read = infoSchema.safeParse(parseStated(json));
  if (!read.success) return err({ why: 'no-such-model', message: 'The server does not answer in the layout of the hub.' });
  const { sha, gated, siblings, cardData } = read.data;
  if (gated !== undefined && gated !== false) return err({ why: 'no-such-model', message: 'Its authors hand it out to accounts only.' });
  const all = variantsOf(siblings);
  const [first, ...rest] = all.filter(({ bytes }) => bytes <= MAX_WEIGHTS_BYTES);
  if (first === undefined) {
    return all.length > 0
      ? err({ why: 'too-large', message: 'No form of its weights is under 1 GiB.' })
      : err({ why: 'no-classifier', message: 'It has no onnx/model….onnx that lies in one file.' });
  }
  const stated = cardData?.license ?? null;
  const files = new Map(siblings.map((each) => [each.rfilename, each]));
  const tokenizer = files.get('tokenizer.json');
  const tokenizerBytes = sizeOf(tokenizer);
  return ok({
    revision: sha,
    licence: typeof stated === 'string' || stated === null ? stated : stated.join(', '),
    variants: [first, ...rest],
    tokenizer:
      tokenizerBytes > 0 && tokenizerBytes <= MAX_TOKENIZER_BYTES
        ? { file: 'tokenizer.json', bytes: tokenizerBytes, sha256: tokenizer?.lfs?.sha256 ?? null }
        : null,
    isForPictures: files.has('preprocessor_config.json'),
  });
}

type Sibling = z.infer<typeof sibling>;

function sizeOf(file: Sibling | undefined): number {
  return file?.lfs?.size ?? file?.size ?? 0;
}

/** The endings of the ONNX files that the hub's own exporter writes, those that suit one wasm thread best first. */
const ENDINGS = ['_quantized', '_uint8', '_int8', '', '_fp16', '_q4', '_bnb4', '_q4f16'];

function variantsOf(siblings: readonly Sibling[]): readonly ModelVariant[] {
  const files = new Map(siblings.map((each) => [each.rfilename, each]));
  return ENDINGS.flatMap((ending) => {
    const file = `onnx/model${ending}.onnx`;
    const found = files.get(file);
    const bytes = sizeOf(found);
    // Weights in a second file are more than 2 GB, or written by another exporter.
    const isWhole = bytes > 0 && !files.has(`${file}_data`) && !files.has(`${file}.data`);
    return isWhole ? [{ file, bytes, sha256: found?.lfs?.sha256 ?? null }] : [];
  });
}

function textOf(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}
