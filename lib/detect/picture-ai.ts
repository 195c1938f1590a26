import type { Detector, PictureInput } from '../core/detector.ts';
import type { AbstainReason, Band, DetectorRef, Finding, JudgedFaces } from '../core/evidence.ts';
import { probabilityAt } from '../core/log-odds.ts';
import { err, ok, type Result } from '../core/result.ts';
import { nativeCrops, toPlanarRgb, type Crop } from '../media/crop.ts';
import { faceCrops } from './face-crops.ts';
import { createFaceFinder, type FaceFinder } from './face-finder.ts';
import { measureEach } from './measure-each.ts';
import { PICTURE_AI } from './models.ts';
import { decodePictureCard, farthestFor, slopeFor, type PictureCard } from './picture-card.ts';
import { measureFitness, type PictureFitness } from './picture-fitness.ts';
import { loadImageClassifier, readCardJson, type Device, type ImageClassifier, type ReadFile, type RuntimeError } from './runtime.ts';
import { probePixels, type Probed } from './self-test.ts';

export interface PictureDetectorOptions {
  /** Address of the program's own files, ending with `/`: `models/` and `ort/` lie under it. */
  readonly baseUrl: string;
  readonly now: () => number;
  /** For contexts whose `fetch` cannot read `baseUrl`: node and `file:`. */
  readonly read?: ReadFile;
  /** `wasm` unless it says otherwise. */
  readonly device?: Device;
}

/**
 * Judges by its texture whether a picture came from a generator. It looks at native-resolution crops, because
 * resizing destroys what it measures, at as few as tell, and says `likely` only where clean pictures rarely reach; see the card.
 */
export async function createPictureDetector(
  options: PictureDetectorOptions,
): Promise<Result<Detector<PictureInput> & Probed, RuntimeError>> {
  const read = options.read ?? readByFetch;
  const card = await readCard(`${options.baseUrl}${PICTURE_AI.card}`, read);
  if (!card.ok) return card;
  const device = options.device ?? 'wasm';
  const loaded = await loadImageClassifier({
    baseUrl: options.baseUrl,
    modelId: PICTURE_AI.id,
    sha256: card.value.digest,
    read,
    device,
  });
  if (!loaded.ok) return loaded;
  // One after the other: the library's settings are global.
  const finder = await createFaceFinder(options.baseUrl, read, device);
  return finder.ok ? ok(detectorOf(loaded.value, card.value, finder.value, options.now)) : finder;
}

function detectorOf(classifier: ImageClassifier, card: PictureCard, finder: FaceFinder, now: () => number): Detector<PictureInput> & Probed {
  const ref: DetectorRef = { id: PICTURE_AI.id, version: card.version };
  const abstain = (why: AbstainReason): Finding => ({ kind: 'abstention', detector: ref, why });

  async function measureOne(picture: PictureInput): Promise<Finding> {
    if (!isSound(picture)) return abstain('undecodable');
    if (Math.min(picture.width, picture.height) < card.minSidePx) return abstain('too-small');
    const fitness = measureFitness(picture);
    const unfit = whyUnfit(fitness, card);
    if (unfit !== undefined) return abstain(unfit);
    try {
      const crops = nativeCrops(picture.width, picture.height, card.cropPx);
      const { logOdds, judged, familiar } = await judgeCrops(picture, crops, fitness.blocks);
      if (!familiar) return abstain('unfamiliar');
      const faces = await judgeFaces(picture, fitness.blocks);
      const probability = probabilityAt(logOdds);
      return {
        kind: 'signal',
        detector: ref,
        label: 'ai-made',
        probability,
        band: bandOf(probability, card.thresholds),
        reason: {
          code: 'picture-texture',
          crops: judged,
          cropPx: Math.min(crops[0].width, crops[0].height),
          ...(faces === undefined ? {} : { faces }),
        },
        at: now(),
      };
    } catch {
      // Whatever the runtime choked on, the picture is not judged, and the next one may be.
      return abstain('detector-failed');
    }
  }

  /** The mean of what the crops say, as it was calibrated for their kind; the first decides alone where it is clear. */
  async function judgeCrops(
    picture: PictureInput,
    crops: readonly [Crop, ...Crop[]],
    blocks: number,
  ): Promise<{ readonly logOdds: number; readonly judged: number; readonly familiar: boolean }> {
    const { width, height } = crops[0];
    const sidePx = Math.min(width, height);
    const slope = slopeFor(card, { sidePx, blocks });
    let sum = 0;
    let distance = 0;
    let judged = 0;
    // One at a time: a batch takes as long and several times the memory, which a wasm heap never gives back.
    for (const crop of crops.slice(0, card.mostCrops)) {
      const { logits, distances } = await classifier.classifyAndPlace(toPlanarRgb(picture, [crop]), [1, 3, height, width]);
      sum += slope * (logits[1]! - logits[0]!);
      distance += distances[0]!;
      judged++;
      if (judged === 1 && probabilityAt(sum) < card.clear) break;
    }
    return { logOdds: sum / judged, judged, familiar: distance / judged <= farthestFor(card, sidePx) };
  }

  /** What the faces say, each by itself; the number shown is that of the most suspicious. */
  async function judgeFaces(picture: PictureInput, blocks: number): Promise<JudgedFaces | undefined> {
    const faces = await finder.find(picture);
    let most = -Infinity;
    for (const face of faces) {
      const { logOdds } = await judgeCrops(picture, faceCrops(face, picture, { ...card, margin: finder.card.margin }), blocks);
      most = Math.max(most, logOdds);
    }
    return faces.length === 0 ? undefined : { judged: faces.length, probability: probabilityAt(most) };
  }

  return {
    ...ref,
    digest: card.digest,
    // Both networks run on one device: both have to be right there.
    probe: async () => [...(await probePixels(classifier, card.cropPx, card.cropPx)), ...(await finder.probe())],
    measure: (pictures, abort) => measureEach(pictures, abort, measureOne),
  };
}

function isSound({ rgba, width, height }: PictureInput): boolean {
  return Number.isInteger(width) && Number.isInteger(height) && width > 0 && rgba.length === width * height * 4;
}

/** Where texture tells nothing, because there is none or compression made it. */
function whyUnfit({ flat, soft, blocks }: PictureFitness, { drawn, mostBlocks }: PictureCard): AbstainReason | undefined {
  if (flat > drawn.flatFrom && soft < drawn.softUnder) return 'drawn';
  return blocks > mostBlocks ? 'much-compressed' : undefined;
}

function bandOf(probability: number, { likely, unsure }: PictureCard['thresholds']): Band {
  return probability >= likely ? 'likely' : probability >= unsure ? 'unsure' : 'no-sign';
}

async function readCard(url: string, read: ReadFile): Promise<Result<PictureCard, RuntimeError>> {
  const json = await readCardJson(url, read);
  if (!json.ok) return json;
  const card = decodePictureCard(json.value);
  return card.ok ? card : err({ tag: 'bad-model', message: `The card of the picture model ${card.error}.` });
}

async function readByFetch(url: string): Promise<Uint8Array> {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url}: ${response.status}`);
  return new Uint8Array(await response.arrayBuffer());
}
