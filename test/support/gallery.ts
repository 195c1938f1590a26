import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { BrowserContextOptions } from 'playwright-core';
import { runCommand } from '../../scripts/run-command.mjs';

const root = fileURLToPath(new URL('../../', import.meta.url));
const BUILT = path.join(root, '.output', 'chrome-mv3-dev');
const TYPES: Readonly<Record<string, string>> = { '.html': 'text/html; charset=utf-8', '.js': 'text/javascript', '.css': 'text/css' };

export interface ServedGallery {
  /** Address of the gallery; a look is added to it. */
  readonly url: string;
  close(): Promise<void>;
}

/** Builds the extension as its developers do and serves its gallery on loopback: it needs nothing of an extension. */
export async function serveGallery(): Promise<ServedGallery> {
  const wxt = path.join(root, 'node_modules/wxt/bin/wxt.mjs');
  const { status, output } = await runCommand(process.execPath, [wxt, 'build', '-b', 'chrome', '--mode', 'development'], { cwd: root, title: 'development build' });
  if (status !== 0) throw new Error(`The development build failed:\n${output}`);
  const server = createServer((request, response) => {
    const file = path.join(BUILT, new URL(request.url ?? '/', 'http://gallery').pathname);
    if (!file.startsWith(BUILT + path.sep)) return void response.writeHead(404).end();
    readFile(file).then(
      (body) => response.writeHead(200, { 'content-type': TYPES[path.extname(file)] ?? 'application/octet-stream' }).end(body),
      () => response.writeHead(404).end(),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/gallery.html`,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

export interface GalleryLook {
  readonly name: string;
  /** Added to the gallery's address. */
  readonly search: string;
  readonly options: BrowserContextOptions;
}

/** What readers need who do not see the page as its makers do. 400 % is a quarter of 1280 px, drawn four times as large. */
export const LOOKS: readonly GalleryLook[] = [
  { name: 'light', search: 'scheme=light', options: {} },
  { name: 'dark', search: 'scheme=dark', options: { colorScheme: 'dark' } },
  { name: 'german', search: 'locale=de', options: {} },
  { name: 'right-to-left', search: 'direction=rtl', options: {} },
  { name: 'more-contrast', search: '', options: { contrast: 'more' } },
  { name: 'forced-colours', search: '', options: { forcedColors: 'active' } },
  { name: 'zoom-400', search: '', options: { viewport: { width: 320, height: 640 }, deviceScaleFactor: 4 } },
];
