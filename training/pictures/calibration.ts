import { classOf, type PictureClass } from '../../lib/detect/picture-card.ts';
import type { Judged } from './figures.ts';
import { calibrate } from './logistic.ts';

/** A picture judged, with what says which class it is of; `score` is what the model says, not yet what is stated. */
export interface Placed extends Judged {
  /** Shorter side of what was judged, in pixels. */
  readonly side: number;
  readonly blocks: number;
  readonly distance: number;
}

/** Small, middling and full crops; and blocks of compression that hardly show, or show: about half of what sites hand on. */
const SIDES = [160, 224, 1e5];
const BLOCKS = [1.1, 100];
/** A class with fewer of either kind takes what holds for all pictures of its size, or for all. */
const FEWEST = 150;
const LEAST_SLOPE = 0.2;
/** Of clean pictures of sources not seen, so many are declined as too far from what was learnt from. */
const MOST_UNFAMILIAR = 0.02;

/** Platt's slope and offset for every class, and the distance from which pictures are declined. */
export function classesOf(items: readonly Placed[]): readonly [PictureClass, ...PictureClass[]] {
  const classes = SIDES.flatMap((sidePx, i) =>
    BLOCKS.map((blocks, j) => {
      const ofSize = items.filter(({ side }) => side < sidePx && side >= (SIDES[i - 1] ?? 0));
      const own = ofSize.filter((item) => item.blocks < blocks && item.blocks >= (BLOCKS[j - 1] ?? 0));
      return { under: { sidePx, blocks }, ...fitClass([own, ofSize].find(isEnough) ?? items, items) };
    }),
  );
  const [first, ...others] = classes;
  return [first!, ...others];
}

/** What a class is called in tables. */
export function nameOf({ under: { sidePx, blocks } }: PictureClass): string {
  return `${sidePx === SIDES.at(-1) ? `from ${SIDES.at(-2)}` : `under ${sidePx}`} px, ${blocks === BLOCKS.at(-1) ? `blocks from ${BLOCKS.at(-2)}` : `blocks under ${blocks}`}`;
}

/** What is stated of a picture by the parameters of its class. */
export function stated({ slope, offset }: PictureClass, score: number): number {
  return slope * score + offset;
}

/** What is stated of every picture by what was calibrated on the half of the sources that it does not come from. */
export function onOtherSources(items: readonly Placed[]): readonly Placed[] {
  const sources = [...new Set(items.map(({ generated, group }) => `${generated} ${group}`))].sort();
  const isEven = ({ generated, group }: Placed): boolean => sources.indexOf(`${generated} ${group}`) % 2 === 0;
  return [true, false].flatMap((even) => {
    const classes = classesOf(items.filter((item) => isEven(item) !== even));
    return items.filter((item) => isEven(item) === even).map((item) => ({ ...item, score: stated(classOf({ classes }, item.side, item.blocks), item.score) }));
  });
}

function isEnough(items: readonly Placed[]): boolean {
  const generated = items.filter((item) => item.generated).length;
  return Math.min(generated, items.length - generated) >= FEWEST;
}

function fitClass(items: readonly Placed[], all: readonly Placed[]): Pick<PictureClass, 'slope' | 'offset' | 'farthest'> {
  const distances = items.filter(({ generated }) => !generated).map(({ distance }) => distance).toSorted((a, b) => a - b);
  const own = calibrate(items);
  // Where a class of few sources would turn the model's answer around, what holds for all does.
  const { slope, offset } = own.slope >= LEAST_SLOPE ? own : calibrate(all);
  return { slope: short(slope), offset: short(offset), farthest: short(distances[Math.ceil((1 - MOST_UNFAMILIAR) * distances.length) - 1]!) };
}

function short(value: number): number {
  return Number(value.toFixed(4));
}
