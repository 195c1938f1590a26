import { knownPixels } from '../../lib/media/known-pixels.ts';
import { MAX_PIXELS } from '../../lib/media/picture-header.ts';

export interface SampledFrame {
  /** Seconds from the start. */
  readonly at: number;
  /** A PNG of the frame as the browser decodes it. */
  readonly picture: Blob;
}

/** Frames that are looked at: more say little more, and each is a picture to measure. */
export const SAMPLES = 8;
/** A browser that gives no frame for so long will give none. */
const WAIT_MS = 15_000;
/** In seconds: some thirty years. */
const FAR_BEYOND_ITS_END = 1e9;
/** Known pixels that are drawn beneath a frame and read back with it. */
const PROOF_ROWS = 4;

/** Pictures from a video at even distances, first to last; rejects where the browser cannot play it or changes what is read of it. */
export async function* sampleFrames(url: string): AsyncGenerator<SampledFrame> {
  const video = document.createElement('video');
  video.muted = true;
  video.preload = 'auto';
  video.src = url;
  try {
    await happens(video, 'loadeddata');
    const duration = await durationOf(video);
    const { videoWidth, videoHeight } = video;
    if (!Number.isFinite(duration) || videoWidth * videoHeight === 0 || videoWidth * videoHeight > MAX_PIXELS) throw new Error('No frames of a size that is looked at.');
    for (let i = 0; i < SAMPLES; i += 1) {
      // In the middle of each part: first and last frames are often black.
      const at = (duration * (i + 0.5)) / SAMPLES;
      const arrived = happens(video, 'seeked');
      video.currentTime = at;
      await arrived;
      yield { at, picture: await pictureOf(video) };
    }
  } finally {
    video.removeAttribute('src');
    video.load();
  }
}

/** Seconds. A recording may state no length: then its end is sought for. */
async function durationOf(video: HTMLVideoElement): Promise<number> {
  if (video.duration === Infinity) {
    const arrived = happens(video, 'seeked');
    video.currentTime = FAR_BEYOND_ITS_END;
    await arrived;
  }
  return video.duration === Infinity ? video.currentTime : video.duration;
}

async function pictureOf(video: HTMLVideoElement): Promise<Blob> {
  const { videoWidth: width, videoHeight: height } = video;
  const context = drawingOf(width, height + PROOF_ROWS);
  context.drawImage(video, 0, 0);
  const proof = knownPixels(width * PROOF_ROWS);
  context.putImageData(new ImageData(proof, width), 0, height);
  const { data } = context.getImageData(0, 0, width, height + PROOF_ROWS);
  if (proof.some((value, i) => data[width * height * 4 + i] !== value)) throw new Error('The browser changes what is read from a canvas.');
  const frame = drawingOf(width, height);
  frame.putImageData(new ImageData(data.slice(0, width * height * 4), width), 0, 0);
  return frame.canvas.convertToBlob({ type: 'image/png' });
}

function drawingOf(width: number, height: number): OffscreenCanvasRenderingContext2D {
  const context = new OffscreenCanvas(width, height).getContext('2d', { willReadFrequently: true });
  if (context === null) throw new Error('no 2d context on an OffscreenCanvas');
  return context;
}

function happens(video: HTMLVideoElement, name: 'loadeddata' | 'seeked'): Promise<void> {
  return new Promise((resolve, reject) => {
    const late = setTimeout(() => reject(new Error(`No ${name} came.`)), WAIT_MS);
    const end = (settle: () => void) => () => {
      clearTimeout(late);
      settle();
    };
    video.addEventListener(name, end(resolve), { once: true });
    video.addEventListener('error', end(() => reject(new Error('The browser cannot play it.'))), { once: true });
  });
}
