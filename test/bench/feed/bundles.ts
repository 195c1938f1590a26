import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { say } from './figures.ts';

/** What the browser loads first in each context of the built extension. */
const CONTEXTS: Readonly<Record<string, string>> = {
  'content script': 'page.js',
  'content script of a page with labels, besides': 'badges.js',
  background: 'background.js',
  offscreen: 'offscreen.html',
  'engine worker': 'worker.js',
  popup: 'popup.html',
  options: 'options.html',
};

const OUTPUT = fileURLToPath(new URL('../../../.output/chrome-mv3/', import.meta.url));

/** P11: bytes shipped to each context, gzipped file by file. */
export function measureBundles(): void {
  for (const [context, file] of Object.entries(CONTEXTS)) {
    const bytes = [file, ...filesOf(file)].reduce((sum, each) => sum + gzipSync(readFileSync(OUTPUT + each), { level: 9 }).length, 0);
    say(`P11 ${context}`, String(bytes), 'bytes gzipped', context === 'content script' ? `≤ ${25 * 1024}` : undefined);
  }
}

/** Scripts and style sheets that a page names. */
function filesOf(file: string): readonly string[] {
  if (!file.endsWith('.html')) return [];
  const named = [...readFileSync(OUTPUT + file, 'utf8').matchAll(/(?:src|href)="\/?([^"]+\.(?:js|css))"/g)].flatMap(([, path]) => path ?? []);
  return named.filter((path) => existsSync(OUTPUT + path));
}
