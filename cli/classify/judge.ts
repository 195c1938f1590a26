import { readFile, stat } from 'node:fs/promises';
import type { Finding } from '../../lib/core/evidence.ts';
import { err, ok, type Result } from '../../lib/core/result.ts';
import { decodePictureInNode } from '../../lib/media/decode-picture-node.ts';
import { MAX_PICTURE_BYTES } from '../../lib/media/fetch-picture.ts';
import { sniffPicture } from '../../lib/media/sniff-picture.ts';
import { keepsPixels, readPixelMarks } from '../../lib/provenance/pixels/read-pixel-marks.ts';
import { claimsOf, readClaims } from '../../lib/provenance/read-claims.ts';
import { reasonOf } from '../options.ts';
import type { Found } from './find-files.ts';
import type { Detectors } from './open-detectors.ts';
import type { TextItem } from './read-texts.ts';
import { t, type Declined, type Statement } from './statement.ts';

const never = new AbortController().signal;

/** What every detector says of each text, in their order, of spam first; they are measured in one batch. */
export async function judgeTexts(items: readonly TextItem[], detectors: Detectors): Promise<readonly Statement[]> {
  const all = Object.values(await detectors.texts());
  const readable = items.filter((item) => 'text' in item);
  const findings = await Promise.all(all.map((detector) => detector.measure(readable, never)));
  let next = 0;
  return items.flatMap((item) => {
    const at = 'text' in item ? next++ : undefined;
    return all.map((detector, i): Statement => {
      const says = 'text' in item ? answerOf(findings[i]?.[at!]) : ({ kind: 'declined', detector, why: item.why, message: item.problem } as const);
      return { id: item.id, kind: 'text', says };
    });
  });
}

/** What is said of a picture: by the detector, and then by the file of itself and by its pixels. */
export async function judgePicture(found: Found, detectors: Detectors, now: () => number): Promise<readonly Statement[]> {
  const detector = await detectors.picture();
  const says = await look();
  return says.map((each) => ({ id: found.path, kind: 'picture', says: each }));

  async function look(): Promise<readonly Statement['says'][]> {
    const bytes = found.what === 'unreadable' ? err({ tag: 'unreadable' as const, message: found.problem }) : await readPicture(found.path);
    if (!bytes.ok) return [declined(bytes.error)];
    const sniffed = sniffPicture(bytes.value);
    if (!sniffed.ok) return [declined(sniffed.error)];
    const claims = readClaims(bytes.value, sniffed.value, now());
    const pixels = await decodePictureInNode(bytes.value, sniffed.value);
    if (!pixels.ok) return [declined(pixels.error), ...claims];
    const hidden = keepsPixels(sniffed.value.type) ? claimsOf(readPixelMarks(pixels.value), now()) : [];
    const [finding] = await detector.measure([pixels.value], never);
    return [answerOf(finding), ...claims, ...hidden];
  }

  function declined({ tag, message }: Refusal): Declined {
    return { kind: 'declined', detector, why: tag, message };
  }
}

interface Refusal {
  readonly tag: Declined['why'];
  readonly message: string;
}

/** The bytes of a file that is no larger than what the extension would fetch. */
async function readPicture(path: string): Promise<Result<Uint8Array, Refusal>> {
  try {
    const { size } = await stat(path);
    if (size > MAX_PICTURE_BYTES) return err({ tag: 'too-large', message: `More than ${MAX_PICTURE_BYTES / 1e6} MB.` });
    return ok(await readFile(path));
  } catch (thrown) {
    return err({ tag: 'unreadable', message: `It cannot be read: ${reasonOf(thrown)}.` });
  }
}

/** A detector's own words for declining come from the catalogue the extension uses. */
function answerOf(finding: Finding | undefined): Statement['says'] {
  if (finding === undefined) throw new Error('a detector answers every input');
  return finding.kind === 'signal' ? finding : { ...finding, kind: 'declined', message: t(`abstain.${finding.why}`) };
}
