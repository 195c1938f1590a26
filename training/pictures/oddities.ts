import { createHash } from 'node:crypto';
import type { PictureInput } from '../../lib/core/detector.ts';
import { seededRandom, seedOf } from './random.ts';

/** Pictures that are neither photographs nor what generators of pictures are asked for: about these the model knows nothing. */
export const ODD_KINDS = ['noise', 'grain', 'gradient', 'fractal', 'zone plate', 'test card', 'x-ray', 'heat map'] as const;
export type OddKind = (typeof ODD_KINDS)[number];

type Colour = readonly [red: number, green: number, blue: number];
/** Colour, 0…1, at a place of the picture, both 0…1. */
type Painting = (x: number, y: number) => Colour;

/** The i-th odd picture of a kind; the same numbers give the same pixels everywhere. */
export function drawOddity(kind: OddKind, i: number, side = 256): PictureInput {
  const random = seededRandom(seedOf(createHash('sha256').update(`${kind} ${i}`).digest('hex'), 0));
  const paint = PAINT[kind](random);
  const rgba = new Uint8ClampedArray(side * side * 4);
  for (let y = 0; y < side; y++) {
    for (let x = 0; x < side; x++) {
      const [red, green, blue] = paint(x / side, y / side);
      rgba.set([255 * red, 255 * green, 255 * blue, 255], (y * side + x) * 4);
    }
  }
  return { rgba, width: side, height: side };
}

/** Colours as in a negative. */
export function inverted({ rgba, width, height }: PictureInput): PictureInput {
  return { rgba: rgba.map((value, i) => (i % 4 === 3 ? value : 255 - value)), width, height };
}

const PAINT: Readonly<Record<OddKind, (random: () => number) => Painting>> = {
  noise: (random) => () => [random(), random(), random()],
  grain(random) {
    const base = 0.2 + 0.6 * random();
    const strength = 0.1 + 0.3 * random();
    return () => grey(base + strength * (random() + random() + random() - 1.5));
  },
  gradient(random) {
    const from = colour(random);
    const to = colour(random);
    const angle = 2 * Math.PI * random();
    const round = random() < 0.5;
    return (x, y) => mix(from, to, round ? Math.hypot(x - 0.5, y - 0.5) * 1.4 : 0.5 + 0.7 * ((x - 0.5) * Math.cos(angle) + (y - 0.5) * Math.sin(angle)));
  },
  fractal(random) {
    // On the rim of the Mandelbrot set Julia sets are richest.
    const angle = 2 * Math.PI * random();
    const [a, b] = [0.7885 * Math.cos(angle), 0.7885 * Math.sin(angle)];
    const phase = colour(random);
    return (x, y) => {
      let [re, im] = [3 * x - 1.5, 3 * y - 1.5];
      let step = 0;
      for (; step < 120 && re * re + im * im < 4; step++) [re, im] = [re * re - im * im + a, 2 * re * im + b];
      return hues(step / 12, phase);
    };
  },
  'zone plate'(random) {
    const frequency = 100 + 150 * random();
    return (x, y) => grey(0.5 + 0.5 * Math.cos(Math.PI * frequency * ((x - 0.5) ** 2 + (y - 0.5) ** 2)));
  },
  'test card'(random) {
    const bars = 5 + Math.floor(4 * random());
    const lines = 10 + 60 * random();
    const colours = Array.from({ length: bars }, () => colour(random));
    return (x, y) => {
      if (y < 0.5) return colours[Math.floor(x * bars)] ?? [0, 0, 0];
      if (y < 0.75) return grey(0.5 + 0.5 * Math.sin(2 * Math.PI * lines * x * (1 + x)));
      return (Math.floor(x * lines) + Math.floor(y * lines)) % 2 === 0 ? [1, 1, 1] : [0, 0, 0];
    };
  },
  'x-ray'(random) {
    const bones = Array.from({ length: 7 }, () => ({ x: random(), y: random(), angle: Math.PI * random(), length: 0.1 + 0.3 * random(), width: 0.015 + 0.04 * random() }));
    return (x, y) => {
      let light = 0.25 * Math.exp(-8 * ((x - 0.5) ** 2 + 0.6 * (y - 0.5) ** 2));
      for (const bone of bones) {
        const along = (x - bone.x) * Math.cos(bone.angle) + (y - bone.y) * Math.sin(bone.angle);
        const across = (y - bone.y) * Math.cos(bone.angle) - (x - bone.x) * Math.sin(bone.angle);
        light += 0.4 * Math.exp(-((along / bone.length) ** 4) - (across / bone.width) ** 2);
      }
      return grey(light + 0.02 * (random() - 0.5));
    };
  },
  'heat map'(random) {
    const sources = Array.from({ length: 9 }, () => ({ x: random(), y: random(), sharp: 10 + 60 * random() }));
    return (x, y) => {
      const heat = sources.reduce((sum, source) => sum + Math.exp(-source.sharp * ((x - source.x) ** 2 + (y - source.y) ** 2)), 0);
      return [Math.min(1, 1.5 * heat), Math.min(1, Math.max(0, 1.5 * heat - 0.7)), Math.min(1, Math.max(0, 0.6 - heat))];
    };
  },
};

function colour(random: () => number): Colour {
  return [random(), random(), random()];
}

function grey(light: number): Colour {
  return [light, light, light];
}

function mix(from: Colour, to: Colour, share: number): Colour {
  const at = Math.min(1, Math.max(0, share));
  return [from[0] + (to[0] - from[0]) * at, from[1] + (to[1] - from[1]) * at, from[2] + (to[2] - from[2]) * at];
}

function hues(turns: number, phase: Colour): Colour {
  return [0.5 + 0.5 * Math.cos(2 * Math.PI * (turns + phase[0])), 0.5 + 0.5 * Math.cos(2 * Math.PI * (turns + phase[1])), 0.5 + 0.5 * Math.cos(2 * Math.PI * (turns + phase[2]))];
}
