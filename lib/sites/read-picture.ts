import type { Picture } from '../core/post.ts';

/** Shown smaller than this on either side, in CSS pixels, a picture is left alone. */
export const MIN_SHOWN_PX = 100;
/** Pictures of fewer pixels a side are spacers, counters and icons, however large they are drawn. */
const MIN_NATURAL_PX = 32;
/** A `data:` address of the largest picture that would be judged (20 MB in base64), and then some. */
const MAX_ADDRESS_LENGTH = 28_000_000;

/** Size on the screen in CSS pixels. */
export interface ShownSize {
  readonly width: number;
  readonly height: number;
}

/**
 * What an element shows at this moment, or undefined where that is no picture (yet): still loading, broken, a spacer,
 * drawn too small. A background is as large as its element, for its natural size is known to nobody.
 * `blob:` and `data:` addresses are given as they are: only the page can read those.
 */
export function readPicture(element: Element, shown: ShownSize): Omit<Picture, 'ref'> | undefined {
  const url = pictureAddress(element);
  if (url === undefined || Math.min(shown.width, shown.height) < MIN_SHOWN_PX) return undefined;
  return isImage(element)
    ? { url, width: element.naturalWidth, height: element.naturalHeight }
    : { url, width: Math.round(shown.width), height: Math.round(shown.height) };
}

/** Absolute address of the picture an element shows, of whatever size on the screen; undefined while there is none. */
export function pictureAddress(element: Element): string | undefined {
  const address = isImage(element) ? imageAddress(element) : backgroundAddress(element);
  return address.length <= MAX_ADDRESS_LENGTH && /^(https?|blob|data):/i.test(address) ? address : undefined;
}

/** Not `instanceof`: pictures may come from the realm of another frame. */
function isImage(element: Element): element is HTMLImageElement {
  return element.localName === 'img' && 'naturalWidth' in element;
}

function imageAddress(image: HTMLImageElement): string {
  return Math.min(image.naturalWidth, image.naturalHeight) < MIN_NATURAL_PX ? '' : image.currentSrc || image.src;
}

/** Only backgrounds written on the element itself: those of style sheets are decoration, and asking costs a layout. */
function backgroundAddress(element: Element): string {
  const background = (element as Partial<ElementCSSInlineStyle>).style?.backgroundImage ?? '';
  const address = /^url\(\s*(["']?)(.*?)\1\s*\)/.exec(background)?.[2] ?? '';
  return URL.canParse(address, element.baseURI) && address !== '' ? new URL(address, element.baseURI).href : '';
}
