import { createHash } from 'node:crypto';
import { cpSync, mkdtempSync, readFileSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCommand } from '../../scripts/run-command.mjs';

const OUTPUT = fileURLToPath(new URL('../../.output/', import.meta.url));
const BROWSERS = ['chrome', 'edge', 'firefox', 'safari'] as const;

const read = (browser: string, file: string) => readFileSync(join(OUTPUT, `${browser}-mv3`, file));
const manifestOf = (browser: string) => JSON.parse(read(browser, 'manifest.json').toString()) as Record<string, unknown>;

describe.each(BROWSERS)('the build for %s', (browser) => {
  it('asks for these permissions and no more', () => {
    const { permissions, host_permissions, content_scripts, optional_permissions, optional_host_permissions } = manifestOf(browser);
    const offscreen = browser === 'chrome' || browser === 'edge' ? ['offscreen'] : [];
    expect(permissions).toEqual(['storage', 'unlimitedStorage', 'alarms', 'contextMenus', 'activeTab', 'scripting', ...offscreen]);
    const pages = ['x.com', 'twitter.com', 'bsky.app', 'reddit.com', 'news.ycombinator.com', 'mastodon.social'].map((host) => `*://*.${host}/*`);
    const media = ['twimg.com', 'redd.it', 'redditmedia.com', 'redditstatic.com'].map((host) => `*://*.${host}/*`);
    expect(host_permissions).toEqual([...pages, ...media]);
    expect(content_scripts).toEqual([{ matches: pages, js: ['page.js'], run_at: 'document_idle' }]);
    expect([optional_permissions, optional_host_permissions]).toEqual([undefined, ['http://*/*', 'https://*/*']]);
  });

  it('is manifest version 3, lets no foreign script run and no page reach into it', () => {
    const manifest = manifestOf(browser);
    expect(manifest['manifest_version']).toBe(3);
    const { extension_pages } = manifest['content_security_policy'] as { extension_pages: string };
    expect(extension_pages).toMatch(/^script-src 'self' 'wasm-unsafe-eval';/);
    expect(manifest['web_accessible_resources']).toBeUndefined();
    expect(manifest['externally_connectable']).toBeUndefined();
  });

  it.each([
    ['page.js', 'every page is given', 14],
    ['badges.js', 'only pages with a label are given', 18],
  ])('carries in %s, which %s, at most %i KB, gzipped, and nothing of the engine', (file, _who, maxKb) => {
    const script = read(browser, file);
    const sizeBytes = gzipSync(script, { level: 9 }).length;
    console.log(`${file} for ${browser}: ${sizeBytes} bytes gzipped`);
    expect(sizeBytes).toBeLessThanOrEqual(maxKb * 1024);
    expect(script.toString()).not.toMatch(/ZodError|\$ZodType|Dexie|onnx|secp256k1/);
  });

  it('ships the C2PA library, one wasm runtime, and where models may run on the graphics chip a second, the three models, and a background that names no server', () => {
    const files = readdirSync(join(OUTPUT, `${browser}-mv3`), { recursive: true, encoding: 'utf8' });
    const gpu = browser === 'chrome' || browser === 'edge' ? [join('ort', 'ort-wasm-simd-threaded.asyncify.wasm')] : [];
    expect(files.filter((file) => file.endsWith('.wasm')).sort()).toEqual([join('c2pa', 'c2pa_bg.wasm'), ...gpu, join('ort', 'ort-wasm-simd-threaded.wasm')]);
    expect(files).toEqual(expect.arrayContaining([join('models', 'picture-ai', 'onnx', 'model.onnx'), join('models', 'face-finder', 'onnx', 'model.onnx'), join('models', 'text-spam', 'weights.bin')]));
    expect(read(browser, 'background.js').toString()).not.toMatch(/https:\/\/(?!json-schema\.org|www\.w3\.org)[a-z]/);
  });
});

it('Safari runs the background as a page script: a service worker could not start the engine', () => {
  expect(manifestOf('safari')['background']).toEqual({ scripts: ['background.js'], type: 'module', persistent: false });
});

describe('identities', () => {
  it('are fixed, so that what a reader stored survives an update', () => {
    const { key } = manifestOf('chrome') as { key: string };
    const digest = createHash('sha256').update(Buffer.from(key, 'base64')).digest('hex');
    const id = digest.slice(0, 32).replaceAll(/./g, (digit) => String.fromCodePoint(97 + Number.parseInt(digit, 16)));
    expect(id).toBe('fdkplgpdpdbjfpcpkfjodgodimjbinjj');
    expect(manifestOf('edge')['key']).toBe(key);
    expect(manifestOf('firefox')['browser_specific_settings']).toMatchObject({
      gecko: { id: '{ac55ffdf-58ba-49db-883d-8d18ff1ddba7}', data_collection_permissions: { required: ['none'] } },
    });
  });
});

describe('a build made from the same sources in another folder', () => {
  const root = fileURLToPath(new URL('../../', import.meta.url));
  const SOURCES = ['package.json', 'tsconfig.json', 'wxt.config.ts', 'entrypoints', 'components', 'lib', 'public', 'training/data-statement.json'];
  let elsewhere: string;

  beforeAll(async () => {
    elsewhere = mkdtempSync(join(tmpdir(), 'witnessmark-build-'));
    for (const name of SOURCES) cpSync(join(root, name), join(elsewhere, name), { recursive: true });
    symlinkSync(join(root, 'node_modules'), join(elsewhere, 'node_modules'), 'junction');
    const wxt = join(root, 'node_modules/wxt/bin/wxt.mjs');
    const { status, output } = await runCommand(process.execPath, [wxt, 'build', '-b', 'firefox'], { cwd: elsewhere, title: 'second build', env: { NODE_ENV: 'production' } });
    if (status !== 0) throw new Error(output);
  });
  afterAll(() => rmSync(elsewhere, { recursive: true, force: true }));

  it('is the same to the byte, as reviewers of stores check', () => {
    const files = (dir: string) =>
      Object.fromEntries(
        readdirSync(join(dir, '.output/firefox-mv3'), { recursive: true, encoding: 'utf8', withFileTypes: true })
          .filter((entry) => entry.isFile())
          .map(({ parentPath, name }) => join(parentPath, name))
          .map((file) => [relative(dir, file), createHash('sha256').update(readFileSync(file)).digest('hex')]),
      );
    expect(files(elsewhere)).toEqual(files(root));
  });
});
