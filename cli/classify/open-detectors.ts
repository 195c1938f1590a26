import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import type { Detector, PictureInput } from '../../lib/core/detector.ts';
import { TEXT_SPAM } from '../../lib/detect/models.ts';
import { createTextDetectors, type TextDetectors } from '../../lib/detect/text-detectors.ts';
import { CommandError, EXIT } from '../command.ts';

/** The detectors of the extension over the same files; each is started when it is first asked for. */
export interface Detectors {
  texts(): Promise<TextDetectors>;
  picture(): Promise<Detector<PictureInput>>;
}

const FILES = new URL('../../public/', import.meta.url);
const PICTURE_WEIGHTS = ['picture-ai', 'face-finder'].map((id) => new URL(`models/${id}/onnx/model.onnx`, FILES));

export function openDetectors(now: () => number, note: (line: string) => void): Detectors {
  let text: ReturnType<typeof startText> | undefined;
  let picture: ReturnType<typeof startPicture> | undefined;
  return {
    texts: () => (text ??= startText(now)),
    picture: () => (picture ??= startPicture(now, note)),
  };
}

async function startText(now: () => number): Promise<TextDetectors> {
  const card = JSON.parse(await readFile(new URL(TEXT_SPAM.card, FILES), 'utf8')) as unknown;
  const weights = await readFile(new URL('models/text-spam/weights.bin', FILES));
  const detectors = createTextDetectors({ card, weights }, { now });
  if (!detectors.ok) throw new CommandError(EXIT.refused, detectors.error.message);
  return detectors.value;
}

async function startPicture(now: () => number, note: (line: string) => void): Promise<Detector<PictureInput>> {
  if (!PICTURE_WEIGHTS.every(existsSync)) await buildPictureModel(note);
  // The runtime takes seconds to load on a slow machine: commands that judge no picture do without it.
  const { createPictureDetector } = await import('../../lib/detect/picture-ai.ts');
  const read = async (url: string) => new Uint8Array(await readFile(new URL(url)));
  const detector = await createPictureDetector({ baseUrl: FILES.href, now, read });
  if (!detector.ok) throw new CommandError(EXIT.refused, `${detector.error.message} (npm run build:model makes it anew)`);
  return detector.value;
}

/** The repository carries no binary (docs/decisions/0036): in a fresh clone the first picture has it made. */
async function buildPictureModel(note: (line: string) => void): Promise<void> {
  note('Building the picture model, once …');
  try {
    const { writeModel } = await import('../../training/pictures/build-model.ts');
    writeModel();
  } catch (thrown) {
    throw new CommandError(EXIT.refused, `the picture model cannot be built (npm ci, then npm run build:model): ${String(thrown)}`);
  }
}
