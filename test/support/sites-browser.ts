import { join } from 'node:path';
import { build } from 'esbuild';
import { chromium, type Browser, type Page } from 'playwright-core';
import { findBrowser } from '../../scripts/browsers.mjs';

/** Chromium of this machine, if there is one. */
export function findChromium(): string | undefined {
  return findBrowser('chromium');
}

export async function openBrowser(executablePath: string): Promise<Browser> {
  return chromium.launch({
    executablePath,
    headless: true,
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
  });
}

/** The code under test as one script for the page. */
export async function bundleForPage(): Promise<string> {
  const entryPoints = [join(import.meta.dirname, 'sites-browser-entry.ts')];
  const { outputFiles } = await build({ entryPoints, bundle: true, write: false, format: 'iife', target: 'es2023' });
  return outputFiles[0]?.text ?? '';
}

/**
 * A page that shows `html` at `url` without any network: every other request is answered with a drawing of the natural
 * size its element states (`data-natural`), and elements are as large as they state (`data-shown`).
 */
export async function openInBrowser(browser: Browser, html: string, url: string): Promise<Page> {
  const page = await browser.newPage({ viewport: { width: 1_600, height: 1_200 } });
  const naturalSizes = new Map([...html.matchAll(/src="([^"]*)"[^>]*data-natural="(\d+)x(\d+)"/g)].map(([, src = '', ...size]) => [new URL(src.replaceAll('&amp;', '&'), url).href, size]));
  await page.route('**/*', async (route) => {
    const request = route.request();
    if (request.resourceType() === 'document') return route.fulfill({ contentType: 'text/html; charset=utf-8', body: html });
    const [width = '640', height = '480'] = naturalSizes.get(request.url()) ?? [];
    const body = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}"/>`;
    return route.fulfill({ contentType: 'image/svg+xml', body });
  });
  await page.goto(url);
  await page.evaluate(() => {
    for (const element of Document.prototype.querySelectorAll.call(document, '[data-shown]') as NodeListOf<HTMLElement>) {
      const [width, height] = (element.dataset['shown'] ?? '').split('x');
      element.style.cssText += `; display: block; width: ${width}px; height: ${height}px`;
    }
  });
  return page;
}
