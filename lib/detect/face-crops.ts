import { nativeCrops, type Crop } from '../media/crop.ts';
import type { Face } from './face-boxes.ts';

/** What is cut around a face, in native pixels. */
export interface FaceCropSizes {
  /** Side of the square around a face, in longer sides of its box. */
  readonly margin: number;
  /** The picture model's largest crop, and the smallest it was trained on; no side of the picture is shorter than that. */
  readonly cropPx: number;
  readonly minSidePx: number;
}

/**
 * Where to look at a face without resizing it: at a square around it where one crop holds that, else at crops inside
 * the face itself. All lie within the picture.
 */
export function faceCrops(face: Face, picture: Size, sizes: FaceCropSizes): readonly [Crop, ...Crop[]] {
  const { margin, cropPx, minSidePx } = sizes;
  const seen = visible(face, picture);
  const around = Math.max(minSidePx, Math.ceil(margin * Math.max(seen.width, seen.height)));
  if (around <= cropPx) return [within(seen, around, around, picture)];
  const region = within(seen, Math.max(cropPx, Math.floor(seen.width)), Math.max(cropPx, Math.floor(seen.height)), picture);
  const [first, ...others] = nativeCrops(region.width, region.height, cropPx).map((crop) => ({ ...crop, left: region.left + crop.left, top: region.top + crop.top }));
  return [first!, ...others];
}

interface Size {
  readonly width: number;
  readonly height: number;
}

type Box = Omit<Face, 'score'>;

/** The part of a face that lies within the picture; without any size where none does. */
function visible(face: Face, picture: Size): Box {
  const held = (value: number, whole: number): number => Math.min(whole, Math.max(0, value));
  const [left, top] = [held(face.left, picture.width), held(face.top, picture.height)];
  return { left, top, width: held(face.left + face.width, picture.width) - left, height: held(face.top + face.height, picture.height) - top };
}

/** A rectangle of this size around the middle of the box, moved and where need be cut down to lie within the picture. */
function within(box: Box, width: number, height: number, picture: Size): Crop {
  const size = { width: Math.min(width, picture.width), height: Math.min(height, picture.height) };
  const place = (middle: number, side: number, whole: number): number => Math.min(whole - side, Math.max(0, Math.round(middle - side / 2)));
  return {
    left: place(box.left + box.width / 2, size.width, picture.width),
    top: place(box.top + box.height / 2, size.height, picture.height),
    ...size,
  };
}
