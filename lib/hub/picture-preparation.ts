import * as z from 'zod/mini';
import { err, ok, type Result } from '../core/result.ts';
import type { Preparation } from '../media/prepare-picture.ts';
import { FILTERS, type Filter } from '../media/resample.ts';
import type { HubError } from './hub-error.ts';
import { parseStated } from './parse-stated.ts';

z.config({ jitless: true });

/** Longest side of a model's input, in pixels. */
export const MAX_SIDE_PX = 1024;

const side = z.int().check(z.minimum(8), z.maximum(MAX_SIDE_PX));
const box = z.object({ height: side, width: side });
const size = z.union([side, box, z.object({ shortest_edge: side })]);
const three = z.tuple([z.number(), z.number(), z.number()]).check(z.refine((all) => all.every((each) => Math.abs(each) <= 1000)));
const flag = z.exactOptional(z.boolean());
const preprocessor = z.object({
  do_resize: flag,
  size: z.exactOptional(size),
  // Numbers as Pillow gives them to its filters.
  resample: z.exactOptional(z.int().check(z.minimum(0), z.maximum(4))),
  do_center_crop: flag,
  crop_size: z.exactOptional(z.union([side, box])),
  crop_pct: z.exactOptional(z.number().check(z.minimum(0.5), z.maximum(1))),
  do_rescale: flag,
  rescale_factor: z.exactOptional(z.number().check(z.positive(), z.maximum(1))),
  do_normalize: flag,
  image_mean: z.exactOptional(three),
  image_std: z.exactOptional(three.check(z.refine((all) => all.every((each) => each > 0)))),
  do_pad: flag,
  do_thumbnail: flag,
});

/**
 * How a model wants its pictures, from its `preprocessor_config.json`. Refused is what is not stated and has no
 * meaning of its own, and what this program does not do: a model that is given other pictures than it was trained on
 * still answers, only wrongly.
 */
export function decodePreparation(json: string): Result<Preparation, HubError> {
  const read = preprocessor.safeParse(parseStated(json));
  if (!read.success) return unknownWay(read.error.issues.map(({ path }) => path.join('.')).join(', '));
  const own = read.data;
  if (own.do_pad === true || own.do_thumbnail === true) return unknownWay('it pads its pictures');
  const isNormalized = own.do_normalize !== false;
  if (isNormalized && (own.image_mean === undefined || own.image_std === undefined)) return unknownWay('image_mean, image_std');
  const resize = resizeOf(own);
  const crop = cropOf(own, resize);
  if (resize === undefined || crop === undefined) return unknownWay('size, crop_size');
  return ok({
    resize,
    filter: own.resample === undefined ? 'bilinear' : (FILTERS[own.resample] as Filter),
    crop,
    scale: own.do_rescale === false ? 1 : (own.rescale_factor ?? 1 / 255),
    mean: isNormalized ? own.image_mean! : [0, 0, 0],
    std: isNormalized ? own.image_std! : [1, 1, 1],
  });
}

type Preprocessor = z.infer<typeof preprocessor>;

function resizeOf({ do_resize, do_center_crop, size: stated, crop_pct }: Preprocessor): Preparation['resize'] | undefined {
  if (do_resize === false) return null;
  if (stated === undefined) return undefined;
  // A single number is the shorter edge where the middle is cut out after, else both sides.
  if (typeof stated === 'number') return do_center_crop === true ? { shortestEdge: stated } : squareOr(stated);
  if ('width' in stated) return squareOr(stated);
  // Where a share of the resized picture is cut out, it is made that much larger first.
  return { shortestEdge: crop_pct === undefined ? stated.shortest_edge : Math.floor(stated.shortest_edge / crop_pct) };
}

/** The size of the input, where it is one and the same for every picture. */
function cropOf(own: Preprocessor, resize: Preparation['resize'] | undefined): Preparation['crop'] | undefined {
  if (own.do_center_crop === true) return own.crop_size === undefined ? undefined : squareOr(own.crop_size);
  if (resize !== undefined && resize !== null && 'width' in resize) return resize;
  const { size: stated, crop_pct } = own;
  const isShare = own.do_resize !== false && crop_pct !== undefined && stated !== undefined && typeof stated !== 'number' && 'shortest_edge' in stated;
  return isShare ? squareOr(stated.shortest_edge) : undefined;
}

function squareOr(stated: number | { readonly width: number; readonly height: number }): Preparation['crop'] {
  return typeof stated === 'number' ? { width: stated, height: stated } : { width: stated.width, height: stated.height };
}

function unknownWay(what: string): Result<never, HubError> {
  return err({ why: 'no-classifier', message: `Its preprocessor_config.json prepares pictures in a way not known here: ${what}.` });
}
