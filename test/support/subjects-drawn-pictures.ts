import type { PictureInput } from '../../lib/core/detector.ts';

/** A picture that whole-number arithmetic draws: the same bytes everywhere, so that another program's answers to it can be kept. */
export interface Drawing {
  readonly kind: 'patches' | 'noise' | 'slope' | 'stripes' | 'flat';
  readonly width: number;
  readonly height: number;
  readonly seed: number;
}

type Colour = readonly [red: number, green: number, blue: number];

export function draw({ kind, width, height, seed }: Drawing): PictureInput {
  const random = wholeNumbers(seed);
  const rgba = new Uint8ClampedArray(width * height * 4).fill(255);
  const fill = (x: number, y: number, [red, green, blue]: Colour) => {
    const at = (y * width + x) * 4;
    rgba[at] = red;
    rgba[at + 1] = green;
    rgba[at + 2] = blue;
  };
  const rectangle = (left: number, top: number, right: number, bottom: number, colour: Colour) => {
    for (let y = top; y < Math.min(bottom, height); y++) for (let x = left; x < Math.min(right, width); x++) fill(x, y, colour);
  };
  const colour = (): Colour => [random(256), random(256), random(256)];
  switch (kind) {
    case 'flat':
      rectangle(0, 0, width, height, colour());
      break;
    case 'patches':
      for (let i = 0; i < 60; i++) {
        const [left, top] = [random(width), random(height)];
        rectangle(left, top, left + 1 + random(1 + width / 3), top + 1 + random(1 + height / 3), colour());
      }
      break;
    case 'stripes':
      for (let top = 0; top < height; ) {
        const thick = 1 + random(1 + height / 16);
        rectangle(random(1 + width / 2), top, width - random(1 + width / 2), top + thick, colour());
        top += thick + random(1 + height / 16);
      }
      break;
    case 'slope':
      for (let y = 0; y < height; y++) for (let x = 0; x < width; x++) fill(x, y, [Math.floor((x * 255) / width), Math.floor((y * 255) / height), (x + y + seed) % 256]);
      break;
    case 'noise':
      for (let y = 0; y < height; y++) for (let x = 0; x < width; x++) fill(x, y, colour());
      break;
  }
  return { rgba, width, height };
}

/** Whole numbers below a limit, from the high bits of a linear congruence. */
function wholeNumbers(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor(((state >>> 16) * Math.floor(below)) / 65_536);
  };
}
