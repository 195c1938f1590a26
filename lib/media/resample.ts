/** Three bytes a pixel, row-major. */
export interface RgbPicture {
  readonly rgb: Uint8ClampedArray;
  readonly width: number;
  readonly height: number;
}

export const FILTERS = ['nearest', 'lanczos', 'bilinear', 'bicubic', 'box'] as const;
export type Filter = (typeof FILTERS)[number];

interface Kernel {
  /** Reach in pixels of the result, or of the source where that is the finer one. */
  readonly support: number;
  readonly weight: (distance: number) => number;
}

const KERNELS: Readonly<Record<Exclude<Filter, 'nearest'>, Kernel>> = {
  box: { support: 0.5, weight: (x) => (x > -0.5 && x <= 0.5 ? 1 : 0) },
  bilinear: { support: 1, weight: (x) => Math.max(0, 1 - Math.abs(x)) },
  // Keys' cubic with a = −0.5.
  bicubic: {
    support: 2,
    weight(x) {
      const d = Math.abs(x);
      if (d < 1) return (1.5 * d - 2.5) * d * d + 1;
      return d < 2 ? ((-0.5 * d + 2.5) * d - 4) * d + 2 : 0;
    },
  },
  lanczos: { support: 3, weight: (x) => (Math.abs(x) < 3 ? sinc(x) * sinc(x / 3) : 0) },
};

/**
 * Resizes by convolution, the filter stretched where the picture shrinks: what Python's Pillow does, by which open
 * models were trained, and unlike a canvas the same to the last bit in every browser and in node.
 */
export function resample(picture: RgbPicture, width: number, height: number, filter: Filter): RgbPicture {
  if (width === picture.width && height === picture.height) return picture;
  const columns = taps(picture.width, width, filter);
  const rows = taps(picture.height, height, filter);
  const narrow = new Uint8ClampedArray(width * picture.height * 3);
  convolve(picture.rgb, narrow, columns, { lines: picture.height, lineIn: picture.width * 3, lineOut: width * 3, step: 3 });
  const rgb = new Uint8ClampedArray(width * height * 3);
  convolve(narrow, rgb, rows, { lines: width, lineIn: 3, lineOut: 3, step: width * 3 });
  return { rgb, width, height };
}

/** What one pixel of the result is made of: source pixels from `first` on, each with its weight. */
interface Taps {
  readonly first: number;
  readonly weights: readonly number[];
}

function taps(from: number, to: number, filter: Filter): readonly Taps[] {
  const scale = from / to;
  if (filter === 'nearest') return Array.from({ length: to }, (_, i) => ({ first: Math.min(from - 1, Math.floor((i + 0.5) * scale)), weights: [1] }));
  const { support, weight } = KERNELS[filter];
  const stretch = Math.max(1, scale);
  return Array.from({ length: to }, (_, i) => {
    const centre = (i + 0.5) * scale;
    const first = Math.max(0, Math.floor(centre - support * stretch + 0.5));
    const end = Math.min(from, Math.floor(centre + support * stretch + 0.5));
    const raw = Array.from({ length: end - first }, (__, k) => weight((first + k - centre + 0.5) / stretch));
    const sum = raw.reduce((total, each) => total + each, 0);
    return { first, weights: raw.map((each) => each / sum) };
  });
}

/** One pass over lines of pixels that lie `step` bytes apart. */
interface Pass {
  readonly lines: number;
  readonly lineIn: number;
  readonly lineOut: number;
  readonly step: number;
}

function convolve(from: Uint8ClampedArray, to: Uint8ClampedArray, pixels: readonly Taps[], { lines, lineIn, lineOut, step }: Pass): void {
  for (let line = 0; line < lines; line++) {
    for (const [i, { first, weights }] of pixels.entries()) {
      let red = 0;
      let green = 0;
      let blue = 0;
      let at = line * lineIn + first * step;
      for (const weight of weights) {
        red += weight * from[at]!;
        green += weight * from[at + 1]!;
        blue += weight * from[at + 2]!;
        at += step;
      }
      const out = line * lineOut + i * step;
      // A clamped array rounds.
      to[out] = red;
      to[out + 1] = green;
      to[out + 2] = blue;
    }
  }
}

function sinc(x: number): number {
  return x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x);
}
