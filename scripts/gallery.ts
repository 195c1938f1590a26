import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';
import { LOOKS, serveGallery } from '../test/support/gallery.ts';
import { requireBrowser } from './browsers.mjs';

const DIR = fileURLToPath(new URL('../out/gallery', import.meta.url));

await drawGallery(process.argv.slice(2));

/** Draws every state of badge and card, and parts of our own pages, in every look, or those named, into out/gallery, for a person to go through. */
async function drawGallery(names: readonly string[]): Promise<void> {
  const unknown = names.find((name) => !LOOKS.some((look) => look.name === name));
  if (unknown !== undefined) throw new Error(`There is no look ${unknown}, only ${LOOKS.map(({ name }) => name).join(', ')}`);
  await mkdir(DIR, { recursive: true });
  const gallery = await serveGallery();
  const browser = await chromium.launch({ executablePath: requireBrowser('chromium'), args: ['--no-sandbox', '--disable-gpu'] });
  try {
    for (const { name, search, options } of LOOKS.filter((look) => names.length === 0 || names.includes(look.name))) {
      const context = await browser.newContext({ viewport: { width: 1400, height: 900 }, reducedMotion: 'reduce', ...options });
      for (const part of ['badge', 'card', 'own']) {
        const page = await context.newPage();
        await page.goto(`${gallery.url}?${search}&part=${part}`, { waitUntil: 'networkidle' });
        const file = path.join('out', 'gallery', `${name}-${part}.png`);
        await page.screenshot({ path: path.join(DIR, path.basename(file)), fullPage: true, scale: 'css' });
        console.log(file);
        await page.close();
      }
      await context.close();
    }
  } finally {
    await browser.close();
    await gallery.close();
  }
}
