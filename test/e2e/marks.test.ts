import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Observation } from '../../lib/core/observation.ts';
import { KNOWN_WATERMARKS } from '../../lib/provenance/pixels/known-watermarks.ts';
import { pngText } from '../support/provenance-files.ts';
import { withStealthBits, withWatermark } from '../support/provenance-pixels.ts';
import { aScene, decoded } from '../support/media-pictures.ts';
import type { BrowserDriver } from './support/driver.ts';
import { BROWSERS, launchWithExtension, observe } from './support/extension.ts';
import { feedPage, TALK } from './support/feed-page.ts';
import { servePages, type ServedPages } from './support/serve-pages.ts';

const SIDE = 512;
const NAMES = ['told', 'hidden', 'watermarked', 'plain'] as const;

/** Each its own scene: pictures that look alike share what was measured. */
async function pictures(): Promise<Readonly<Record<(typeof NAMES)[number], Uint8Array>>> {
  const scene = (seed: number) => decoded(aScene(SIDE, SIDE, seed));
  const png = async ({ rgba, width, height }: Awaited<ReturnType<typeof scene>>) => sharp(Buffer.from(rgba), { raw: { width, height, channels: 4 } }).png().toBuffer();
  const [{ bits, readings }] = KNOWN_WATERMARKS as [(typeof KNOWN_WATERMARKS)[number]];
  const plain = await png(await scene(14));
  const AFTER_IHDR = 8 + 25;
  const told = await png(await scene(11));
  return {
    told: Buffer.concat([told.subarray(0, AFTER_IHDR), pngText('parameters', 'a lighthouse\nSteps: 20, Sampler: Euler a', 'zTXt'), told.subarray(AFTER_IHDR)]),
    hidden: await png(withStealthBits(await scene(12), 'pngcomp', '{"Software":"NovelAI","Description":"a lighthouse"}')),
    watermarked: await png(withWatermark(await scene(3), bits, readings[0]!)),
    plain: Buffer.concat([plain, pngText('parameters', 'a lighthouse\nSteps: 20, Sampler: Euler a')]),
  };
}

describe.each(BROWSERS)('marks in %s', (kind) => {
  let browser: BrowserDriver;
  let pages: ServedPages;

  beforeAll(async () => {
    const bodies = await pictures();
    pages = await servePages({
      '/feed': feedPage([{ path: '/p/talk', text: TALK, html: NAMES.map((name) => `<img src="/${name}.png" width="320" height="320">`).join('') }]),
      ...Object.fromEntries(NAMES.map((name) => [`/${name}.png`, { type: 'image/png', body: bodies[name] }])),
    });
    browser = await launchWithExtension(kind);
  });
  afterAll(async () => {
    await browser?.close();
    await pages?.close();
  });

  it('are read of metadata and of pixels as the browser decodes them, and not behind the picture', async () => {
    const url = `${pages.url}feed`;
    await browser.openPage(url);
    const media = ({ subjects }: Observation) => subjects.filter(({ kind: each }) => each === 'media');
    const observation = await observe(browser, url, { until: (each) => media(each).length === NAMES.length });
    const said = new Map(media(observation).map(({ where, verdicts }) => [where.slice(pages.url.length), verdicts.flatMap(({ evidence }) => evidence.filter(({ kind: each }) => each === 'claim').map(({ reason }) => reason.replaceAll(/[\u2066-\u2069]/g, '')))]));
    expect(said.get('told.png')).toEqual([expect.stringMatching(/in a PNG text \(parameters\): “Stable Diffusion WebUI: a lighthouse/)]);
    expect(said.get('hidden.png')).toEqual([expect.stringMatching(/in the pixels themselves: “NovelAI: a lighthouse”/)]);
    expect(said.get('watermarked.png')).toEqual([expect.stringMatching(/in the pixels themselves: “Stable Diffusion XL: 4\d of 48 bits”/)]);
    expect(said.get('plain.png')).toEqual([]);
  });
});
