import type { MediaError } from './media-error.ts';
import type { SniffedPicture } from './sniff-picture.ts';

/** Why a picture is not decoded although its header is sound, or undefined where it is. */
export function undecodedKind(sniffed: SniffedPicture): MediaError | undefined {
  if (sniffed.animated) return { tag: 'animated', message: 'Animated pictures are not judged.' };
  if (sniffed.type === 'gif') {
    return { tag: 'unsupported-type', message: 'GIF keeps 256 colours; nothing can be said of its texture.' };
  }
  return undefined;
}

/** Decoded and sniffed size must be the same, or the same turned on its side by an orientation tag. */
export function sizeAgrees(sniffed: SniffedPicture, decoded: { readonly width: number; readonly height: number }): boolean {
  return (
    (decoded.width === sniffed.width && decoded.height === sniffed.height) ||
    (decoded.width === sniffed.height && decoded.height === sniffed.width)
  );
}
