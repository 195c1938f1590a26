import { expect, it } from 'vitest';
import { lightnessOf } from '../../components/badge/scheme.ts';

it.each([
  ['rgb(255, 255, 255)', 'light'],
  ['rgb(21, 32, 43)', 'dark'],
  ['rgba(0, 0, 0, 0.9)', 'dark'],
  ['rgba(0, 0, 0, 0.02)', undefined],
  ['rgba(0, 0, 0, 0)', undefined],
  ['rgb(255, 255, 0)', 'light'],
  ['rgb(0, 0, 255)', 'dark'],
  ['color(srgb 0.1 0.1 0.12)', 'dark'],
  ['color(display-p3 0.95 0.95 0.95)', 'light'],
  ['color(srgb 1 1 1 / 0.1)', undefined],
  ['oklch(0.21 0.034 264.665)', 'dark'],
  ['oklab(0.97 -0.01 0.02)', 'light'],
  ['oklch(0.97 0 0 / 20%)', undefined],
  ['lab(12 -1 2)', 'dark'],
  ['lch(95 3 120)', 'light'],
  ['transparent', undefined],
  ['', undefined],
  ['url(x)', undefined],
  ['rgb(none none none)', 'dark'],
])('a background of %s is %s', (computed, scheme) => {
  const lightness = lightnessOf(computed);
  expect(lightness === undefined ? undefined : lightness < 0.5 ? 'dark' : 'light').toBe(scheme);
});
