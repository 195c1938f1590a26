import type { MarkPlace } from '../core/mark.ts';

/** One named text in a file's metadata, from whatever container; hostile. */
export interface Field {
  readonly where: MarkPlace;
  /** As its standard writes it: a PNG keyword, `UserComment`, `Credit`; in XMP the namespace and the name. */
  readonly name: string;
  readonly text: string;
}

/** Metadata as a container holds it: blocks that have a format of their own, and texts. */
export type Part =
  | { readonly kind: 'xmp' | 'exif' | 'iptc'; readonly bytes: Uint8Array }
  | ({ readonly kind: 'text' } & Field);

/** Longest block or text that is read, in bytes: real ones hold kilobytes, the largest workflows a few hundred. */
export const MAX_PART_BYTES = 1 << 20;
/** Most blocks and texts of one file that are read, and most bytes of all of them. */
export const MAX_PARTS = 256;
export const MAX_ALL_BYTES = 4 << 20;
