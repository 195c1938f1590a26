import { pathToFileURL } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Detector, PictureInput } from '../../lib/core/detector.ts';
import { createHubPictureDetector, type PictureModel } from '../../lib/detect/picture-hub.ts';
import { startImageClassifier } from '../../lib/detect/runtime.ts';
import { aClassifier } from '../support/hub-classifier.ts';

const NEVER = new AbortController().signal;
const BASE_URL = `${pathToFileURL(`${import.meta.dirname}/../../public`).href}/`;

const solid = (red: number, blue: number, width = 200, height = 160): PictureInput => ({
  rgba: Uint8ClampedArray.from({ length: width * height * 4 }, (_, i) => [red, 60, blue, 255][i % 4]!),
  width,
  height,
});

const MODEL: PictureModel = {
  id: 'harbour/red-or-blue',
  revision: '0123456789'.repeat(4),
  digest: 'd'.repeat(64),
  preparation: { resize: { width: 64, height: 64 }, filter: 'bilinear', crop: { width: 64, height: 64 }, scale: 1 / 255, mean: [0.5, 0.5, 0.5], std: [0.5, 0.5, 0.5] },
  labels: ['artificial', 'human'],
  meant: [0],
};

async function detectorFor(model: PictureModel): Promise<Detector<PictureInput>> {
  const weights = aClassifier({ labels: model.labels.slice(0, 2) }).files['onnx/model.onnx'] ?? new Uint8Array();
  const classifier = await startImageClassifier(BASE_URL, weights);
  if (!classifier.ok) throw new Error(classifier.error.message);
  return createHubPictureDetector(model, classifier.value, () => 7);
}

describe('a model of the reader’s choice', () => {
  let detector: Detector<PictureInput>;
  beforeAll(async () => {
    detector = await detectorFor(MODEL);
  });

  it.each([
    ['red', solid(230, 20), 'likely', 'artificial'],
    ['blue', solid(20, 230), 'no-sign', 'human'],
    ['neither', solid(128, 120), 'unsure', 'artificial'],
  ] as const)('says of what is %s what its classes say, and which class that was', async (_, picture, band, label) => {
    expect(await detector.measure([picture], NEVER)).toMatchObject([
      { kind: 'signal', detector: { id: 'picture-hub', version: '0123456' }, label: 'ai-made', band, reason: { code: 'picture-classes', model: MODEL.id, label }, at: 7 },
    ]);
  });

  it('means the other thing where the reader says that the other class does', async () => {
    const other = await detectorFor({ ...MODEL, meant: [1] });
    expect(await other.measure([solid(230, 20)], NEVER)).toMatchObject([{ band: 'no-sign' }]);
  });

  it('takes a single output for the logit of its one class', async () => {
    const single = await detectorFor({ ...MODEL, labels: ['artificial'], meant: [0] });
    expect(await single.measure([solid(230, 20), solid(20, 20)], NEVER)).toMatchObject([{ band: 'likely' }, { band: 'no-sign' }]);
  });

  it.each([
    ['too small a picture', solid(1, 1, 127, 300), 'too-small'],
    ['no picture', { rgba: new Uint8ClampedArray(4), width: 1e9, height: 1e9 }, 'undecodable'],
    ['sides that are no numbers', { rgba: new Uint8ClampedArray(), width: Number.NaN, height: 3 }, 'undecodable'],
  ] as const)('declines %s', async (_, picture, why) => {
    expect(await detector.measure([picture], NEVER)).toMatchObject([{ kind: 'abstention', why }]);
  });

  it('declines a picture so long that it would fill the memory once resized', async () => {
    const long = await detectorFor({ ...MODEL, preparation: { ...MODEL.preparation, resize: { shortestEdge: 1024 } } });
    expect(await long.measure([solid(1, 1, 20_000, 128)], NEVER)).toMatchObject([{ why: 'too-large' }]);
  });

  it('declines where the model has other outputs than its configuration names', async () => {
    const wrong = await detectorFor({ ...MODEL, labels: ['artificial', 'human', 'other'] });
    expect(await wrong.measure([solid(1, 1)], NEVER)).toMatchObject([{ why: 'detector-failed' }]);
  });
});

it('weights that are none do not start, and spoil no later start', async () => {
  expect(await startImageClassifier(BASE_URL, new Uint8Array(1000))).toMatchObject({ ok: false, error: { tag: 'runtime-failed' } });
  expect((await detectorFor(MODEL)).id).toBe('picture-hub');
});
