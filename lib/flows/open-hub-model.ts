import type { Detector, PictureInput } from '../core/detector.ts';
import { err, ok, type Result } from '../core/result.ts';
import { createHubPictureDetector } from '../detect/picture-hub.ts';
import { startImageClassifier } from '../detect/runtime.ts';
import type { HubError } from '../hub/hub-error.ts';
import { decodeLabels, decodePreparation } from '../hub/picture-config.ts';
import { sha256Hex } from '../media/digest.ts';
import type { ModelRepository } from '../store/model-repository.ts';

export interface OpenHubModelPorts {
  readonly models: ModelRepository;
  /** Where the runtime lies, ending with `/`. */
  readonly baseUrl: string;
  readonly now: () => number;
}

/**
 * Starts a model that the reader chose. Whatever is kept of it is hashed first, at every start: a byte that is not
 * what was downloaded, and nothing of it is run.
 */
export async function openHubModel(id: string, { models, baseUrl, now }: OpenHubModelPorts): Promise<Result<Detector<PictureInput>, HubError>> {
  const row = await models.get(id);
  if (row?.whole === undefined) return err({ why: 'gone', message: '' });
  const { revision, config, preprocessor, whole, generated, bytes } = row;
  if (generated === null || generated.length === 0) return err({ why: 'not-confirmed', message: '' });
  for (const { text, digest } of [config, preprocessor]) {
    if ((await sha256Hex(new TextEncoder().encode(text))) !== digest) return altered('Its configuration');
  }
  const weights = await joined(models.pieces(row), bytes);
  if (weights === undefined || (await sha256Hex(weights)) !== whole.digest) return altered('Its weights');

  const labels = decodeLabels(config.text);
  if (!labels.ok) return labels;
  const preparation = decodePreparation(preprocessor.text);
  if (!preparation.ok) return preparation;
  const classifier = await startImageClassifier(baseUrl, weights);
  if (!classifier.ok) return err({ why: 'not-for-pictures', message: classifier.error.message });

  const digest = await sha256Hex(new TextEncoder().encode(JSON.stringify([whole.digest, config.digest, preprocessor.digest, generated])));
  const model = { id, revision, digest, preparation: preparation.value, labels: labels.value, generated };
  const detector = createHubPictureDetector(model, classifier.value, now);
  return (await answers(detector)) ? ok(detector) : err({ why: 'not-for-pictures', message: 'It does not answer as its configuration says.' });
}

/** Whether a plain grey picture gets any judgement: a model that was made for something else fails here. */
async function answers(detector: Detector<PictureInput>): Promise<boolean> {
  const side = 256;
  const grey = { rgba: new Uint8ClampedArray(side * side * 4).fill(128), width: side, height: side };
  const [finding] = await detector.measure([grey], new AbortController().signal);
  return finding?.kind === 'signal';
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

function altered(what: string): Result<never, HubError> {
  return err({ why: 'model-altered', message: `${what} is not what was downloaded.` });
}
