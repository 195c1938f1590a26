import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { generate } from 'selfsigned';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { BrowserDriver } from './support/driver.ts';
import { launchWithExtension, observe, tabIdOf } from './support/extension.ts';

const casePage = (name: string) =>
  readFileSync(fileURLToPath(new URL(`../fixtures/pages/bluesky/${name}/source.html`, import.meta.url)));

/** The page cases of Bluesky under its real host name: Chromium resolves it to loopback. */
describe('Bluesky in chromium', () => {
  let server: Server;
  let browser: BrowserDriver;

  beforeAll(async () => {
    const { private: key, cert } = await generate([{ name: 'commonName', value: 'bsky.app' }]);
    server = createServer({ key, cert }, ({ url = '/' }, response) => {
      const name = { '/': 'feed-with-quote', '/broken': 'layout-changed' }[url];
      response.writeHead(name === undefined ? 404 : 200, { 'content-type': 'text/html; charset=utf-8' });
      response.end(name === undefined ? undefined : casePage(name));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    browser = await launchWithExtension('chromium', { access: 'as-installed', hostRules: `MAP bsky.app:443 127.0.0.1:${port}, MAP * ~NOTFOUND` });
  });
  afterAll(async () => {
    await browser?.close();
    server?.closeAllConnections();
    server?.close();
  });

  it('posts are read by its own adapter and known by their permanent names', async () => {
    await browser.openPage('https://bsky.app/');
    const observation = await observe(browser, 'https://bsky.app/');
    expect(observation.health).toMatchObject({ site: 'bsky', layout: 'ok' });
    expect(observation.health.understood).toBe(observation.health.posts);
    expect(observation.subjects.filter(({ kind }) => kind === 'post').length).toBeGreaterThan(0);
  });

  it('a layout that changed pauses the labels, and the popup says so', async () => {
    await browser.openPage('https://bsky.app/broken');
    const observation = await observe(browser, 'https://bsky.app/broken', { until: ({ health }) => health.layout === 'layout-changed' });
    expect(observation.subjects.flatMap(({ verdicts }) => verdicts)).toEqual([]);
    const popup = await browser.openExtensionPage(`popup.html?tab=${await tabIdOf(browser, 'https://bsky.app/broken')}`);
    await popup.waitFor('document.body.innerText.includes("changed its layout")');
  });
});
