import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { createPictureDetector, type PictureDetectorOptions } from '../../lib/detect/picture-ai.ts';
import { writeModel } from '../../training/pictures/build-model.ts';
import type { Detector, PictureInput } from '../../lib/core/detector.ts';
import type { Finding } from '../../lib/core/evidence.ts';
import { nativeCrops, type Crop } from '../../lib/media/crop.ts';
import { describeDetector } from '../contracts/detector.ts';
import { IN_NODE, PUBLIC_URL, somePixels } from '../support/picture-detector.ts';

const NEVER = new AbortController().signal;

writeModel();

describeDetector({
  name: 'picture-ai',
  create: (now) => create({ ...IN_NODE, now }),
  weights: readFileSync(new URL('models/picture-ai/onnx/model.onnx', PUBLIC_URL)),
  judged: [somePixels(224, 224, 1), somePixels(500, 300, 2), somePixels(140, 130, 3)],
  declined: [
    ['a picture too small to have texture', somePixels(127, 400), 'too-small'],
    ['an even drawing', { rgba: new Uint8ClampedArray(300 * 300 * 4).fill(200), width: 300, height: 300 }, 'drawn'],
    ['blocks that compression left', inBlocks(somePixels(304, 304, 2)), 'much-compressed'],
    ['pixels that do not fill their size', { ...somePixels(200, 200), height: 201 }, 'undecodable'],
  ],
  hostile: [
    { rgba: new Uint8ClampedArray(), width: 0, height: 0 },
    { rgba: new Uint8ClampedArray(4), width: -1, height: -1 },
    { rgba: new Uint8ClampedArray(), width: Number.NaN, height: 300 },
    { rgba: new Uint8ClampedArray(4), width: 1e9, height: 1e9 },
    { rgba: new Uint8ClampedArray(256 * 256 * 4), width: 256, height: 256 },
  ],
});

describe('picture-ai', () => {
  let detector: Detector<PictureInput>;
  beforeAll(async () => {
    detector = await create(withCard({ clear: 0 }));
  });

  it.each([
    [300, 200, 1, 200],
    [447, 447, 1, 224],
    [448, 300, 2, 224],
    [1024, 768, 5, 224],
  ])('looks at %i × %i in %i crops of %i pixels', async (width, height, crops, cropPx) => {
    const [finding] = await detector.measure([somePixels(width, height)], NEVER);
    expect(finding).toMatchObject({ kind: 'signal', reason: { code: 'picture-texture', crops, cropPx } });
  });

  it('gives a large picture the average of what its crops say alone', async () => {
    const picture = somePixels(700, 500, 4);
    const crops = nativeCrops(picture.width, picture.height, 224);
    const [whole, ...alone] = await detector.measure([picture, ...crops.map((crop) => cutOut(picture, crop))], NEVER);
    const logOdds = alone.map((finding) => logOddsOf(finding));
    expect(crops).toHaveLength(5);
    expect(new Set(logOdds).size, 'crops that say different things').toBeGreaterThan(1);
    expect(logOddsOf(whole)).toBeCloseTo(logOdds.reduce((sum, each) => sum + each, 0) / crops.length, 5);
  });

  it('looks at one crop only, the one in the middle, where that one is clear', async () => {
    const picture = somePixels(700, 500, 4);
    const [whole] = await detector.measure([picture], NEVER);
    const [middle] = await detector.measure([cutOut(picture, nativeCrops(700, 500, 224)[0])], NEVER);
    const said = 1 / (1 + Math.exp(-logOddsOf(middle)));
    // As if more than what it says were the bound of the bands.
    const bands = { unsure: said + 0.001, likely: said + 0.002 };
    const [hasty] = await (await create(withCard({ clear: said + 0.0005, thresholds: bands }))).measure([picture], NEVER);
    const [thorough] = await (await create(withCard({ clear: said - 0.0005, thresholds: bands }))).measure([picture], NEVER);
    expect(hasty).toMatchObject({ probability: said, reason: { crops: 1 } });
    expect(thorough).toMatchObject({ probability: whole?.kind === 'signal' ? whole.probability : Number.NaN, reason: { crops: 5 } });
  });

  it.each([
    ['no bound of what is flat', { drawn: { flatFrom: 2, softUnder: 0.2 } }],
    ['one crop enough for more than is unsure', { clear: 0.9 }],
    ['bands that are not in order', { thresholds: { unsure: 0.9, likely: 0.5 } }],
    ['crops of no size', { cropPx: 0 }],
  ])('does not start by a card that states %s', async (_what, changes) => {
    expect(await createPictureDetector(withCard(changes))).toMatchObject({ ok: false, error: { tag: 'bad-model' } });
  });

  it('stops between pictures when the reader leaves', async () => {
    const controller = new AbortController();
    const pictures = [somePixels(224, 224), somePixels(224, 224), somePixels(224, 224)];
    const measuring = detector.measure(pictures, controller.signal);
    controller.abort(new Error('left'));
    await expect(measuring).rejects.toThrow('left');
  });

  it('does not start on weights other than those of its card', async () => {
    const read = async (url: string): Promise<Uint8Array> => {
      const bytes = Uint8Array.from(readFileSync(new URL(url)));
      if (url.endsWith('.onnx')) bytes[1000] = (bytes[1000] ?? 0) ^ 1;
      return bytes;
    };
    expect(await createPictureDetector({ ...IN_NODE, read })).toMatchObject({ ok: false, error: { tag: 'bad-model' } });
    expect((await createPictureDetector(IN_NODE)).ok, 'and a failed start spoils no later one').toBe(true);
  });

  it('says so where a file is missing or is no card', async () => {
    const gone = await createPictureDetector({ ...IN_NODE, baseUrl: `${PUBLIC_URL}nowhere/` });
    expect(gone).toMatchObject({ ok: false, error: { tag: 'bad-model' } });
    const empty = await createPictureDetector({ ...IN_NODE, read: async () => new TextEncoder().encode('[]') });
    expect(empty).toMatchObject({ ok: false, error: { tag: 'bad-model' } });
  });
});

/** The real detector with some of its card changed. */
function withCard(changes: Readonly<Record<string, unknown>>): PictureDetectorOptions {
  return {
    ...IN_NODE,
    read: async (url) => {
      const bytes = Uint8Array.from(readFileSync(new URL(url)));
      if (!url.endsWith('card.json')) return bytes;
      return new TextEncoder().encode(JSON.stringify({ ...(JSON.parse(new TextDecoder().decode(bytes)) as object), ...changes }));
    },
  };
}

/** The picture as the strongest compression leaves it: every 8 × 8 pixels are what the first of them was. */
function inBlocks({ rgba, width, height }: PictureInput): PictureInput {
  const even = Uint8ClampedArray.from(rgba, (_, i) => {
    const [x, y] = [Math.floor(i / 4) % width, Math.floor(i / 4 / width)];
    const noise = ((x * 7 + y * 13) % 5) * 3;
    return rgba[((y - (y % 8)) * width + x - (x % 8)) * 4 + (i % 4)]! + (i % 4 === 3 ? 0 : noise);
  });
  return { rgba: even, width, height };
}

function cutOut({ rgba, width }: PictureInput, crop: Crop): PictureInput {
  const rows = Array.from({ length: crop.height }, (_, y) => ((crop.top + y) * width + crop.left) * 4);
  const cut = rows.flatMap((start) => Array.from(rgba.subarray(start, start + crop.width * 4)));
  return { rgba: Uint8ClampedArray.from(cut), width: crop.width, height: crop.height };
}

function logOddsOf(finding: Finding | undefined): number {
  if (finding?.kind !== 'signal') throw new Error(`not judged: ${JSON.stringify(finding)}`);
  return Math.log(finding.probability / (1 - finding.probability));
}

async function create(options: PictureDetectorOptions): Promise<Detector<PictureInput>> {
  const created = await createPictureDetector(options);
  if (!created.ok) throw new Error(created.error.message);
  return created.value;
}
