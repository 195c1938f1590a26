import { ok, type Result } from '../../lib/core/result.ts';
import { COMPARED_SIDE_PX } from '../../lib/flows/measured-copies.ts';
import { decodePictureInNode } from '../../lib/media/decode-picture-node.ts';
import { sniffPicture } from '../../lib/media/sniff-picture.ts';
import { pdqOf, readPdq, type Pdq, type PdqHash } from '../../lib/subjects/pdq.ts';
import { CommandError, EXIT } from '../command.ts';
import { readBytes } from '../options.ts';

/** The fingerprint of a picture in a file, at the size at which readers compare it. */
export async function looksOfFile(path: string): Promise<Pdq> {
  const looks = await looksOf(await readBytes(path));
  if (!looks.ok) throw new CommandError(EXIT.refused, `${path} is no picture that can be looked at: ${looks.error.message}`);
  return looks.value;
}

/** The same of its bytes, which may be anything. */
export async function looksOf(bytes: Uint8Array): Promise<Result<Pdq, { readonly message: string }>> {
  const sniffed = sniffPicture(bytes);
  const pixels = sniffed.ok ? await decodePictureInNode(bytes, sniffed.value) : sniffed;
  return pixels.ok ? ok(pdqOf(pixels.value, COMPARED_SIDE_PX)) : pixels;
}

/** A fingerprint as people write it: 64 hex digits, bit 255 first. */
export function hashArgument(text: string): PdqHash {
  const hash = readPdq(text.trim().toLowerCase());
  if (hash === undefined) throw new CommandError(EXIT.usage, `"${text}" is no PDQ fingerprint: it has 64 hex digits`);
  return hash;
}

/**
 * How a picture looks that is asked about: `pdq:` and a fingerprint, of which whoever writes it knows how good it is, or
 * `picture:` and a file. Undefined for words of another form.
 */
export async function looksAsked(word: string): Promise<Pdq | undefined> {
  if (word.startsWith('pdq:')) return { hash: hashArgument(word.slice(4)), quality: 100 };
  return word.startsWith('picture:') ? looksOfFile(word.slice('picture:'.length)) : undefined;
}
