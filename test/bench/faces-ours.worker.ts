import type { Detector, PictureInput } from '../../lib/core/detector.ts';
import { createFaceFinder, type FaceFinder } from '../../lib/detect/face-finder.ts';
import { createPictureDetector } from '../../lib/detect/picture-ai.ts';
import type { ReadFile } from '../../lib/detect/runtime.ts';
import { decodePicture } from '../../lib/media/decode-picture.ts';
import { sniffPicture } from '../../lib/media/sniff-picture.ts';

/** Find faces only; judge as it ships; or judge by a finder that is never sure enough, as if no picture had faces. */
export type FaceWork = 'find' | 'judge' | 'judge without faces';

export interface FaceQuestion {
  readonly url: string;
  readonly work: FaceWork;
}

export interface FaceReply {
  readonly ms: number;
  readonly faces: number;
}

const baseUrl = new URL('/', self.location.href).href;
let started: Promise<{ readonly finder: FaceFinder; readonly judge: Detector<PictureInput>; readonly blind: Detector<PictureInput> }> | undefined;
const pictures = new Map<string, PictureInput>();

self.addEventListener('message', ({ data }: MessageEvent<FaceQuestion>) => {
  answer(data).then(
    (reply) => self.postMessage(reply satisfies FaceReply),
    // A rejection would reach nobody: the page hears of errors only.
    (error: unknown) => setTimeout(() => reportError(error)),
  );
});

async function answer({ url, work }: FaceQuestion): Promise<FaceReply> {
  const { finder, judge, blind } = await (started ??= start());
  const picture = pictures.get(url) ?? (await decoded(url));
  pictures.set(url, picture);
  const since = performance.now();
  if (work === 'find') {
    const found = await finder.find(picture);
    return { ms: performance.now() - since, faces: found.length };
  }
  const [finding] = await (work === 'judge' ? judge : blind).measure([picture], new AbortController().signal);
  const ms = performance.now() - since;
  // Drawings are declined: the feed has some.
  return { ms, faces: finding?.kind === 'signal' && finding.reason.code === 'picture-texture' ? (finding.reason.faces?.judged ?? 0) : 0 };
}

async function decoded(url: string): Promise<PictureInput> {
  const bytes = new Uint8Array(await read(url));
  const sniffed = sniffPicture(bytes);
  if (!sniffed.ok) throw new Error(sniffed.error.message);
  const picture = await decodePicture(bytes, sniffed.value);
  if (!picture.ok) throw new Error(picture.error.message);
  return picture.value;
}

/** One after the other: the library's settings are global. */
async function start(): Promise<Awaited<NonNullable<typeof started>>> {
  const finder = held(await createFaceFinder(baseUrl, read, 'wasm'));
  const judge = held(await createPictureDetector({ baseUrl, now: Date.now, read }));
  const blind = held(await createPictureDetector({ baseUrl, now: Date.now, read: neverSure }));
  return { finder, judge, blind };
}

function held<T>(made: { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: { readonly message: string } }): T {
  if (!made.ok) throw new Error(made.error.message);
  return made.value;
}

async function read(url: string): Promise<Uint8Array> {
  return new Uint8Array(await (await fetch(url)).arrayBuffer());
}

const neverSure: ReadFile = async (url) => {
  const bytes = await read(url);
  if (!url.endsWith('face-finder/card.json')) return bytes;
  return new TextEncoder().encode(JSON.stringify({ ...(JSON.parse(new TextDecoder().decode(bytes)) as object), minScore: 0.99 }));
};
