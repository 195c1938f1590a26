import type { Picture } from '../core/post.ts';
import type { LookedDeeper } from '../core/report.ts';
import { domainsOf } from '../subjects/canonical-domain.ts';
import type { JudgePicture, Visit } from './judge-picture.ts';

/** Where a less processed copy of a picture may be. */
export interface MayBeLarger {
  readonly url: string;
  /** The reader allowed the site that it comes from. */
  readonly isAllowed: boolean;
}

/**
 * Looks at the least processed copy of a picture that there is, because the reader asked: the first of `copies` that is a
 * picture of more pixels. Only addresses under the same registrable domain are asked for, each by the one network rule;
 * where none is larger, nothing was looked at.
 */
export async function lookDeeper(
  picture: Picture,
  copies: readonly MayBeLarger[],
  visit: Omit<Visit, 'asked' | 'isAllowed'>,
  judgePicture: Pick<JudgePicture, 'look'>,
): Promise<LookedDeeper> {
  const site = siteOf(picture.url);
  for (const { url, isAllowed } of copies) {
    if (site === undefined || siteOf(url) !== site) continue;
    const { judged, size } = await judgePicture.look({ ...picture, url }, { ...visit, asked: true, isAllowed });
    if (size === undefined || size.width * size.height <= picture.width * picture.height) continue;
    // It is about the picture on the page, wherever the copy lies.
    return { judged: judged.map((one) => ({ ...one, where: picture.url })), copy: size };
  }
  return { judged: [] };
}

/** The registrable domain; whoever has it serves both. */
function siteOf(url: string): string | undefined {
  return domainsOf(url).at(-1);
}
