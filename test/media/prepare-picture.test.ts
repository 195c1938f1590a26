import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { preparePicture, type Preparation } from '../../lib/media/prepare-picture.ts';
import { FILTERS, resample } from '../../lib/media/resample.ts';

const grey = (values: readonly number[], width: number) => ({ rgb: Uint8ClampedArray.from(values.flatMap((each) => [each, each, each])), width, height: values.length / width });
const reds = ({ rgb }: { rgb: Uint8ClampedArray }) => [...rgb].filter((_, i) => i % 3 === 0);

describe('resampling', () => {
  it.each([
    // Worked out by hand from the definition of each filter.
    ['nearest', [0, 100, 200, 60], 2, [100, 60]],
    ['box', [0, 100, 200, 60], 2, [50, 130]],
    ['bilinear', [0, 100, 200, 60], 2, [71, 126]],
    ['bilinear', [0, 100], 4, [0, 25, 75, 100]],
  ] as const)('%s of %j to %i is %j', (filter, values, width, expected) => {
    expect(reds(resample(grey(values, values.length), width, 1, filter))).toEqual(expected);
  });

  it.each(FILTERS)('%s leaves a plain picture plain at any size', (filter) => {
    const plain = grey(Array.from({ length: 7 * 5 }, () => 137), 7);
    for (const [width, height] of [[3, 2], [7, 5], [20, 31], [1, 1]] as const) {
      expect(new Set(resample(plain, width, height, filter).rgb)).toEqual(new Set([137]));
    }
  });

  it.each(['bicubic', 'lanczos'] as const)('%s of a photograph-like picture is close to what libvips makes of it', async (filter) => {
    const [width, height] = [200, 150];
    const values = Array.from({ length: width * height }, (_, i) => 127 + 120 * Math.sin((i % width) / 9) * Math.cos(Math.floor(i / width) / 7));
    const picture = grey(values, width);
    const theirs = await sharp(picture.rgb, { raw: { width, height, channels: 3 } })
      .resize(64, 64, { fit: 'fill', kernel: filter === 'bicubic' ? 'cubic' : 'lanczos3' })
      .raw()
      .toBuffer();
    const ours = resample(picture, 64, 64, filter).rgb;
    const differences = ours.map((each, i) => Math.abs(each - theirs[i]!));
    expect(differences.reduce((sum, each) => sum + each, 0) / differences.length).toBeLessThan(2);
  });
});

describe('preparing a picture', () => {
  const plan: Preparation = { resize: null, filter: 'bilinear', crop: { width: 2, height: 2 }, scale: 1 / 255, mean: [0, 0.5, 1], std: [1, 0.5, 2] };
  const solid = (rgba: readonly number[], width: number, height: number) => ({ rgba: Uint8ClampedArray.from({ length: width * height * 4 }, (_, i) => rgba[i % 4]!), width, height });

  it('gives one plane a channel, less the mean, over the deviation', () => {
    expect([...preparePicture(solid([255, 0, 255, 255], 4, 4), plan)]).toEqual([1, 1, 1, 1, -1, -1, -1, -1, 0, 0, 0, 0]);
  });

  it('shows transparent pixels on white', () => {
    expect([...preparePicture(solid([0, 0, 0, 0], 4, 4), plan)].slice(0, 4)).toEqual([1, 1, 1, 1]);
  });

  it('resizes the shorter edge, cuts out the middle, and is black beyond the picture', () => {
    const wide = { ...solid([0, 0, 0, 255], 8, 4) };
    for (let y = 0; y < 4; y++) for (let x = 2; x < 6; x++) wide.rgba.set([255, 255, 255, 255], (y * 8 + x) * 4);
    expect([...preparePicture(wide, { ...plan, resize: { shortestEdge: 2 }, filter: 'box' })].slice(0, 4)).toEqual([1, 1, 1, 1]);
    expect([...preparePicture(solid([255, 255, 255, 255], 1, 1), plan)].slice(0, 4).filter((each) => each === 1)).toHaveLength(1);
  });
});
