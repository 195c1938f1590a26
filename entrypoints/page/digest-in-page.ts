import type { Picture } from '../../lib/core/post.ts';
import { MAX_PICTURE_BYTES } from '../../lib/media/fetch-picture.ts';

/** Longest name of a picture that is sent: a `data:` address is its own bytes and stays in the page. */
const MAX_NAME = 64;

/**
 * `blob:` and `data:` pictures cannot be fetched from outside the page: their bytes are read here, and only
 * their SHA-256 leaves, so that lists can be asked. Needs a secure context; without one nothing is known of them.
 */
export async function digestInPage(picture: Picture): Promise<Picture> {
  if (/^https?:/.test(picture.url)) return picture;
  const named = { ...picture, url: picture.url.slice(0, MAX_NAME) };
  try {
    const bytes = await (await fetch(picture.url)).arrayBuffer();
    // What would not be fetched is not read here either.
    if (bytes.byteLength > MAX_PICTURE_BYTES) return named;
    const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
    return { ...named, sha256: Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('') };
  } catch {
    // The page's own policy forbids reading it, or it was revoked: it stays unknown.
    return named;
  }
}
