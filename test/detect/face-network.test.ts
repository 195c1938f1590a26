import { createRequire } from 'node:module';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { beforeAll, describe, expect, it } from 'vitest';
import { CELL_PX, readFaces } from '../../lib/detect/face-boxes.ts';
import { buildFaceModel } from '../../training/faces/build-model.ts';
import { FACE_API_MODELS, readTinyFace } from '../../training/faces/tiny-face.ts';
import { facePhotograph } from '../support/face-photographs.ts';

/** The package itself, as it runs in node; it brings its own TensorFlow.js. */
const faceApi = createRequire(import.meta.url)('@vladmandic/face-api/dist/face-api.node-wasm.js') as FaceApi;

const SIDE_PX = 224;
const CELLS = SIDE_PX / CELL_PX;
const NUMBERS = 25;

describe('the face finder’s network', () => {
  let pixels: Float32Array;
  let ours: Float32Array;
  let theirs: Float32Array;

  beforeAll(async () => {
    const twoFaces = facePhotograph('sample3').extract({ left: 950, top: 50, width: 900, height: 900 });
    pixels = Float32Array.from(await twoFaces.resize(SIDE_PX, SIDE_PX).raw().toBuffer());
    const session = await InferenceSession.create(buildFaceModel(readTinyFace()));
    const plane = SIDE_PX * SIDE_PX;
    const planar = pixels.map((_, i) => pixels[(i % plane) * 3 + Math.floor(i / plane)]! / 255);
    const { logits } = await session.run({ pixel_values: new Tensor('float32', planar, [1, 3, SIDE_PX, SIDE_PX]) });
    ours = logits?.data as Float32Array;
    await faceApi.tf.setBackend('cpu');
    await faceApi.nets.tinyFaceDetector.loadFromDisk(FACE_API_MODELS);
    const map = await faceApi.nets.tinyFaceDetector.forward(faceApi.tf.tensor4d(pixels, [1, SIDE_PX, SIDE_PX, 3]), SIDE_PX);
    theirs = Float32Array.from(await map.data());
  });

  it('gives the numbers of the original, run by its own library', () => {
    expect(ours).toHaveLength(NUMBERS * CELLS * CELLS);
    expect(theirs).toHaveLength(ours.length);
    expect(Math.max(...theirs)).toBeGreaterThan(1);
    const cells = CELLS * CELLS;
    // Theirs are cell by cell, ours number by number.
    const furthest = Math.max(...ours.map((value, i) => Math.abs(value - theirs[(i % cells) * NUMBERS + Math.floor(i / cells)]!)));
    expect(furthest).toBeLessThan(1e-3);
  });

  it('has its boxes read as the original reads them, sure and unsure ones', async () => {
    const least = 0.05;
    const read = readFaces(ours, CELLS, CELLS, least);
    const input = faceApi.tf.tensor4d(pixels, [1, SIDE_PX, SIDE_PX, 3]);
    const original = await faceApi.nets.tinyFaceDetector.locateFaces(input, { inputSize: SIDE_PX, scoreThreshold: least });
    expect(original.some(({ score }) => score > 0.5)).toBe(true);
    expect(original.some(({ score }) => score < 0.5)).toBe(true);
    expect(read).toHaveLength(original.length);
    for (const [i, { score, box }] of original.toSorted((a, b) => b.score - a.score).entries()) {
      const { left, top, width, height } = read[i]!;
      expect(read[i]!.score).toBeCloseTo(score, 4);
      for (const [a, b] of [[left, box.x], [top, box.y], [width, box.width], [height, box.height]] as const) expect(a).toBeCloseTo(b, 1);
    }
  });

  it('is written to the same bytes every time', () => {
    expect(Buffer.compare(buildFaceModel(readTinyFace()), buildFaceModel(readTinyFace()))).toBe(0);
  });
});

/** What is used of it. */
interface FaceApi {
  readonly tf: {
    setBackend(name: string): Promise<boolean>;
    tensor4d(values: Float32Array, shape: readonly number[]): object;
  };
  readonly nets: {
    readonly tinyFaceDetector: {
      loadFromDisk(folder: string): Promise<void>;
      forward(input: object, inputSize: number): Promise<{ data(): Promise<Float32Array> }>;
      locateFaces(
        input: object,
        options: { readonly inputSize: number; readonly scoreThreshold: number },
      ): Promise<readonly { readonly score: number; readonly box: { readonly x: number; readonly y: number; readonly width: number; readonly height: number } }[]>;
    };
  };
}
