import type { Detector, PictureInput, TextInput } from '../core/detector.ts';
import { err, ok, type Result } from '../core/result.ts';
import type { HubModelRef } from '../detect/class-chances.ts';
import { createHubPictureDetector } from '../detect/picture-hub.ts';
import { startImageClassifier, startTextClassifier, type Device } from '../detect/runtime.ts';
import { probePixels, probeText, type Probed } from '../detect/self-test.ts';
import { createHubTextDetector } from '../detect/text-hub.ts';
import type { HubError } from '../hub/hub-error.ts';
import { decodeClasses, type Classes } from '../hub/model-config.ts';
import { decodePreparation } from '../hub/picture-preparation.ts';
import { decodeTextPreparation } from '../hub/text-preparation.ts';
import { sha256Hex, sha256OfText } from '../media/digest.ts';
import type { StoredText } from '../store/database.ts';
import type { ModelRepository } from '../store/model-repository.ts';

export interface OpenHubModelPorts {
  readonly models: ModelRepository;
  /** Where the runtime lies, ending with `/`. */
  readonly baseUrl: string;
  readonly now: () => number;
  /** `wasm` unless it says otherwise. */
  readonly device?: Device;
}

/** A model of the reader's, running. */
export type HubModelDetector = (Detector<PictureInput> | Detector<TextInput>) & Probed;

/**
 * Starts a model that the reader chose. Whatever is kept of it is hashed first, at every start: a byte that is not
 * what was downloaded, and nothing of it is run.
 */
export async function openHubModel(id: string, { models, baseUrl, now, device = 'wasm' }: OpenHubModelPorts): Promise<Result<HubModelDetector, HubError>> {
  const row = await models.get(id);
  if (row?.whole === undefined) return err({ why: 'gone', message: '' });
  const { kind, revision, whole, meant, bytes } = row;
  if (meant === null || meant.length === 0) return err({ why: 'not-confirmed', message: '' });
  const files = await models.files(id);
  for (const [name, { text, digest }] of files) {
    if ((await sha256OfText(text)) !== digest) return altered(name);
  }
  const weights = await joined(models.pieces(row), bytes);
  if (weights === undefined || (await sha256Hex(weights)) !== whole.digest) return altered(row.file);
  const textOf = (name: string) => files.get(name)?.text ?? '';
  const classes = decodeClasses(textOf('config.json'));
  if (!classes.ok) return classes;

  const digest = await sha256OfText(JSON.stringify([whole.digest, ...digestsOf(files), meant]));
  const model: HubModelRef = { id, revision, digest, labels: classes.value.labels, meant };
  const opening = { model, classes: classes.value, weights, textOf, baseUrl, now, device };
  return kind === 'picture' ? openPictureModel(opening) : openTextModel(opening);
}

interface Opening {
  readonly model: HubModelRef;
  readonly classes: Classes;
  readonly weights: Uint8Array;
  readonly textOf: (name: string) => string;
  readonly baseUrl: string;
  readonly now: () => number;
  readonly device: Device;
}

async function openPictureModel({ model, weights, textOf, baseUrl, now, device }: Opening): Promise<Result<Detector<PictureInput> & Probed, HubError>> {
  const preparation = decodePreparation(textOf('preprocessor_config.json'));
  if (!preparation.ok) return preparation;
  const classifier = await startImageClassifier(baseUrl, weights, device);
  if (!classifier.ok) return err({ why: 'no-classifier', message: classifier.error.message });
  const { width, height } = preparation.value.crop;
  const detector = createHubPictureDetector({ ...model, preparation: preparation.value }, classifier.value, now);
  return tried({ ...detector, probe: () => probePixels(classifier.value, width, height) }, GREY);
}

async function openTextModel({ model, classes, weights, textOf, baseUrl, now, device }: Opening): Promise<Result<Detector<TextInput> & Probed, HubError>> {
  const [config, tokenizer, tokenizerConfig] = [textOf('config.json'), textOf('tokenizer.json'), textOf('tokenizer_config.json')];
  const preparation = decodeTextPreparation({ config, tokenizerConfig });
  if (!preparation.ok) return preparation;
  const classifier = await startTextClassifier(baseUrl, { weights, tokenizer, tokenizerConfig, ...preparation.value }, device);
  if (!classifier.ok) return err({ why: 'no-classifier', message: classifier.error.message });
  const detector = createHubTextDetector({ ...model, independent: classes.independent }, classifier.value, now);
  return tried({ ...detector, probe: () => probeText(classifier.value) }, WORDS);
}

const GREY: PictureInput = { rgba: new Uint8ClampedArray(256 * 256 * 4).fill(128), width: 256, height: 256 };
const WORDS: TextInput = { text: 'The ferry leaves at nine.' };

/** The detector, where it gives any judgement of a plain input: a model that was made for something else fails here. */
async function tried<Input>(detector: Detector<Input> & Probed, input: Input): Promise<Result<Detector<Input> & Probed, HubError>> {
  const [finding] = await detector.measure([input], new AbortController().signal);
  return finding?.kind === 'signal' ? ok(detector) : err({ why: 'no-classifier', message: 'It does not answer as its configuration says.' });
}

/** All pieces in one; undefined where they are not as long together as they should be. */
async function joined(pieces: ReturnType<ModelRepository['pieces']>, bytes: number): Promise<Uint8Array | undefined> {
  const whole = new Uint8Array(bytes);
  const count = await pieces.count();
  let offset = 0;
  for (let n = 0; n < count; n++) {
    const piece = await pieces.read(n);
    if (offset + piece.length > bytes) return undefined;
    whole.set(piece, offset);
    offset += piece.length;
  }
  return offset === bytes ? whole : undefined;
}

/** In the order of the names. */
function digestsOf(files: ReadonlyMap<string, StoredText>): readonly string[] {
  return [...files].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, { digest }]) => digest);
}

function altered(what: string): Result<never, HubError> {
  return err({ why: 'model-altered', message: `${what} is not what was downloaded.` });
}
