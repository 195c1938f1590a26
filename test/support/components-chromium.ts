import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { chromium, type Browser, type BrowserContext, type BrowserContextOptions, type Frame, type Page } from 'playwright-core';
import { build } from 'vite';
import { findBrowser } from '../../scripts/browsers.mjs';

export const CHROMIUM = findBrowser('chromium');

const ORIGIN = 'http://components.test';

export interface ComponentsBrowser {
  /** A page with `html` as its body and the harness of components-page.tsx in it. */
  open(html: string, options?: OpenOptions): Promise<Page>;
  close(): Promise<void>;
}

export interface OpenOptions extends BrowserContextOptions {
  /**
   * Closed roots are opened before anything loads, so that axe and locators can look inside; false where the
   * test is about a page that must not.
   */
  readonly lookInside?: boolean;
  readonly head?: string;
  /** With the style of our own pages. */
  readonly ownPage?: boolean;
}

/** Builds the components as they ship and starts a real Chromium; nothing leaves this machine. */
export async function startComponentsBrowser(executablePath: string): Promise<ComponentsBrowser> {
  const bundle = await bundleHarness();
  const browser: Browser = await chromium.launch({
    executablePath,
    headless: true,
    args: ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking'],
  });
  // A context costs more than the pages in it, and nothing is kept in one.
  const contexts = new Map<string, Promise<BrowserContext>>();
  function contextFor(options: BrowserContextOptions): Promise<BrowserContext> {
    const key = JSON.stringify(options);
    const context = contexts.get(key) ?? browser.newContext({ viewport: { width: 900, height: 700 }, ...options });
    contexts.set(key, context);
    return context;
  }
  return {
    async open(html, { lookInside = true, head = '', ownPage = false, ...contextOptions } = {}) {
      const page = await (await contextFor(contextOptions)).newPage();
      await page.route('**/*', (route) =>
        route.request().isNavigationRequest()
          ? route.fulfill({ contentType: 'text/html', body: documentOf(html, head) })
          : route.abort(),
      );
      if (lookInside) {
        await page.addInitScript(openClosedRoots);
      }
      await page.goto(`${ORIGIN}/`);
      if (ownPage) await page.addStyleTag({ content: bundle.css });
      await page.addScriptTag({ content: bundle.code });
      return page;
    },
    close: () => browser.close(),
  };
}

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** Runs in a page before anything of it: closed roots are open from then on. */
export function openClosedRoots(): void {
  const attach = Element.prototype.attachShadow;
  Element.prototype.attachShadow = function (init) {
    return attach.call(this, { ...init, mode: 'open' });
  };
}

/** What axe has against the document of a page or frame, in a line each; frames inside are not looked at. */
export async function violationsOn(page: Page | Frame): Promise<readonly string[]> {
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(AXE);
  return page.evaluate(async () => {
    const { axe } = window as unknown as { axe: typeof import('axe-core') };
    const { violations } = await axe.run(document, { iframes: false, rules: { region: { enabled: false } } });
    return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
  });
}

function documentOf(html: string, head: string): string {
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Harbour</title>${head}</head><body>${html}</body></html>`;
}

async function bundleHarness(): Promise<{ readonly code: string; readonly css: string }> {
  const result = await build({
    configFile: false,
    logLevel: 'error',
    root: fileURLToPath(new URL('../../', import.meta.url)),
    oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
    build: {
      write: false,
      minify: false,
      target: 'es2023',
      lib: { entry: fileURLToPath(new URL('components-page.tsx', import.meta.url)), formats: ['iife'], name: 'page' },
    },
  });
  const [bundle] = Array.isArray(result) ? result : [result];
  if (bundle === undefined || !('output' in bundle)) throw new Error('vite built nothing');
  let code = '';
  let css = '';
  for (const file of bundle.output) {
    if (file.type === 'chunk') code += file.code;
    else if (file.fileName.endsWith('.css')) css += String(file.source);
  }
  return { code, css };
}
