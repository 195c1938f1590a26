import type { Picture } from '../core/post.ts';
import { pictureAddress, readPicture, type ShownSize } from './read-picture.ts';

/** Tells the size of elements on the screen, soon after `observe` and whenever it changes. */
export interface SizeObserver {
  observe(element: Element): void;
  unobserve(element: Element): void;
  disconnect(): void;
}

export type ObserveSizes = (onSize: (element: Element, size: ShownSize) => void) => SizeObserver;

/** By ResizeObserver: it answers after the browser's own layout, so measuring never forces one. */
export const observeSizes: ObserveSizes = (onSize) =>
  new ResizeObserver((entries) => {
    for (const { target, contentRect } of entries) onSize(target, contentRect);
  });

interface KnownPicture {
  readonly address: string;
  isReported: boolean;
}

/**
 * Follows elements that may show a picture until they do, and then until they show another one. The size of an
 * element is observed only while its picture is not reported; nothing is kept of an element that is gone.
 */
export class PictureWatch {
  /** Pictures reported and still shown. */
  shown = 0;
  readonly #sizes: SizeObserver;
  readonly #known = new WeakMap<Element, KnownPicture>();
  readonly #onPicture: (element: Element, picture: Omit<Picture, 'ref'>) => void;
  readonly #onGone: (element: Element) => void;

  constructor(
    sizes: ObserveSizes,
    onPicture: (element: Element, picture: Omit<Picture, 'ref'>) => void,
    onGone: (element: Element) => void,
  ) {
    this.#sizes = sizes((element, size) => this.#measured(element, size));
    this.#onPicture = onPicture;
    this.#onGone = onGone;
  }

  /** Looks again at an element that came, or whose picture loaded, failed or changed. */
  consider(element: Element): void {
    const address = pictureAddress(element);
    if (this.#known.get(element)?.address === address) return;
    this.forget(element);
    if (address === undefined) return;
    this.#known.set(element, { address, isReported: false });
    this.#sizes.observe(element);
  }

  /** The element left the page or shows no picture any more. */
  forget(element: Element): void {
    const known = this.#known.get(element);
    if (known === undefined) return;
    this.#known.delete(element);
    this.#sizes.unobserve(element);
    if (!known.isReported) return;
    this.shown -= 1;
    this.#onGone(element);
  }

  disconnect(): void {
    this.#sizes.disconnect();
  }

  #measured(element: Element, size: ShownSize): void {
    const known = this.#known.get(element);
    const picture = readPicture(element, size);
    if (known === undefined || known.isReported || picture?.url !== known.address) return;
    known.isReported = true;
    this.shown += 1;
    this.#sizes.unobserve(element);
    this.#onPicture(element, picture);
  }
}
