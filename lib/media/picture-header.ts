/** What the reader of one container answers. `complete` is false where the file ends before its structure does. */
export interface PictureHeader {
  readonly width: number;
  readonly height: number;
  readonly animated: boolean;
  readonly complete: boolean;
}

/**
 * Most pixels that are ever decoded. A 30 KB PNG can unfold to gigabytes; what a page shows is rarely over 12
 * megapixels.
 */
export const MAX_PIXELS = 40_000_000;
