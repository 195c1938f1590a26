import { PICTURE_AI } from '../../lib/detect/models.ts';
import { createPictureDetector } from '../../lib/detect/picture-ai.ts';
import type { ExamineFilePorts } from '../../lib/flows/examine-file.ts';
import { createJudgePicture, type JudgePicture, type JudgePicturePorts } from '../../lib/flows/judge-picture.ts';
import { decodePicture } from '../../lib/media/decode-picture.ts';
import { decodeSelfTest } from '../../lib/media/decode-self-test.ts';
import { sha256Hex } from '../../lib/media/digest.ts';
import { fetchPicture } from '../../lib/media/fetch-picture.ts';
import { sniffPicture } from '../../lib/media/sniff-picture.ts';
import { keepsPixels, readPixelMarks } from '../../lib/provenance/pixels/read-pixel-marks.ts';
import { claimsOf } from '../../lib/provenance/read-claims.ts';
import { readMarks } from '../../lib/provenance/read-marks.ts';
import type { FindingRepository } from '../../lib/store/finding-repository.ts';
import { savesData } from '../offscreen/saves-data.ts';
import { notKept } from './answers.ts';
import { hasAdapter } from './has-adapter.ts';
import { once, onceTrue } from './once.ts';
import { withGpu } from './with-gpu.ts';

/** What is done with the bytes and the pixels of a picture, wherever they come from. */
export function pixelPorts(baseUrl: string, startModelWorker: () => Worker, onBroken: () => void): Pick<JudgePicturePorts, 'digest' | 'readMarks' | 'readPixelClaims' | 'decode' | 'detector' | 'detectorRef'> {
  const isExact = onceTrue(() => decodeSelfTest(decodePicture));
  const loadDetector = once(async (): ReturnType<ExamineFilePorts['detector']> => {
    const loaded = await createPictureDetector({ baseUrl, now: Date.now });
    if (loaded.ok) return { ok: true, value: withGpu(loaded.value, { startWorker: startModelWorker, model: PICTURE_AI.id, hasAdapter }) };
    console.warn(`Witnessmark: pictures cannot be judged. ${loaded.error.message}`);
    onBroken();
    return { ok: false, error: { tag: 'detector-failed' } };
  });
  return {
    digest: sha256Hex,
    readMarks: (bytes) => {
      const sniffed = sniffPicture(bytes);
      return sniffed.ok ? readMarks(bytes, sniffed.value.type) : [];
    },
    readPixelClaims: async (bytes, pixels) => {
      const sniffed = sniffPicture(bytes);
      const picture = sniffed.ok && keepsPixels(sniffed.value.type) ? await pixels() : undefined;
      return picture?.ok === true ? claimsOf(readPixelMarks(picture.value), Date.now()) : [];
    },
    decode: async (bytes) => {
      const sniffed = sniffPicture(bytes);
      return sniffed.ok ? decodePicture(bytes, sniffed.value) : sniffed;
    },
    async detector() {
      // Once it held, every decoding goes on proving itself.
      return (await isExact()) ? loadDetector() : { ok: false, error: { tag: 'self-test-failed' } };
    },
    detectorRef: once(async () => ({ id: PICTURE_AI.id, version: await cardVersion(`${baseUrl}${PICTURE_AI.card}`) })),
  };
}

/** Judges pictures by their addresses, and remembers what was measured of them. */
export function pictureJudge(findings: FindingRepository, ports: Omit<JudgePicturePorts, 'now' | 'savesData' | 'fetchBytes' | 'remembered'>): JudgePicture {
  return createJudgePicture({
    ...ports,
    now: Date.now,
    savesData,
    fetchBytes: (url, { pageUrl, incognito }, signal) =>
      fetchPicture(url, { pageUrl, fetch: incognito ? fetchWithoutTrace : (...all) => fetch(...all), signal }),
    remembered() {
      const memory = findings.open();
      return {
        // The disk is a convenience here: full or broken, pictures are judged all the same.
        read: (sha256, digest) => memory.read(sha256, digest, Date.now()).catch(() => undefined),
        save: (sha256, digest, finding) => memory.save(sha256, digest, finding, Date.now()).catch(notKept),
      };
    },
  });
}

/** For private windows: this worker belongs to the ordinary profile, whose cache must not learn of them. */
const fetchWithoutTrace: typeof fetch = (input, init) => fetch(input, { ...init, cache: 'no-store' });

async function cardVersion(card: string): Promise<string> {
  const { version } = (await (await fetch(card)).json()) as { readonly version: string };
  return version;
}
