import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import sharp, { type Sharp } from 'sharp';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Detector, PictureInput } from '../../lib/core/detector.ts';
import type { Finding, JudgedFaces } from '../../lib/core/evidence.ts';
import { faceCrops } from '../../lib/detect/face-crops.ts';
import { createFaceFinder, type FaceFinder } from '../../lib/detect/face-finder.ts';
import { createPictureDetector } from '../../lib/detect/picture-ai.ts';
import type { Crop } from '../../lib/media/crop.ts';
import { writeModel } from '../../training/pictures/build-model.ts';
import { FACE_PHOTOGRAPHS, facePhotograph, type FacePhotograph } from '../support/face-photographs.ts';
import { IN_NODE, PUBLIC_URL, somePixels } from '../support/picture-detector.ts';
import { PHOTOGRAPHS, readPhotograph } from '../support/subjects-photographs.ts';

const NEVER = new AbortController().signal;
const read = async (url: string): Promise<Uint8Array> => new Uint8Array(await readFile(new URL(url)));

writeModel();

describe('the face finder', () => {
  let finder: FaceFinder;
  beforeAll(async () => {
    finder = await open();
  });

  it.each(Object.keys(FACE_PHOTOGRAPHS) as FacePhotograph[])('finds faces in %s, at two sizes, no more than it should, the largest first', async (name) => {
    for (const width of [1920, 1000]) {
      const picture = await pixelsOf(facePhotograph(name).resize({ width }));
      const faces = await finder.find(picture);
      expect(faces.length).toBeGreaterThanOrEqual(2);
      expect(faces.length).toBeLessThanOrEqual(finder.card.mostFaces);
      const areas = faces.map((face) => face.width * face.height);
      expect(areas).toEqual(areas.toSorted((a, b) => b - a));
      for (const face of faces) {
        expect(Math.min(face.width, face.height)).toBeGreaterThanOrEqual(finder.card.minFacePx);
        // Heads are in the upper three quarters of all of them.
        expect(face.top + face.height / 2).toBeLessThan(0.75 * picture.height);
      }
    }
  });

  it.each(PHOTOGRAPHS)('finds none in %s', async (name) => {
    expect(await finder.find(await pixelsOf(sharp(await readPhotograph(name)).resize({ width: 900 })))).toEqual([]);
  });

  it('does not look at faces too small to have texture', async () => {
    expect(await finder.find(await pixelsOf(facePhotograph('sample6').resize({ width: 480 })))).toEqual([]);
  });

  it.each([
    ['the smallest that is judged', somePixels(128, 128)],
    ['a very long one', somePixels(20_000, 128)],
    ['a very high one', somePixels(128, 20_000)],
    ['one of nothing', { rgba: new Uint8ClampedArray(300 * 200 * 4), width: 300, height: 200 }],
  ])('answers %s with no face', async (_what, picture) => {
    expect(await finder.find(picture)).toEqual([]);
  });

  it.each([
    ['no side of the copy', { copyPx: 400 }],
    ['no certainty', { minScore: 0 }],
    ['no faces at all', { mostFaces: 0 }],
    ['no digest', { digest: 'none' }],
    ['another model', { id: 'picture-ai' }],
  ])('does not start by a card that states %s', async (_what, changes) => {
    expect(await createFaceFinder(PUBLIC_URL, withCard(changes), 'wasm')).toMatchObject({ ok: false, error: { tag: 'bad-model' } });
  });

  it('does not start on weights other than those of its card, nor does the detector that needs it', async () => {
    const altered = async (url: string): Promise<Uint8Array> => {
      const bytes = Uint8Array.from(readFileSync(new URL(url)));
      if (url.endsWith('face-finder/onnx/model.onnx')) bytes[1000] = (bytes[1000] ?? 0) ^ 1;
      return bytes;
    };
    expect(await createFaceFinder(PUBLIC_URL, altered, 'wasm')).toMatchObject({ ok: false, error: { tag: 'bad-model' } });
    expect(await createPictureDetector({ ...IN_NODE, read: altered })).toMatchObject({ ok: false, error: { tag: 'bad-model' } });
  });
});

describe('picture-ai, shown faces', () => {
  let detector: Detector<PictureInput>;
  beforeAll(async () => {
    const created = await createPictureDetector(IN_NODE);
    if (!created.ok) throw new Error(created.error.message);
    detector = created.value;
  });

  it('says how many it judged and what the most suspicious of them says alone, at native resolution', async () => {
    const picture = await pixelsOf(facePhotograph('sample6').resize({ width: 1000 }));
    const finder = await open();
    const [finding] = await detector.measure([picture], NEVER);
    const found = await finder.find(picture);
    const crops = found.map((face) => faceCrops(face, picture, { margin: finder.card.margin, cropPx: 224, minSidePx: 128 }));
    expect(crops.every((each) => each.length === 1), 'faces that one crop holds').toBe(true);
    const alone = await detector.measure(crops.map(([crop]) => cutOut(picture, crop)), NEVER);
    expect(facesOf(finding)).toEqual({ judged: found.length, probability: Math.max(...alone.map(probabilityOf)) });
  });

  it('judges a picture as if its faces were not there: they are shown, and do not count', async () => {
    const picture = await pixelsOf(facePhotograph('sample6').resize({ width: 1000 }));
    const blind = await createPictureDetector({ ...IN_NODE, read: withCard({ minScore: 0.99 }) });
    if (!blind.ok) throw new Error(blind.error.message);
    const [seen] = await detector.measure([picture], NEVER);
    const [unseen] = await blind.value.measure([picture], NEVER);
    expect(facesOf(seen)).toBeDefined();
    expect(facesOf(unseen)).toBeUndefined();
    expect(probabilityOf(seen!)).toBe(probabilityOf(unseen!));
  });

  it('says nothing of faces where there are none', async () => {
    const [finding] = await detector.measure([await pixelsOf(sharp(await readPhotograph('march-pastoral')).resize({ width: 900 }))], NEVER);
    expect(finding?.kind).toBe('signal');
    expect(finding).not.toHaveProperty('reason.faces');
  });
});

async function open(): Promise<FaceFinder> {
  const created = await createFaceFinder(PUBLIC_URL, read, 'wasm');
  if (!created.ok) throw new Error(created.error.message);
  return created.value;
}

/** The program's own files, the finder's card changed. */
function withCard(changes: Readonly<Record<string, unknown>>): (url: string) => Promise<Uint8Array> {
  return async (url) => {
    const bytes = await read(url);
    if (!url.endsWith('face-finder/card.json')) return bytes;
    return new TextEncoder().encode(JSON.stringify({ ...(JSON.parse(new TextDecoder().decode(bytes)) as object), ...changes }));
  };
}

async function pixelsOf(picture: Sharp): Promise<PictureInput> {
  const { data, info } = await picture.ensureAlpha().raw().toBuffer({ resolveWithObject: true });
  return { rgba: new Uint8ClampedArray(data), width: info.width, height: info.height };
}

function cutOut({ rgba, width }: PictureInput, crop: Crop): PictureInput {
  const rows = Array.from({ length: crop.height }, (_, y) => ((crop.top + y) * width + crop.left) * 4);
  const cut = rows.flatMap((start) => Array.from(rgba.subarray(start, start + crop.width * 4)));
  return { rgba: Uint8ClampedArray.from(cut), width: crop.width, height: crop.height };
}

function facesOf(finding: Finding | undefined): JudgedFaces | undefined {
  return finding?.kind === 'signal' && finding.reason.code === 'picture-texture' ? finding.reason.faces : undefined;
}

function probabilityOf(finding: Finding): number {
  if (finding.kind !== 'signal') throw new Error(`not judged: ${JSON.stringify(finding)}`);
  return finding.probability;
}
