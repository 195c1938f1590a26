import type { PictureInput } from '../core/detector.ts';
import { err, ok, type Result } from '../core/result.ts';
import type { RgbPicture } from '../media/resample.ts';
import { shrunkCopy } from '../media/shrink.ts';
import { CELL_PX, readFaces, type Face } from './face-boxes.ts';
import { decodeFaceCard, type FaceCard } from './face-card.ts';
import { FACE_FINDER } from './models.ts';
import { loadImageClassifier, readCardJson, type Device, type ReadFile, type RuntimeError } from './runtime.ts';
import { probePixels, type Probed } from './self-test.ts';

/** Finds faces that are large enough to be judged. It says where one is and nothing about whose it is. */
export interface FaceFinder extends Probed {
  readonly card: FaceCard;
  /** The largest first; where none is found, none. Rejects where the runtime fails. */
  find(picture: PictureInput): Promise<readonly Face[]>;
}

export async function createFaceFinder(baseUrl: string, read: ReadFile, device: Device): Promise<Result<FaceFinder, RuntimeError>> {
  const json = await readCardJson(`${baseUrl}${FACE_FINDER.card}`, read);
  if (!json.ok) return json;
  const decoded = decodeFaceCard(json.value);
  if (!decoded.ok) return err({ tag: 'bad-model', message: `The card of the face finder ${decoded.error}.` });
  const card = decoded.value;
  const loaded = await loadImageClassifier({ baseUrl, modelId: FACE_FINDER.id, sha256: card.digest, read, device });
  if (!loaded.ok) return loaded;
  const network = loaded.value;

  return ok({
    card,
    probe: () => probePixels(network, PROBE_CELLS * CELL_PX, PROBE_CELLS * CELL_PX),
    async find(picture) {
      const copy = shrunkCopy(picture, card.copyPx);
      const [width, height] = [upToCells(copy.width), upToCells(copy.height)];
      const map = await network.classify(onBlack(copy, width, height), [1, 3, height, width]);
      const toNative = picture.width / copy.width;
      return readFaces(map, height / CELL_PX, width / CELL_PX, card.minScore)
        .map((face) => enlarged(face, toNative))
        .filter((face) => Math.min(face.width, face.height) >= card.minFacePx)
        .toSorted((a, b) => b.width * b.height - a.width * a.height)
        .slice(0, card.mostFaces);
    },
  });
}

/** Side of what the self-test shows it: a few cells are as good as many. */
const PROBE_CELLS = 8;

function upToCells(side: number): number {
  return Math.ceil(side / CELL_PX) * CELL_PX;
}

/** Planar RGB, 0…1; right of the picture and below it all is black, as in the package the network comes from. */
function onBlack({ rgb, ...size }: RgbPicture, width: number, height: number): Float32Array {
  const plane = width * height;
  const planes = new Float32Array(3 * plane);
  for (let y = 0, from = 0; y < size.height; y++) {
    for (let to = y * width, end = to + size.width; to < end; to++) {
      planes[to] = rgb[from++]! / 255;
      planes[to + plane] = rgb[from++]! / 255;
      planes[to + 2 * plane] = rgb[from++]! / 255;
    }
  }
  return planes;
}

function enlarged({ left, top, width, height, score }: Face, by: number): Face {
  return { left: left * by, top: top * by, width: width * by, height: height * by, score };
}
