import type { PictureInput } from '../core/detector.ts';
import type { Result } from '../core/result.ts';
import type { NotJudged } from './chosen-detector.ts';

/** Decodes a picture for whoever asks first, and gives the rest the same pixels. */
export type DecodeOnce = () => Promise<Result<PictureInput, NotJudged>>;

export function decodeOnce(decode: DecodeOnce): DecodeOnce {
  let decoding: ReturnType<DecodeOnce> | undefined;
  return () => (decoding ??= decode());
}
