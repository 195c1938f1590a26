import { cpSync, mkdirSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { defineConfig, type UserManifest } from 'wxt';
import { EVERY_PAGE, NAMED_ORIGINS, NAMED_PAGES } from './lib/sites/named-sites.ts';

/** Fixes the Chromium extension id (fdkplgpdpdbjfpcpkfjodgodimjbinjj), so that stored data survives reinstalls. */
const CHROMIUM_PUBLIC_KEY =
  'MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEA0GGYlaIhU/zSfrk4yoKtJJ3GcREZXOOX7IZuNp668lyXdtSh8mP1Z36SDI1axqXp5XRhvgbPfmYVDdvZjcICayPsIiE2bVimz8xmSpbXkXmwW32zQoV/oCp+uRedzEmkeGhrBLkMMmxP1LeZ5fHaQadPh8d02aEksYrAA23cvtPh6Z7/YMDHDjPWxL2ZEAokl2NPQXQQ4+4tfUmda8D4H1ikH6Gb0zAB06BEmQrXhf3Xi/B9i68je9XJg6yw+oPhkMqUQYLLogoQiOcL4NAX4obgMJtthdUilM8uPlN+8K4N/b12eHzJmPv30zhwrm0fF7/WMDjRZd96U1DX7n8g7QIDAQAB';
const GECKO_ID = '{ac55ffdf-58ba-49db-883d-8d18ff1ddba7}';

/**
 * The wasm build without WebGPU ships once, under `ort/`. Chromium's packages carry the one with WebGPU beside it, which
 * is twice as large and loaded only where there is a graphics chip to run on (docs/decisions/0085).
 */
const ORT_FILES = ['ort-wasm-simd-threaded.mjs', 'ort-wasm-simd-threaded.wasm'];
const ORT_GPU_FILES = ['ort-wasm-simd-threaded.asyncify.mjs', 'ort-wasm-simd-threaded.asyncify.wasm'];
const runsOnGpu = (browser: string) => browser === 'chrome' || browser === 'edge';
const ortDir = fileURLToPath(new URL('./node_modules/onnxruntime-web/dist/', import.meta.url));
const c2paWasm = fileURLToPath(new URL('./node_modules/@contentauth/c2pa-wasm/pkg/c2pa_bg.wasm', import.meta.url));
const publicC2paDir = fileURLToPath(new URL('./public/c2pa/', import.meta.url));
const publicOrtDir = fileURLToPath(new URL('./public/ort/', import.meta.url));

export default defineConfig({
  manifestVersion: 3,
  imports: false,
  webExt: { disabled: true },
  hooks: {
    'entrypoints:found'(wxt, found) {
      // The gallery is for who works on this, not for readers.
      if (wxt.config.mode === 'production') found.splice(0, found.length, ...found.filter(({ name }) => name !== 'gallery'));
    },
    'build:manifestGenerated'(wxt, manifest) {
      // Safari takes background scripts in a page of its own, as Firefox does; a service worker could start no worker.
      if (wxt.config.browser === 'safari') manifest.background = { scripts: ['background.js'], type: 'module', persistent: false };
    },
    'build:before'(wxt) {
      // What a build for another browser left there goes.
      rmSync(publicOrtDir, { recursive: true, force: true });
      mkdirSync(publicOrtDir, { recursive: true });
      for (const file of runsOnGpu(wxt.config.browser) ? [...ORT_FILES, ...ORT_GPU_FILES] : ORT_FILES) cpSync(`${ortDir}${file}`, `${publicOrtDir}${file}`);
      // Loaded only where a picture has Content Credentials (docs/decisions/0095).
      mkdirSync(publicC2paDir, { recursive: true });
      cpSync(c2paWasm, `${publicC2paDir}c2pa_bg.wasm`);
    },
  },
  vite: ({ browser }) => ({
    // Calls of `h` are a third shorter than those of the automatic runtime, and the page pays for every byte.
    oxc: { jsx: { runtime: 'classic', pragma: 'h', pragmaFrag: 'Fragment' }, jsxInject: "import { Fragment, h } from 'preact'" },
    resolve: {
      alias: {
        'onnxruntime-web/webgpu': `${ortDir}${runsOnGpu(browser) ? 'ort.webgpu.min.mjs' : 'ort.wasm.min.mjs'}`,
        '@wxt-dev/browser': fileURLToPath(new URL('./lib/messages/extension-api.ts', import.meta.url)),
      },
    },
    // Style is written for the browsers the manifests ask for: what older ones lack would only be padding.
    build: {
      target: 'es2022',
      cssTarget: ['chrome124', 'firefox128', 'safari17.5'],
      sourcemap: false,
      reportCompressedSize: false,
      rolldownOptions: {
        treeshake: {
          // WXT wraps every script in a logger that says nothing in production; the page need not carry it (wxt 0.21.4).
          manualPureFunctions: ['logger.error'],
          // `jsxInject` imports it everywhere: who draws nothing need not carry it either.
          moduleSideEffects: (id) => !id.includes('/node_modules/preact/'),
        },
      },
    },
  }),
  manifest: ({ browser }) => {
    const chromium = browser === 'chrome' || browser === 'edge';
    const manifest: UserManifest = {
      name: '__MSG_name__',
      description: '__MSG_description__',
      default_locale: 'en',
      // activeTab: lets the popup see which site it is that it may not read.
      // scripting: puts the content script into pages of sites the reader allowed later.
      // alarms: asks for news of lists about every hour.
      permissions: ['storage', 'unlimitedStorage', 'alarms', 'contextMenus', 'activeTab', 'scripting', ...(chromium ? ['offscreen' as const] : [])],
      host_permissions: [...NAMED_ORIGINS],
      optional_host_permissions: [...EVERY_PAGE],
      content_scripts: [{ matches: [...NAMED_PAGES], js: ['page.js'], run_at: 'document_idle' }],
      commands: {
        'next-badge': {
          suggested_key: { default: 'Alt+Shift+W' },
          description: '__MSG_nextBadge__',
        },
      },
      content_security_policy: {
        extension_pages: "script-src 'self' 'wasm-unsafe-eval'; object-src 'none'; base-uri 'none'; form-action 'none'",
      },
    };
    if (chromium) {
      manifest.key = CHROMIUM_PUBLIC_KEY;
      manifest.minimum_chrome_version = '124';
    }
    if (browser === 'firefox') {
      manifest.browser_specific_settings = {
        gecko: {
          id: GECKO_ID,
          strict_min_version: '128.0',
          data_collection_permissions: { required: ['none'] },
        },
      };
    }
    return manifest;
  },
});
