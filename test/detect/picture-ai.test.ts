import { readFileSync } from 'node:fs';
import sharp from 'sharp';
import { beforeAll, describe, expect, it } from 'vitest';
import { createPictureDetector, type PictureDetectorOptions } from '../../lib/detect/picture-ai.ts';
import { writeModel } from '../../training/pictures/build-model.ts';
import { drawOddity, ODD_KINDS } from '../../training/pictures/oddities.ts';
import type { Detector, PictureInput } from '../../lib/core/detector.ts';
import type { Finding } from '../../lib/core/evidence.ts';
import { nativeCrops, type Crop } from '../../lib/media/crop.ts';
import { describeDetector } from '../contracts/detector.ts';
import { decoded } from '../support/media-pictures.ts';
import { aPhotograph, IN_NODE, PUBLIC_URL } from '../support/picture-detector.ts';

const NEVER = new AbortController().signal;

writeModel();

describeDetector({
  name: 'picture-ai',
  create: (now) => create({ ...IN_NODE, now }),
  weights: readFileSync(new URL('models/picture-ai/onnx/model.onnx', PUBLIC_URL)),
  judged: [await aPhotograph(224, 224, 1), await aPhotograph(500, 300, 2), await aPhotograph(140, 130, 3)],
  declined: [
    ['a picture too small to have texture', await aPhotograph(127, 400), 'too-small'],
    ['an even drawing', { rgba: new Uint8ClampedArray(300 * 300 * 4).fill(200), width: 300, height: 300 }, 'drawn'],
    ['blocks that compression left', await packedHard(await aPhotograph(304, 304)), 'much-compressed'],
    ['noise', drawOddity('noise', 0), 'unfamiliar'],
    ['a zone plate', drawOddity('zone plate', 0), 'unfamiliar'],
    ['pixels that do not fill their size', { ...(await aPhotograph(200, 200)), height: 201 }, 'undecodable'],
  ],
  hostile: [
    { rgba: new Uint8ClampedArray(), width: 0, height: 0 },
    { rgba: new Uint8ClampedArray(4), width: -1, height: -1 },
    { rgba: new Uint8ClampedArray(), width: Number.NaN, height: 300 },
    { rgba: new Uint8ClampedArray(4), width: 1e9, height: 1e9 },
    { rgba: new Uint8ClampedArray(256 * 256 * 4), width: 256, height: 256 },
  ],
});

const ALIKE = { slope: { full: 1, small: 1, blocky: 1 }, farthest: { full: 1e6, small: 1e6 } };

describe('picture-ai', () => {
  let detector: Detector<PictureInput>;
  /** Takes all crops alike: parts of a picture may be of another kind than the whole. */
  let alike: Detector<PictureInput>;
  beforeAll(async () => {
    detector = await create(withCard({ clear: 0 }));
    alike = await create(withCard({ clear: 0, calibration: ALIKE }));
  });

  it.each([
    [300, 200, 1, 200],
    [447, 447, 1, 224],
    [448, 300, 2, 224],
    [1024, 717, 3, 224],
  ])('looks at %i × %i in %i crops of %i pixels', async (width, height, crops, cropPx) => {
    const [finding] = await detector.measure([await aPhotograph(width, height)], NEVER);
    expect(finding).toMatchObject({ kind: 'signal', reason: { code: 'picture-texture', crops, cropPx } });
  });

  it('gives a large picture the average of what its crops say alone', async () => {
    const picture = await aPhotograph(700, 500, 3);
    const crops = nativeCrops(picture.width, picture.height, 224).slice(0, 3);
    const [whole, ...alone] = await alike.measure([picture, ...crops.map((crop) => cutOut(picture, crop))], NEVER);
    const logOdds = alone.map((finding) => logOddsOf(finding));
    expect(whole).toMatchObject({ reason: { crops: 3 } });
    expect(new Set(logOdds).size, 'crops that say different things').toBeGreaterThan(1);
    expect(logOddsOf(whole)).toBeCloseTo(logOdds.reduce((sum, each) => sum + each, 0) / crops.length, 5);
  });

  it('looks at one crop only, the one in the middle, where that one is clear', async () => {
    const picture = await aPhotograph(700, 500, 3);
    const [whole] = await alike.measure([picture], NEVER);
    const [middle] = await alike.measure([cutOut(picture, nativeCrops(700, 500, 224)[0])], NEVER);
    const said = 1 / (1 + Math.exp(-logOddsOf(middle)));
    // As if more than what it says were the bound of the bands.
    const bands = { unsure: said + 0.001, likely: said + 0.002 };
    const [hasty] = await (await create(withCard({ clear: said + 0.0005, thresholds: bands, calibration: ALIKE }))).measure([picture], NEVER);
    const [thorough] = await (await create(withCard({ clear: said - 0.0005, thresholds: bands, calibration: ALIKE }))).measure([picture], NEVER);
    expect(hasty).toMatchObject({ probability: said, reason: { crops: 1 } });
    expect(thorough).toMatchObject({ probability: whole?.kind === 'signal' ? whole.probability : Number.NaN, reason: { crops: 3 } });
  });

  it.each(ODD_KINDS.filter((kind) => kind !== 'x-ray' && kind !== 'heat map'))('declines what is no picture of anything: %s', async (kind) => {
    const findings = await detector.measure(Array.from({ length: 5 }, (_, i) => drawOddity(kind, i)), NEVER);
    // Even ones are drawings as well.
    expect(findings.map((finding) => finding.kind === 'abstention' && ['unfamiliar', 'drawn'].includes(finding.why))).toEqual(Array(5).fill(true));
  });

  it('declines by the distance that is allowed for the size of its crops', async () => {
    const [full, small] = [await aPhotograph(224, 224), await aPhotograph(128, 128)];
    const within = async (farthest: typeof ALIKE.farthest): Promise<readonly (string | undefined)[]> => {
      const findings = await (await create(withCard({ calibration: { ...ALIKE, farthest } }))).measure([full, small], NEVER);
      return findings.map((finding) => (finding.kind === 'abstention' ? finding.why : undefined));
    };
    expect(await within({ full: 0, small: 1e6 })).toEqual(['unfamiliar', undefined]);
    expect(await within({ full: 1e6, small: 0 })).toEqual([undefined, 'unfamiliar']);
  });

  it('states what the model says as was calibrated for the size of its crops', async () => {
    const pictures = [await aPhotograph(224, 224), await aPhotograph(128, 128)];
    const by = async (slope: typeof ALIKE.slope): Promise<readonly number[]> => {
      const findings = await (await create(withCard({ calibration: { ...ALIKE, slope }, clear: 0 }))).measure(pictures, NEVER);
      return findings.map(logOddsOf);
    };
    const [full, small] = await by(ALIKE.slope);
    const [ofFull, ofSmall] = await by({ full: 0.5, small: 0.4, blocky: 1 });
    expect(ofFull).toBeCloseTo(0.5 * full!, 5);
    expect(ofSmall).toBeCloseTo(0.2 * small!, 5);
  });

  it.each([
    ['no bound of what is flat', { drawn: { flatFrom: 2, softUnder: 0.2 } }],
    ['one crop enough for more than is unsure', { clear: 0.9 }],
    ['bands that are not in order', { thresholds: { unsure: 0.9, likely: 0.5 } }],
    ['crops of no size', { cropPx: 0 }],
    ['no whole number of crops', { mostCrops: 2.5 }],
    ['no calibration', { calibration: undefined }],
    ['one by which more means less', { calibration: { ...ALIKE, slope: { full: 1, small: -1, blocky: 1 } } }],
  ])('does not start by a card that states %s', async (_what, changes) => {
    expect(await createPictureDetector(withCard(changes))).toMatchObject({ ok: false, error: { tag: 'bad-model' } });
  });

  it('stops between pictures when the reader leaves', async () => {
    const controller = new AbortController();
    const picture = await aPhotograph(224, 224);
    const pictures = [picture, picture, picture];
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

/** As the eighth of a hundred steps of JPEG leaves it. */
async function packedHard({ rgba, width, height }: PictureInput): Promise<PictureInput> {
  const jpeg = await sharp(rgba, { raw: { width, height, channels: 4 } }).jpeg({ quality: 8 }).toBuffer();
  return decoded(sharp(jpeg));
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
