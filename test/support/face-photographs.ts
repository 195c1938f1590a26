import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import sharp, { type Sharp } from 'sharp';

/** Photographs of people that come with the package the face finder is made of: read where it lies, never handed on. */
const FOLDER = join(dirname(createRequire(import.meta.url).resolve('@vladmandic/face-api/package.json')), 'demo');

/** How many people there are, and how many of their faces are turned to the camera. */
export const FACE_PHOTOGRAPHS = { sample1: 3, sample3: 3, sample4: 4, sample6: 4 } as const;
export type FacePhotograph = keyof typeof FACE_PHOTOGRAPHS;

/** 1920 pixels wide. */
export function facePhotograph(name: FacePhotograph): Sharp {
  return sharp(join(FOLDER, `${name}.jpg`));
}
